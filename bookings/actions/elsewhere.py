"""Another date for those who wait for a minimum: offered by staff, held, answered by the guest.

The seats of an offer are a claim on the other run, held until the answer is due and counting for
nothing meanwhile. What nobody can answer any more lapses by itself, and `withdraw` tidies it away.
"""

from datetime import datetime

from django.db import transaction

from bookings import places, prospects, queries, quotes
from bookings.actions import arriving, minimum, paying
from bookings.actions.moves import Step, locked, record
from bookings.errors import ChangedMeanwhile, NobodyWaits
from bookings.models import Booking
from bookings.notices.table import TO_OTHER_DATE
from bookings.quotes import Place
from orgs import ids
from orgs.access import Caller
from orgs.errors import FieldError, Invalid
from orgs.formats import iso
from scheduling import capacity
from scheduling.capacity import locks
from scheduling.errors import HoldLapsed, TooLate
from scheduling.models import Claim, Occurrence


def offer(
    *,
    run: Occurrence,
    starts_at: datetime,
    by: Caller,
    now: datetime,
    until: datetime | None = None,
    reason: str = "",
) -> list[Booking]:
    """Offers another start of the same variant to all who wait for the run's minimum.

    Seats are held for them until then, at most until the decision, which is also the usual time,
    until that of the other start, or until that start can be booked no more, as comes first.
    Who has an offer keeps it. It is for all or, as capacity refuses, for nobody. Raises
    NobodyWaits, Invalid, TooLate, ChangedMeanwhile, and as `capacity.take`.
    """
    rows = queries.with_minimum(run, now)
    whole = rows.select_related("organization", "offering", "variant", "claim", "offered_claim")
    current = (paying.up_to_date(one, now) for one in whole if one.other_date(now) is None)
    waiting = [one for one in current if one.decides_at is not None]
    if not waiting:
        raise NobodyWaits
    due = min(_due(waiting, until, now), run.offering.bookable_until(starts_at))
    if starts_at == run.starts_at:
        raise Invalid([FieldError("/newStartsAt", "duplicate", "This is the run itself.")])
    if due <= now:
        raise TooLate("It is too late to offer this time.")
    step = Step("date_offered", by, now, reason)
    with transaction.atomic():
        locks.offering(run.organization, run.offering_id)
        claims = [_hold(one, starts_at, due, now) for one in waiting]
        pairs = zip(waiting, claims, strict=True)
        return [_offer(booking, claim, step) for booking, claim in pairs]


def accept(*, booking: Booking, by: Caller, now: datetime) -> Booking:
    """Moves to the date that was offered, for nothing and without counting as a move.

    Raises HoldLapsed when it is held no more, TooLate when the other run has come to nothing
    meanwhile, ChangedMeanwhile, and AddOnSoldOut.
    """
    offered, leaving = booking.other_date(now), booking.claim
    if offered is None or leaving is None:
        raise HoldLapsed("The time to answer has passed.")
    with transaction.atomic():
        runs = locks.runs(booking.organization, {offered.occurrence_id, leaving.occurrence_id})
        offered.occurrence = next(run for run in runs if run.pk == offered.occurrence_id)
        starts_at = offered.occurrence.starts_at
        minimum.decision_on(offered, booking.agreed, starts_at, now)
        claim = capacity.change(claim=offered, leaving=leaving, now=now)
        fresh = _unchanged(booking)
        was = fresh.starts_at
        fresh.offered_claim = None
        place = Place(claim, offered.occurrence.ends_at)
        facts = {"was": was.isoformat(), "is": starts_at.isoformat(), TO_OTHER_DATE: True}
        step = Step("rescheduled", by, now)
        return arriving.at(fresh, place, starts_at, step, facts)


def decline(*, booking: Booking, by: Caller, now: datetime) -> Booking:
    """Keeps to the own date, and to what becomes of it. Raises HoldLapsed and ChangedMeanwhile."""
    offered = booking.other_date(now)
    if offered is None:
        raise HoldLapsed("The time to answer has passed.")
    with transaction.atomic():
        capacity.release(claim=offered, now=now)
        fresh = _unchanged(booking)
        _forget(fresh, now)
        record(fresh, Step("date_declined", by, now), fresh.state, _start_of(offered, fresh))
        return fresh


def withdraw(*, booking: Booking, now: datetime) -> bool:
    """Gives back what was offered once it cannot be answered any more; whether that was so.

    Raises ChangedMeanwhile.
    """
    offered = booking.offered_claim
    if offered is None or booking.other_date(now) is not None:
        return False
    with transaction.atomic():
        capacity.release(claim=offered, now=now)
        fresh = _unchanged(booking)
        if fresh.other_date(now) is not None:
            raise ChangedMeanwhile
        _forget(fresh, now)
    return True


def _due(waiting: list[Booking], until: datetime | None, now: datetime) -> datetime:
    """When the answer is due: by the decision, after which nobody waits."""
    decided = min(one.decides_at for one in waiting if one.decides_at is not None)
    due = decided if until is None else until
    if not now < due <= decided:
        detail = "In the future, and not after the minimum is decided."
        raise Invalid([FieldError("/until", "out_of_range", detail)])
    return due


def _hold(booking: Booking, starts_at: datetime, due: datetime, now: datetime) -> Claim:
    """Under a name of its own: the booking's is on the seats that it has.

    No longer than the booking itself and all of its party, nor than it is open whether the other
    run takes place.
    """
    ends = [end for end in (booking.hold_expires_at, booking.added_until) if end is not None]
    until = min([due, *ends])
    claim = capacity.take(
        variant=quotes.variant_of(booking.offering, booking.variant.public_id),
        starts_at=starts_at,
        seats=booking.seats,
        holder=ids.new("of"),
        until=until,
        now=now,
        **places.beside(booking),
    )
    decided = prospects.decides_at(claim, booking.agreed, starts_at)
    if decided is not None and now < decided < until:
        return capacity.keep(claim=claim, until=decided, now=now)
    return claim


def _offer(booking: Booking, claim: Claim, step: Step) -> Booking:
    fresh = _unchanged(booking)
    fresh.offered_claim, fresh.updated_at = claim, step.now
    fresh.save(update_fields=["offered_claim", "updated_at"])
    record(fresh, step, fresh.state, _start_of(claim, fresh))
    return fresh


def _start_of(claim: Claim, booking: Booking) -> dict[str, str]:
    """Which date it is about, as a fact of a step."""
    return {"startsAt": iso(claim.occurrence.starts_at, booking.timezone)}


def _unchanged(booking: Booking) -> Booking:
    """The booking, locked; refuses if it was moved, answered or decided in the same moment."""
    fresh = locked(booking)
    seen = (booking.claim_id, booking.offered_claim_id, booking.seats)
    stood = (booking.outstanding, booking.state)
    is_same = (fresh.claim_id, fresh.offered_claim_id, fresh.seats) == seen
    if not is_same or (fresh.outstanding, fresh.state) != stood:
        raise ChangedMeanwhile
    return fresh


def _forget(booking: Booking, now: datetime) -> None:
    booking.offered_claim, booking.updated_at = None, now
    booking.save(update_fields=["offered_claim", "updated_at"])
