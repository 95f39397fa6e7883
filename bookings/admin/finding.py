"""From a booking's public id to its page."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from bookings.models import Booking


def booking(request: HttpRequest, public_id: str) -> HttpResponse:
    """Their own are found, those of others are missing."""
    rows = admin.site.get_model_admin(Booking).get_queryset(request)
    found = rows.filter(public_id=public_id).first()
    if found is None:
        messages.warning(request, _("There is no such booking."))
        return redirect("admin:index")
    return redirect("admin:bookings_booking_change", found.pk)
