"""Ending a booking before its run: seats back first, then the state, then the money."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.db import transaction

from bookings.actions import paying
from bookings.actions.moves import Step, check, locked, move
from bookings.errors import ChangedMeanwhile
from bookings.models import Booking
from bookings.states import State
from scheduling import capacity

TRIES = 5


class Parting(NamedTuple):
    """How much of what was paid stays (minor units), and what the time line says of it."""

    kept: int = 0
    facts: Mapping[str, Any] = {}


def everything_back(_booking: Booking) -> Parting:
    """Nobody who was turned away pays for it."""
    return Parting()


def end(
    booking: Booking,
    target: State,
    step: Step,
    part: Callable[[Booking], Parting] = everything_back,
) -> Booking:
    """Gives the seats back and moves the booking to `target`. Raises IllegalMove.

    A party that was not paid for in time is put back before. `part` judges the locked booking, and
    may refuse. Seats are given back before the booking is locked (the order of locks), so somebody
    may have moved it to other seats in between: then those are to be given back instead.
    """
    for _ in range(TRIES):
        check(booking, target, step.now)
        try:
            current = paying.up_to_date(booking, step.now)
            with transaction.atomic():
                return _end(current, target, step, part)
        except ChangedMeanwhile:
            booking = Booking.objects.of(booking.organization).get(pk=booking.pk)
    raise ChangedMeanwhile


def _end(
    booking: Booking, target: State, step: Step, part: Callable[[Booking], Parting]
) -> Booking:
    if booking.claim is not None:
        capacity.release(claim=booking.claim, now=step.now)
    fresh = locked(booking)
    if fresh.claim_id != booking.claim_id or fresh.is_overdue(step.now):
        raise ChangedMeanwhile
    fresh.hold_expires_at = None
    kept, facts = part(fresh)
    fresh.kept_minor = kept or None
    return move(fresh, target, step, **facts)
