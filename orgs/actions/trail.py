"""The one writer of the audit trail: who changed what, in the transaction of the change."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db.models import Model

from orgs.access import Caller
from orgs.models import AuditEvent, Organization

NEW: Mapping[str, Any] = {}
"""How a row looked before it was there."""

GONE: Mapping[str, Any] = {}
"""How it looks once it is not."""


def record(
    *,
    org: Organization,
    by: Caller,
    now: datetime,
    verb: str,
    subject: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    """One entry with what differs; none when nothing does. Values are plain JSON."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if not names:
        return
    sides = {"before": before, "after": after}
    facts = {
        side: {name: values[name] for name in names if name in values}
        for side, values in sides.items()
        if values
    }
    _write(org, by, now, verb, subject, facts)


def name_fields(
    *, org: Organization, by: Caller, now: datetime, verb: str, subject: str, fields: Iterable[str]
) -> None:
    """One entry that tells which fields changed and not what they say: guests' data stays out."""
    names = sorted(fields)
    _write(org, by, now, verb, subject, {"changed": names} if names else {})


def picture(row: Model, names: Iterable[str]) -> dict[str, Any]:
    """The named fields of a row as JSON holds them, for `before` and `after`."""
    return {name: _plain(getattr(row, name)) for name in names}


def _write(
    org: Organization, by: Caller, now: datetime, verb: str, subject: str, facts: dict[str, Any]
) -> None:
    AuditEvent.objects.create(
        organization=org,
        actor=by.public_id,
        actor_name=by.name,
        verb=verb,
        subject=subject,
        facts=facts,
        at=now,
    )


def _plain(value: Any) -> Any:
    match value:
        case date() | time():
            return value.isoformat()
        case Model():
            return getattr(value, "public_id", value.pk)
        case _:
            return value
