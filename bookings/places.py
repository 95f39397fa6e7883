"""What a stored booking asks of capacity beside its seats, wherever it is seated anew."""

from typing import TypedDict

from bookings import stock
from bookings.models import Booking
from scheduling.capacity import Agreement
from scheduling.extras import Extra


class Beside(TypedDict):
    """The further arguments of `capacity.take`, `move` and `check`."""

    extras: tuple[Extra, ...]
    agreement: Agreement | None


def beside(booking: Booking) -> Beside:
    """Its add-ons; and the whole run at any start, where staff agreed on that with the guest."""
    return {
        "extras": stock.extras_of(booking),
        "agreement": Agreement() if booking.proposed else None,
    }
