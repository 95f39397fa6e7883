"""Keeping longer and giving back: under the lock of one's own run only."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from scheduling.capacity import locks, parts, rows
from scheduling.errors import HoldLapsed
from scheduling.extras import Extra
from scheduling.models import Allocation, Claim


def keep(*, claim: Claim, until: datetime | None, now: datetime) -> Claim:
    """Holds a live claim until another moment, or with `until` None for good.

    Raises HoldLapsed when it is no longer live.
    """
    with transaction.atomic():
        locks.run(claim.organization, claim.occurrence_id)
        own = Claim.objects.of(claim.organization).live(now).filter(pk=claim.pk)
        if not own.update(until=until, updated_at=now):
            raise HoldLapsed
        given = Allocation.objects.of(claim.organization).filter(claim=claim, released_at=None)
        given.update(until=until)
        rows.settle(claim.organization, claim.occurrence_id, now)
        claim.until = until
        return claim


def lessen(*, claim: Claim, seats: int, now: datetime, extras: Sequence[Extra] = ()) -> Claim:
    """Gives back all but `seats` of a claim, and what only the others needed for themselves.

    Its parts become one with it first: what is still to lapse is for the caller to set apart anew.
    `extras` are the add-ons that stay. Unlike a move it asks neither the clock nor the rules:
    places can be given back at any time. Raises HoldLapsed when the claim is no longer live or
    has no seats to spare.
    """
    with transaction.atomic():
        locks.run(claim.organization, claim.occurrence_id)
        parts.unite(claim, now)
        own = Claim.objects.of(claim.organization).live(now).filter(pk=claim.pk, seats__gt=seats)
        if not own.update(seats=seats, updated_at=now):
            raise HoldLapsed
        _need_less(claim, seats, extras, now)
        claim.seats = seats
        return claim


def _need_less(claim: Claim, seats: int, extras: Sequence[Extra], now: datetime) -> None:
    for one, keeps in parts.kept(claim, seats, extras, now):
        one.units, one.released_at = (keeps, None) if keeps else (one.units, now)
        one.save(update_fields=["units", "released_at"])


def release(*, claim: Claim, now: datetime) -> None:
    """Gives seats and resources back. What has lapsed or was given back before stays so."""
    with transaction.atomic():
        locks.run(claim.organization, claim.occurrence_id)
        give_back(claim, now)


def give_back(claim: Claim, now: datetime) -> bool:
    """As release, under a lock that the caller holds; whether there was anything to give.

    Its parts go with it.
    """
    held = Claim.objects.of(claim.organization).live(now)
    own = held.filter(Q(pk=claim.pk) | Q(part_of=claim.pk))
    if not own.update(released_at=now, updated_at=now):
        return False
    parts.personal(claim, now).update(released_at=now)
    rows.settle(claim.organization, claim.occurrence_id, now)
    return True


def change(*, claim: Claim, leaving: Claim, now: datetime) -> Claim:
    """Takes what was offered for what is left: held as long, by the same, in its place.

    Both runs are locked in key order. Raises HoldLapsed when either is no longer live.
    """
    keys = {claim.occurrence_id, leaving.occurrence_id}
    with transaction.atomic():
        locks.runs(claim.organization, keys)
        held = Claim.objects.of(claim.organization).live(now).filter(pk=leaving.pk)
        untils = list(held.values_list("until", flat=True))
        if not untils or not give_back(leaving, now):
            raise HoldLapsed
        own = Claim.objects.of(claim.organization).filter(pk=claim.pk)
        own.update(holder=leaving.holder)
        claim.holder = leaving.holder
        return keep(claim=claim, until=untils[0], now=now)
