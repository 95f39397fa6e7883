"""Staff answer a request."""

from datetime import datetime

from django.db import transaction

from bookings import places, prospects, quotes, stock
from bookings.actions import minimum
from bookings.actions.ending import end
from bookings.actions.moves import Step, check, locked, settle
from bookings.errors import ChangedMeanwhile, IllegalMove, PriceNeeded
from bookings.models import Booking
from bookings.states import Condition, State
from orgs.access import Caller
from scheduling import capacity
from scheduling.models import Claim


def approve(*, booking: Booking, by: Caller, now: datetime, reason: str = "") -> Booking:
    """Clears APPROVAL and makes sure of the seats, in one compare-and-set.

    Raises IllegalMove unless it waits for approval, PriceNeeded for a proposal, and whatever
    `capacity.take` does when the request held no seats and they are gone.
    """
    check(booking, State.CONFIRMED, now)
    if Condition.APPROVAL not in booking.conditions:
        raise _not_waiting(booking)
    if booking.proposed:
        raise PriceNeeded
    with transaction.atomic():
        outstanding = booking.conditions - {Condition.APPROVAL}
        until = booking.agreed.hold_until(outstanding, booking.starts_at, now)
        claim = _seats(booking, until, now)
        fresh = _unchanged(booking, now)
        fresh.claim, fresh.ends_at = claim, claim.occurrence.ends_at
        fresh.hold_expires_at = until
        fresh.updated_at = now
        step = Step("approved", by, now, reason)
        settle(fresh, _left(fresh, booking, now), step)
        stock.settle(fresh, now)
        minimum.meet(claim.occurrence, step._replace(reason=""))
        fresh.refresh_from_db(fields=["state", "outstanding"])
        return fresh


def decline(*, booking: Booking, by: Caller, now: datetime, reason: str = "") -> Booking:
    """Says no to a request and gives its seats back. Raises IllegalMove unless it waits."""
    return end(booking, State.DECLINED, Step("declined", by, now, reason))


def _left(fresh: Booking, booking: Booking, now: datetime) -> frozenset[Condition]:
    """What is outstanding but the approval. Seats that were taken now know their run only now."""
    left = fresh.conditions - {Condition.APPROVAL}
    if booking.claim is not None:
        return left
    fresh.decides_at = prospects.decides_at(fresh.claim, fresh.agreed, fresh.starts_at)
    return minimum.awaited(left, fresh.decides_at, now)


def _unchanged(booking: Booking, now: datetime) -> Booking:
    """The booking, locked; refuses if somebody answered or moved it in the same moment."""
    fresh = locked(booking)
    if Condition.APPROVAL not in fresh.conditions or fresh.state_at(now) != booking.state:
        raise _not_waiting(fresh)
    seen = (booking.claim_id, booking.starts_at, booking.seats)
    if (fresh.claim_id, fresh.starts_at, fresh.seats) != seen:
        raise ChangedMeanwhile
    return fresh


def _seats(booking: Booking, until: datetime | None, now: datetime) -> Claim:
    """The request's own seats, kept, or such as are free now."""
    if booking.claim is not None:
        return capacity.keep(claim=booking.claim, until=until, now=now)
    return capacity.take(
        variant=quotes.variant_of(booking.offering, booking.variant.public_id),
        starts_at=booking.starts_at,
        seats=booking.seats,
        holder=booking.public_id,
        until=until,
        now=now,
        **places.beside(booking),
    )


def _not_waiting(booking: Booking) -> IllegalMove:
    facts = {"from": booking.state, "to": State.CONFIRMED.value}
    return IllegalMove("This booking does not wait for approval.", **facts)
