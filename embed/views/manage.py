from django.http import HttpResponse
def manage(request, booking_id): return HttpResponse("x")
def calendar_file(request, booking_id): return HttpResponse("x")
