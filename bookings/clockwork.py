"""What happens to bookings by itself, as time goes by. The worker winds it; actions do it.

Several workers may do so at once: each step looks again under its lock, and the second finds
nothing left to do.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import QuerySet

from bookings.actions import elsewhere, expiring, minimum, missed, paying, reminding, waiting
from bookings.models import Booking
from orgs.errors import Refusal
from scheduling.models import Occurrence

log = logging.getLogger("slotwright.clockwork")

AT_ONCE = 200
"""Rows of one round; what is left over comes in the next."""


def run(now: datetime) -> int:
    """Everything that is due at `now`; how many bookings that was.

    Waitlists come after all that may free a place.
    """
    done = label_lapsed(now) + put_parties_back(now) + decide_minimums(now) + withdraw_offers(now)
    return done + waiting.match(now=now) + remind(now) + warn_of_minimums(now)


def label_lapsed(now: datetime) -> int:
    """Bookings whose hold ran out are called expired."""
    lapsed = Booking.objects.lapsed(now)
    return _each(lapsed[:AT_ONCE], lambda booking: expiring.expire(booking=booking, now=now))


def put_parties_back(now: datetime) -> int:
    """Parties that guests added to, and did not pay for in time, are what they were."""
    rows = Booking.objects.overdue(now)[:AT_ONCE]
    return _each(rows, lambda booking: paying.look_again(booking=booking, now=now))


def decide_minimums(now: datetime) -> int:
    """Runs that are still short of their minimum at their time are given up."""
    runs = _runs_of(Booking.objects.undecided(now))
    return sum(len(minimum.decide(run, now=now)) for run in runs)


def warn_of_minimums(now: datetime) -> int:
    """Staff are told of runs that are short of their minimum, some time before it is decided."""
    runs = _runs_of(Booking.objects.short(now, now + missed.NOTICE))
    return sum(missed.warn(run, now=now) for run in runs)


def withdraw_offers(now: datetime) -> int:
    """Seats on another date go back once nobody can choose them any more."""
    rows = Booking.objects.with_stale_offer(now).select_related("claim", "offered_claim")
    return _each(rows[:AT_ONCE], lambda booking: elsewhere.withdraw(booking=booking, now=now))


def remind(now: datetime) -> int:
    """Guests are reminded, once of each start."""
    return _each(
        Booking.objects.to_remind(now)[:AT_ONCE],
        lambda booking: reminding.remind(booking=booking, now=now),
    )


def _runs_of(bookings: QuerySet[Booking, Booking]) -> Iterable[Occurrence]:
    """The runs of the first of them, each once."""
    rows = bookings.select_related("claim__occurrence__organization")[:AT_ONCE]
    runs = {one.claim.occurrence_id: one.claim.occurrence for one in rows if one.claim is not None}
    return runs.values()


def _each(bookings: Iterable[Booking], act: Callable[[Booking], bool]) -> int:
    """How many it was done to. One that is refused was changed in the same moment."""
    done = 0
    for booking in bookings:
        try:
            done += act(booking)
        except Refusal as refusal:
            log.info("%s: %s", booking.reference, refusal)
    return done
