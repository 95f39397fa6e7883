"""Writing down who changed what, in the transaction of the change."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from orgs.access import Caller
from orgs.models import AuditEvent, Organization


def record(
    *,
    org: Organization,
    by: Caller,
    verb: str,
    subject: str,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """One entry of the audit trail; of a change, only what differs is kept."""
    old, new = dict(before or {}), dict(after or {})
    names = [name for name in {**old, **new} if name not in old or old.get(name) != new.get(name)]
    facts = {
        word: {name: values[name] for name in names if name in values}
        for word, values in (("before", old), ("after", new))
        if values
    }
    return AuditEvent.objects.create(
        organization=org,
        actor=by.public_id,
        actor_name=by.name,
        verb=verb,
        subject=subject,
        facts=facts,
        at=now,
    )


def picture(row: Model, names: Iterable[str]) -> dict[str, Any]:
    """The named fields of a row as JSON holds them, for `before` and `after`."""
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    match value:
        case date():
            return value.isoformat()
        case Model():
            return getattr(value, "public_id", value.pk)
        case _:
            return value
