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
from orgs.prepared import prepared
from scheduling.models import Occurrence

log = logging.getLogger("slotwright.clockwork")

RUN = "claim__occurrence__organization"
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
    rows = _lapsed(now=now)
    return _each(rows, lambda booking: expiring.expire(booking=booking, now=now))


def put_parties_back(now: datetime) -> int:
    """Parties that guests added to, and did not pay for in time, are what they were."""
    rows = _overdue(now=now)
    return _each(rows, lambda booking: paying.look_again(booking=booking, now=now))


def decide_minimums(now: datetime) -> int:
    """Runs that are still short of their minimum at their time are given up."""
    runs = _runs_of(_undecided(now=now))
    return sum(len(minimum.decide(run, now=now)) for run in runs)


def warn_of_minimums(now: datetime) -> int:
    """Staff are told of runs that are short of their minimum, some time before it is decided."""
    runs = _runs_of(_short(now=now, until=now + missed.NOTICE))
    return sum(missed.warn(run, now=now) for run in runs)


def withdraw_offers(now: datetime) -> int:
    """Seats on another date go back once nobody can choose them any more."""
    rows = _with_stale_offer(now=now)
    return _each(rows, lambda booking: elsewhere.withdraw(booking=booking, now=now))


def remind(now: datetime) -> int:
    """Guests are reminded, once of each start."""
    return _each(
        Booking.objects.to_remind(now)[:AT_ONCE],
        lambda booking: reminding.remind(booking=booking, now=now),
    )


@prepared
def _lapsed(*, now: datetime) -> QuerySet[Booking, Booking]:
    return Booking.objects.lapsed(now)[:AT_ONCE]


@prepared
def _overdue(*, now: datetime) -> QuerySet[Booking, Booking]:
    return Booking.objects.overdue(now)[:AT_ONCE]


@prepared
def _undecided(*, now: datetime) -> QuerySet[Booking, Booking]:
    return Booking.objects.undecided(now).select_related(RUN)[:AT_ONCE]


@prepared
def _short(*, now: datetime, until: datetime) -> QuerySet[Booking, Booking]:
    return Booking.objects.short(now, until).select_related(RUN)[:AT_ONCE]


@prepared
def _with_stale_offer(*, now: datetime) -> QuerySet[Booking, Booking]:
    rows = Booking.objects.with_stale_offer(now).select_related("claim", "offered_claim")
    return rows[:AT_ONCE]


def _runs_of(bookings: Iterable[Booking]) -> Iterable[Occurrence]:
    """Their runs, each once."""
    claims = [one.claim for one in bookings if one.claim is not None]
    return {claim.occurrence_id: claim.occurrence for claim in claims}.values()


def _each(bookings: Iterable[Booking], act: Callable[[Booking], bool]) -> int:
    """How many it was done to. One that is refused was changed in the same moment."""
    done = 0
    for booking in bookings:
        try:
            done += act(booking)
        except Refusal as refusal:
            log.info("%s: %s", booking.reference, refusal)
    return done
