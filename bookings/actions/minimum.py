"""Runs that wait for enough guests: whoever completes the number confirms them all."""

from django.db.models import QuerySet

from bookings.actions.moves import Step, settle
from bookings.models import Booking
from bookings.states import Condition, State
from orgs.prepared import prepared
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


@prepared
def _waiting(*, organization: int, run: int) -> QuerySet[Booking, Booking]:
    rows = Booking.objects.of(organization).filter(
        claim__occurrence=run,
        claim__released_at=None,
        state__in=(State.PENDING, State.AWAITING_APPROVAL),
    )
    whole = rows.select_related("organization", "offering", "claim")
    return whole.select_for_update(of=("self",), no_key=True).order_by("pk")
