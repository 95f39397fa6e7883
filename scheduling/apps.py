"""Registers the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchedulingConfig(AppConfig):
    """Django's handle on the app."""

    name = "scheduling"
    verbose_name = _("Scheduling")
