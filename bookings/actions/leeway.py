"""What the terms leave to a guest who wants to come with others than before."""

from dataclasses import dataclass
from datetime import datetime

from bookings import fees
from bookings.errors import ApprovalRequired, IllegalMove
from bookings.models import Booking
from bookings.states import OPEN, UNCONFIRMED, Condition
from orgs.errors import Refusal
from scheduling.errors import HoldLapsed


@dataclass(frozen=True, slots=True)
class Leeway:
    """Whether the party may grow, and whether any of it may be given back."""

    grow: bool
    shrink: bool


def preview_leeway(*, booking: Booking, now: datetime) -> Leeway:
    """Which changes of the party its guest may make now; to grow, as far as there are seats."""
    if _closed(booking, now) is not None:
        return Leeway(grow=False, shrink=False)
    in_time = now < booking.offering.bookable_until(booking.starts_at)
    return Leeway(
        grow=in_time and not is_of_its_size(booking),
        shrink=giving_back(booking, 0, now).allowed,
    )


def is_of_its_size(booking: Booking) -> bool:
    """Whether it was approved for so many, and grows by staff alone."""
    return booking.agreed.requires_approval and Condition.APPROVAL not in booking.conditions


def giving_back(booking: Booking, paid: int, now: datetime) -> fees.Cancelling:
    """What giving up places means that were `paid` for so: as cancelling them would be."""
    found = fees.cancelling(booking.agreed, starts_at=booking.starts_at, paid=paid, now=now)
    if booking.state_at(now) in UNCONFIRMED:
        return found._replace(allowed=now < booking.starts_at, refund=paid, fee=0)
    return found


def check_open(booking: Booking, now: datetime) -> None:
    """Refuses if nobody changes the party now, staff included."""
    refusal = _closed(booking, now)
    if refusal is not None:
        raise refusal


def _closed(booking: Booking, now: datetime) -> Refusal | None:
    """What is offered, from the waitlist or as another date, is for the party as it is, until
    that is answered; a price that staff agreed on is for the party that it was agreed for."""
    if booking.proposed:
        return ApprovalRequired("Its price was agreed for this party.")
    if booking.is_overdue(now):
        return HoldLapsed("The time to pay for the added places has passed.")
    state = booking.state_at(now)
    waits = Condition.ACCEPTANCE in booking.conditions or booking.other_date(now) is not None
    if state in OPEN and not waits:
        return None
    facts = {"from": state.value, "to": state.value}
    return IllegalMove(f"The party of a booking that is {state} cannot be changed.", **facts)
