"""What is measured on: an operator with a tour, a calendar of tours, and departures to book."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.db.models import F, Sum

from bookings import actions
from orgs.models import Organization
from scheduling import availability
from scheduling.availability import Slot
from scheduling.errors import SlotUnavailable, SoldOut
from scheduling.models import Calendar, Occurrence, Offering, Resource
from tests import harbor

DAYS = 30
EVERY_DAY = [[weekday, 420, 1320] for weekday in range(7)]
ROOM_FOR_ALL = 1_000_000


@dataclass(frozen=True)
class Scale:
    """How much of everything."""

    bookings: int = 500
    tours: int = 30
    tours_to_spread: int = 10
    days_to_spread: int = 25


@dataclass(frozen=True)
class Departure:
    """Something to book."""

    tour_id: str
    starts_at: datetime


@dataclass(frozen=True)
class Seeded:
    """What there is to ask for. `first` to `last` is the month that was filled."""

    scale: Scale
    organization: Organization
    first: date
    last: date
    tour: Offering
    tour_calendar: Calendar
    tours_calendar: Calendar
    hot: Departure
    spread: Sequence[Departure]


def seed(scale: Scale, now: datetime) -> Seeded:
    """Everything, with the bookings made as guests make them."""
    organization = harbor.organization("bench", timezone="Europe/Berlin", currency="EUR")
    first = _first_of_next_month(now)
    last = first + timedelta(days=DAYS - 1)
    tour = _tour(organization)
    book(
        availability.of_offering(offering=tour, first=first, last=last, party=2, now=now),
        scale.bookings,
        now,
    )
    tours_calendar = _tours(organization, scale.tours)
    found = availability.of_calendar(
        calendar=tours_calendar, first=first, last=last, party=2, now=now
    )
    book(Random(7).sample(found, len(found)), scale.bookings, now)
    return Seeded(
        scale=scale,
        organization=organization,
        first=first,
        last=last,
        tour=tour,
        tour_calendar=tour.calendar,
        tours_calendar=tours_calendar,
        hot=_hot(organization, first, now),
        spread=_spread(organization, scale, first, now),
    )


def book(slots: Sequence[Slot], wanted: int, now: datetime) -> None:
    """So many bookings for two, one on each slot in turn, over again; what is full is passed by."""
    made = 0
    while made < wanted:
        before = made
        for slot in slots[: wanted - made]:
            made += _booked(slot, made, now)
        assert made > before, "There is no room for that many bookings."


def _booked(slot: Slot, number: int, now: datetime) -> bool:
    request = harbor.wanting(
        slot.offering, starts_at=slot.starts_at, name=f"{slot.offering.slug}-{number}"
    )
    try:
        actions.book(request=request, by=harbor.GUEST, now=now)
    except (SoldOut, SlotUnavailable):
        return False
    return True


def oversold(organization: Organization) -> int:
    """How many runs have more seats taken than they have. It must be none."""
    runs = Occurrence.objects.of(organization).filter(claims__released_at=None)
    return runs.annotate(taken=Sum("claims__seats")).filter(taken__gt=F("seats")).count()


def _first_of_next_month(now: datetime) -> date:
    return (now.date().replace(day=1) + timedelta(days=32)).replace(day=1)


def _pool(organization: Organization, name: str, size: int, **fields: object) -> list[Resource]:
    return [
        harbor.resource(organization, f"{name} {number}", weekly_hours=EVERY_DAY, **fields)
        for number in range(1, size + 1)
    ]


def _crew(organization: Organization, name: str, size: int) -> tuple[Sequence[Resource], ...]:
    """Vehicles and guides: a run needs one of each."""
    vehicles = _pool(organization, f"{name} van", size, seats=20, turnaround_minutes=15)
    guides = _pool(organization, f"{name} guide", size, kind="PERSON")
    return vehicles, guides


def _tour(organization: Organization) -> Offering:
    """One tour, twice a day, by one of two vans with one of two guides."""
    return harbor.tour(
        organization, name="Lighthouse walk", capacity=20, needs=_crew(organization, "Walk", 2)
    )


def _tours(organization: Organization, how_many: int) -> Calendar:
    """A calendar of tours that share six vans and six guides."""
    calendar = harbor.calendar(organization, "many")
    crew = _crew(organization, "Fleet", 6)
    for number in range(how_many):
        harbor.tour(
            organization,
            name=f"Tour {number}",
            calendar=calendar,
            capacity=20,
            minutes=90,
            times=(480 + number * 10, 840 + number * 10),
            needs=crew,
        )
    return calendar


def _hot(organization: Organization, first: date, now: datetime) -> Departure:
    """One departure with room for everybody."""
    tour = harbor.tour(
        organization,
        name="Ferry",
        calendar=harbor.calendar(organization, "ferry"),
        capacity=ROOM_FOR_ALL,
        times=(540,),
        needs=(_pool(organization, "Ferry", 1),),
    )
    return _departures(tour, first, first, now)[0]


def _spread(
    organization: Organization, scale: Scale, first: date, now: datetime
) -> list[Departure]:
    """Departures of several tours, each with a van of its own, four times a day; shuffled."""
    found: list[Departure] = []
    for number in range(scale.tours_to_spread):
        tour = harbor.tour(
            organization,
            name=f"Shuttle {number}",
            calendar=harbor.calendar(organization, "shuttles"),
            capacity=50,
            times=(480, 660, 840, 1020),
            needs=(_pool(organization, f"Shuttle {number}", 1),),
        )
        last = first + timedelta(days=scale.days_to_spread - 1)
        found += _departures(tour, first, last, now)
    return Random(7).sample(found, len(found))


def _departures(tour: Offering, first: date, last: date, now: datetime) -> list[Departure]:
    found: Iterable[Slot] = availability.of_offering(
        offering=tour, first=first, last=last, party=1, now=now
    )
    return [Departure(tour.public_id, slot.starts_at) for slot in found]
