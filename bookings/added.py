"""Places that a guest added and has still to pay for: until when, and who came before.

They are held as long as a new booking would be, as a part of the booking's claim that lapses by
itself. Writes no rows; the actions save what it sets.
"""

from copy import copy
from dataclasses import replace
from datetime import datetime
from typing import Any

from bookings.models import Booking
from bookings.pricing import Price
from bookings.states import Condition
from scheduling.extras import Extra
from scheduling.models import AddOn

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


def extras_before(booking: Booking) -> tuple[Extra, ...]:
    """The add-ons of the party that came before."""
    price = price_before(booking)
    found = add_ons(booking, price)
    return tuple(Extra(found[item.id], item.quantity) for item in price.add_ons)


def price_before(booking: Booking) -> Price:
    """What the party cost that came before, with the fees that were charged since."""
    price = Price.from_json(booking.party_before["price"])
    return replace(price, fees=Price.from_json(booking.price).fees)


def add_ons(booking: Booking, price: Price) -> dict[str, AddOn]:
    """The add-ons of a price, by public id; one query, if it has any."""
    ids = [item.id for item in price.add_ons]
    rows = AddOn.objects.of(booking.organization).filter(public_id__in=ids)
    return {row.public_id: row for row in rows}


def put_back(booking: Booking) -> Booking:
    """Writes who came before on a row that is not saved yet, and what they still owed."""
    price, owed = price_before(booking), booking.party_before["owed"]
    booking.seats = booking.party_before["seats"]
    booking.price, booking.total_minor = price.as_json(), price.total
    booking.waived_minor = min(booking.waived_minor, booking.total_minor)
    left = booking.conditions if owed else booking.conditions - PAYMENT
    booking.outstanding = sorted(left)
    forget(booking)
    return booking


def as_it_stands(booking: Booking, now: datetime) -> Booking:
    """The booking to be shown: what was not paid in time has lapsed, labelled or not."""
    return put_back(copy(booking)) if booking.is_overdue(now) else booking
