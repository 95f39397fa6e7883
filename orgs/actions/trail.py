"""The one writer of the audit trail: who changed what, in the transaction of the change."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Model

from orgs.access import Caller
from orgs.models import AuditEvent, Organization

Picture = Mapping[str, Any]
"""Fields of a row by name, as plain JSON."""

NEW: Picture = {}
"""How a row looked before it was there."""

GONE: Picture = {}
"""How it looks once it is not."""


def record(
    row: Model, *, by: Caller, now: datetime, verb: str, before: Picture, after: Picture
) -> None:
    """One entry with what differs; none when nothing does."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if not names:
        return
    sides = {"before": before, "after": after}
    facts = {
        side: {name: values[name] for name in names if name in values}
        for side, values in sides.items()
        if values
    }
    _write(row, by, now, verb, facts)


def name_fields(row: Model, *, by: Caller, now: datetime, verb: str, fields: Iterable[str]) -> None:
    """One entry that tells which fields changed and not what they say: guests' data stays out."""
    names = sorted(fields)
    _write(row, by, now, verb, {"changed": names} if names else {})


def picture(row: Model, names: Iterable[str]) -> dict[str, Any]:
    """The named fields of a row as JSON holds them, for `before` and `after`."""
    return {name: _plain(getattr(row, name)) for name in names}


def _write(row: Any, by: Caller, now: datetime, verb: str, facts: dict[str, Any]) -> None:
    AuditEvent.objects.create(
        organization=row if isinstance(row, Organization) else row.organization,
        actor=by.public_id,
        actor_name=by.name,
        verb=verb,
        subject=row.public_id,
        facts=facts,
        at=now,
    )


def _plain(value: Any) -> Any:
    match value:
        case date() | time():
            return value.isoformat()
        case Decimal():
            return f"{value.normalize():f}"
        case Model():
            return getattr(value, "public_id", value.pk)
        case _:
            return value
