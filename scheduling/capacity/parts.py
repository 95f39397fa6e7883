"""Seats of a claim that lapse sooner than the rest of them: set apart, and made one with it again.

Under the lock of one's own run only, as all that neither takes nor moves.
"""

from collections.abc import Iterator, Sequence
from copy import copy
from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.db.models import F, Q, QuerySet

from scheduling.capacity import locks
from scheduling.errors import HoldLapsed
from scheduling.extras import Extra
from scheduling.models import Allocation, Claim, Requirement


def apart(
    *, claim: Claim, seats: int, until: datetime, now: datetime, extras: Sequence[Extra] = ()
) -> Claim:
    """Lets so many seats of a claim, with what only they need, lapse by themselves at `until`.

    `extras` are the add-ons of those who stay. Whatever is done to the claim is done to them too,
    but for `keep`. Raises HoldLapsed when it is no longer live or has no seats to spare.
    """
    with transaction.atomic():
        locks.run(claim.organization, claim.occurrence_id)
        own = Claim.objects.of(claim.organization).live(now).filter(pk=claim.pk, seats__gt=seats)
        if not own.update(seats=F("seats") - seats, updated_at=now):
            raise HoldLapsed
        claim.seats -= seats
        part = Claim.objects.create(
            organization=claim.organization,
            occurrence_id=claim.occurrence_id,
            holder=claim.holder,
            part_of=claim,
            seats=seats,
            until=until,
        )
        _hand_over(claim, part, extras, now)
        return part


def whole(*, claim: Claim, seats: int, now: datetime) -> Claim:
    """Makes a claim one with its parts, `seats` in all, held as long as it is itself.

    Raises HoldLapsed when they are not as many any more.
    """
    with transaction.atomic():
        locks.run(claim.organization, claim.occurrence_id)
        unite(claim, now)
        if claim.seats != seats:
            raise HoldLapsed
        return claim


def unite(claim: Claim, now: datetime) -> None:
    """As `whole` with what parts are live, under a lock that the caller holds."""
    live = Claim.objects.of(claim.organization).live(now)
    found = {one.pk: one for one in live.filter(Q(pk=claim.pk) | Q(part_of=claim.pk))}
    own = found.pop(claim.pk, None)
    if own is None:
        raise HoldLapsed
    claim.seats = own.seats + sum(part.seats for part in found.values())
    if found:
        ours = live.filter(pk__in=found).update(released_at=now, updated_at=now)
        if ours < len(found):  # Labelled in this moment, by somebody whose clock is ahead.
            raise HoldLapsed
        live.filter(pk=claim.pk).update(seats=claim.seats, updated_at=now)
        given = Allocation.objects.of(claim.organization).live(now).filter(claim__in=found)
        given.update(claim=claim, until=own.until)


def personal(claim: Claim, now: datetime) -> QuerySet[Allocation, Allocation]:
    """What is needed per person, and given to this claim or to a part of it."""
    given = Allocation.objects.of(claim.organization).live(now)
    return given.filter(Q(claim=claim) | Q(claim__part_of=claim))


def kept(
    claim: Claim, seats: int, extras: Sequence[Extra], now: datetime
) -> Iterator[tuple[Allocation, int]]:
    """Each of those with the units of it that so many with these add-ons keep of them.

    As many units of each need as those who stay take; the last given go first.
    """
    given = personal(claim, now).select_related("requirement").order_by("requirement_id", "pk")
    for need, each in groupby(given, key=lambda one: one.requirement):
        if need is None:
            continue
        left = _units(need, seats, extras)
        for one in each:
            keeps = min(one.units, left)
            left -= keeps
            yield one, keeps


def _units(need: Requirement, seats: int, extras: Sequence[Extra]) -> int:
    """What a party of so many with these add-ons takes of a need."""
    if need.add_on_id is None:
        return need.quantity * seats
    had = (one for one in extras if one.add_on.pk == need.add_on_id)
    return sum(one.units(need.quantity, need.per, seats) for one in had)


def _hand_over(claim: Claim, part: Claim, extras: Sequence[Extra], now: datetime) -> None:
    """Gives a part what those who stay do not take; a row that both have units of becomes two."""
    for one, keeps in list(kept(claim, claim.seats, extras, now)):
        spare = one.units - keeps
        if not spare:
            continue
        given = copy(one)
        given.claim, given.units, given.until = part, spare, part.until
        if keeps:
            one.units, given.pk = keeps, None
            one.save(update_fields=["units"])
        given.save(force_insert=not given.pk)
