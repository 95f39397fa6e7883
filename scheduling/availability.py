"""What can be booked: loads a snapshot in seven queries, asks the engine, answers slots.

Days are local days of the offering's venue, both inclusive; `party` counts seats, and stands for
the least party of an offering where that is more; `extras` are the add-ons that are to be had with
it; `now` is an instant in UTC. Nothing here is stored.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from orgs.errors import FieldError, Invalid
from scheduling import snapshot
from scheduling.engine import recurrence, slots
from scheduling.engine.types import Code, Reason, Verdict
from scheduling.extras import Extra
from scheduling.models import Calendar, Offering, Variant
from scheduling.questions import Question, ask

LONGEST_RANGE = 366
"""Days that one question may span."""

LOOK_AHEAD = 123
"""Days read at a time when looking for the next free slots."""

LOOK_BACK = timedelta(days=28)
"""How much earlier than a start that is taken another one may be to stand in for it."""


class Status(StrEnum):
    """How a slot stands for a customer."""

    AVAILABLE = "AVAILABLE"
    LIMITED = "LIMITED"
    REQUEST = "REQUEST"
    SOLD_OUT = "SOLD_OUT"
    CLOSED = "CLOSED"
    LISTED = "LISTED"


class Slot(NamedTuple):
    """A computed answer: one start of one variant. `price_from` in minor units, None: unpriced.

    `remaining` is the largest party that could still come. `reasons` are for staff.
    """

    starts_at: datetime
    ends_at: datetime
    remaining: int
    capacity: int
    status: Status
    price_from: int | None
    offering: Offering
    variant: Variant
    reasons: tuple[Reason, ...] = ()


def of_offering(
    *,
    offering: Offering,
    first: date,
    last: date,
    party: int,
    now: datetime,
    extras: Sequence[Extra] = (),
) -> list[Slot]:
    """The slots of one offering that a party could book, in order."""
    return _free(snapshot.variants_of(offering), first, last, party, now, extras)


def of_calendar(
    *, calendar: Calendar, first: date, last: date, party: int, now: datetime
) -> list[Slot]:
    """The same for all published offerings of a calendar, in the same number of queries."""
    return _free(snapshot.variants_in(calendar), first, last, party, now)


def all_of_offering(
    *,
    offering: Offering,
    first: date,
    last: date,
    party: int,
    now: datetime,
    extras: Sequence[Extra] = (),
) -> list[Slot]:
    """As of_offering, with the sold-out, the closed and the merely listed."""
    return _every(snapshot.variants_of(offering), first, last, party, now, extras)


def all_of_calendar(
    *, calendar: Calendar, first: date, last: date, party: int, now: datetime
) -> list[Slot]:
    """As of_calendar, with the sold-out, the closed and the merely listed."""
    return _every(snapshot.variants_in(calendar), first, last, party, now)


def explain(
    *,
    offering: Offering,
    first: date,
    last: date,
    party: int,
    now: datetime,
    extras: Sequence[Extra] = (),
) -> list[Slot]:
    """Every start the rules produce, skipped ones too; each refused one with its reasons."""
    check_days(first, last)
    question = ask(snapshot.variants_of(offering), first, last, now, party, extras)
    supply = snapshot.explained(question.supply, offering.organization, now)
    index = replace(question, supply=supply).index()
    found = (
        _slot(variant, verdict)
        for variant in question.variants
        for verdict in slots.verdicts(
            question.plans[variant.pk], index, question.days_of(variant), _fit(variant, party), now
        )
    )
    return sorted(found, key=_order)


def next_slots(
    *,
    offerings: Sequence[Offering],
    party: int,
    now: datetime,
    limit: int = 3,
    after: datetime | None = None,
    extras: Sequence[Extra] = (),
) -> list[Slot]:
    """The first slots from `after` (or now) on that fit the party, at most a year ahead.

    `extras` only where it is one offering.
    """
    return _from(offerings, after or now, party, now, extras, limit)[:limit]


def nearest_slots(
    *,
    offering: Offering,
    to: datetime,
    party: int,
    now: datetime,
    limit: int = 3,
    extras: Sequence[Extra] = (),
    but: datetime | None = None,
) -> list[Slot]:
    """The slots nearest to a start that fit the party, before it as well as after, in order.

    At most LOOK_BACK earlier and a year ahead, none of them at `but`; in as many queries as
    `next_slots`.
    """
    enough = limit + (but is not None)
    found = _from([offering], max(now, to - LOOK_BACK), party, now, extras, enough)
    others = [slot for slot in found if slot.starts_at != but]
    nearest = sorted(others, key=lambda slot: (abs(slot.starts_at - to), slot.starts_at < to))
    return sorted(nearest[:limit], key=_order)


def _from(
    offerings: Sequence[Offering],
    since: datetime,
    party: int,
    now: datetime,
    extras: Sequence[Extra],
    enough: int,
) -> list[Slot]:
    """The free slots of as many stretches of days as it takes to find enough."""
    rows = snapshot.variants_among(offerings) if offerings else ()
    variants = [row for row in rows if _could_seat(row, party)]
    begin = since.date() - timedelta(days=1)
    found: list[Slot] = []
    for _ in range(_rounds(variants, begin, now) if variants else 0):
        last = begin + timedelta(days=LOOK_AHEAD - 1)
        free = _free(variants, begin, last, party, now, extras)
        found += [slot for slot in free if slot.starts_at >= since]
        if len(found) >= enough:
            break
        begin = last + timedelta(days=1)
    return found


def _rounds(variants: Sequence[Variant], begin: date, now: datetime) -> int:
    """How often to look ahead: a year, or as far as any of them may be booked."""
    horizons = [variant.offering.horizon_days for variant in variants]
    if None in horizons:
        return LONGEST_RANGE // LOOK_AHEAD + 1
    last = now.date() + timedelta(days=max(filter(None, horizons), default=0) + 1)
    return min(LONGEST_RANGE, max(0, (last - begin).days)) // LOOK_AHEAD + 1


def _could_seat(variant: Variant, party: int) -> bool:
    """Whether a run of it could ever take so many: else a year need not be searched."""
    most = variant.offering.max_party
    return (variant.capacity or 0) >= party and (most is None or most >= party)


def _fit(variant: Variant, party: int) -> int:
    """The seats to be asked for: fewer than the least party cannot be booked."""
    return max(party, variant.offering.min_party)


def check_days(first: date, last: date) -> None:
    """Refuses a range that is reversed or too long."""
    if last < first:
        raise Invalid([FieldError("/to", "before_from", "The end lies before the start.")])
    if (last - first).days >= LONGEST_RANGE:
        detail = f"At most {LONGEST_RANGE} days can be asked for at once."
        raise Invalid([FieldError("/to", "range_too_long", detail)])


def _free(
    found: Iterable[Variant],
    first: date,
    last: date,
    party: int,
    now: datetime,
    extras: Sequence[Extra] = (),
) -> list[Slot]:
    check_days(first, last)
    bookable = [variant for variant in found if variant.capacity is not None]
    question = ask(bookable, first, last, now, party, extras)
    index = question.index()
    free = (
        _slot(variant, verdict)
        for variant in question.variants
        for verdict in slots.slots(
            question.plans[variant.pk], index, question.days_of(variant), _fit(variant, party), now
        )
    )
    return sorted(free, key=_order)


def _every(
    found: Iterable[Variant],
    first: date,
    last: date,
    party: int,
    now: datetime,
    extras: Sequence[Extra] = (),
) -> list[Slot]:
    check_days(first, last)
    question = ask(list(found), first, last, now, party, extras)
    index = question.index()
    every = (
        slot for variant in question.variants for slot in _shown(question, index, variant, party)
    )
    return sorted(every, key=_order)


def _shown(question: Question, index: slots.Index, variant: Variant, party: int) -> Iterable[Slot]:
    plan, window = question.plans[variant.pk], question.days_of(variant)
    if plan.capacity is None:
        for start in recurrence.starts(plan.rules, plan.zone, plan.duration, window):
            yield _slot(variant, Verdict(start.start, start.end, 0, 0))
        return
    for verdict in slots.verdicts(plan, index, window, _fit(variant, party), question.now):
        if not any(reason.code is Code.SKIPPED_DATE for reason in verdict.reasons):
            yield _slot(variant, verdict)


def _slot(variant: Variant, verdict: Verdict) -> Slot:
    return Slot(
        starts_at=verdict.start,
        ends_at=verdict.end,
        remaining=verdict.left,
        capacity=verdict.seats,
        status=_status(variant, verdict),
        price_from=variant.price_from,
        offering=variant.offering,
        variant=variant,
        reasons=verdict.reasons,
    )


def _status(variant: Variant, verdict: Verdict) -> Status:
    """contract/rest.md, Availability: LIMITED is under a fifth of the seats, or the last two.

    A run for two that nobody has booked yet is small, not scarce.
    """
    if variant.capacity is None:
        return Status.LISTED
    if verdict.reasons:
        seats = {Code.NO_SEATS, Code.PARTY_TOO_LARGE}
        full = all(reason.code in seats for reason in verdict.reasons)
        return Status.SOLD_OUT if full else Status.CLOSED
    if variant.offering.requires_approval or variant.policy_asks:
        return Status.REQUEST
    begun = verdict.left < verdict.seats
    scarce = begun and (verdict.left <= 2 or verdict.left * 5 < verdict.seats)
    return Status.LIMITED if scarce else Status.AVAILABLE


def _order(slot: Slot) -> tuple[datetime, int, int]:
    return slot.starts_at, slot.offering.id, slot.variant.id
