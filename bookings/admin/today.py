"""The front page: each organization's day, and what waits for somebody to decide."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.timesince import timesince

from bookings.admin import strip
from bookings.admin.paper import page_of
from bookings.admin.standing import state_pill
from bookings.models import Booking
from bookings.states import State
from orgs import formats
from orgs.admin_site import door, shown
from orgs.models import Organization
from scheduling.admin.departure import standing, with_taken
from scheduling.engine.recurrence import midnight
from scheduling.models import Allocation, Occurrence

AT_ONCE = 3
"""Organizations shown together; whoever serves more chooses."""

RECENT, SHORT = 6, 12


@dataclass(frozen=True, slots=True)
class Departure:
    """A line of the day's table."""

    run: Occurrence
    clock: str
    moment: str
    url: str
    offering_url: str
    pill: SafeString
    meter: SafeString
    guests: list[tuple[str, str]]
    resources: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day: its heading, its picture, its departures."""

    word: str
    title: str
    strip: strip.Strip
    departures: list[Departure] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Queue:
    """Requests that wait."""

    count: int
    oldest: str
    url: str


def front_page(request: HttpRequest) -> dict[str, Any]:
    """What the template shows. A fixed number of queries for each organization."""
    houses = door.staff(request).within("bookings:read")
    chosen = [one for one in houses if one.public_id == request.GET.get("organization")]
    now = timezone.now()
    return {
        "sections": [section(house, now) for house in (chosen or houses[:AT_ONCE])],
        "others": houses if len(houses) > AT_ONCE else [],
        "may_check_in": door.staff(request).may_anywhere("bookings:write"),
    }


def section(house: Organization, now: datetime) -> dict[str, Any]:
    """One organization. Six queries."""
    today = formats.local(now, house.timezone).date()
    runs = _runs(house, today, now)
    guests, resources = _guests(house, runs, now), _resources(house, runs, now)
    lines = [_departure(run, guests.get(run.pk, []), resources.get(run.pk, [])) for run in runs]
    tomorrow = midnight(today + timedelta(days=1), house.timezone)
    first = [line for line in lines if line.run.starts_at < tomorrow]
    rest = [line for line in lines if line.run.starts_at >= tomorrow]
    return {
        "house": house,
        "days": [
            _day("today", house, today, first, now),
            _day("tomorrow", house, today + timedelta(days=1), rest, now),
        ],
        "requests": _requests(house, now),
        "short": _short(house, now),
        "recent": _recent(house, now),
    }


def _runs(house: Organization, today: date, now: datetime) -> list[Any]:
    """Today's and tomorrow's that somebody is on, or that were cancelled."""
    found = Occurrence.objects.of(house).filter(
        starts_at__gte=midnight(today, house.timezone),
        starts_at__lt=midnight(today + timedelta(days=2), house.timezone),
    )
    rows = with_taken(found, now).select_related("offering", "organization")
    return list(rows.filter(Q(taken__gt=0) | ~Q(cancelled_at=None)).order_by("starts_at", "pk"))


def _guests(
    house: Organization, runs: list[Occurrence], now: datetime
) -> dict[int, list[tuple[str, str]]]:
    """Who is on each run: name with seats, and the booking's page. A lapsed hold is nobody."""
    held = Q(claim__until=None) | Q(claim__until__gt=now)
    found: dict[int, list[tuple[str, str]]] = {}
    rows = (
        Booking.objects.of(house)
        .filter(held, claim__occurrence__in=runs, claim__released_at=None)
        .order_by("name")
        .values_list("claim__occurrence", "pk", "name", "seats")
    )
    for run, pk, name, seats in rows:
        url = reverse("admin:bookings_booking_change", args=[pk])
        found.setdefault(run, []).append((f"{name} ({seats})", url))
    return found


def _resources(house: Organization, runs: list[Occurrence], now: datetime) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = Allocation.objects.of(house).live(now).filter(occurrence__in=runs)
    names = rows.values_list("occurrence", "resource__name").distinct().order_by("resource__name")
    for run, name in names:
        found.setdefault(run, []).append(name)
    return found


def _departure(run: Any, guests: list[tuple[str, str]], resources: list[str]) -> Departure:
    return Departure(
        run=run,
        clock=shown.clock(run.starts_at, run.offering.timezone, run.organization),
        moment=shown.when(run.starts_at, run.offering.timezone, run.organization),
        url=reverse("admin:scheduling_occurrence_change", args=[run.pk]),
        offering_url=page_of(run.offering),
        pill=shown.pill(*standing(run)),
        meter=shown.meter(run.taken, run.seats),
        guests=guests,
        resources=", ".join(resources),
    )


def _day(word: str, house: Organization, day: date, lines: list[Departure], now: datetime) -> Day:
    runs = [line.run for line in lines]
    return Day(word, shown.day(day, house), strip.of(house, day, runs, now), lines)


def _requests(house: Organization, now: datetime) -> Queue:
    waiting = Booking.objects.of(house).in_state(State.AWAITING_APPROVAL, now)
    found = waiting.aggregate(count=Count("pk"), oldest=Min("created_at"))
    oldest = timesince(found["oldest"], now, depth=1) if found["oldest"] else ""
    page = reverse("admin:bookings_booking_changelist")
    return Queue(found["count"], oldest, f"{page}?state={State.AWAITING_APPROVAL.value}")


def _short(house: Organization, now: datetime) -> list[Departure]:
    """Departures to come that have guests, but fewer than they need."""
    rows: QuerySet = with_taken(Occurrence.objects.of(house), now).filter(
        starts_at__gt=now,
        cancelled_at=None,
        taken__gt=0,
        runs_anyway=False,
        firm__lt=F("least"),
    )
    found = rows.select_related("offering", "organization").order_by("starts_at")[:SHORT]
    return [_departure(run, [], []) for run in found]


def _recent(house: Organization, now: datetime) -> list[dict[str, Any]]:
    rows = Booking.objects.of(house).select_related("offering").order_by("-created_at", "-pk")
    return [
        {
            "booking": row,
            "pill": state_pill(row, now),
            "when": shown.when(row.starts_at, row.timezone, house),
            "url": reverse("admin:bookings_booking_change", args=[row.pk]),
            "ago": timesince(row.created_at, now, depth=1),
        }
        for row in rows[:RECENT]
    ]
