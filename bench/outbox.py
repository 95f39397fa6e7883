"""How fast one worker sends: claimed, worded, put together, handed to nobody, written down."""

import time

from django.utils import timezone

from bench.client import Failed, Load
from orgs.models import Organization, Role
from orgs.outbox.delivering import deliver_some
from tests import harbor


def load(organization: Organization, seconds: float) -> tuple[Load, float]:
    """The confirmations and notices of the seeded bookings, for so many seconds at most.

    With the milliseconds of CPU that one mail took this process.
    """
    harbor.member(organization, Role.STAFF, "Mailed")
    taken: list[float] = []
    deliver_some(clock=timezone.now, stopping=lambda: False)  # Fills what lasts.
    spent, begun = time.process_time(), time.perf_counter()
    while time.perf_counter() < begun + seconds:
        started = time.perf_counter()
        tally = deliver_some(clock=timezone.now, stopping=lambda: False)
        if not tally.claimed:
            break
        if tally.sent != tally.claimed:
            raise Failed(f"The worker: {tally}")
        each = (time.perf_counter() - started) * 1000 / tally.sent
        taken += [each] * tally.sent
    cpu = (time.process_time() - spent) * 1000 / len(taken)
    return Load(time.perf_counter() - begun, tuple(sorted(taken))), cpu
