"""Changing who comes: fewer, more, or others, at the same start.

What is given up is paid back as cancelling it would be at that moment, out of what was paid for
it. What is added is paid like a booking of that size: where the new price asks for more than is
paid, PAYMENT is outstanding for the difference. A confirmed booking stays confirmed meanwhile:
nobody loses a place that is paid for because somebody else wants to come along. What a guest
added is held as long as a new booking would be, and lapses by itself; `unpaid` labels that.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from bookings import added, fees, places, repricing, stock
from bookings.actions import arriving, leeway, money, paying
from bookings.actions.making import lines, order_of
from bookings.actions.moves import Step, locked, record
from bookings.actions.party import resize, write_lines
from bookings.errors import ApprovalRequired, ChangedMeanwhile, PriceChanged
from bookings.models import Booking
from bookings.parties import Guests, Party
from bookings.payments import providers
from bookings.pricing import Fee, Price
from bookings.repricing import Repriced
from bookings.states import Condition
from orgs.access import Caller
from scheduling.errors import TooLate

FEE = "PARTY"
Hold = Callable[[Booking, dict[str, Any], datetime], None]
"""Says of a changed party, given what it was, until when it has what it has more."""


@dataclass(frozen=True, slots=True)
class PartyPreview:
    """What another party would mean, in minor units: `refund` comes back of what was paid, `fee`
    is kept of it as part of the new price, `due` is to be paid now, or what was added goes back at
    `due_by`; None: it stays."""

    seats: int
    price: Price
    was: int
    refund: int
    fee: int
    due: int
    due_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Change:
    """A change, worked out for a booking as it is. `paid` counts up to its price as it was."""

    to: Repriced
    cheaper: bool
    in_time: bool
    paid: int
    refund: int
    fee: int
    by_staff: bool = False

    @property
    def keep(self) -> int:
        """What stays of the money."""
        return self.paid - self.refund


def preview_party(*, booking: Booking, party: Party, now: datetime) -> PartyPreview:
    """What changing the party now would cost and give back; writes nothing.

    Raises as `change_party`, also where the seats are not free.
    """
    found = _previewed(booking, _judged(booking, party, now), now)
    was = added.as_it_is(booking)
    due_by = added.expiry(booking, was, found.seats, now) if found.due else None
    return replace(found, due_by=due_by)


def preview_party_by_staff(*, booking: Booking, party: Party, now: datetime) -> PartyPreview:
    """As `preview_party`, of what staff may do."""
    return _previewed(booking, _granted(booking, party, now), now)


def _previewed(booking: Booking, change: _Change, now: datetime) -> PartyPreview:
    with transaction.atomic():
        places.resized(booking, change.to, now, any_time=change.by_staff)
        transaction.set_rollback(True)
    then = resize(copy(booking), change.to)
    due = then.due_minor if _asks_for_payment(then) else 0
    return PartyPreview(
        seats=change.to.seats,
        price=change.to.price,
        was=booking.total_minor,
        refund=change.refund,
        fee=change.fee,
        due=max(0, due - change.keep),
    )


def change_party(
    *,
    booking: Booking,
    party: Party,
    by: Caller,
    now: datetime,
    expected_total: int | None = None,
    reason: str = "",
) -> Booking:
    """The guest comes with others than before. Keeps the old party if refused.

    Fewer, or cheaper: within the terms' time for cancelling, else TooLate. More of a request that
    was approved for its size: ApprovalRequired. `expected_total` must still be the price, else
    PriceChanged. Raises Invalid, PartyTooSmall, PartyTooLarge, AddOnSoldOut, IllegalMove,
    ChangedMeanwhile, and as `capacity.move`.
    """
    change = _judged(booking, party, now)
    _check_total(change, expected_total)
    return _changed(booking, change, Step("party_changed", by, now, reason), added.hold)


def change_party_by_staff(
    *,
    booking: Booking,
    party: Party,
    by: Caller,
    now: datetime,
    expected_total: int | None = None,
    reason: str = "",
) -> Booking:
    """As `change_party`, until it is checked in: after the guest's deadline, larger than was
    approved, and within the lead time of a run that has not started; what is added stays, paid or
    not. What comes back is by the terms. Of a price that was agreed on, ApprovalRequired: staff
    make another offer."""
    change = _granted(booking, party, now)
    _check_total(change, expected_total)
    return _changed(booking, change, Step("party_changed", by, now, reason), added.keep)


def _judged(booking: Booking, party: Party, now: datetime) -> _Change:
    """The change, if the terms let the guest make it."""
    leeway.check_open(booking, now)
    change = _work_out(booking, party, now)
    grows = change.to.seats > booking.seats
    if grows and leeway.is_of_its_size(booking):
        raise ApprovalRequired("It was approved for a party of this size.")
    if (change.cheaper or change.to.seats < booking.seats) and not change.in_time:
        raise TooLate("The time for giving back places of this booking has passed.")
    return change


def _granted(booking: Booking, party: Party, now: datetime) -> _Change:
    """The change as staff make it, without the bounds that are the guest's."""
    leeway.check_open(booking, now)
    return replace(_work_out(booking, party, now), by_staff=True)


