"""Registers the app."""

from django.apps import AppConfig


class BookingsConfig(AppConfig):
    """Django's handle on the app."""

    name = "bookings"
