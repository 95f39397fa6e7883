"""The HTML tongue: loader script, calendar pages, booking form and manage page."""

from django.apps import AppConfig


class EmbedConfig(AppConfig):
    """Owns no tables; reads through queries and writes through actions."""

    name = "embed"
    verbose_name = "Embedded calendars"
