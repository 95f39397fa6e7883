"""Labelling that the places which a guest added were not paid for in time."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from bookings import added
from bookings.actions import money
from bookings.actions.making import line
from bookings.actions.moves import Step, amend, locked, renew
from bookings.actions.party import write_lines
from bookings.errors import ChangedMeanwhile
from bookings.models import Booking, BookingLine
from bookings.models.parts import LineKind
from bookings.pricing import Price
from bookings.states import Condition
from scheduling.models import Rate


def put_back(booking: Booking, step: Step, *, covered: int) -> Booking:
    """The party, its lines and its price become what they were. Its seats went by themselves.

    Nothing is charged for it; what came beyond the price as it was before goes back. Raises
    ChangedMeanwhile unless it is overdue with just so much `covered`.
    """
    with transaction.atomic():
        fresh = locked(booking)
        if money.covered(fresh) != covered or not fresh.is_overdue(step.now):
            raise ChangedMeanwhile
        facts = {"seats_were": fresh.seats, "price_was": fresh.price_minor}
        added.put_back(fresh)
        price = Price.from_json(fresh.price)
        write_lines(fresh, _lines(fresh, price), price)
        facts |= {"seats_are": fresh.seats, "price_is": fresh.price_minor}
        _write_down(fresh, step, facts)
        kept = fresh.target_minor(step.now)
        money.give_back(fresh, kept, step.now, reason=step.verb, actor=step.by.name)
        return fresh


def _write_down(booking: Booking, step: Step, facts: dict[str, Any]) -> None:
    """Whoever owed something before goes on owing it where the booking is: it may be confirmed."""
    if Condition.PAYMENT in booking.conditions:
        amend(booking, step, **facts)
    else:
        renew(booking, booking.conditions, step, **facts)


def _lines(booking: Booking, price: Price) -> Iterator[BookingLine]:
    """The lines of the price; a rate that is gone since is no more than its name."""
    ids = [item.id for item in price.rates]
    rows = Rate.objects.of(booking.organization).filter(public_id__in=ids)
    rates, add_ons = {row.public_id: row for row in rows}, added.add_ons(booking, price)
    for item in price.rates:
        yield line(booking, item, LineKind.RATE, rate=rates.get(item.id))
    for item in price.add_ons:
        yield line(booking, item, LineKind.ADD_ON, add_on=add_ons[item.id])
