"""Runs that wait for enough guests: whoever completes the number confirms them all.

What a run short of it comes to by itself is here; what staff make of it, in `missed`.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from bookings import prospects, queries
from bookings.actions.moves import Step, move, settle
from bookings.models import Booking
from bookings.states import Condition, State
from bookings.terms import Terms
from orgs.access import THE_CLOCK
from orgs.prepared import prepared
from scheduling import capacity
from scheduling.capacity import locks
from scheduling.errors import TooLate
from scheduling.models import Claim, Occurrence


def awaited(
    outstanding: frozenset[Condition], decided: datetime | None, now: datetime
) -> frozenset[Condition]:
    """What seats just taken wait for: not for a minimum that nobody decides any more.

    Capacity gives none after the decision unless the run takes place.
    """
    is_open = decided is not None and decided > now
    return outstanding if is_open else outstanding - {Condition.MINIMUM}


def decision_on(claim: Claim, terms: Terms, starts_at: datetime, now: datetime) -> datetime | None:
    """As `prospects.decides_at`, for who is about to take seats that were held, not yet counted.

    Raises TooLate where the run has come to nothing meanwhile.
    """
    decided = prospects.decides_at(claim, terms, starts_at)
    if decided is None or decided > now:
        return decided
    if queries.firm_seats(claim.occurrence, now) < (terms.minimum_seats or 0):
        raise TooLate("Too few had booked in time: it does not take place.")
    return decided


def meet(run: Occurrence, step: Step) -> None:
    """Clears MINIMUM from each waiting booking of the run whose own terms are met by now.

    Called under the run's lock after every taking, keeping and moving onto it. Seats count that
    nobody can lose by waiting, that is claims kept for good; holds do not count yet.
    """
    waiting = waiting_for(run, step.now)
    if not waiting:
        return
    firm = queries.firm_seats(run, step.now)
    for booking in waiting:
        if firm >= (booking.agreed.minimum_seats or 0):
            booking.updated_at = step.now
            reached = step._replace(verb="minimum_reached")
            settle(booking, booking.conditions - {Condition.MINIMUM}, reached)


def decide(run: Occurrence, *, now: datetime) -> list[Booking]:
    """Releases what still waits for the minimum of a run after its time to decide.

    Under the run's lock, so that nobody completes the number meanwhile; where somebody did so
    before, nobody is let go.
    """
    with transaction.atomic():
        locks.run(run.organization, run.pk)
        meet(run, Step("minimum_reached", THE_CLOCK, now))
        short = [booking for booking in waiting_for(run, now) if _is_overdue(booking, now)]
        return let_go(short, Step("minimum_missed", THE_CLOCK, now))


def let_go(waiting: list[Booking], step: Step) -> list[Booking]:
    """Cancels these locked bookings and gives back their seats and all that was paid."""
    for booking in waiting:
        if booking.claim is not None:
            capacity.release(claim=booking.claim, now=step.now)
        booking.hold_expires_at = None
        move(booking, State.CANCELLED, step)
    return waiting


def waiting_for(run: Occurrence, now: datetime) -> list[Booking]:
    """Who waits for its minimum at `now`, locked. Under the run's lock."""
    found = _waiting(organization=run.organization_id, run=run.pk, now=now)
    return [booking for booking in found if Condition.MINIMUM in booking.conditions]


def _is_overdue(booking: Booking, now: datetime) -> bool:
    return booking.decides_at is not None and booking.decides_at <= now


@prepared
def _waiting(*, organization: int, run: int, now: datetime) -> QuerySet[Booking, Booking]:
    rows = Booking.objects.of(organization).waiting_at(now)
    here = rows.filter(claim__occurrence=run, claim__released_at=None)
    whole = here.select_related("organization", "offering", "claim")
    return whole.select_for_update(of=("self",), no_key=True).order_by("pk")
