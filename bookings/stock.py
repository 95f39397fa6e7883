"""Add-ons that bookings have, and those of which a run has only so many."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime

from bookings import added
from bookings.errors import AddOnSoldOut
from bookings.models import Booking, BookingLine
from orgs.models import Organization
from scheduling.extras import Extra
from scheduling.models import AddOn, Claim


def taken(
    organization: Organization, run: int, add_ons: Collection[AddOn], now: datetime
) -> Mapping[int, int]:
    """How many of each are taken on a run, by key; what has lapsed is free again."""
    claims = Claim.objects.of(organization).live(now).filter(occurrence=run)
    lines = BookingLine.objects.of(organization).filter(
        add_on__in=[one.pk for one in add_ons], booking__claim__in=claims
    )
    gone: Counter[int] = Counter()
    for line in lines.select_related("booking", "add_on"):
        if line.add_on is not None:
            gone[line.add_on.pk] += _quantity(line.booking, line.add_on, line.quantity, now)
    return gone


def _quantity(booking: Booking, add_on: AddOn, quantity: int, now: datetime) -> int:
    """How many a booking has; of those that were added with a party and lapsed, none."""
    if not booking.is_overdue(now):
        return quantity
    before = added.price_before(booking).add_ons
    return sum(item.quantity for item in before if item.id == add_on.public_id)


def check(
    organization: Organization, run: int | None, wanted: Mapping[AddOn, int], now: datetime
) -> None:
    """Whether a run (None: one that nobody is on) has so many more. Raises AddOnSoldOut."""
    scarce = [one for one in wanted if one.stock is not None]
    gone = taken(organization, run, scarce, now) if scarce and run is not None else {}
    for add_on in scarce:
        _refuse(add_on, (add_on.stock or 0) - gone.get(add_on.pk, 0), wanted[add_on])


def extras_of(booking: Booking) -> tuple[Extra, ...]:
    """The add-ons that a stored booking has; one query, if it has any."""
    if not booking.price["add_ons"]:
        return ()
    lines = BookingLine.objects.of(booking.organization).filter(booking=booking)
    rows = lines.exclude(add_on=None).select_related("add_on").order_by("pk")
    return tuple(Extra(line.add_on, line.quantity) for line in rows if line.add_on)


def extras_at(booking: Booking, now: datetime) -> tuple[Extra, ...]:
    """The same at `now`: without what was added with a party and lapsed."""
    return added.extras_before(booking) if booking.is_overdue(now) else extras_of(booking)


def settle(booking: Booking, now: datetime) -> None:
    """Refuses if with this booking, which is written already, its run has given too many.

    Under the lock of the run, so that two who want the last one come one after the other. One
    query for a booking with add-ons, two if any of them is scarce.
    """
    if booking.claim is None or not booking.price["add_ons"]:
        return
    lines = BookingLine.objects.of(booking.organization).filter(
        booking=booking, add_on__stock__isnull=False
    )
    own = {line.add_on: line.quantity for line in lines.select_related("add_on") if line.add_on}
    if not own:
        return
    gone = taken(booking.organization, booking.claim.occurrence_id, own, now)
    for add_on, quantity in own.items():
        others = gone.get(add_on.pk, 0) - quantity
        _refuse(add_on, (add_on.stock or 0) - others, quantity)


def _refuse(add_on: AddOn, left: int, wanted: int) -> None:
    if wanted > left:
        left = max(0, left)
        detail = f"{add_on.name}: {left} left." if left else f"{add_on.name}: none left."
        raise AddOnSoldOut(detail, addOnId=add_on.public_id, remaining=left)
