"""Which bookings stand in the way of a change to a resource: what is taken from now on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from orgs.models import Organization
from scheduling.engine import recurrence
from scheduling.engine.spans import Load, Lookup, Taken
from scheduling.engine.types import Span
from scheduling.models import Allocation, Claim, Offering, Resource


@dataclass(frozen=True, slots=True)
class Booked:
    """A live allocation: the stretch it takes of a resource, and whose it is.

    `claim_id` None: it is the run's, and so matters to everybody on it.
    """

    span: Span
    units: int
    run_id: int
    claim_id: int | None
    requirement_id: int | None


@dataclass(frozen=True, slots=True)
class Affected:
    """A booking that a change conflicts with; `holder` is its public id."""

    holder: str
    starts_at: datetime
    seats: int
    offering: Offering


def booked(resource: Resource, now: datetime) -> list[Booked]:
    """What runs that are not over yet have of a resource, in order. One query."""
    rows = (
        Allocation.objects.of(resource.organization)
        .live(now)
        .filter(resource=resource, occurrence__ends_at__gt=now)
        .order_by("starts_at", "pk")
        .values_list("starts_at", "ends_at", "units", "occurrence_id", "claim_id", "requirement_id")
    )
    return [
        Booked(Span(start, end), units, run, claim, requirement)
        for start, end, units, run, claim, requirement in rows
    ]


def met(resource: Resource, rows: Sequence[Booked], span: Span, rrule: str) -> list[Booked]:
    """Those that a block over `span` (and its repetitions) comes too close to.

    A block keeps the turnaround clear, as the engine has it (docs/availability.md, Blocks).
    """
    if not rows:
        return []
    before = timedelta(minutes=resource.turnaround_minutes)
    window = Span(rows[0].span.start - before, max(row.span.end for row in rows))
    spans = recurrence.repeated_spans(span, rrule, resource.timezone, window)
    blocked = Lookup((one, one) for one in spans)
    return [row for row in rows if blocked.overlapping(Span(row.span.start - before, row.span.end))]


def crowded(rows: Sequence[Booked], units: int) -> list[Booked]:
    """Those during which more than so many units are in use at some instant."""
    load = Load(Taken(row.span, row.units) for row in rows)
    return [row for row in rows if load.most(*row.span) > units]


def overloaded(resource: Resource, rows: Sequence[Booked], seats: int) -> list[Booked]:
    """Those whose run was opened with more seats than it would have with so many in this one.

    What else the same need was given keeps its seats. One query.
    """
    runs = {row.run_id for row in rows if row.claim_id is None}
    given = (
        Allocation.objects.of(resource.organization)
        .filter(occurrence__in=runs, claim=None, released_at=None)
        .values_list(
            "occurrence_id", "requirement_id", "resource_id", "units", "resource__seats",
            "occurrence__seats",
        )
    )  # fmt: skip
    room: dict[tuple[int, int | None], int] = {}
    unlimited: set[tuple[int, int | None]] = set()
    offered: dict[int, int] = {}
    for run, need, one, units, has, offers in given:
        each = seats if one == resource.pk else has
        offered[run] = offers
        if each is None:
            unlimited.add((run, need))
        else:
            room[run, need] = room.get((run, need), 0) + units * each
    short = {key for key, has in room.items() if key not in unlimited and has < offered[key[0]]}
    return [row for row in rows if (row.run_id, row.requirement_id) in short]


def affected(organization: Organization, rows: Iterable[Booked], now: datetime) -> list[Affected]:
    """The live bookings behind these allocations, by start. One query, or none."""
    found = list(rows)
    if not found:
        return []
    whole = {row.run_id for row in found if row.claim_id is None}
    single = {row.claim_id for row in found if row.claim_id is not None}
    claims = (
        Claim.objects.of(organization)
        .live(now)
        .filter(Q(occurrence__in=whole) | Q(pk__in=single))
        .select_related("occurrence__offering")
        .order_by("occurrence__starts_at", "pk")
    )
    by_holder: dict[str, Affected] = {}
    for claim in claims:
        start, offering = claim.occurrence.starts_at, claim.occurrence.offering
        same = by_holder.get(claim.holder)  # A claim and its parts are one booking.
        seats = claim.seats + (same.seats if same else 0)
        by_holder[claim.holder] = Affected(claim.holder, start, seats, offering)
    return list(by_holder.values())
