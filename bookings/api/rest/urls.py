"""The routes of bookings under /api."""

from bookings.api.rest import payments, public, staff
from orgs.dialects.routes import both

OF_ORG = "orgs/<str:org_id>/bookings"

urlpatterns = [
    both("bookings/quote", public.Quote),
    both("bookings", public.Bookings),
    both("bookings/<str:booking_id>", public.OneBooking),
    both("bookings/<str:booking_id>/cancel", public.Cancel),
    both("bookings/<str:booking_id>/cancel/preview", public.CancelPreview),
    both("bookings/<str:booking_id>/reschedule", public.Reschedule),
    both("payments/<str:provider>/notices", payments.Notices),
    both(OF_ORG, staff.Bookings),
    both(f"{OF_ORG}/<str:booking_id>/approve", staff.Approve),
    both(f"{OF_ORG}/<str:booking_id>/decline", staff.Decline),
    both(f"{OF_ORG}/<str:booking_id>/cancel", staff.Cancel),
    both(f"{OF_ORG}/<str:booking_id>/check-in", staff.CheckIn),
    both(f"{OF_ORG}/<str:booking_id>/no-show", staff.NoShow),
    both(f"{OF_ORG}/<str:booking_id>/move", staff.Move),
    both(f"{OF_ORG}/<str:booking_id>/refund", staff.Refund),
    both(f"{OF_ORG}/<str:booking_id>/payments", staff.Payments),
]
