"""What is asked of the server, and what a right answer holds."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, cycle
from typing import Any

from bench import client
from bench.seeding import DAYS, Departure, Seeded

_guests = count(1)


@dataclass(frozen=True, slots=True)
class Call:
    """A request before it is one; a body makes it a POST."""

    path: str
    body: dict[str, Any] | None = None

    def request(self) -> bytes:
        """On the wire."""
        if self.body is None:
            return client.get(self.path)
        return client.post(self.path, json.dumps(self.body).encode())


@dataclass(frozen=True)
class Case:
    """A line of the table. Every answer must hold `marker`, and the first `expected` of them."""

    name: str
    label: str
    calls: Callable[[], Iterator[Call]]
    marker: bytes
    expected: int = 1
    writes: bool = False


def bare(seeded: Seeded) -> Case:
    """What the others are compared with."""
    path = f"/bench/bare/{seeded.organization.slug}"
    return Case("bare", "bare Django view, one indexed query", _again(path), b'"public_id"')


def cases(seeded: Seeded) -> list[Case]:
    """Everything else, in the order of the table."""
    days = f"from={seeded.first}&to={seeded.last}"
    tour, calendar = seeded.tour.public_id, seeded.tours_calendar.public_id
    return [
        Case(
            "month",
            "month of one tour: 60 slots, 4 resources, 500 bookings",
            _again(f"/api/tours/{tour}/availability?{days}"),
            b'"startsAt"',
            expected=2 * DAYS,
        ),
        Case(
            "calendar",
            "month of a calendar of 30 tours",
            _again(f"/api/calendars/{calendar}/availability?{days}"),
            b'"startsAt"',
            expected=seeded.scale.tours * DAYS,
        ),
        _page("embed", "embed page, month of one tour", seeded, "tours"),
        _page("embed-many", "embed page, month of 30 tours", seeded, "many"),
        _booking("hot", "booking on one hot departure", [seeded.hot]),
        _booking("spread", "booking spread over 1,000 departures", seeded.spread),
    ]


def _page(name: str, label: str, seeded: Seeded, calendar: str) -> Case:
    path = f"/embed/{seeded.organization.slug}/{calendar}/?month={seeded.first:%Y-%m}"
    return Case(name, label, _again(path), b"</html>")


def _booking(name: str, label: str, departures: Sequence[Departure]) -> Case:
    def calls() -> Iterator[Call]:
        return (Call("/api/bookings", _asking_for(each)) for each in cycle(departures))

    return Case(name, label, calls, b'"bookingId"', writes=True)


def _asking_for(departure: Departure) -> dict[str, Any]:
    """A booking for one, by somebody new."""
    number = next(_guests)
    return {
        "tourId": departure.tour_id,
        "instanceStartsAt": departure.starts_at.isoformat(),
        "party": {"adults": 1},
        "contact": {"name": f"Guest {number}", "email": f"guest{number}@example.com"},
    }


def _again(path: str) -> Callable[[], Iterator[Call]]:
    return lambda: cycle([Call(path)])
