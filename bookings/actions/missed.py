"""What staff make of a run that is short of its minimum, before the decision or right at it.

They put the decision off, confirm it anyway or give it up; another date is offered in `elsewhere`.
Each is one transaction under the run's lock. Without them the clock decides (`minimum.decide`).
"""

from datetime import datetime, timedelta

from django.db import transaction

from bookings import queries
from bookings.actions import minimum, paying
from bookings.actions.moves import Step, record, settle
from bookings.errors import NobodyWaits
from bookings.models import Booking
from bookings.notices.table import Notice, message
from bookings.states import Condition, state_under
from orgs.access import Caller
from orgs.actions import trail
from orgs.errors import FieldError, Invalid
from orgs.formats import iso
from scheduling import capacity
from scheduling.capacity import locks
from scheduling.errors import TooLate
from scheduling.models import Occurrence

NOTICE = timedelta(hours=24)
"""How long before the decision staff are told that a run is short."""


def extend(
    *, run: Occurrence, until: datetime, by: Caller, now: datetime, reason: str = ""
) -> list[Booking]:
    """Puts the decision off, for those who wait and those to come; who waits is told.

    Raises Invalid unless it is later than before and not past the start, and TooLate.
    """
    step = Step("minimum_extended", by, now, reason)
    with transaction.atomic():
        fresh = _locked(run, now)
        waiting = minimum.waiting_for(fresh, now)
        before = [one.decides_at for one in waiting if one.decides_at is not None]
        if not max([now, *before]) < until <= fresh.starts_at:
            detail = "Later than it is to be decided now, and not past the start."
            raise Invalid([FieldError("/until", "out_of_range", detail)])
        capacity.decide_at(run=fresh, moment=until, now=now)
        if until <= now + NOTICE:
            capacity.warned(run=fresh, of=until, now=now)
        for booking in waiting:
            _put_off(booking, until, step)
        return waiting


def reopen(
    *, run: Occurrence, until: datetime, by: Caller, now: datetime, reason: str
) -> list[Booking]:
    """Opens a run again that was given up: it is decided anew then. The audit trail has why.

    Raises Invalid without a reason, and as `extend`.
    """
    _check_reason(reason)
    with transaction.atomic():
        before = {"decides_at": run.decides_at and run.decides_at.isoformat()}
        told = extend(run=run, until=until, by=by, now=now, reason=reason)
        start = iso(run.starts_at, run.offering.timezone)
        after = {"decides_at": until.isoformat(), "starts_at": start, "reason": reason}
        verb = "offering.start_reopened"
        trail.record(run.offering, by=by, now=now, verb=verb, before=before, after=after)
        return told


def confirm(*, run: Occurrence, by: Caller, now: datetime, reason: str) -> list[Booking]:
    """It takes place however many come: all who wait are confirmed, if nothing else is missing.

    Raises Invalid without a reason, and TooLate.
    """
    _check_reason(reason)
    step = Step("minimum_waived", by, now, reason)
    with transaction.atomic():
        fresh = _locked(run, now)
        capacity.run_anyway(run=fresh, now=now)
        waiting = minimum.waiting_for(fresh, now)
        for booking in waiting:
            _waive(booking, step)
        return waiting


def release(*, run: Occurrence, by: Caller, now: datetime, reason: str) -> list[Booking]:
    """Gives it up now: who waits is cancelled and gets everything back; nobody else can book it.

    Raises Invalid without a reason, NobodyWaits, and TooLate.
    """
    _check_reason(reason)
    for booking in queries.with_minimum(run, now):
        paying.up_to_date(booking, now)
    with transaction.atomic():
        fresh = _locked(run, now)
        waiting = minimum.waiting_for(fresh, now)
        if not waiting:
            raise NobodyWaits
        capacity.decide_at(run=fresh, moment=now, now=now)
        return minimum.let_go(waiting, Step("minimum_missed", by, now, reason))


def warn(run: Occurrence, *, now: datetime) -> bool:
    """Tells staff, once of each decision, that a run is short of its minimum; whether it did."""
    with transaction.atomic():
        [fresh] = locks.runs(run.organization, [run.pk])
        waiting = minimum.waiting_for(fresh, now)
        decisions = [one.decides_at for one in waiting if one.decides_at is not None]
        if not decisions or not capacity.warned(run=fresh, of=max(decisions), now=now):
            return False
        message(waiting[0], Notice.STAFF_SHORT, now).save(force_insert=True)
        return True


def _locked(run: Occurrence, now: datetime) -> Occurrence:
    """The run as it is now. Raises TooLate once it has started."""
    [fresh] = locks.runs(run.organization, [run.pk])
    if fresh.starts_at <= now:
        raise TooLate("It has started.")
    return fresh


def _put_off(booking: Booking, until: datetime, step: Step) -> None:
    was = booking.decides_at
    booking.decides_at, booking.updated_at = until, step.now
    booking.save(update_fields=["decides_at", "updated_at"])
    facts = {"is": iso(until, booking.timezone)}
    if was is not None:
        facts["was"] = iso(was, booking.timezone)
    record(booking, step, booking.state, facts)


def _waive(booking: Booking, step: Step) -> None:
    left = booking.conditions - {Condition.MINIMUM}
    booking.updated_at = step.now
    if state_under(left) == booking.state:
        record(booking, step, booking.state, {})
    settle(booking, left, step)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid([FieldError("/reason", "required", "This field is required.")])
