"""Cancelling and moving, by the guest within the terms, by staff at any time."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from bookings import quotes
from bookings.actions import minimum
from bookings.actions.ending import end
from bookings.actions.moves import Step, check, locked, record
from bookings.errors import ApprovalRequired, ChangedMeanwhile, IllegalMove, MovesUsedUp
from bookings.models import Booking
from bookings.states import OPEN, State
from orgs.access import Caller
from scheduling import availability, capacity
from scheduling.errors import SlotUnavailable, SoldOut, TooLate


@dataclass(frozen=True, slots=True)
class CancelPreview:
    """What cancelling now would mean. Minor units; nothing was paid before arrival yet."""

    allowed: bool
    until: datetime | None
    fee: int
    refund: int
    currency: str


def preview_cancel(*, booking: Booking, now: datetime) -> CancelPreview:
    """Whether the guest may cancel now, until when, and what it costs."""
    until = booking.agreed.cancel_until(booking.starts_at)
    in_time = until is not None and now < until
    allowed = in_time and booking.state_at(now) in OPEN
    return CancelPreview(allowed, until, fee=0, refund=0, currency=booking.currency)


def cancel(*, booking: Booking, by: Caller, now: datetime, reason: str = "") -> Booking:
    """The guest cancels. Raises TooLate after the terms' deadline, and IllegalMove."""
    check(booking, State.CANCELLED, now)
    until = booking.agreed.cancel_until(booking.starts_at)
    if until is None or now >= until:
        raise TooLate("The time for cancelling this booking has passed.")
    return cancel_by_staff(booking=booking, by=by, now=now, reason=reason)


def cancel_by_staff(*, booking: Booking, by: Caller, now: datetime, reason: str = "") -> Booking:
    """Cancels and gives the seats back, whatever the terms say. Raises IllegalMove."""
    return end(booking, State.CANCELLED, Step("cancelled", by, now, reason))


def reschedule(
    *, booking: Booking, starts_at: datetime, by: Caller, now: datetime, reason: str = ""
) -> Booking:
    """The guest moves to another start of the same offering; keeps the old place if refused.

    A request that was approved was approved for its time: only staff move it (ApprovalRequired).
    Raises TooLate and MovesUsedUp by the terms, IllegalMove, and as `capacity.move`.
    """
    _check_open(booking, now)
    terms = booking.agreed
    if terms.requires_approval and booking.state_at(now) == State.CONFIRMED:
        raise ApprovalRequired
    until = terms.move_until(booking.starts_at)
    if until is None or now >= until:
        raise TooLate("The time for moving this booking has passed.")
    if terms.moves is not None and booking.moves >= terms.moves:
        raise MovesUsedUp
    return reschedule_by_staff(booking=booking, starts_at=starts_at, by=by, now=now, reason=reason)


def reschedule_by_staff(
    *, booking: Booking, starts_at: datetime, by: Caller, now: datetime, reason: str = ""
) -> Booking:
    """Moves whatever the terms say. Raises IllegalMove, and as `capacity.move`."""
    _check_open(booking, now)
    if starts_at == booking.starts_at:
        return booking
    try:
        with transaction.atomic():
            return _reschedule(booking, starts_at, Step("rescheduled", by, now, reason))
    except (SoldOut, SlotUnavailable) as refusal:
        refusal.facts["alternatives"] = availability.next_slots(
            offerings=[booking.offering],
            party=booking.seats,
            now=now,
            after=max(now, starts_at),
        )
        raise


def _reschedule(booking: Booking, starts_at: datetime, step: Step) -> Booking:
    place = _new_place(booking, starts_at, step.now)
    fresh = locked(booking)
    _check_open(fresh, step.now)
    if (fresh.claim_id, fresh.starts_at) != (booking.claim_id, booking.starts_at):
        raise ChangedMeanwhile
    facts = {"was": fresh.starts_at.isoformat(), "is": starts_at.isoformat()}
    fresh.claim, fresh.starts_at, fresh.ends_at = place.claim, starts_at, place.ends_at
    fresh.decides_at = fresh.agreed.decide_at(starts_at)
    fresh.moves += 1
    fresh.sequence += 1
    fresh.updated_at = step.now
    fresh.save()
    record(fresh, step, fresh.state, facts)
    if place.claim is not None:
        minimum.meet(place.claim.occurrence, step._replace(reason=""))
        fresh.refresh_from_db(fields=["state", "outstanding"])
    return fresh


def _new_place(booking: Booking, starts_at: datetime, now: datetime) -> quotes.Place:
    variant = quotes.variant_of(booking.offering, booking.variant.public_id)
    if booking.claim is None:
        verdict = capacity.check(variant=variant, starts_at=starts_at, seats=booking.seats, now=now)
        return quotes.Place(None, verdict.end)
    claim = capacity.move(
        claim=booking.claim, variant=variant, starts_at=starts_at, seats=booking.seats, now=now
    )
    return quotes.Place(claim, claim.occurrence.ends_at)


def _check_open(booking: Booking, now: datetime) -> None:
    state = booking.state_at(now)
    if state not in OPEN:
        facts = {"from": state.value, "to": state.value}
        raise IllegalMove(f"A booking that is {state} cannot be moved.", **facts)
