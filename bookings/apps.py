"""Registers the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookingsConfig(AppConfig):
    """Django's handle on the app."""

    name = "bookings"
    verbose_name = _("Bookings")
