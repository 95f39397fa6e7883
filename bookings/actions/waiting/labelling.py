"""Calling what ended by itself what it is. Places went back when they did, with nobody's help."""

from datetime import datetime

from django.db import transaction

from bookings.actions.waiting.entries import Step, one_locked, put
from bookings.models import WaitlistEntry
from bookings.waitlist import WaitState
from orgs.access import THE_CLOCK

AT_ONCE = 200
"""Rows of one round; what is left over comes in the next."""

VERBS = {WaitState.OVER: "over", WaitState.LAPSED: "lapsed"}


def label(*, now: datetime) -> int:
    """Entries of all organizations that ran out, or whose offer did; how many there were."""
    found = WaitlistEntry.objects.unlabelled(now)[:AT_ONCE]
    return sum(_label(entry, now) for entry in found)


def _label(entry: WaitlistEntry, now: datetime) -> bool:
    with transaction.atomic():
        fresh = one_locked(entry)
        state = fresh.state_at(now)
        verb = VERBS.get(state)
        if verb is None or fresh.state == state:
            return False
        facts = {"booking": fresh.booking.public_id} if fresh.booking else {}
        put(fresh, state, Step(verb, THE_CLOCK, now), **facts)
        return True
