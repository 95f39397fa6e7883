"""A PostgreSQL to measure on: a throw-away one, or our own database on the server given."""

import contextlib
import os
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

from django.db import connection

from bench.client import Failed
from tests import postgres

AS_IN_PRODUCTION = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "autovacuum": "on",
}
"""A booking that was answered must survive a power cut, here too."""


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """The address of a server: the one in DATABASE_URL, or one made for this run."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres", "psql", "pgsql")):
        yield given
        return
    binaries = postgres.find_binaries()
    if binaries is None:
        raise Failed("PostgreSQL is missing: apt-get install postgresql, or set DATABASE_URL.")
    postgres.SETTINGS.update(AS_IN_PRODUCTION)
    with postgres.cluster(binaries) as url:
        yield url


@contextlib.contextmanager
def migrated(url: str) -> Iterator[str]:
    """The address of a fresh database on that server, with its tables; dropped afterwards."""
    before = connection.settings_dict["NAME"]
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


def analyze() -> None:
    """Tells the planner what was seeded, as autovacuum would within minutes."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
