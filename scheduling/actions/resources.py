"""Resources: made, changed, given hours, put away.

A change of what a resource can carry locks it first, as taking does, so that nobody is given
what is about to go; and it is refused while bookings stand on what would go (`in_use`).
"""

from collections.abc import Iterable
from datetime import datetime
from math import inf
from typing import Any, NamedTuple, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext_noop as _

from orgs.access import Caller
from orgs.actions import trail
from orgs.models import Location, Organization
from scheduling import queries
from scheduling.actions import hours, rows
from scheduling.actions.faults import Spot, nothing_wrong
from scheduling.engine.types import Window
from scheduling.errors import InUse
from scheduling.models import Resource
from scheduling.queries import Booked

COLUMNS = ("name", "kind", "seats", "units", "attributes", "turnaround_minutes", "contact")
TOLD = (*COLUMNS, "timezone", "weekly_hours", "archived_at")


class Carried(NamedTuple):
    """What a resource can carry at once; seats that do not matter are endless."""

    units: int
    seats: float

    @classmethod
    def by(cls, row: Resource) -> "Carried":
        """As it is set now; nothing once it is put away."""
        if row.archived_at is not None:
            return cls(0, 0)
        return cls(row.units, inf if row.seats is None else row.seats)

    def is_less_than(self, other: "Carried") -> bool:
        """Whether anything of it is less."""
        return self.units < other.units or self.seats < other.seats


class ResourceGiven(TypedDict, total=False):
    """What may be given. `location` is a public id; without `timezone` the place's is taken."""

    name: str
    kind: str
    seats: int | None
    units: int
    attributes: dict[str, Any]
    turnaround_minutes: int
    location: str | None
    timezone: str
    contact: dict[str, Any]
    is_archived: bool


@transaction.atomic
def create(
    *, org: Organization, by: Caller, now: datetime, **given: Unpack[ResourceGiven]
) -> Resource:
    """A new resource; `name` and `kind` are needed. Raises Invalid."""
    faults = nothing_wrong()
    for name in ("name", "kind"):
        if not given.get(name):
            faults.at(name).is_missing()
    row = Resource(organization=org, timezone=org.timezone)
    _fill(row, given, now, faults)
    faults.refuse()
    row.save()
    trail.record(row, by=by, now=now, verb="resource.created", before=trail.NEW, after=_told(row))
    return row


@transaction.atomic
def change(
    *, org: Organization, by: Caller, now: datetime, ref: str, **given: Unpack[ResourceGiven]
) -> Resource:
    """Sets what is given. Raises NotFound, Invalid, and InUse for what bookings stand on."""
    row = rows.locked(queries.resources(org), ref)
    before, was = _told(row), Carried.by(row)
    faults = nothing_wrong()
    _fill(row, given, now, faults)
    faults.refuse()
    if Carried.by(row).is_less_than(was):
        _check_carried(row, now)
    row.save()
    trail.record(row, by=by, now=now, verb="resource.changed", before=before, after=_told(row))
    return row


@transaction.atomic
def set_hours(
    *, org: Organization, by: Caller, now: datetime, ref: str, windows: Iterable[Window]
) -> Resource:
    """Replaces the weekly hours; none: always open. What is booked outside them stays booked."""
    row = rows.locked(queries.resources(org), ref)
    before = _told(row)
    row.weekly_hours = hours.joined(windows)
    row.save()
    trail.record(row, by=by, now=now, verb="resource.hours_set", before=before, after=_told(row))
    return row


def archive(*, org: Organization, by: Caller, now: datetime, ref: str) -> Resource:
    """Takes a resource out of use for good. Raises InUse while bookings to come stand on it."""
    return change(org=org, by=by, now=now, ref=ref, is_archived=True)


def _fill(row: Resource, given: ResourceGiven, now: datetime, faults: Spot) -> None:
    rows.copy(row, given, COLUMNS)
    if "is_archived" in given:
        row.archived_at = (row.archived_at or now) if given["is_archived"] else None
    if "location" in given:
        places = Location.objects.of(row.organization).filter(archived_at=None)
        row.location = rows.referred(places, given["location"], faults.at("location"))
        row.timezone = (row.location and row.location.timezone) or row.timezone
    rows.copy(row, given, ("timezone",))


def _check_carried(row: Resource, now: datetime) -> None:
    """Refuses less than what runs to come were promised."""
    taken = queries.booked(row, now)
    if row.archived_at is not None:
        _refuse_if_any(row, taken, now, _("Bookings to come need this resource."))
    crowded = queries.crowded(taken, row.units)
    _refuse_if_any(row, crowded, now, _("More units than that are booked at the same time."))
    if row.seats is not None:
        short = queries.overloaded(row, taken, row.seats)
        _refuse_if_any(row, short, now, _("Runs to come were opened with more seats than that."))


def _refuse_if_any(row: Resource, found: list[Booked], now: datetime, sentence: str) -> None:
    if found:
        affected = queries.affected(row.organization, found, now)
        raise InUse(sentence, affected=affected)


def _told(row: Resource) -> dict[str, Any]:
    place = row.location.public_id if row.location else None
    return {**trail.picture(row, TOLD), "location": place}
