"""`manage.py demo_load`: writes the demonstration into a development database, once."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from embed.demo import fitting, house
from embed.demo.load import load

SITE_PORT = 8001


class Command(BaseCommand):
    """Refuses without DEBUG: its accounts have a password that everybody knows."""

    help = "Load the demonstration: an invented tour operator with calendars and bookings."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the demonstration's website is: as told, as `demo` noted, or where it will be."""
        parser.add_argument("--site-port", type=int)
        parser.add_argument("--note", type=Path, help="Where demo wrote the website's port.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Loads, or says that there is nothing to do."""
        if not settings.DEBUG:
            raise CommandError(
                "The demonstration has accounts with a public password, so it is loaded with "
                "DEBUG=1 only."
            )
        if not fitting.fits():
            raise CommandError(
                "The demonstration's database was made by an earlier version. Run "
                "`make demo-reset`: it loads the demonstration afresh and forgets what was booked."
            )
        name = house.ORGANIZATION["name"]
        site_port = options["site_port"] or noted_port(options["note"]) or SITE_PORT
        if load(now=timezone.now(), site_port=site_port):
            self.stdout.write(f"Loaded {name}.")
        else:
            self.stdout.write(f"{name} is loaded already.", self.style.NOTICE)


def noted_port(note: Path | None) -> int | None:
    """The port of the website that was served last, which keeps its calendars that way."""
    if note is None or not note.is_file():
        return None
    text = note.read_text(encoding="ascii", errors="replace").strip()
    return int(text) if text.isascii() and text.isdecimal() else None
