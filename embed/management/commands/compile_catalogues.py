"""Compiles the catalogues in `locale/` without GNU gettext, which fresh machines lack."""

from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """`manage.py compile_catalogues`"""

    help = "Compile every catalogue in LOCALE_PATHS (.po to .mo); does not need GNU gettext."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes each .mo beside its .po."""
        for root in settings.LOCALE_PATHS:
            for source in sorted(Path(root).glob("*/LC_MESSAGES/*.po")):
                source.with_suffix(".mo").write_bytes(compiled(source))
                self.stdout.write(str(source.with_suffix(".mo")))


def compiled(source: Path) -> bytes:
    """The compiled form of one catalogue; fuzzy guesses and empty texts are left out."""
    with source.open("rb") as text:
        catalogue = read_po(text, locale=source.parent.parent.name)
    target = BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()
