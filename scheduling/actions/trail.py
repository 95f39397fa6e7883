"""Writes down what was done: who, what, on which row, and the fields before and after."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from orgs.access import Caller
from orgs.models import AuditEvent, Organization

NEW: Mapping[str, Any] = {}
"""How a row looked before it was there."""


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
    facts = {"after": {name: after.get(name) for name in names}}
    if before:
        facts["before"] = {name: before.get(name) for name in names}
    AuditEvent.objects.create(
        organization=org,
        actor=by.public_id,
        actor_name=by.name,
        verb=verb,
        subject=subject,
        facts=facts,
        at=now,
    )
