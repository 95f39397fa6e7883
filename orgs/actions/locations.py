"""Places: made, changed, archived. What has history is never destroyed."""

from datetime import datetime
from typing import Any

from django.db import transaction

from orgs import hours
from orgs.access import Caller
from orgs.actions import trail
from orgs.hours import Opening
from orgs.models import Location, Organization

FIELDS = (
    *("name", "line1", "city", "state", "postal_code", "country", "phone", "timezone"),
    *("opening_hours", "archived_at"),
)


@transaction.atomic
def create(*, org: Organization, by: Caller, now: datetime, **fields: Any) -> Location:
    """A new place; `opening_hours` are Openings, the rest are fields of the model."""
    location = Location.objects.create(organization=org, **_stored(fields))
    after = trail.picture(location, FIELDS)
    trail.record(location, by=by, verb="location.created", now=now, before=trail.NEW, after=after)
    return location


@transaction.atomic
def change(*, location: Location, by: Caller, now: datetime, **fields: Any) -> Location:
    """The place with these fields instead of its own."""
    return _write(location, by, "location.changed", now, _stored(fields))


@transaction.atomic
def archive(*, location: Location, by: Caller, now: datetime) -> Location:
    """The place put away; doing it again changes nothing."""
    if location.archived_at is not None:
        return location
    return _write(location, by, "location.archived", now, {"archived_at": now})


def _stored(fields: dict[str, Any]) -> dict[str, Any]:
    openings: list[Opening] | None = fields.get("opening_hours")
    if openings is None:
        return fields
    return fields | {"opening_hours": hours.stored(hours.checked(openings, "/openingHours"))}


def _write(
    location: Location, by: Caller, verb: str, now: datetime, fields: dict[str, Any]
) -> Location:
    before = trail.picture(location, fields)
    for name, value in fields.items():
        setattr(location, name, value)
    location.save(update_fields=[*fields, "updated_at"])
    trail.record(
        location, by=by, verb=verb, now=now, before=before, after=trail.picture(location, fields)
    )
    return location
