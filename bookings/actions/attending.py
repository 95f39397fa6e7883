"""What happens on the day."""

from datetime import datetime

from django.db import transaction

from bookings import places
from bookings.actions import minimum, paying
from bookings.actions.moves import Step, check, locked, move
from bookings.errors import ChangedMeanwhile
from bookings.models import Booking
from bookings.states import State
from orgs.access import Caller


def check_in(*, booking: Booking, by: Caller, now: datetime, reason: str = "") -> Booking:
    """The guest is here. Raises IllegalMove unless confirmed."""
    return _arrive(booking, State.CHECKED_IN, Step("checked_in", by, now, reason))


def no_show(*, booking: Booking, by: Caller, now: datetime, reason: str = "") -> Booking:
    """The guest did not come. Raises IllegalMove unless confirmed."""
    return _arrive(booking, State.NO_SHOW, Step("no_show", by, now, reason))


def _arrive(booking: Booking, target: State, step: Step) -> Booking:
    """What a guest added and still owes stays, if it is there yet: it is paid without a move."""
    check(booking, target, step.now)
    booking = paying.up_to_date(booking, step.now)
    with transaction.atomic():
        claim = places.kept(booking, step.now)
        fresh = locked(booking)
        if fresh.added_until != booking.added_until:
            raise ChangedMeanwhile
        arrived = move(fresh, target, step)
        if claim is not None and booking.added_until is not None:
            minimum.meet(claim.occurrence, step._replace(reason=""))
        return arrived