def _check_total(change: _Change, expected: int | None) -> None:
    if expected not in (None, change.to.price.total):
        raise PriceChanged(total=change.to.price.total, currency=change.to.price.currency)


def _work_out(booking: Booking, party: Party, now: datetime) -> _Change:
    """The party at its prices, and what becomes of what was paid for places given up."""
    to = repricing.repriced(booking, party)
    target = booking.target_minor(now)
    paid = _paid(booking, now)
    dropped = max(0, target - max(0, to.price.total - booking.waived_minor))
    part = _paid_for(booking, dropped, target, paid)
    found = leeway.giving_back(booking, part, now)
    cheaper = to.price.total < booking.total_minor
    if found.fee:
        fee = Fee(FEE, "Places given back", found.fee)
        to = replace(to, price=to.price.with_fee(fee))
    return _Change(to, cheaper, found.allowed, paid, found.refund, found.fee)


def _paid(booking: Booking, now: datetime) -> int:
    """What is set aside beyond the price, after an earlier change, goes back in any case."""
    return min(money.covered(booking), booking.target_minor(now))


def _paid_for(booking: Booking, dropped: int, target: int, paid: int) -> int:
    """What was paid for a part of the price; what still has to be paid counts as the part first."""
    asked = max(paid, booking.due_minor) if Condition.PAYMENT in booking.conditions else paid
    return max(0, fees.paid_for(dropped, total=target, paid=asked) - (asked - paid))


def _changed(booking: Booking, change: _Change, step: Step, hold: Hold) -> Booking:
    if change.to.guests == _present(booking):
        return booking
    with transaction.atomic():
        claim = places.resized(booking, change.to, step.now, any_time=change.by_staff)
        fresh = _unchanged(booking, change, step.now)
        facts, was = _facts(fresh, change), added.as_it_is(fresh)
        is_seated_anew = claim is not None and claim.pk != fresh.claim_id
        if is_seated_anew:
            arriving.seat(fresh, claim)
        resize(fresh, change.to)
        fresh.sequence += 1
        fresh.updated_at = step.now
        write_lines(fresh, lines(fresh, change.to), change.to.price)
        _ask_for_payment(fresh, change.keep)
        hold(fresh, was, step.now)
        places.set_apart(fresh, step.now)
        fresh.save()
        stock.settle(fresh, step.now)
        record(fresh, step, fresh.state, facts)
        money.give_back(fresh, change.keep, step.now, reason=step.verb, actor=step.by.name)
        if Condition.PAYMENT in fresh.conditions:
            fresh = paying.draw(booking=fresh, by=step.by, now=step.now)
        if claim is None:
            return fresh
        return arriving.met(fresh, step) if is_seated_anew else arriving.counted(fresh, step)


def _present(booking: Booking) -> tuple[Guests, ...]:
    """Who comes as it is."""
    return tuple(Guests(rate, count) for rate, count in repricing.rates(booking) if count)


def _unchanged(booking: Booking, change: _Change, now: datetime) -> Booking:
    """The booking, locked; refuses if it or its money is another by now than was worked out."""
    fresh = locked(booking)
    leeway.check_open(fresh, now)
    place = (booking.claim_id, booking.starts_at)
    terms = (booking.price, booking.waived_minor, booking.outstanding)
    if (fresh.claim_id, fresh.starts_at) != place:
        raise ChangedMeanwhile
    if (fresh.price, fresh.waived_minor, fresh.outstanding) != terms:
        raise ChangedMeanwhile
    if _paid(fresh, now) != change.paid:
        raise ChangedMeanwhile
    return fresh


def _ask_for_payment(booking: Booking, paid: int) -> None:
    """PAYMENT is outstanding as long as less is paid than a booking of this price begins with.

    What was outstanding before goes on waiting: `paying.draw` sees whether it is paid by now.
    """
    if Condition.PAYMENT in booking.conditions:
        return
    if _asks_for_payment(booking) and booking.due_minor > paid:
        booking.outstanding = sorted({*booking.conditions, Condition.PAYMENT})
        booking.order = booking.order or order_of(booking)


def _asks_for_payment(booking: Booking) -> bool:
    asked = booking.agreed.conditions(total=booking.total_minor - booking.waived_minor)
    return Condition.PAYMENT in providers.after(booking.organization, asked)


def _facts(booking: Booking, change: _Change) -> dict[str, int]:
    """For the time line: seats and price as they were and are, and what became of the money."""
    return {
        "seats_were": booking.seats,
        "seats_are": change.to.seats,
        "price_was": booking.price_minor,
        "price_is": max(0, change.to.price.total - booking.waived_minor),
        "refund": change.refund,
        "fee": change.fee,
    }
