"""What follows when a booking has come to another run: written once for every way it may."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bookings import stock
from bookings.actions import minimum
from bookings.actions.moves import Step, record, settle
from bookings.models import Booking
from bookings.quotes import Place
from bookings.states import Condition


def at(
    fresh: Booking, place: Place, starts_at: datetime, step: Step, facts: Mapping[str, Any]
) -> Booking:
    """Writes a locked booking whose seats are there already, and meets the minimum with it.

    Raises AddOnSoldOut.
    """
    fresh.claim, fresh.starts_at, fresh.ends_at = place.claim, starts_at, place.ends_at
    waits = Condition.MINIMUM in fresh.conditions
    decided = minimum.decides_at(place.claim, fresh.agreed, starts_at) if waits else None
    fresh.decides_at = decided
    fresh.sequence += 1
    fresh.updated_at = step.now
    fresh.save()
    stock.settle(fresh, step.now)
    record(fresh, step, fresh.state, dict(facts))
    quiet = step._replace(reason="")
    if waits:
        left = minimum.awaited(fresh.conditions, decided, step.now)
        settle(fresh, left, quiet._replace(verb="minimum_reached"))
    if place.claim is not None:
        minimum.meet(place.claim.occurrence, quiet)
        fresh.refresh_from_db(fields=["state", "outstanding"])
    return fresh
