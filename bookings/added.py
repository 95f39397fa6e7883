"""Places that a guest added and has still to pay for: until when, and who came before.

They are held as long as a new booking would be. Writes no rows; the actions save what it sets.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from bookings.models import Booking
from bookings.pricing import Price
from bookings.states import Condition

PAYMENT = frozenset({Condition.PAYMENT})


def as_it_is(booking: Booking) -> dict[str, Any]:
    """The party as `party_before` stores it."""
    owed = Condition.PAYMENT in booking.conditions
    return {"seats": booking.seats, "price": booking.price, "owed": owed}


def expiry(booking: Booking, was: dict[str, Any], seats: int, now: datetime) -> datetime | None:
    """When what a party of `seats` has more than the one that `was` goes back, unless paid.

    None: it has no more, or all of it is held no longer than that anyway. Adding again does not
    put it off.
    """
    before = booking.party_before or was
    if booking.hold_expires_at is not None or seats <= before["seats"]:
        return None
    return booking.added_until or booking.agreed.hold_until(PAYMENT, booking.starts_at, now)


def hold(booking: Booking, was: dict[str, Any], now: datetime) -> None:
    """Gives a changed party, which came as it `was`, its time to pay for what it has more."""
    owes = Condition.PAYMENT in booking.conditions
    until = expiry(booking, was, booking.seats, now) if owes else None
    if until is None:
        forget(booking)
        return
    booking.party_before = booking.party_before or was
    booking.added_seats = booking.seats - booking.party_before["seats"]
    booking.added_until = until


def keep(booking: Booking, _was: dict[str, Any], _now: datetime) -> None:
    """The party stays as it is, paid or not: staff decided."""
    forget(booking)


def forget(booking: Booking) -> None:
    """Nothing is held for a while only."""
    booking.added_seats, booking.added_until, booking.party_before = 0, None, {}


def price_before(booking: Booking) -> Price:
    """What the party cost that came before, with the fees that were charged since."""
    before = Price.from_json(booking.party_before["price"])
    return replace(before, fees=Price.from_json(booking.price).fees)
