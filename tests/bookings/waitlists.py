"""A waitlist to test with: Harbor's walk, full, and parties who wait for it."""

from datetime import date, datetime, timedelta
from typing import Any

from bookings import actions
from bookings.actions import waiting
from bookings.models import Booking, WaitlistEntry
from bookings.parties import Party
from bookings.requests import Contact, WaitRequest
from orgs.models import Event
from scheduling.models import Offering
from tests.harbor import GUEST, NINE, NOW, organization, tour, wanting

HOUR = timedelta(hours=1)


def full_walk(capacity: int = 4, parties: tuple[int, ...] = (4,), **fields: Any) -> Offering:
    """Every day at nine, and on the Fourth taken by these parties."""
    org = fields.pop("org", None) or organization()
    walk = tour(org, capacity=capacity, **{"waitlist": True, "times": (540,), **fields})
    for number, seats in enumerate(parties):
        booked(walk, seats=seats, name=f"Early{number}")
    return walk


def booked(walk: Offering, **wishes: Any) -> Booking:
    """A booking like anybody's."""
    return actions.book(request=wanting(walk, **wishes), by=GUEST, now=NOW).booking


def asking(
    walk: Offering,
    *,
    seats: int = 2,
    name: str = "Ada",
    starts_at: datetime | None = NINE,
    days: tuple[date, date] | None = None,
    **fields: Any,
) -> WaitRequest:
    """What somebody wants to wait for; `days` or None as `starts_at` for more than one start."""
    first, last = days or (None, None)
    return WaitRequest(
        offering=walk,
        party=fields.pop("party", Party(seats=seats)),
        contact=Contact(name=name, email=f"{name.lower()}@example.com"),
        starts_at=None if days else starts_at,
        first=first,
        last=last,
        **fields,
    )


def waits(walk: Offering, now: datetime = NOW, **wishes: Any) -> WaitlistEntry:
    """Somebody who joined."""
    return waiting.join(request=asking(walk, **wishes), by=GUEST, now=now).entry


def offered(walk: Offering, now: datetime = NOW, **wishes: Any) -> WaitlistEntry:
    """Somebody who joined, and to whom what the first booking had is offered."""
    entry = waits(walk, **wishes)
    free(Booking.objects.of(walk.organization).order_by("pk")[0], now)
    assert waiting.match(now=now) == 1
    return fresh(entry)


def free(booking: Booking, now: datetime = NOW) -> None:
    """Cancelled by staff."""
    actions.cancel_by_staff(booking=booking, by=GUEST, now=now)


def fresh(entry: WaitlistEntry) -> WaitlistEntry:
    """As it is stored now."""
    return WaitlistEntry.objects.select_related("booking").get(pk=entry.pk)


def told(entry: WaitlistEntry) -> list[str]:
    """The kinds of what the outbox tells of it."""
    rows = Event.objects.filter(subject=entry.public_id).order_by("id")
    return [kind.removeprefix("waitlist.") for kind in rows.values_list("kind", flat=True)]
