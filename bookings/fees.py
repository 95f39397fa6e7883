"""What cancelling and moving cost, and what is due when. Pure: whole minor units in and out.

Refunds are shares of what was paid, never of what was not. A percentage is rounded once, half away
from zero, in the guest's favour as far as that goes: the refund is rounded, what is kept follows.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from bookings.terms import CancelStep, Terms
from orgs import money


class Cancelling(NamedTuple):
    """What it means to cancel at one instant: `refund` and `fee` together are what was paid."""

    allowed: bool
    until: datetime | None
    refund: int
    fee: int


class Moving(NamedTuple):
    """What it means to move at one instant. `left` None: any number of moves."""

    in_time: bool
    until: datetime | None
    left: int | None
    fee: int


class Due(NamedTuple):
    """What is to be paid now and later. `later_at` None: the rest is paid on arrival."""

    now: int
    later: int
    later_at: datetime | None

    def once_paid(self) -> "Due":
        """Where the deposit was paid once: what was given back of it since comes with the rest."""
        return Due(0, self.now + self.later, self.later_at) if self.later else self


def cancelling(
    terms: Terms, *, starts_at: datetime, paid: int, now: datetime, charged: int = 0
) -> Cancelling:
    """By the first step that is still in time; afterwards nothing comes back by itself.

    Of what was paid, what changes cost (`charged`) stays in any case: they were made.
    """
    until = terms.cancel_until(starts_at)
    if terms.exempt:
        return Cancelling(now < starts_at, until, paid, 0)
    step = step_at(terms, starts_at=starts_at, now=now)
    if step is None:
        return Cancelling(False, until, 0, paid)
    returnable = max(0, paid - charged)
    refund = max(0, money.share(returnable, step.refund_percent) - step.fee_minor)
    return Cancelling(True, until, refund, paid - refund)


def paid_for(part: int, *, total: int, paid: int) -> int:
    """How much of what was paid is for a part of the price: the same share, halves up."""
    return min(paid, (2 * paid * part + total) // (2 * total)) if total > 0 else 0


def step_at(terms: Terms, *, starts_at: datetime, now: datetime) -> CancelStep | None:
    """The step that cancelling now falls under; None: it is too late for all."""
    in_time = (one for one in terms.steps if now < deadline(one, starts_at))
    return next(in_time, None)


def deadline(step: CancelStep, starts_at: datetime) -> datetime:
    """The instant (exclusive) until which a step holds."""
    return starts_at - timedelta(hours=step.hours_before)


def moving(terms: Terms, *, starts_at: datetime, moves: int, now: datetime) -> Moving:
    """For a booking that was moved `moves` times before."""
    until = terms.move_until(starts_at)
    left = None if terms.moves is None else max(0, terms.moves - moves)
    fee = 0 if terms.exempt else terms.move_fee_minor
    return Moving(until is not None and now < until, until, left, fee)


def due(terms: Terms, *, total: int, paid: int, starts_at: datetime, now: datetime) -> Due:
    """What is left to pay: the deposit first where there is one, the balance by its day."""
    deposit = deposit_of(terms, total)
    later_at = balance_at(terms, starts_at)
    all_now = later_at is not None and now >= later_at
    asked = total if all_now else deposit
    due_now = max(0, asked - paid)
    return Due(due_now, max(0, total - paid - due_now), later_at if deposit < total else None)


def deposit_of(terms: Terms, total: int) -> int:
    """The part of a price that is due when booking; all of it without a deposit."""
    if terms.deposit_percent is not None:
        return min(total, money.share(total, terms.deposit_percent))
    return total if terms.deposit_minor is None else min(total, terms.deposit_minor)


def balance_at(terms: Terms, starts_at: datetime) -> datetime | None:
    """When the rest is due; None: on arrival."""
    if terms.balance_hours is None:
        return None
    return starts_at - timedelta(hours=terms.balance_hours)
