"""Offering what came free to whoever waits for it, in the order of joining.

Nobody tells when a place comes free: an offering that somebody waits for is looked at, and what
fits is offered, whatever freed it. So a place that is freed in a way nobody thought of is found
too, and a worker that dies in between has lost nothing.
"""

import logging
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from bookings import quotes, rooms
from bookings.actions import making
from bookings.actions.waiting.entries import Step, check, locked, moment, move, pass_over
from bookings.actions.waiting.labelling import label
from bookings.errors import ChangedMeanwhile
from bookings.models import Booking, WaitlistEntry
from bookings.parties import Party
from bookings.requests import BookingRequest, Choice, Contact
from bookings.waitlist import Pair, Room, WaitState
from orgs.access import THE_CLOCK, Caller
from orgs.errors import Refusal
from scheduling.capacity import locks
from scheduling.errors import OutsideHorizon, SlotUnavailable, SoldOut, TooLate
from scheduling.models import Offering

log = logging.getLogger("slotwright.waitlist")

AT_ONCE = 50
"""Offers of one offering in one round; what is left over comes in the next."""

TOO_LARGE, STAFF_CHOICE = "party_too_large", "staff_choice"

OF_THE_PLACE = (SoldOut, SlotUnavailable, TooLate, OutsideHorizon, ChangedMeanwhile)
"""Refusals that say nothing against the party: it may have another start."""


class Tried:
    """What was refused in this round, and why, so that it is not tried again."""

    def __init__(self) -> None:
        self.codes: dict[Any, str] = {}

    def note(self, pair: Pair, refusal: Refusal) -> None:
        """A place that is gone is this start's matter, anything else the party's."""
        key = pair.key if isinstance(refusal, OF_THE_PLACE) else pair.wish.key
        self.codes[key] = refusal.code

    def why(self, pair: Pair) -> str:
        """The code it was refused with; empty: it was not tried yet."""
        return self.codes.get(pair.key) or self.codes.get(pair.wish.key, "")


def match(*, now: datetime) -> int:
    """Labels what ran out and makes all offers that can be made now; how many. For the worker."""
    label(now=now)
    return _match(WaitlistEntry.objects.queues(now), now)


def match_some(*, queues: Collection[tuple[int, int]], now: datetime) -> int:
    """The same of these offerings (after their organizations) alone, if somebody waits for them."""
    return _match([one for one in WaitlistEntry.objects.queues(now) if one in queues], now)


def _match(queues: Iterable[tuple[int, int]], now: datetime) -> int:
    return sum(match_offering(offering=_offering(*queue), now=now) for queue in queues)


def match_offering(*, offering: Offering, now: datetime) -> int:
    """The offers of one offering. Six queries, and those of a booking for each offer made."""
    made, tried = 0, Tried()
    while made + len(tried.codes) < AT_ONCE:
        found = next((pair for pair in rooms.pairs_of(offering, now) if not tried.why(pair)), None)
        if found is None:
            break
        try:
            _offer(offering, found, tried, THE_CLOCK, now)
            made += 1
        except Refusal as refusal:
            log.info("waitlist of %s: %s", offering.public_id, refusal)
            tried.note(found, refusal)
    return made


def offer_now(*, entry: WaitlistEntry, by: Caller, now: datetime) -> WaitlistEntry:
    """Staff offer this party what fits it, whoever joined before it.

    Raises SoldOut when nothing fits, IllegalMove unless it waits, and whatever booking does.
    """
    check(entry, WaitState.OFFERED, now)
    offering = _offering(entry.organization_id, entry.offering_id)
    found = next(
        (pair for pair in rooms.pairs_of(offering, now) if pair.wish.key == entry.pk), None
    )
    if found is None:
        raise SoldOut("Nothing that fits this party is free.", remaining=0)
    _offer(offering, found, Tried(), by, now)
    return WaitlistEntry.objects.of(offering.organization).get(pk=entry.pk)


def _offering(organization: int, offering: int) -> Offering:
    rows = Offering.objects.of(organization).select_related("organization", "calendar", "policy")
    return rows.get(pk=offering)


def _offer(offering: Offering, pair: Pair, tried: Tried, by: Caller, now: datetime) -> None:
    """Books what was found for who is to have it, and tells those who were passed over.

    The offering's own row is locked first: whoever else makes offers of it waits, and then finds
    the entry no longer waiting.
    """
    keys = [pair.wish.key, *(wish.key for wish in pair.passed)]
    with transaction.atomic():
        locks.offering(offering.organization, offering.pk)
        own = WaitlistEntry.objects.of(offering.organization).get(pk=pair.wish.key)
        if own.state_at(now) != WaitState.WAITING:
            raise ChangedMeanwhile
        booking = _book(own, offering, pair.room, by, now)
        rows = {entry.pk: entry for entry in locked(offering.organization, keys)}
        entry = rows.pop(pair.wish.key)
        entry.booking = booking
        step = Step("offered", by, now)
        move(entry, WaitState.OFFERED, step, **_offered(entry, booking))
        passed = {wish.key: wish for wish in pair.passed}
        for row in rows.values():
            if row.state_at(now) == WaitState.WAITING:
                _pass_over(row, Pair(passed[row.pk], pair.room), tried, step)


def _book(
    entry: WaitlistEntry, offering: Offering, room: Room, by: Caller, now: datetime
) -> Booking:
    """The ordinary booking, held until the offer runs out."""
    last = offering.bookable_until(room.starts_at)
    until = min(last, now + timedelta(hours=offering.waitlist_hours))
    decided = quotes.terms_of(offering).decide_at(room.starts_at)
    if decided is not None and decided > now:
        until = min(until, decided)
    if until <= now:
        raise TooLate("This start can no longer be booked.")
    variant = next(one for one in offering.variants.all() if one.pk == room.variant)
    choice = Choice(
        offering=offering,
        starts_at=room.starts_at,
        party=Party(by_rate=entry.quantities),
        variant_id=variant.public_id,
    )
    contact = Contact(entry.name, entry.email, entry.phone, entry.locale)
    return making.hold(request=BookingRequest(choice, contact), until=until, by=by, now=now)


def _offered(entry: WaitlistEntry, booking: Booking) -> dict[str, str]:
    """What a message about the offer has to say."""
    until = booking.hold_expires_at
    assert until is not None, "An offer is held until a moment."
    return {
        "booking": booking.public_id,
        "startsAt": moment(booking.starts_at, entry),
        "until": moment(until, entry),
    }


def _pass_over(row: WaitlistEntry, pair: Pair, tried: Tried, step: Step) -> None:
    wish, room = pair.wish, pair.room
    fits = wish.seats <= room.remaining
    pass_over(
        row,
        step,
        code=(tried.why(pair) or STAFF_CHOICE) if fits else TOO_LARGE,
        startsAt=moment(room.starts_at, row),
        remaining=room.remaining,
    )
