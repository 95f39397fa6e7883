"""What a booking costs with another party, by the prices it was made at.

A rate that somebody came on already costs what it did, and so do add-ons; a rate that is new to
the booking costs what it does today. On a rate that is no longer on sale nobody is added. The tax,
the promo code and fees stay as they were; group discounts are the offering's. An add-on that
everybody has follows the party, no add-on per person is had more often than people come.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet

from bookings import parties, pricing, quotes
from bookings.models import Booking, BookingLine
from bookings.models.parts import LineKind
from bookings.parties import Guests, Party
from bookings.pricing import Item, Price
from orgs.errors import FieldError, Invalid
from orgs.prepared import prepared
from scheduling.extras import Extra
from scheduling.models import AddOnUnit, Rate


@dataclass(frozen=True, slots=True)
class Repriced:
    """The party in the offering's rates, its add-ons, and the price of it all."""

    guests: tuple[Guests, ...]
    extras: tuple[Extra, ...]
    seats: int
    price: Price


def repriced(booking: Booking, party: Party) -> Repriced:
    """Raises Invalid, PartyTooSmall and PartyTooLarge, as booking such a party would."""
    known = rates(booking)
    guests = tuple(parties.guests(booking.offering, [rate for rate, _ in known], party))
    _check_on_sale(guests, known)
    seats = parties.seats_of(guests)
    found = list(_extras(booking, seats))
    before = Price.from_json(booking.price)
    price = pricing.price(
        currency=before.currency,
        rates=_items(booking, before, guests),
        add_ons=[item for _, item in found],
        seats=seats,
        group_discounts=quotes.group_discounts(booking.offering.group_discounts),
        promo=before.promo,
        tax_percent=before.tax_percent,
    )
    extras = tuple(extra for extra, _ in found)
    return Repriced(guests, extras, seats, replace(price, fees=before.fees))


def rates(booking: Booking) -> list[tuple[Rate, int]]:
    """The rates to choose from, each with how many come on it now: those on sale, and those
    the booking was made with."""
    counts = {line.rate_id: line.quantity for line in _lines(booking, LineKind.RATE)}
    house, offering = booking.organization_id, booking.offering_id
    found = _rates(organization=house, offering=offering, booking=booking.pk)
    return [(rate, counts.get(rate.pk, 0)) for rate in found]


def _check_on_sale(guests: Sequence[Guests], known: Sequence[tuple[Rate, int]]) -> None:
    had = {rate.pk: count for rate, count in known}
    for rate, quantity in guests:
        if not rate.is_active and quantity > had[rate.pk]:
            detail = f"{rate.label} is no longer on sale: at most {had[rate.pk]}."
            raise Invalid([FieldError("/party", "max_value", detail)])


def unit_minor(booking: Booking, rate: Rate) -> int:
    """What one more on this rate costs."""
    (item,) = _items(booking, Price.from_json(booking.price), [Guests(rate, 1)])
    return item.unit_minor


def _items(booking: Booking, before: Price, guests: Sequence[Guests]) -> list[Item]:
    known = {item.id: item for item in before.rates}
    today = (quotes.rate_item(booking.variant, one) for one in guests)
    return [
        known[item.id]._replace(quantity=item.quantity) if item.id in known else item
        for item in today
    ]


@prepared
def _rates(*, organization: int, offering: int, booking: int) -> QuerySet[Rate, Rate]:
    lines = BookingLine.objects.of(organization).filter(booking=booking, kind=LineKind.RATE)
    rows = Rate.objects.of(organization).filter(offering=offering)
    chosen = rows.filter(Q(is_active=True) | Q(pk__in=lines.values("rate")))
    return chosen.order_by("position", "pk")


def _extras(booking: Booking, seats: int) -> Iterator[tuple[Extra, Item]]:
    items = {item.id: item for item in Price.from_json(booking.price).add_ons}
    for line in _lines(booking, LineKind.ADD_ON).select_related("add_on"):
        if line.add_on is None or line.add_on.public_id not in items:
            continue
        quantity = line.quantity
        if line.add_on.per == AddOnUnit.PERSON:
            quantity = seats if quantity == booking.seats else min(quantity, seats)
        item = items[line.add_on.public_id]
        yield Extra(line.add_on, quantity), item._replace(quantity=quantity)


def _lines(booking: Booking, kind: LineKind) -> QuerySet[BookingLine, BookingLine]:
    return BookingLine.objects.of(booking.organization).filter(booking=booking, kind=kind)
