"""How we talk to PostgreSQL: instants read quickly and rightly, statements planned once."""

import runpy
from datetime import UTC
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import BaseTzLoader
from psycopg import DataError
from psycopg.postgres import types
from psycopg.pq import Format

from config import settings
from orgs.postgres import InstantLoader

OID = types["timestamptz"].oid
INSTANTS = (
    "2026-07-04 13:00:00+00",
    "2026-07-04 13:00:00.5+00",
    "2026-02-28 23:59:59.000001+00",
    "2028-02-29 00:00:00.12345+00",
    "0001-01-01 00:00:00+00",
    "9999-12-31 23:59:59.999999+00",
)
ADDRESS = "postgres://harbor@127.0.0.1:5432/slotwright?sslmode=require"


class DjangoLoader(BaseTzLoader):
    timezone = UTC


@pytest.mark.parametrize("text", INSTANTS)
def test_an_instant_is_read_as_django_reads_it(text: str) -> None:
    ours = InstantLoader(OID).load(text.encode())

    assert repr(ours) == repr(DjangoLoader(OID).load(text.encode()))


@pytest.mark.parametrize("text", ["infinity", "0044-03-15 12:00:00+00 BC"])
def test_what_python_cannot_hold_is_refused_as_before(text: str) -> None:
    with pytest.raises(DataError):
        InstantLoader(OID).load(text.encode())


@pytest.mark.django_db
@pytest.mark.postgres
def test_every_cursor_reads_instants_our_way() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT TIMESTAMPTZ '2026-07-04 13:00:00+02'")

        assert cursor.cursor.adapters.get_loader(OID, Format.TEXT) is InstantLoader
        assert cursor.fetchone()[0].isoformat() == "2026-07-04T11:00:00+00:00"


def options(monkeypatch: pytest.MonkeyPatch, **environment: str) -> dict[str, Any]:
    """What the settings pass on to connections in this environment."""
    given = {"DEBUG": "1", "DATABASE_URL": ADDRESS, **environment}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    found: dict[str, Any] = runpy.run_path(settings.__file__)["DATABASES"]["default"]["OPTIONS"]
    return found


def test_statements_are_prepared_on_connections_that_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {"server_side_binding": True, "prepare_threshold": 5}

    assert options(monkeypatch) == {"sslmode": "require"} | kept


@pytest.mark.parametrize("environment", [{"CONN_MAX_AGE": "0"}, {"PREPARED_STATEMENTS": "0"}])
def test_statements_are_not_prepared_behind_an_old_pooler(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    assert options(monkeypatch, **environment) == {"sslmode": "require"}


@pytest.mark.postgres
@pytest.mark.django_db
def test_a_connection_keeps_the_plans_of_hundreds_of_statements() -> None:
    with connection.cursor() as cursor:
        for _ in range(6):
            for number in range(150):
                cursor.execute(f"SELECT {number} + %s", [1])
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", ["SELECT % + $1"]
        )
        assert cursor.fetchone() == (150,)
