"""Reminding a guest, once of each start."""

from datetime import datetime

from django.db import transaction

from bookings.actions.moves import locked
from bookings.models import Booking
from bookings.notices.table import Notice, message
from bookings.states import State


def remind(*, booking: Booking, now: datetime) -> bool:
    """Puts a reminder in the outbox, unless there was one of this start; whether it did."""
    with transaction.atomic():
        fresh = locked(booking)
        done = fresh.reminded_of == fresh.starts_at
        if done or fresh.state != State.CONFIRMED or fresh.starts_at <= now:
            return False
        fresh.reminded_of = fresh.starts_at
        fresh.save(update_fields=["reminded_of"])
        message(fresh, Notice.REMINDER, now).save(force_insert=True)
        return True
