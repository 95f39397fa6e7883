"""Calling what ended by itself what it is. Places went back when they did, with nobody's help."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from bookings.actions.waiting.entries import Step, not_taken, one_locked, put
from bookings.models import Booking, WaitlistEntry
from bookings.states import State
from bookings.waitlist import WaitState
from orgs.access import THE_CLOCK
from orgs.prepared import prepared

AT_ONCE = 200
"""Rows of one round; what is left over comes in the next."""

VERBS = {WaitState.OVER: "over", WaitState.LAPSED: "lapsed"}


def label(*, now: datetime) -> int:
    """Entries of all organizations that ran out, or whose offer did; how many there were."""
    return sum(_label(entry, now) for entry in _unlabelled(now=now))


@prepared
def _unlabelled(*, now: datetime) -> QuerySet[WaitlistEntry, WaitlistEntry]:
    return WaitlistEntry.objects.unlabelled(now)[:AT_ONCE]


def _label(entry: WaitlistEntry, now: datetime) -> bool:
    with transaction.atomic():
        fresh = one_locked(entry)
        state = fresh.state_at(now)
        verb = VERBS.get(state)
        if verb is None or fresh.state == state:
            return False
        step = Step(verb, THE_CLOCK, now)
        facts = _facts(fresh.booking, step) if fresh.booking else {}
        put(fresh, state, step, **facts)
        return True


def _facts(offered: Booking, step: Step) -> dict[str, Any]:
    """Of what lapsed unanswered. What staff cancelled they gave back themselves."""
    if offered.state_at(step.now) != State.EXPIRED:
        return {"booking": offered.public_id}
    return not_taken(offered, step)
