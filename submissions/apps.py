"""Registers the app."""

from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    """Django's handle on the app."""

    name = "submissions"
