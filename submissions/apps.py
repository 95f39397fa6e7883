"""Registers the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubmissionsConfig(AppConfig):
    """Django's handle on the app."""

    name = "submissions"
    verbose_name = _("Submissions")
