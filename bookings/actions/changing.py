"""Cancelling and moving, by the guest within the terms, by staff at any time."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_noop as _

from bookings import added, fees, places, quotes, stock
from bookings.actions import arriving, paying
from bookings.actions.ending import Parting, end
from bookings.actions.moves import Step, locked
from bookings.errors import (
    AmountTooLarge,
    ApprovalRequired,
    ChangedMeanwhile,
    IllegalMove,
    MovesUsedUp,
    PriceChanged,
)
from bookings.models import Booking
from bookings.pricing import Fee, Price
from bookings.states import OPEN, UNCONFIRMED, Condition, State
from orgs.access import Caller
from orgs.errors import FieldError, Invalid
from scheduling import availability, capacity
from scheduling.errors import SlotUnavailable, SoldOut, TooLate

FEE = "MOVE"


@dataclass(frozen=True, slots=True)
class CancelPreview:
    """What cancelling now would mean, in minor units: `fee` is kept of what was paid."""

    allowed: bool
    until: datetime | None
    fee: int
    refund: int
    currency: str


def preview_cancel(*, booking: Booking, now: datetime) -> CancelPreview:
    """Whether the guest may cancel now, until when, and what it costs and gives back.

    What was not confirmed yet costs nothing to cancel, and can be until the start.
    """
    found = _cancelling(booking, now)
    if booking.state_at(now) not in OPEN:
        return CancelPreview(False, found.until, 0, 0, booking.currency)
    return CancelPreview(found.allowed, found.until, found.fee, found.refund, booking.currency)


def cancel(
    *,
    booking: Booking,
    by: Caller,
    now: datetime,
    reason: str = "",
    expected_fee: int | None = None,
) -> Booking:
    """The guest cancels. Raises IllegalMove, and TooLate after the terms' deadline or, as long as
    it is not confirmed, after the start. `expected_fee` must still be what is kept, else
    PriceChanged."""
    step = Step("cancelled", by, now, reason)
    part = partial(_guests_parting, step=step, expected_fee=expected_fee)
    return end(booking, State.CANCELLED, step, part)


def cancel_by_staff(
    *, booking: Booking, by: Caller, now: datetime, reason: str = "", refund: int | None = None
) -> Booking:
    """Cancels at any time and gives the seats back. Raises IllegalMove.

    `refund` (minor units) instead of what the terms give back: any part of what was paid, else
    AmountTooLarge, for a `reason`, else Invalid. What was decided is on the time line.
    """
    step = Step("cancelled", by, now, reason)
    return end(booking, State.CANCELLED, step, partial(_parting, step=step, refund=refund))


def _guests_parting(booking: Booking, *, step: Step, expected_fee: int | None) -> Parting:
    """As the terms have it. It may have been confirmed since it was looked at."""
    found = _cancelling(booking, step.now)
    if not found.allowed:
        raise TooLate("The time for cancelling this booking has passed.")
    if expected_fee not in (None, found.fee):
        detail = "What cancelling this booking costs has changed."
        raise PriceChanged(detail, fee=found.fee, currency=booking.currency)
    return _parting(booking, step=step, refund=None)


def _parting(booking: Booking, *, step: Step, refund: int | None) -> Parting:
    """What stays of the money: as the terms have it, or as staff decided for a reason."""
    found = _cancelling(booking, step.now)
    paid = found.refund + found.fee
    if refund is None:
        return Parting(found.fee, {"refund": found.refund, "fee": found.fee} if paid else {})
    if refund > paid:
        raise AmountTooLarge(most=paid, currency=booking.currency)
    _needs_reason(step.reason, is_other=refund != found.refund)
    facts = {"refund": refund, "fee": paid - refund, "proposed": found.refund}
    return Parting(paid - refund, facts)


class Charge(NamedTuple):
    """What a move costs the guest: minor units, and of the moves that the terms allow.

    `any_time`: neither lead time nor horizon bound it.
    """

    fee: int
    moves: int = 0
    any_time: bool = False


@dataclass(frozen=True, slots=True)
class MovePreview:
    """Whether the guest may move it now, until when, how often still (None: any number of
    times), and for which fee, in minor units. `approved`: staff agreed to it for its time."""

    allowed: bool
    approved: bool
    until: datetime | None
    left: int | None
    fee: int


def preview_move(*, booking: Booking, now: datetime) -> MovePreview:
    """What moving would cost, wherever there is room."""
    found = _moving(booking, now)
    is_open = booking.state_at(now) in OPEN
    approved = is_open and _is_for_its_time(booking, now)
    allowed = is_open and not approved and found.in_time and found.left != 0
    return MovePreview(allowed, approved, found.until, found.left, found.fee)


def _is_for_its_time(booking: Booking, now: datetime) -> bool:
    """Whether only staff move it: it was approved, or is proposed to them, for its time."""
    is_open = booking.state_at(now) in OPEN
    asked = Condition.APPROVAL in booking.conditions
    was_approved = booking.agreed.requires_approval and is_open and not asked
    return was_approved or booking.proposed


def reschedule(
    *, booking: Booking, starts_at: datetime, by: Caller, now: datetime, reason: str = ""
) -> Booking:
    """The guest moves to another start of the same offering, for the fee of the terms.

    Keeps the old place if refused. A request that was approved, or proposed, is for its time: only
    staff move it (ApprovalRequired). Raises TooLate and MovesUsedUp by the terms, IllegalMove,
    AddOnSoldOut, and as `capacity.move`.
    """
    _check_open(booking, now)
    if _is_for_its_time(booking, now):
        raise ApprovalRequired
    found = _moving(booking, now)
    if not found.in_time:
        raise TooLate("The time for moving this booking has passed.")
    if found.left == 0:
        raise MovesUsedUp
    step = Step("rescheduled", by, now, reason)
    return _moved(booking, starts_at, step, Charge(found.fee, moves=1))


def reschedule_by_staff(
    *,
    booking: Booking,
    starts_at: datetime,
    by: Caller,
    now: datetime,
    reason: str = "",
    fee: int | None = None,
) -> Booking:
    """Moves at any time and any number of times, for the fee of the terms; none of the guest's own.

    `fee` (minor units) instead of that one, 0 to waive it, needs a `reason`, else Invalid. With one
    it goes to any start to come, without one to those that guests may book: lead time and horizon
    are rules for them. Raises IllegalMove, AddOnSoldOut, and as `capacity.move`.
    """
    _check_open(booking, now)
    usual = _moving(booking, now).fee
    if fee is not None:
        _needs_reason(reason, is_other=fee != usual)
    step = Step("rescheduled", by, now, reason)
    charge = Charge(usual if fee is None else fee, any_time=bool(reason.strip()))
    return _moved(booking, starts_at, step, charge)


def _cancelling(booking: Booking, now: datetime) -> fees.Cancelling:
    covered = booking.standing.covered
    paid = covered - _lapsed(booking, covered, now)
    found = fees.cancelling(
        booking.agreed,
        starts_at=booking.starts_at,
        paid=paid,
        now=now,
        charged=Price.from_json(booking.price).charged_minor,
    )
    if booking.state_at(now) in UNCONFIRMED:
        until = found.until if found.allowed else booking.starts_at
        return fees.Cancelling(now < booking.starts_at, until, covered, 0)
    return found._replace(refund=found.refund + covered - paid)


def _lapsed(booking: Booking, covered: int, now: datetime) -> int:
    """What came for added places that have lapsed: it goes back, whatever the terms."""
    if not booking.is_overdue(now) or covered >= booking.due_minor:
        return 0
    return max(0, covered - added.as_it_stands(booking, now).price_minor)


def _moving(booking: Booking, now: datetime) -> fees.Moving:
    return fees.moving(booking.agreed, starts_at=booking.starts_at, moves=booking.moves, now=now)


def _needs_reason(reason: str, *, is_other: bool) -> None:
    if is_other and not reason.strip():
        detail = _("What departs from the terms needs a reason.")
        raise Invalid([FieldError("/reason", "required", detail)])


def _moved(booking: Booking, starts_at: datetime, step: Step, charge: Charge) -> Booking:
    if starts_at == booking.starts_at:
        return booking
    booking = paying.up_to_date(booking, step.now)
    try:
        with transaction.atomic():
            return _reschedule(booking, starts_at, step, charge)
    except (SoldOut, SlotUnavailable) as refusal:
        refusal.facts["alternatives"] = _alternatives(booking, starts_at, step.now)
        raise


def _alternatives(booking: Booking, to: datetime, now: datetime) -> list[availability.Slot]:
    """The nearest starts that would fit the party, but for the one that it has."""
    return availability.nearest_slots(
        offering=booking.offering,
        to=to,
        party=booking.seats,
        now=now,
        extras=stock.extras_of(booking),
        but=booking.starts_at,
    )


def _reschedule(booking: Booking, starts_at: datetime, step: Step, charge: Charge) -> Booking:
    place = _new_place(booking, starts_at, step.now, any_time=charge.any_time)
    fresh = locked(booking)
    _check_open(fresh, step.now)
    seen = (booking.claim_id, booking.starts_at, booking.seats)
    if (fresh.claim_id, fresh.starts_at, fresh.seats) != seen or fresh.is_overdue(step.now):
        raise ChangedMeanwhile
    facts: dict[str, Any] = {"was": fresh.starts_at.isoformat(), "is": starts_at.isoformat()}
    usual = _moving(fresh, step.now).fee
    if charge.fee or usual:
        facts |= {"fee": charge.fee, "proposed": usual}
    fresh.moves += charge.moves
    facts |= _charge(fresh, charge.fee)
    return arriving.at(fresh, place, starts_at, step, facts)


def _charge(booking: Booking, fee: int) -> dict[str, int]:
    """Adds a fee to the price as a line of its own; what the time line says of it."""
    if not fee:
        return {}
    before = booking.price_minor
    priced = Price.from_json(booking.price).with_fee(Fee(FEE, "Change of time", fee))
    booking.price, booking.total_minor = priced.as_json(), priced.total
    return {"price_was": before, "price_is": booking.price_minor}


def _new_place(
    booking: Booking, starts_at: datetime, now: datetime, *, any_time: bool
) -> quotes.Place:
    wanted: dict[str, Any] = {
        "variant": quotes.variant_of(booking.offering, booking.variant.public_id),
        "starts_at": starts_at,
        "seats": booking.seats,
        "now": now,
        "any_time": any_time,
        **places.beside(booking),
    }
    if booking.claim is None:
        return quotes.Place(None, capacity.check(**wanted).end)
    claim = capacity.move(claim=booking.claim, **wanted)
    return quotes.Place(claim, claim.occurrence.ends_at)


def _check_open(booking: Booking, now: datetime) -> None:
    state = booking.state_at(now)
    if state not in OPEN:
        facts = {"from": state.value, "to": state.value}
        raise IllegalMove(f"A booking that is {state} cannot be moved.", **facts)
