"""The HTML tongue: loader script, calendar pages, booking form and manage page."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from embed import checks


class EmbedConfig(AppConfig):
    """Owns no tables; reads through queries and writes through actions."""

    name = "embed"
    verbose_name = "Embedded calendars"

    def ready(self) -> None:
        """Registers what `check --deploy` asks."""
        register(checks.no_demo_accounts, Tags.security, deploy=True)
