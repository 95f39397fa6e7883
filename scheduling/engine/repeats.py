"""The days that a recurrence names in a window.

Not left to dateutil: it looks for the next day of an impossible rule until the year 9999, whatever
the window. Here the work is bounded by the window asked for.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice

from scheduling.engine.rrules import Frequency, Recurrence

PERIOD_LIMIT = 20_000
"""A rule is followed over at most so many days, weeks or months: 54 years of days."""


def occurrences(rule: Recurrence, starts_on: date, first: date, last: date) -> Iterator[date]:
    """The days from `first` to `last` inclusive that a rule starting on `starts_on` names."""
    anchored = _anchored(rule, starts_on)
    last = min(last, anchored.until or last)
    counted = anchored.count is not None
    seen = 0
    for period in _periods(anchored, starts_on, starts_on if counted else first, last):
        for day in _days_of(anchored, period):
            if day < starts_on:
                continue
            seen += 1
            if day > last or (anchored.count is not None and seen > anchored.count):
                return
            if day >= first:
                yield day


def _periods(rule: Recurrence, starts_on: date, first: date, last: date) -> Iterator[int]:
    """The numbers of the days, weeks or months that a rule visits between two days."""
    begin = _period(rule, starts_on)
    skipped = max(0, _period(rule, first) - begin)
    begin += -(-skipped // rule.interval) * rule.interval
    return islice(iter(range(begin, _period(rule, last) + 1, rule.interval)), PERIOD_LIMIT)


def _anchored(rule: Recurrence, starts_on: date) -> Recurrence:
    if rule.month_days or rule.names_weekdays:
        return rule
    match rule.frequency:
        case Frequency.WEEKLY:
            return replace(rule, weekdays=frozenset({starts_on.weekday()}))
        case Frequency.MONTHLY:
            return replace(rule, month_days=frozenset({starts_on.day}))
        case Frequency.DAILY:
            return rule


def _period(rule: Recurrence, day: date) -> int:
    match rule.frequency:
        case Frequency.DAILY:
            return day.toordinal()
        case Frequency.WEEKLY:
            return (day.toordinal() - 1 - rule.week_start) // 7
        case Frequency.MONTHLY:
            return day.year * 12 + day.month - 1


def _days_of(rule: Recurrence, period: int) -> list[date]:
    match rule.frequency:
        case Frequency.DAILY:
            day = date.fromordinal(period)
            return _positioned(rule, [day]) if _names(rule, day) else []
        case Frequency.WEEKLY:
            first, length = period * 7 + 1 + rule.week_start, 7
        case Frequency.MONTHLY:
            year, month = divmod(period, 12)
            if rule.months and month + 1 not in rule.months:
                return []
            first, length = date(year, month + 1, 1).toordinal(), monthrange(year, month + 1)[1]
    numbers = range(max(first, 1), min(first + length, date.max.toordinal() + 1))
    every = map(date.fromordinal, numbers)
    return _positioned(rule, [day for day in every if _names(rule, day)])


def _names(rule: Recurrence, day: date) -> bool:
    if rule.months and day.month not in rule.months:
        return False
    if rule.month_days and not _names_month_day(rule, day):
        return False
    if not rule.names_weekdays or day.weekday() in rule.weekdays:
        return True
    return bool(rule.nth_weekdays) and _names_nth_weekday(rule, day)


def _names_month_day(rule: Recurrence, day: date) -> bool:
    if day.day in rule.month_days:
        return True
    return day.day - monthrange(day.year, day.month)[1] - 1 in rule.month_days


def _names_nth_weekday(rule: Recurrence, day: date) -> bool:
    from_end = (monthrange(day.year, day.month)[1] - day.day) // 7 + 1
    which = ((day.day - 1) // 7 + 1, -from_end)
    return any((number, day.weekday()) in rule.nth_weekdays for number in which)


def _positioned(rule: Recurrence, days: list[date]) -> list[date]:
    if not rule.positions:
        return days
    chosen = {at - 1 if at > 0 else len(days) + at for at in rule.positions}
    return [day for number, day in enumerate(days) if number in chosen]
