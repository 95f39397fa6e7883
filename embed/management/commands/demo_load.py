"""`manage.py demo_load`: writes the demonstration into a development database, once."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from embed.demo import house
from embed.demo.load import load

SITE_PORT = 8001


class Command(BaseCommand):
    """Refuses without DEBUG: its accounts have a password that everybody knows."""

    help = "Load the demonstration: an invented tour operator with calendars and bookings."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the demonstration's website will be."""
        parser.add_argument("--site-port", type=int, default=SITE_PORT)

    def handle(self, *args: Any, **options: Any) -> None:
        """Loads, or says that there is nothing to do."""
        if not settings.DEBUG:
            raise CommandError(
                "The demonstration has accounts with a public password, so it is loaded with "
                "DEBUG=1 only."
            )
        name = house.ORGANIZATION["name"]
        if load(now=timezone.now(), site_port=options["site_port"]):
            self.stdout.write(f"Loaded {name}.")
        else:
            self.stdout.write(f"{name} is loaded already.", self.style.NOTICE)
