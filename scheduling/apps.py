"""Registers the app."""

from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    """Django's handle on the app."""

    name = "scheduling"
