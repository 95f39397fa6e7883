"""What a stored booking asks of capacity, wherever it is seated anew."""

from datetime import datetime
from typing import Any, TypedDict

from bookings import added, stock
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

    `any_time`: more of them too, until it starts. All are held as long as the claim: `set_apart`
    what is not.
    """
    claim, seats = booking.claim, to.seats
    if claim is not None and seats == booking.seats:
        return capacity.whole(claim=claim, seats=seats, now=now)
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


def set_apart(booking: Booking, now: datetime) -> None:
    """Lets what its guest added and has yet to pay for lapse by itself, where it has just been
    seated."""
    if booking.claim is None or booking.added_until is None:
        return
    capacity.apart(
        claim=booking.claim,
        seats=booking.added_seats,
        until=booking.added_until,
        extras=added.extras_before(booking),
        now=now,
    )


def kept(booking: Booking, now: datetime) -> Claim | None:
    """All its seats for as long as it has a place: what was added becomes one with the rest.

    What has lapsed is taken again, until it starts. Raises as `capacity.move`.
    """
    claim = booking.claim
    if claim is None or booking.added_until is None:
        return claim
    if not booking.is_overdue(now):
        return capacity.whole(claim=claim, seats=booking.seats, now=now)
    return capacity.move(
        claim=claim,
        variant=variant_of(booking.offering, booking.variant.public_id),
        starts_at=booking.starts_at,
        seats=booking.seats,
        extras=stock.extras_of(booking),
        now=now,
        any_time=True,
    )
