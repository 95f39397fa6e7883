"""What happens to money as time goes by: what was postponed is told, what was missed is drawn."""

from datetime import datetime

from bookings.actions import paying
from bookings.models import Booking
from bookings.payments import hearing
from bookings.states import Condition
from orgs.access import Caller

AT_ONCE = 50


def run(now: datetime) -> int:
    """Everything that is due at `now`; how much that was."""
    return hearing.tell_postponed(now) + draw_what_was_missed(now)


def draw_what_was_missed(now: datetime) -> int:
    """Bookings whose money is in the ledger while they still wait for it.

    A process died between writing the one and drawing the other.
    """
    paid = Booking.objects.with_money()[:AT_ONCE]
    missed = [booking for booking in paid if Condition.PAYMENT in booking.conditions]
    for booking in missed:
        paying.draw(booking=booking, by=Caller(), now=now)
    return len(missed)
