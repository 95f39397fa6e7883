"""Giving back the places that a guest added and did not pay for in time."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from bookings import added, places, stock
from bookings.actions import money, paying
from bookings.actions.making import line
from bookings.actions.moves import Step, locked, renew
from bookings.actions.party import resize, write_lines
from bookings.errors import ChangedMeanwhile
from bookings.models import Booking, BookingLine
from bookings.models.parts import LineKind
from bookings.pricing import Price
from bookings.repricing import Repriced
from bookings.states import Condition
from orgs.access import THE_CLOCK, Caller
from scheduling.extras import Extra
from scheduling.models import AddOn, Rate


def put_back(*, booking: Booking, now: datetime) -> bool:
    """The party, its lines and its price become what they were; whether there was anything to do.

    Nothing is charged for it. Money that came in time, or until this very moment, keeps the places;
    what came beyond the price as it was before goes back. Raises ChangedMeanwhile, and as
    `capacity.lessen`.
    """
    booking = paying.draw(booking=booking, by=Caller(), now=now)
    if not booking.is_overdue(now):
        return False
    step = Step("party_put_back", THE_CLOCK, now)
    before = _before(booking)
    with transaction.atomic():
        claim = places.resized(booking, before, now, any_time=True)
        fresh = _unpaid(booking, now)
        fresh.claim = claim
        _write(fresh, before, step)
    return True


def _before(booking: Booking) -> Repriced:
    """The party that came before; who came on which rate is in the price."""
    price = added.price_before(booking)
    add_ons = _add_ons(booking, price)
    extras = tuple(Extra(add_ons[item.id], item.quantity) for item in price.add_ons)
    return Repriced((), extras, booking.party_before["seats"], price)


def _unpaid(booking: Booking, now: datetime) -> Booking:
    """The booking, locked; refuses if it was paid, changed, moved or ended in the same moment."""
    fresh = locked(booking)
    seen = (booking.claim_id, booking.seats, booking.price, booking.party_before)
    is_same = (fresh.claim_id, fresh.seats, fresh.price, fresh.party_before) == seen
    is_paid = money.covered(fresh) >= fresh.due_minor
    if not is_same or is_paid or not fresh.is_overdue(now):
        raise ChangedMeanwhile
    return fresh


def _write(booking: Booking, to: Repriced, step: Step) -> None:
    facts = {
        "seats_were": booking.seats,
        "seats_are": to.seats,
        "price_was": booking.price_minor,
        "price_is": max(0, to.price.total - booking.waived_minor),
    }
    owed = booking.party_before["owed"]
    left = booking.conditions if owed else booking.conditions - {Condition.PAYMENT}
    resize(booking, to)
    added.forget(booking)
    write_lines(booking, _lines(booking, to.price), to.price)
    renew(booking, left, step, **facts)
    stock.settle(booking, step.now)
    kept = booking.target_minor(step.now)
    money.give_back(booking, kept, step.now, reason=step.verb, actor=step.by.name)


def _lines(booking: Booking, price: Price) -> Iterator[BookingLine]:
    """The lines of the price; a rate that is gone since is no more than its name."""
    ids = [item.id for item in price.rates]
    rows = Rate.objects.of(booking.organization).filter(public_id__in=ids)
    rates, add_ons = {row.public_id: row for row in rows}, _add_ons(booking, price)
    for item in price.rates:
        yield line(booking, item, LineKind.RATE, rate=rates.get(item.id))
    for item in price.add_ons:
        yield line(booking, item, LineKind.ADD_ON, add_on=add_ons[item.id])


def _add_ons(booking: Booking, price: Price) -> dict[str, AddOn]:
    ids = [item.id for item in price.add_ons]
    rows = AddOn.objects.of(booking.organization).filter(public_id__in=ids)
    return {row.public_id: row for row in rows}
