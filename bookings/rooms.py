"""Questions over what is free and who waits for it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bookings.models import Booking, WaitlistEntry
from bookings.waitlist import Pair, Room, WaitState, Wish, pairs
from orgs import formats
from scheduling import availability
from scheduling.models import Offering

LONGEST_QUEUE = 500
"""How far down a waitlist is looked at once."""

FURTHEST = timedelta(days=availability.LONGEST_RANGE - 2)


def pairs_of(offering: Offering, now: datetime) -> Iterable[Pair]:
    """Who of an offering's waitlist could have what now, in order."""
    wishes = _wishes(offering, now)
    if not wishes:
        return ()
    begin = max(now, min(wish.start for wish in wishes))
    end = min(begin + FURTHEST, max(wish.end for wish in wishes))
    return pairs(wishes, _rooms(offering, begin, end, now))


def unclaimed(offered: Booking, now: datetime) -> int:
    """How many could still come to the start of an offer that ended.

    0 also where somebody who waits fits: they have it offered in the next round.
    """
    start = offered.starts_at
    here = (offered.variant_id, start)
    found = _rooms(offered.offering, start, start, now)
    room = next((one for one in found if (one.variant, one.starts_at) == here), None)
    if room is None or next(pairs(_wishes(offered.offering, now), [room]), None):
        return 0
    return room.remaining


def _wishes(offering: Offering, now: datetime) -> list[Wish]:
    rows = WaitlistEntry.objects.of(offering.organization_id).in_state(WaitState.WAITING, now)
    queue = rows.filter(offering=offering).order_by("pk")[:LONGEST_QUEUE]
    return [entry.wish for entry in queue]


def _rooms(offering: Offering, begin: datetime, end: datetime, now: datetime) -> list[Room]:
    """What is free on the days from the one instant to the other."""
    slots = availability.of_offering(
        offering=offering,
        first=formats.local(begin, offering.timezone).date(),
        last=formats.local(end, offering.timezone).date(),
        party=1,
        now=now,
    )
    return [Room(slot.variant.pk, slot.starts_at, slot.remaining) for slot in slots]
