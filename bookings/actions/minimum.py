"""Runs that wait for enough guests: whoever completes the number confirms them all."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from bookings.actions.moves import Step, move, settle
from bookings.models import Booking
from bookings.states import Condition, State
from orgs.access import THE_CLOCK
from orgs.prepared import prepared
from scheduling import capacity
from scheduling.capacity import locks
from scheduling.models import Claim, Occurrence


def meet(run: Occurrence, step: Step) -> None:
    """Clears MINIMUM from each waiting booking of the run whose own terms are met by now.

    Called under the run's lock after every taking, keeping and moving onto it. Seats count that
    nobody can lose by waiting, that is claims kept for good; holds do not count yet.
    """
    found = _waiting(organization=run.organization_id, run=run.pk)
    waiting = [booking for booking in found if Condition.MINIMUM in booking.conditions]
    if not waiting:
        return
    claims = Claim.objects.of(run.organization_id).live(step.now)
    firm = claims.filter(occurrence=run, until=None).seats()
    for booking in waiting:
        if firm >= (booking.agreed.minimum_seats or 0):
            booking.updated_at = step.now
            reached = step._replace(verb="minimum_reached")
            settle(booking, booking.conditions - {Condition.MINIMUM}, reached)


def decide(run: Occurrence, *, now: datetime) -> list[Booking]:
    """Releases what still waits for the minimum of a run after its time to decide.

    Under the run's lock, so that nobody completes the number meanwhile; those who did so before
    have confirmed the others, and these wait no longer.
    """
    with transaction.atomic():
        locks.run(run.organization, run.pk)
        waiting = _waiting(organization=run.organization_id, run=run.pk)
        short = [booking for booking in waiting if _is_overdue(booking, now)]
        for booking in short:
            if booking.claim is not None:
                capacity.release(claim=booking.claim, now=now)
            booking.hold_expires_at = None
            move(booking, State.CANCELLED, Step("minimum_missed", THE_CLOCK, now))
        return short


def _is_overdue(booking: Booking, now: datetime) -> bool:
    decides_at = booking.decides_at
    waits = Condition.MINIMUM in booking.conditions
    return waits and decides_at is not None and decides_at <= now


@prepared
def _waiting(*, organization: int, run: int) -> QuerySet[Booking, Booking]:
    rows = Booking.objects.of(organization).filter(
        claim__occurrence=run,
        claim__released_at=None,
        state__in=(State.PENDING, State.AWAITING_APPROVAL),
    )
    whole = rows.select_related("organization", "offering", "claim")
    return whole.select_for_update(of=("self",), no_key=True).order_by("pk")
