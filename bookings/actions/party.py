"""Another party on a booking: its seats, its price and its lines. The caller saves the row."""

from collections.abc import Iterable

from bookings.models import Booking, BookingLine, PromoUse
from bookings.pricing import Price
from bookings.repricing import Repriced


def resize(booking: Booking, to: Repriced) -> Booking:
    """Writes another party on a row that is not saved yet."""
    booking.seats, booking.price = to.seats, to.price.as_json()
    booking.total_minor = to.price.total
    booking.waived_minor = min(booking.waived_minor, booking.total_minor)
    return booking


def write_lines(booking: Booking, wanted: Iterable[BookingLine], price: Price) -> None:
    """These in place of those it has, and what its promo code takes off the price of them."""
    rows = BookingLine.objects.of(booking.organization)
    rows.filter(booking=booking).delete()
    rows.bulk_create(wanted)
    off = sum(one.amount_minor for one in price.discounts if one.code == "PROMO")
    PromoUse.objects.of(booking.organization).filter(booking=booking).update(amount_minor=off)
