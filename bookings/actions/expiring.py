"""Calling a lapsed hold what it is. Its seats went back by themselves when it lapsed."""

from datetime import datetime

from django.db import transaction

from bookings.actions.moves import Step, arrive, locked
from bookings.models import Booking
from bookings.states import State
from orgs.access import THE_CLOCK


def expire(*, booking: Booking, now: datetime) -> bool:
    """Moves a booking whose hold has run out to EXPIRED; whether there was anything to do."""
    with transaction.atomic():
        fresh = locked(booking)
        if fresh.state == State.EXPIRED or fresh.state_at(now) != State.EXPIRED:
            return False
        arrive(fresh, State.EXPIRED, Step("expired", THE_CLOCK, now))
        return True
