"""Events: made, changed, archived. Their starts are fixed dates; without a capacity they are
listed and cannot be booked."""

from datetime import datetime, timedelta
from typing import Unpack

from django.db import transaction

from orgs.access import Caller
from orgs.models import Organization
from scheduling import queries
from scheduling.actions import offerings, rows, rules
from scheduling.actions.faults import Spot
from scheduling.actions.given import EventGiven
from scheduling.actions.offerings import Draft
from scheduling.engine.types import Span
from scheduling.models import Offering, OfferingType

COLUMNS = ("venue", "organizer", "url", "is_free", "event_status")
MINUTE = timedelta(minutes=1)


@transaction.atomic
def create(
    *, org: Organization, by: Caller, now: datetime, **given: Unpack[EventGiven]
) -> Offering:
    """A new event, a draft unless it is given a status. Raises Invalid and Duplicate."""
    draft = offerings.blank(org, OfferingType.EVENT)
    for name in ("calendar", "name"):
        if name not in given:
            draft.faults.at(name).is_missing()
    _write(draft, given, _dates(given, [], draft.faults))
    return offerings.told(draft, "created", by, now)


@transaction.atomic
def change(
    *, org: Organization, by: Caller, now: datetime, ref: str, **given: Unpack[EventGiven]
) -> Offering:
    """Sets what is given; lists replace what was there. Raises NotFound, Invalid, Duplicate."""
    draft = offerings.opened(org, OfferingType.EVENT, ref)
    spans = None
    if {"dates", "starts_at", "ends_at"} & given.keys():
        stored = queries.fixed_dates(queries.offering(org, OfferingType.EVENT, ref))
        spans = _dates(given, stored, draft.faults)
    _write(draft, given, spans)
    return offerings.told(draft, "changed", by, now)


def archive(*, org: Organization, by: Caller, now: datetime, ref: str) -> Offering:
    """Takes an event out of sale and sight; its bookings stay. Raises NotFound."""
    return offerings.archive(org=org, by=by, now=now, type_=OfferingType.EVENT, ref=ref)


def _write(draft: Draft, given: EventGiven, spans: list[Span] | None) -> None:
    """`spans` None: the dates stay as they are."""
    rows.copy(draft.row, given, COLUMNS)
    offerings.fill(draft, given)
    if spans:
        draft.variant.duration_minutes = (spans[0].end - spans[0].start) // MINUTE
    offerings.save(draft, offerings.lists(draft, given))
    if spans is not None:
        rules.set_dates(draft.row, spans)


def _dates(given: EventGiven, stored: list[Span], faults: Spot) -> list[Span]:
    """The dates that are meant, in order and each once; faults where they cannot be."""
    if "dates" in given:
        spans = [Span(one["starts_at"], one["ends_at"]) for one in given["dates"]]
        spots = [faults.at("dates", place) for place in range(len(spans))]
        _check_agreement(given, min(spans, default=None), faults)
    else:
        spans, spots = _one_date(given, stored, faults), [faults]
    for span, spot in zip(spans, spots, strict=False):
        rules.check_date(span, spot)
    if not spans and not faults.is_faulty:
        faults.at("starts_at").is_missing()
    return [] if faults.is_faulty else sorted(set(spans))


def _check_agreement(given: EventGiven, first: Span | None, faults: Spot) -> None:
    """Where a whole event is sent back, its start and end repeat those of its first date."""
    for name, instant in zip(("starts_at", "ends_at"), first or (), strict=False):
        if given.get(name, instant) != instant:
            faults.at(name).is_wrong("contradiction", "This is not that of the first occurrence.")


def _one_date(given: EventGiven, stored: list[Span], faults: Spot) -> list[Span]:
    """The one date; a start alone moves a stored date as it is."""
    if len(stored) > 1:
        faults.at("dates").is_wrong("several_dates", "There are several dates: give them all.")
        return []
    old = stored[0] if stored else None
    start = given.get("starts_at", old and old.start)
    if start is None:
        faults.at("starts_at").is_missing()
        return []
    end = given.get("ends_at", start + (old.end - old.start) if old else None)
    if end is None:
        faults.at("ends_at").is_missing()
        return []
    return [Span(start, end)]
