"""Workers as processes of their own, on the database of the tests."""

import multiprocessing
import os
from pathlib import Path
from unittest.mock import patch

from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from tests.orgs.outbox import dying

# To begin a worker takes a second: those that are to die are forked off one that has begun.
NURSERY = multiprocessing.get_context("forkserver")
NURSERY.set_forkserver_preload(["tests.orgs.outbox.nursery"])
PATIENCE = 60
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


def died_at(place: tuple[str, str, int], folder: Path) -> int | None:
    """How a worker ended that kills itself there; its mail goes to the folder."""
    process = NURSERY.Process(target=dying.work, args=(*place, f"{folder}/mail"))
    with patch.dict(os.environ, beside(folder)):
        process.start()
    process.join(PATIENCE)
    return process.exitcode


def work_on(folder: Path) -> None:
    """Another worker, here, to the end of what is due; its mail goes to the same folder."""
    with override_settings(
        EMAIL_BACKEND="orgs.mailbox.backend.EmailBackend", EMAIL_FILE_PATH=str(folder / "mail")
    ):
        call_command("worker", "--once", skip_checks=True)
