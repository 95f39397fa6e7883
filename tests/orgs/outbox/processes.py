"""Workers as processes of their own, on the database of the tests."""

import os
import subprocess
import sys
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from tests.sources import ROOT

GOING_ON = """
import django; django.setup()
from django.core.management import call_command
import tests.orgs.outbox.post
call_command("worker", skip_checks=True)
"""


def address() -> str:
    """The test database, as another process reaches it."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    return f"postgres://{given['USER']}@{given['HOST']}:{given['PORT']}/{given['NAME']}"


def beside(folder: Path) -> dict[str, str]:
    """The environment of a process that shares our database and keeps its mail in a folder."""
    own = {
        "DEBUG": "1",
        "DATABASE_URL": address(),
        "EMAIL_URL": f"foldermail:///{folder}/mail",
        "CACHE_URL": "locmemcache://",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    return os.environ | own


def died_at(
    place: tuple[str, str, int], environment: dict[str, str]
) -> subprocess.CompletedProcess[bytes]:
    """A worker that kills itself there."""
    command = [sys.executable, "-m", "tests.orgs.outbox.dying", *map(str, place)]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True)


def work_on(folder: Path) -> None:
    """Another worker, here, to the end of what is due; its mail goes to the same folder."""
    with override_settings(
        EMAIL_BACKEND="orgs.mailbox.backend.EmailBackend", EMAIL_FILE_PATH=str(folder / "mail")
    ):
        call_command("worker", "--once", skip_checks=True)
