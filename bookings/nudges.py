"""Waitlists are looked at as soon as something has happened to a booking that may free a place."""

import logging
from collections.abc import Callable

from bookings.actions import waiting
from bookings.models import BookingStep
from orgs.outbox.carriers import Tally
from orgs.outbox.lease import Clock

log = logging.getLogger("slotwright.waitlist")


class Nudge:
    """One worker's memory of the last step it has seen; asks for later ones at every turn.

    It only makes the wait short: what frees a place in another way, and what a worker misses, the
    clockwork finds in its next round.
    """

    def __init__(self) -> None:
        self._seen: int | None = None

    def __call__(self, *, clock: Clock, stopping: Callable[[], bool], limit: int) -> Tally:
        """Makes the offers that follow from what has been committed since the last time."""
        since = self._seen
        if since is None:
            self._seen = BookingStep.objects.last_written()
            return Tally()
        steps = list(BookingStep.objects.written_after(since)[:limit])
        if not steps:
            return Tally()
        self._seen = steps[-1].pk
        queues = {(step.organization_id, step.booking.offering_id) for step in steps}
        try:
            return Tally(claimed=waiting.match_some(queues=queues, now=clock()))
        except Exception:
            log.exception("What came free was not offered at once")
            return Tally()
