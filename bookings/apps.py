"""Registers the app and its checks."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _

from bookings import checks


class BookingsConfig(AppConfig):
    """Django's handle on the app."""

    name = "bookings"
    verbose_name = _("Bookings")

    def ready(self) -> None:
        """Registers what `check` asks."""
        register(checks.stripe_is_whole, Tags.compatibility)
        register(checks.stripe_is_live, Tags.security, deploy=True)
        register(checks.nobody_plays, Tags.database)
        register(checks.nobody_waits_for_stripe, Tags.database)
