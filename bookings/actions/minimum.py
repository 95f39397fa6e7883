"""Runs that wait for enough guests: the booking that reaches the minimum confirms them all."""

from datetime import datetime

from bookings.actions.moves import Step, settle
from bookings.models import Booking
from bookings.states import OPEN, Condition
from bookings.terms import Terms
from scheduling.models import Claim, Occurrence


def firm_seats(run: Occurrence, now: datetime) -> int:
    """Seats that nobody can lose by waiting: claims kept for good. Holds do not count yet."""
    claims = Claim.objects.of(run.organization).live(now)
    return claims.filter(occurrence=run, until=None).seats()


def is_reached(terms: Terms, run: Occurrence, now: datetime) -> bool:
    """Whether this run has as many guests as these terms ask for."""
    return terms.minimum_seats is None or firm_seats(run, now) >= terms.minimum_seats


def confirm_waiting(run: Occurrence, step: Step) -> None:
    """Clears MINIMUM from every booking of a run that has reached it. Under the run's lock."""
    waiting = (
        Booking.objects.of(run.organization)
        .filter(claim__occurrence=run, claim__released_at=None, state__in=OPEN)
        .select_related("organization", "offering", "claim")
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    for booking in waiting:
        if Condition.MINIMUM in booking.conditions:
            booking.updated_at = step.now
            settle(booking, booking.conditions - {Condition.MINIMUM}, step)
