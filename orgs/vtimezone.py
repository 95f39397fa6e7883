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


def component(zone: str, start: datetime, end: datetime) -> icalendar.Timezone:
    """The VTIMEZONE for something that lasts from `start` to `end`."""
    found = icalendar.Timezone()
    found.add("tzid", zone)
    for change in _changes(zone, start, end):
        found.add_component(_observance(change))
    return found


def _observance(change: Change) -> icalendar.Component:
    is_later = change.after > change.before
    part = icalendar.TimezoneDaylight() if is_later else icalendar.TimezoneStandard()
    part.add("dtstart", change.wall)
    part.add("tzoffsetfrom", change.before)
    part.add("tzoffsetto", change.after)
    part.add("tzname", change.name)
    return part


@lru_cache(maxsize=512)
def _changes(zone: str, start: datetime, end: datetime) -> tuple[Change, ...]:
    rules = ZoneInfo(zone)
    moments = list(_moments(rules, start - AROUND, end + AROUND))
    before = [moment for moment in moments if moment <= start]
    within = [moment for moment in moments if start < moment < end]
    after = [moment for moment in moments if moment >= end]
    known = [_change(rules, moment) for moment in (*before[-1:], *within, *after[:1])]
    if before:
        return tuple(known)
    first = start.astimezone(rules)
    return (Change(EVER, _offset(first), _offset(first), first.tzname() or zone), *known)


def _moments(rules: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """The first instants of each new offset."""
    here = first.astimezone(UTC).replace(microsecond=0)
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
