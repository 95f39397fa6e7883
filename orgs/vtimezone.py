"""A zone's clock changes around a span, as the VTIMEZONE that calendars want (RFC 5545, 3.6.5).

Only the last change before the span, those within, and the next one: each with its own date and
without rules, so that every client reads them alike.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import icalendar

AROUND = timedelta(days=400)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
EVER = datetime(1970, 1, 1)  # noqa: DTZ001 - wall time, as the format has it


class Change(NamedTuple):
    """A change of the clock: its moment by the clock that ends there, and both offsets."""

    wall: datetime
    before: timedelta
    after: timedelta
    name: str


def text(zone: str, start: datetime, end: datetime) -> bytes:
    """The VTIMEZONE for something that lasts from `start` to `end`."""
    return _written(zone, _changes(zone, start, end))


@lru_cache(maxsize=512)
def _written(zone: str, changes: tuple[Change, ...]) -> bytes:
    """The same text for everything between the same changes: mails of a season share it."""
    found = icalendar.Timezone()
    found.add("tzid", zone)
    for change in changes:
        found.add_component(_observance(change))
    return found.to_ical()


def _observance(change: Change) -> icalendar.Component:
    is_later = change.after > change.before
    part = icalendar.TimezoneDaylight() if is_later else icalendar.TimezoneStandard()
    part.add("dtstart", change.wall)
    part.add("tzoffsetfrom", change.before)
    part.add("tzoffsetto", change.after)
    part.add("tzname", change.name)
    return part


def _changes(zone: str, start: datetime, end: datetime) -> tuple[Change, ...]:
    years = range((start - AROUND).year, (end + AROUND).year + 1)
    known = [(moment, change) for year in years for moment, change in _of_year(zone, year)]
    before = [change for moment, change in known if moment <= start]
    within = [change for moment, change in known if start < moment < end]
    after = [change for moment, change in known if moment >= end]
    told = (*before[-1:], *within, *after[:1])
    if before:
        return told
    first = start.astimezone(ZoneInfo(zone))
    return (Change(EVER, _offset(first), _offset(first), first.tzname() or zone), *told)


@lru_cache(maxsize=512)
def _of_year(zone: str, year: int) -> tuple[tuple[datetime, Change], ...]:
    """The changes of one year, each with its instant."""
    rules = ZoneInfo(zone)
    first, last = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    return tuple((moment, _change(rules, moment)) for moment in _moments(rules, first, last))


def _moments(rules: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """The first instants of each new offset after `first`, until `last`."""
    here = first
    while here < last:
        there = here + DAY
        if _offset(here.astimezone(rules)) != _offset(there.astimezone(rules)):
            yield _between(rules, here, there)
        here = there


def _between(rules: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """Where between the two the offset changes, to the second."""
    old = _offset(low.astimezone(rules))
    while high - low > SECOND:
        middle = low + timedelta(seconds=(high - low) // SECOND // 2)
        same = _offset(middle.astimezone(rules)) == old
        low, high = (middle, high) if same else (low, middle)
    return high


def _change(rules: ZoneInfo, moment: datetime) -> Change:
    before = _offset((moment - SECOND).astimezone(rules))
    there = moment.astimezone(rules)
    wall = (moment + before).replace(tzinfo=None)
    return Change(wall, before, _offset(there), there.tzname() or str(rules))


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta()
