"""What follows when a booking has come to another run: written once for every way it may."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bookings import places, prospects, stock
from bookings.actions import minimum
from bookings.actions.moves import Step, record, settle
from bookings.models import Booking
from bookings.quotes import Place
from bookings.states import Condition
from scheduling.models import Claim


def at(
    fresh: Booking, place: Place, starts_at: datetime, step: Step, facts: Mapping[str, Any]
) -> Booking:
    """Writes a locked booking whose seats are there already, and meets the minimum with it.

    Raises AddOnSoldOut.
    """
    fresh.starts_at, fresh.ends_at = starts_at, place.ends_at
    seat(fresh, place.claim)
    if fresh.added_until is not None:
        fresh.added_until = min(fresh.added_until, starts_at)
        places.set_apart(fresh, step.now)
    fresh.sequence += 1
    fresh.updated_at = step.now
    fresh.save()
    stock.settle(fresh, step.now)
    record(fresh, step, fresh.state, dict(facts))
    return met(fresh, step)


def seat(fresh: Booking, claim: Claim | None) -> None:
    """Puts it on other seats: it ends when their run does and, while it waits for a minimum, that
    is decided when theirs is."""
    fresh.claim = claim
    if claim is not None:
        fresh.ends_at = claim.occurrence.ends_at
    waits = Condition.MINIMUM in fresh.conditions
    decided = prospects.decides_at(fresh.claim, fresh.agreed, fresh.starts_at) if waits else None
    fresh.decides_at = decided


def met(fresh: Booking, step: Step) -> Booking:
    """Meets the minimum of the run that it has come to, its own first."""
    quiet = step._replace(reason="")
    if Condition.MINIMUM in fresh.conditions:
        left = minimum.awaited(fresh.conditions, fresh.decides_at, step.now)
        settle(fresh, left, quiet._replace(verb="minimum_reached"))
    return counted(fresh, quiet)


def counted(fresh: Booking, step: Step) -> Booking:
    """Meets the minimum of its run, where more of its seats are taken for good than before."""
    if fresh.claim is not None:
        minimum.meet(fresh.claim.occurrence, step._replace(reason=""))
        fresh.refresh_from_db(fields=["state", "outstanding"])
    return fresh
