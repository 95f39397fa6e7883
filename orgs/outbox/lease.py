"""Having dispatches in hand: by one worker at a time, and never for ever.

`leased_until` is the lease and its own proof: whatever a worker writes, it writes only while the
row still carries the moment that this worker put there.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import QuerySet

from orgs.models import Dispatch
from orgs.outbox import backoff
from orgs.prepared import Prepared, prepared

Clock = Callable[[], datetime]

LEASE = timedelta(minutes=5)
"""How long what a dead worker had in hand lies still."""

ENOUGH = timedelta(minutes=4)
"""Longer than sending one takes, however slow each answer of the other side."""

Row = TypeVar("Row", bound=Dispatch)


def claim(model: type[Row], *, limit: int, now: datetime) -> list[Row]:
    """Takes at most `limit` due rows in hand.

    Other workers pass over rows that are being claimed (PostgreSQL) or wait for this one short
    transaction (SQLite, where it begins IMMEDIATE).
    """
    until = now + LEASE
    with transaction.atomic():
        rows = _free(model, limit)(now=now)
        keys = [row.pk for row in rows]
        if rows:
            model.objects.due(now).order_by().filter(pk__in=keys).update(leased_until=until)
    for row in rows:
        row.leased_until = until
    return rows


@cache
def _free(model: type[Row], limit: int) -> Prepared[Row]:
    """Reads what is due at `now`, locked: asked every few seconds, mostly in vain."""
    passing = connection.features.has_select_for_update_skip_locked

    @prepared
    def free(*, now: datetime) -> QuerySet[Row, Row]:
        rows = model.objects.due(now).select_related(*model.HELD_WITH)
        return rows.select_for_update(of=("self",), skip_locked=passing)[:limit]

    return free


def in_hand(rows: Sequence[Row], *, clock: Clock, stopping: Callable[[], bool]) -> Iterator[Row]:
    """Those of the claimed rows that are still ours when it is their turn, one after the other.

    What is not begun when asked to stop is given back.
    """
    for place, row in enumerate(rows):
        if stopping():
            give_back(rows[place:])
            return
        if keep(row, now=clock()):
            yield row


def keep(row: Row, *, now: datetime) -> bool:
    """Makes sure that there is time to send this one; whether it is still ours."""
    if row.leased_until is not None and row.leased_until - now >= ENOUGH:
        return True
    ours = settle(row, leased_until=now + LEASE)
    if ours:
        row.leased_until = now + LEASE
    return ours


def give_back(rows: Iterable[Row]) -> None:
    """Due again at once: they were not tried."""
    for row in rows:
        settle(row, leased_until=None)


def put_off(row: Row, *, error: str, now: datetime) -> bool:
    """One more try gone; the next comes later. False, and nothing done, where there is none."""
    wait = backoff.delay(row.tries + 1, random.random)
    if wait is None:
        return False
    settle(row, due_at=now + wait, tries=row.tries + 1, last_error=error[:500], leased_until=None)
    return True


def settle(row: Row, **fields: Any) -> bool:
    """Writes what came of it, if it is still ours; whether it was."""
    ours = {
        "organization": row.organization_id,
        "id": row.pk,
        "leased_until": row.leased_until,
    }
    values = [
        _column(type(row), name).get_db_prep_save(value, connection)
        for name, value in (*fields.items(), *ours.items())
    ]
    with connection.cursor() as cursor:
        cursor.execute(_statement(type(row), tuple(fields), tuple(ours)), values)
        return bool(cursor.rowcount)


@cache
def _statement(model: type[Dispatch], written: tuple[str, ...], known: tuple[str, ...]) -> str:
    """An update, put together once: Django takes as long for it as the database."""
    quoted = connection.ops.quote_name
    given = {name: f"{quoted(_column(model, name).column)} = %s" for name in (*written, *known)}
    settings = ", ".join(given[name] for name in written)
    ours = " AND ".join(given[name] for name in known)
    return f"UPDATE {quoted(model._meta.db_table)} SET {settings} WHERE {ours}"


def _column(model: type[Dispatch], name: str) -> Any:
    return model._meta.get_field(name)
