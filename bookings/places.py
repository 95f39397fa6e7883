"""What a stored booking asks of capacity beside its seats, wherever it is seated anew."""

from datetime import datetime
from typing import Any, TypedDict

from bookings import stock
from bookings.models import Booking
from bookings.quotes import variant_of
from bookings.repricing import Repriced
from scheduling import capacity
from scheduling.capacity import Agreement
from scheduling.extras import Extra
from scheduling.models import Claim


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


def resized(
    booking: Booking, to: Repriced, now: datetime, *, any_time: bool = False
) -> Claim | None:
    """The seats: more of them by the one way to take any, fewer at any time.

    `any_time`: more of them too, until it starts.
    """
    claim, seats = booking.claim, to.seats
    if claim is not None and seats == booking.seats:
        return capacity.keep(claim=claim, until=claim.until, now=now)
    if claim is not None and seats < booking.seats:
        return capacity.lessen(claim=claim, seats=seats, now=now, extras=to.extras)
    wanted: dict[str, Any] = {
        "variant": variant_of(booking.offering, booking.variant.public_id),
        "starts_at": booking.starts_at,
        "seats": seats,
        "extras": to.extras,
        "now": now,
        "any_time": any_time,
    }
    if claim is not None:
        return capacity.move(claim=claim, **wanted)
    if seats > booking.seats:
        capacity.check(**wanted)
    return None
