"""From rules in local wall time to starts in UTC: days, clock changes, repeated stretches."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from zoneinfo import ZoneInfo

from scheduling.engine.repeats import occurrences
from scheduling.engine.rrules import BadRecurrence, parse
from scheduling.engine.spans import merge
from scheduling.engine.types import Rule, RuleKind, Span, Start, Window

__all__ = [
    "BadRecurrence",
    "check",
    "days",
    "instant",
    "local_days",
    "opening_spans",
    "repeated_spans",
    "starts",
    "starts_with_skipped",
]

TRIAL = timedelta(days=3653)
"""A rule must name a day in its first ten years; that lets 29 February through, even from 2096."""

ANCHOR = date(1970, 1, 5)
"""Where a recurrence without a first day counts from: only one that does not depend on it may."""

DAY = 24 * 60
MINUTE = timedelta(minutes=1)
MIDNIGHT = time()


def check(rrule: str, starts_on: date | None) -> None:
    """Raise `BadRecurrence` unless the rule can be followed from `starts_on` and names a day."""
    rule = parse(rrule)
    if starts_on is None and rule.leans_on_its_start:
        raise BadRecurrence("needs_a_start", "This recurrence needs a first day to count from.")
    begin = starts_on or ANCHOR
    if next(occurrences(rule, begin, begin, _later(begin, TRIAL)), None) is None:
        raise BadRecurrence("never", "This recurrence names no day in its first ten years.")


def days(
    rrule: str,
    weekdays: frozenset[int],
    starts_on: date | None,
    ends_on: date | None,
    first: date,
    last: date,
) -> list[date]:
    """The days of `first..last` that a rule names inside `starts_on..ends_on`, ends included.

    `rrule` counts from `starts_on`; `weekdays` (0 is Monday, empty: every day) narrow it.
    """
    low = max(first, starts_on or first)
    high = min(last, ends_on or last)
    if low > high:
        return []
    named = _recurring(rrule, starts_on or ANCHOR, low, high) if rrule else _every_day(low, high)
    return [day for day in named if not weekdays or day.weekday() in weekdays]


@lru_cache(maxsize=512)
def _recurring(rrule: str, starts_on: date, first: date, last: date) -> tuple[date, ...]:
    return tuple(occurrences(parse(rrule), starts_on, first, last))


def _every_day(first: date, last: date) -> Iterator[date]:
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


def instant(wall: datetime, zone: str) -> datetime:
    """The instant (UTC) of a naive wall time in a zone.

    A time that the clock skips moves forward by the length of the gap. One that happens twice is
    the first, or with `fold=1` the second.
    """
    return _instant(wall, ZoneInfo(zone))


@lru_cache(maxsize=4096)
def midnight(day: date, zone: str) -> datetime:
    """The instant at which a local day begins."""
    return instant(datetime.combine(day, time()), zone)


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    # Reading a skipped time with the offset from before the gap (fold=0) is what moves it forward.
    found = wall.replace(tzinfo=zone).astimezone(UTC)
    if wall.fold and found.astimezone(zone).replace(tzinfo=None) != wall:
        return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return found


def starts(rules: Sequence[Rule], zone: str, duration: int, window: Span) -> list[Start]:
    """What the rules produce in `window`, by start then end, each start and end once.

    `duration` is in minutes. Skipped dates are left out; `starts_with_skipped` shows them.
    """
    found = chain.from_iterable(_produced(rule, zone, duration, window) for rule in rules)
    return _once(start for start in found if not start.skipped)


def starts_with_skipped(
    rules: Sequence[Rule], zone: str, duration: int, window: Span
) -> list[Start]:
    """As `starts`, and flagged among them those that only a skipped date takes out."""
    found = chain.from_iterable(_produced(rule, zone, duration, window) for rule in rules)
    return _once(found)


def _once(found: Iterable[Start]) -> list[Start]:
    """In order, of the same start and end only the first: one that is not skipped, if any."""
    kept: list[Start] = []
    for start in sorted(found, key=attrgetter("start", "end", "skipped")):
        if not kept or start[:2] != kept[-1][:2]:
            kept.append(start)
    return kept


def _produced(rule: Rule, zone: str, duration: int, window: Span) -> Iterator[Start]:
    info = ZoneInfo(zone)
    for day, span in _spans(rule, info, timedelta(minutes=duration), window):
        if window.start <= span.start < window.end:
            yield Start(span.start, span.end, rule.id, day in rule.skip_dates)


def _spans(
    rule: Rule, zone: ZoneInfo, duration: timedelta, window: Span
) -> Iterator[tuple[date, Span]]:
    match rule.kind:
        case RuleKind.DATES:
            yield from _fixed(rule, zone, window)
        case RuleKind.STARTS:
            for day in _rule_days(rule, zone, window, max(rule.times, default=0)):
                for minute in rule.times:
                    start = _instant(_wall(day, minute), zone)
                    yield day, Span(start, start + duration)
        case RuleKind.WINDOWS:
            for day in _rule_days(rule, zone, window, _last_minute(rule.windows)):
                for span in _steps(rule, day, zone, duration):
                    yield day, span


def _fixed(rule: Rule, zone: ZoneInfo, window: Span) -> Iterator[tuple[date, Span]]:
    first, last = local_days(window, zone, DAY)
    for wall, minutes in rule.dates:
        day = wall.date()
        if first <= day <= last and _within(day, rule.starts_on, rule.ends_on):
            start = _instant(wall, zone)
            yield day, Span(start, start + timedelta(minutes=minutes))


def _steps(rule: Rule, day: date, zone: ZoneInfo, duration: timedelta) -> Iterator[Span]:
    step = rule.step or duration // MINUTE
    for weekday, opening, closing in rule.windows:
        if weekday != day.weekday():
            continue
        closes = _instant(_wall(day, closing), zone)
        for minute in range(opening, closing, step):
            start = _instant(_wall(day, minute), zone)
            if start + duration <= closes:
                yield Span(start, start + duration)


def _rule_days(rule: Rule, zone: ZoneInfo, window: Span, last_minute: int) -> list[date]:
    """The days whose starts may fall in the window: named or added, skipped ones included."""
    first, last = local_days(window, zone, last_minute)
    named = days(rule.rrule, rule.weekdays, rule.starts_on, rule.ends_on, first, last)
    added = [day for day in rule.add_dates if first <= day <= last]
    return sorted({*named, *added}) if added else named


def local_days(window: Span, zone: ZoneInfo, last_minute: int) -> tuple[date, date]:
    """The first and last local day whose wall times, up to `last_minute`, may fall in a window."""
    # One day more than the minutes say: a gap moves a time forward, once (Samoa, 2011) by a day.
    back = timedelta(days=last_minute // DAY + 1)
    return window.start.astimezone(zone).date() - back, window.end.astimezone(zone).date()


def _last_minute(windows: Iterable[Window]) -> int:
    return max((window.end for window in windows), default=0)


def _within(day: date, starts_on: date | None, ends_on: date | None) -> bool:
    return (starts_on is None or starts_on <= day) and (ends_on is None or day <= ends_on)


def _wall(day: date, minute: int) -> datetime:
    return datetime.combine(day, MIDNIGHT) + timedelta(minutes=minute)


@lru_cache(maxsize=512)
def opening_spans(
    windows: tuple[Window, ...], zone: str, first: date, last: date
) -> tuple[Span, ...]:
    """Weekly hours as merged spans: the windows that open on the local days `first..last`."""
    info = ZoneInfo(zone)
    found = [
        Span(_instant(_wall(day, start), info), _instant(_wall(day, end), info))
        for day in _every_day(first, last)
        for weekday, start, end in windows
        if weekday == day.weekday()
    ]
    return tuple(merge(found))


def repeated_spans(span: Span, rrule: str, zone: str, window: Span) -> list[Span]:
    """A stretch and its repetitions, those that overlap `window`, in order.

    Both its ends recur as wall times of `zone`, so that a whole day stays a whole local day
    across clock changes. The stretch itself always counts; without `rrule` it is all there is.
    """
    info = ZoneInfo(zone)
    start, end = (at.astimezone(info).replace(tzinfo=None, fold=0) for at in span)
    found = [span]
    if rrule:
        first, last = local_days(window, info, (end - start) // MINUTE + start.hour * 60 + 60)
        for day in days(rrule, frozenset(), start.date(), None, first, last):
            moved = timedelta(days=(day - start.date()).days)
            if moved:
                found.append(Span(_instant(start + moved, info), _instant(end + moved, info)))
    return sorted(each for each in found if each.start < each.end and each.overlaps(window))


def _later(day: date, by: timedelta) -> date:
    return min(day, date.max - by) + by
