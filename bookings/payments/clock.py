"""What happens to money as time goes by: what was postponed is told, what was missed is drawn."""

import logging
from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from bookings.actions import paying
from bookings.models import Booking
from bookings.payments import hearing
from orgs.access import Caller
from orgs.errors import Refusal

log = logging.getLogger("slotwright.payments")

AT_ONCE = 50


def run(now: datetime) -> int:
    """Everything that is due at `now`; how much that was."""
    return hearing.tell_postponed(now) + draw_what_was_missed(now)


def draw_what_was_missed(now: datetime) -> int:
    """Bookings whose money is in the ledger while they still wait for it.

    A process died between writing the one and drawing the other. A booking that refuses keeps
    nobody else waiting.
    """
    return sum(_draw(booking, now) for booking in list(islice(_paid(now), AT_ONCE)))


def _draw(booking: Booking, now: datetime) -> bool:
    try:
        paying.draw(booking=booking, by=Caller(), now=now)
    except Refusal as refusal:
        log.warning("%s: %s", booking.reference, refusal)
        return False
    return True


def _paid(now: datetime) -> Iterator[Booking]:
    """Those that have paid all they wait for; many have paid a part, and owe the rest for days."""
    rows = Booking.objects.with_money(now).prefetch_related("entries", "instructions")
    for booking in rows.iterator(chunk_size=AT_ONCE):
        if booking.standing.covered >= booking.due_minor:
            yield booking
