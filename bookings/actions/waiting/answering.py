"""The answer to an offer, and leaving the list."""

from datetime import datetime
from typing import Any

from django.db import transaction

from bookings.actions import making, minimum
from bookings.actions.ending import end
from bookings.actions.moves import Step as BookingMove
from bookings.actions.moves import locked as booking_locked
from bookings.actions.moves import record, settle
from bookings.actions.waiting.entries import Step, check, move, not_taken, one_locked, put
from bookings.errors import ChangedMeanwhile
from bookings.models import Booking, WaitlistEntry
from bookings.payments import providers
from bookings.states import Condition, State, state_under
from bookings.waitlist import WaitState
from orgs.access import Caller
from scheduling import capacity
from scheduling.capacity import locks
from scheduling.errors import HoldLapsed

TRIES = 5


def accept(*, entry: WaitlistEntry, by: Caller, now: datetime) -> WaitlistEntry:
    """Takes what was offered: the booking becomes an ordinary one, with what it still waits for.

    Accepting twice is accepting once. Raises HoldLapsed after the offer's time, TooLate where the
    run has come to nothing meanwhile, and IllegalMove.
    """
    for _ in range(TRIES):
        fresh = _fresh(entry)
        state = fresh.state_at(now)
        if state == WaitState.ACCEPTED:
            return fresh
        if state == WaitState.LAPSED:
            raise HoldLapsed("The time to accept has passed.")
        check(fresh, WaitState.ACCEPTED, now)
        try:
            with transaction.atomic():
                return _accept(fresh, by, now)
        except (ChangedMeanwhile, HoldLapsed):
            continue
    raise ChangedMeanwhile


def left_after(booking: Booking) -> frozenset[Condition]:
    """What an offered booking would still wait for once it is accepted."""
    asked = booking.agreed.conditions(total=booking.total_minor)
    return providers.after(booking.organization, asked)


def decline(*, entry: WaitlistEntry, by: Caller, now: datetime) -> WaitlistEntry:
    """Turns the offer down: the place goes back, and to whoever is next. Raises IllegalMove."""
    return _give_up(entry, WaitState.DECLINED, Step("declined", by, now))


def leave(*, entry: WaitlistEntry, by: Caller, now: datetime, reason: str = "") -> WaitlistEntry:
    """Takes the party off the list, by itself or by staff, with an offer it may have.

    Raises IllegalMove when the entry has ended before.
    """
    return _give_up(entry, WaitState.LEFT, Step("left", by, now), reason)


def _accept(entry: WaitlistEntry, by: Caller, now: datetime) -> WaitlistEntry:
    """The run first, then the booking, then the entry (the order of locks).

    What staff decide about the run's minimum in the same moment has been decided before it is
    judged, or meets a guest who is on it.
    """
    booking = _offer_of(entry)
    if Condition.ACCEPTANCE not in booking.conditions:
        raise ChangedMeanwhile
    left = left_after(booking)
    until = booking.agreed.hold_until(left, booking.starts_at, now)
    if booking.claim is None:
        raise HoldLapsed
    run = booking.claim.occurrence_id
    [booking.claim.occurrence] = locks.runs(booking.organization, [run])
    decided = minimum.decision_on(booking.claim, booking.agreed, booking.starts_at, now)
    capacity.keep(claim=booking.claim, until=until, now=now)
    fresh = booking_locked(booking)
    if (fresh.claim_id, fresh.outstanding) != (booking.claim_id, booking.outstanding):
        raise ChangedMeanwhile
    fresh.decides_at = decided
    left = minimum.awaited(left, decided, now)
    _make_ordinary(fresh, left, until, BookingMove("accepted", by, now))
    own = one_locked(entry)
    return move(own, WaitState.ACCEPTED, Step("accepted", by, now), booking=fresh.public_id)


def _make_ordinary(
    booking: Booking, left: frozenset[Condition], until: datetime | None, step: BookingMove
) -> None:
    """What making it would have done, had it been asked for."""
    if Condition.PAYMENT in left:
        booking.order = making.order_of(booking)
    booking.hold_expires_at = until
    booking.updated_at = step.now
    booking.outstanding = sorted(left)
    booking.save()
    if state_under(left) == booking.state:
        record(booking, step, booking.state, {})
    settle(booking, left, step)
    if booking.claim is not None:
        minimum.meet(booking.claim.occurrence, step)


def _give_up(
    entry: WaitlistEntry, target: WaitState, step: Step, reason: str = ""
) -> WaitlistEntry:
    for _ in range(TRIES):
        fresh = _fresh(entry)
        check(fresh, target, step.now)
        try:
            with transaction.atomic():
                return _end(fresh, target, step, reason)
        except ChangedMeanwhile:
            continue
    raise ChangedMeanwhile


def _end(entry: WaitlistEntry, target: WaitState, step: Step, reason: str) -> WaitlistEntry:
    facts: dict[str, Any] = {}
    if entry.state == WaitState.OFFERED:
        offered = _offer_of(entry)
        end(offered, State.CANCELLED, BookingMove("offer_declined", step.by, step.now, reason))
        facts = not_taken(offered, step)
    own = one_locked(entry)
    if own.state != entry.state:
        raise ChangedMeanwhile
    return _moved(own, target, step, reason, facts)


def _moved(
    own: WaitlistEntry, target: WaitState, step: Step, reason: str, facts: dict[str, Any]
) -> WaitlistEntry:
    """The booking has ended in this transaction, so the entry would already read as lapsed."""
    if own.booking is None:
        return move(own, target, step, reason=reason)
    return put(own, target, step, reason=reason, **facts)


def _offer_of(entry: WaitlistEntry) -> Booking:
    rows = Booking.objects.of(entry.organization_id)
    whole = rows.select_related("organization", "offering", "claim__occurrence")
    return whole.get(pk=entry.booking_id)


def _fresh(entry: WaitlistEntry) -> WaitlistEntry:
    rows = WaitlistEntry.objects.of(entry.organization_id)
    whole = rows.select_related("organization", "offering", "variant", "booking")
    return whole.get(pk=entry.pk)
