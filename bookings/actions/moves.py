"""One move of a booking: compared, set, written to its time line and to the outbox."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from bookings import added
from bookings.actions import money
from bookings.errors import IllegalMove
from bookings.models import Booking, BookingStep
from bookings.notices.table import messages
from bookings.states import BEGUN, ENDED, OPEN, Condition, State, may_move, state_under
from orgs.access import Caller
from orgs.models import Event, Message
from orgs.prepared import prepared

WORDS = {
    State.AWAITING_APPROVAL: "awaiting approval",
    State.CHECKED_IN: "checked in",
    State.NO_SHOW: "marked as a no-show",
}
"""States that are not one plain word."""
SETTLED = (
    *("outstanding", "claim", "decides_at", "hold_expires_at", "updated_at"),
    *("ends_at", "sequence", "added_seats", "added_until", "party_before"),
)
"""What settling a booking where it is may change."""


class Step(NamedTuple):
    """Who does what, why and when. `verb` names the event too: `booking.<verb>`."""

    verb: str
    by: Caller
    now: datetime
    reason: str = ""


def locked(booking: Booking) -> Booking:
    """The row as it is now, locked. After capacity's locks, never before."""
    (found,) = _locked(organization=booking.organization_id, booking=booking.pk)
    return found


@prepared
def _locked(*, organization: int, booking: int) -> QuerySet[Booking, Booking]:
    rows = Booking.objects.of(organization).filter(pk=booking)
    whole = rows.select_related("organization", "offering", "claim", "offered_claim")
    return whole.select_for_update(of=("self",), no_key=True)


def check(booking: Booking, target: State, now: datetime) -> None:
    """Refuses a move that the table does not have, by the state as it is at `now`."""
    origin = booking.state_at(now)
    if may_move(origin, target):
        return
    said = f"A booking that is {origin} cannot become {target}."
    if origin is target:
        said = f"This booking is {WORDS.get(target, target.lower())} already."
    raise IllegalMove(said, **{"from": origin.value, "to": target.value})


def move(booking: Booking, target: State, step: Step, **facts: Any) -> Booking:
    """Moves a locked booking, if the table allows it, and writes down that it was."""
    check(booking, target, step.now)
    return arrive(booking, target, step, **facts)


def arrive(booking: Booking, target: State, step: Step, **facts: Any) -> Booking:
    """As `move`, where the caller has seen to it that the move is legal."""
    origin = booking.state
    booking.state = target
    if target not in OPEN:
        added.forget(booking)
    booking.sequence += 1
    booking.updated_at = step.now
    booking.save()
    record(booking, step, origin, facts)
    if target == State.CONFIRMED:
        money.take_held(booking, step.now)
    elif target in ENDED:
        kept = booking.kept_minor or 0
        money.give_back(booking, kept, step.now, reason=step.reason, actor=step.by.name)
    return booking


def settle(booking: Booking, outstanding: Iterable[Condition], step: Step) -> Booking:
    """Moves a locked booking to where these conditions put it; stays silent if it is there, or
    was there when its run began."""
    left = frozenset(outstanding)
    booking.outstanding = sorted(left)
    if Condition.MINIMUM not in left:
        booking.decides_at = None
    if Condition.PAYMENT not in left:
        added.forget(booking)
    target = state_under(left)
    if target == booking.state or booking.state in BEGUN:
        booking.save(update_fields=SETTLED)
        return booking
    return move(booking, target, step)


def renew(booking: Booking, outstanding: Iterable[Condition], step: Step, **facts: Any) -> Booking:
    """As `settle`, for a locked booking that was changed too: it is written down in any case."""
    booking.outstanding = sorted(outstanding)
    target = state_under(outstanding)
    if target != booking.state:
        return move(booking, target, step, **facts)
    return amend(booking, step, **facts)


def amend(booking: Booking, step: Step, **facts: Any) -> Booking:
    """Writes down that a locked booking was changed, and stays in its state."""
    booking.sequence += 1
    booking.updated_at = step.now
    booking.save()
    record(booking, step, booking.state, facts)
    return booking


def record(booking: Booking, step: Step, origin: str, facts: dict[str, Any]) -> BookingStep:
    """One row of the time line, which is answered, and in the outbox what it is followed by."""
    row = BookingStep.objects.create(
        organization=booking.organization,
        booking=booking,
        at=step.now,
        verb=step.verb,
        from_state=origin,
        to_state=booking.state,
        actor=step.by.public_id,
        actor_name=step.by.name,
        reason=step.reason,
        policy_version=booking.agreed.version,
        facts=facts,
    )
    event = Event.objects.create(
        organization=booking.organization,
        kind=f"booking.{step.verb}",
        subject=booking.public_id,
        data={"status": booking.state, "from": origin, "reason": step.reason, **facts},
        at=step.now,
    )
    Message.objects.bulk_create(messages(booking, event, verb=step.verb, origin=origin, by=step.by))
    return row
