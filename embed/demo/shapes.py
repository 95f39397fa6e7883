"""How the demonstration is written down: plain values that `build` turns into rows.

Times of day are `"09:30"`, prices whole cents, days offsets from the day of loading.
"""

from dataclasses import dataclass
from typing import Any

WEEK = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")


def minutes(clock: str) -> int:
    """`"09:30"` as minutes after midnight; `"24:00"` is the end of the day."""
    hours, rest = clock.split(":")
    return int(hours) * 60 + int(rest)


def weekdays(names: str) -> list[int]:
    """`"TUE SAT"` as the stored numbers, Monday 0."""
    return [WEEK.index(name) for name in names.split()]


def weekly(names: str, opens: str, closes: str) -> list[list[int]]:
    """The same hours on each of these days, as stored."""
    return [[day, minutes(opens), minutes(closes)] for day in weekdays(names)]


@dataclass(frozen=True, slots=True)
class Price:
    """A rate. `cents` None: the variant's price."""

    label: str
    category: str
    cents: int | None
    min_age: int | None = None
    max_age: int | None = None


@dataclass(frozen=True, slots=True)
class Needs:
    """What a run takes: one of the named resources, or of a kind with these attributes."""

    names: tuple[str, ...] = ()
    kind: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    per: str = "RUN"


@dataclass(frozen=True, slots=True)
class Season:
    """Where starts come from, and between which days: offsets from the day of loading."""

    times: str
    days: str = ""
    rrule: str = ""
    opens: int = -60
    closes: int = 300
    skips: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Hours:
    """Weekly opening times in which appointments start every `step` minutes."""

    days: str
    opens: str
    closes: str
    step: int


@dataclass(frozen=True, slots=True)
class Way:
    """A variant."""

    minutes: int
    seats: int | None
    name: str = ""
    cents: int | None = None
    before: int = 0
    after: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """A tour or a service. `more` are fields of the offering, given as they are stored."""

    calendar: str
    slug: str
    name: str
    summary: str
    description: str
    place: str
    policy: str
    ways: tuple[Way, ...]
    prices: tuple[Price, ...]
    starts: tuple[Season | Hours, ...]
    needs: tuple[Needs, ...]
    kind: str = ""
    type: str = "TOUR"
    add_ons: tuple[str, ...] = ()
    more: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """A community event. `days` are offsets; `seats` None: listed only; `cents` None: no price."""

    slug: str
    name: str
    summary: str
    description: str
    days: tuple[int, ...]
    at: str
    minutes: int
    venue: str
    organizer: str
    tags: tuple[str, ...]
    seats: int | None = None
    cents: int | None = None
    status: str = "SCHEDULED"


@dataclass(frozen=True, slots=True)
class Party:
    """A booking. It is for the first departure of `trip` at `at`, `day` or more days ahead, and
    on the weekday `on` if that matters.

    `made` is how many hours before the loading it was made, `then` what became of it.
    """

    trip: str
    day: int
    at: str
    name: str
    adults: int
    children: int = 0
    seniors: int = 0
    made: int = 24
    on: str = ""
    way: str = ""
    then: str = ""
    add_ons: tuple[tuple[str, int], ...] = ()
    notes: str = ""
