"""The month as weeks of days: an aid to see where something is free, never the only way."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import ngettext

from embed.presenters import wording
from embed.presenters.lines import Line
from embed.presenters.marks import Mark

RANK = [Mark.OPEN, Mark.FEW, Mark.REQUEST, Mark.LISTED, Mark.SHORT, Mark.FULL, Mark.OFF]
OUT = (Mark.SHORT, Mark.FULL, Mark.OFF)
MARKS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Day:
    """One cell. `label` is what a screen reader hears."""

    date: date
    label: str
    href: str
    marks: Sequence[Mark]
    today: bool
    chosen: bool

    @property
    def open(self) -> bool:
        """Whether anything can be had that day."""
        return any(mark not in OUT for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Month:
    """A month, ready to be laid out. Cells outside the month are None."""

    first: date
    title: str
    weekdays: Sequence[tuple[str, str]]
    weeks: Sequence[Sequence[Day | None]]

    @property
    def count(self) -> int:
        """Days with anything to see."""
        return sum(bool(day and day.marks) for week in self.weeks for day in week)


def last_of(first: date) -> date:
    """The last day of the month that begins on `first`."""
    return next_of(first) - timedelta(days=1)


def next_of(first: date) -> date:
    """The first of the following month."""
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def previous_of(first: date) -> date:
    """The first of the month before."""
    return (first - timedelta(days=1)).replace(day=1)


def marks_of(lines: Sequence[Line]) -> list[Mark]:
    """Up to three marks, the best news first: one of each kind where kinds differ, so that many
    free departures do not hide one that is sold out; many appointments on a day are one mark.
    """
    found = sorted((one.mark for one in lines), key=RANK.index)
    if lines and all(one.appointment for one in lines):
        return found[:1]
    kinds = list(dict.fromkeys(found))
    return (kinds if len(kinds) > 1 else found)[:MARKS_SHOWN]


def day_label(value: date, lines: Sequence[Line], purpose: str, locale: str) -> str:
    """`Saturday, August 15, 4 departures, 2 with few seats, 1 sold out`."""
    parts = [wording.long_day(value, locale)]
    if lines:
        parts.append(wording.count_of(purpose, len(lines)))
    few = sum(one.mark is Mark.FEW for one in lines)
    short = sum(one.mark is Mark.SHORT for one in lines)
    full = sum(one.mark is Mark.FULL for one in lines)
    if few:
        parts.append(
            ngettext("%(count)d with few seats", "%(count)d with few seats", few) % {"count": few}
        )
    if short:
        parts.append(
            ngettext("%(count)d with too few seats", "%(count)d with too few seats", short)
            % {"count": short}
        )
    if full:
        parts.append(ngettext("%(count)d sold out", "%(count)d sold out", full) % {"count": full})
    return ", ".join(parts)


def month(
    first: date,
    lines: Mapping[date, Sequence[Line]],
    *,
    today: date,
    chosen: date | None,
    purpose: str,
    locale: str,
    address: Callable[[date], str],
) -> Month:
    """The grid of one month over the given lines."""
    start = wording.week_start(first, locale)
    weeks = []
    while start <= last_of(first):
        week = [start + timedelta(days=step) for step in range(7)]
        weeks.append([
            Day(
                date=value,
                label=day_label(value, lines.get(value, ()), purpose, locale),
                href=address(value) if lines.get(value) else "",
                marks=marks_of(lines.get(value, ())),
                today=value == today,
                chosen=value == chosen,
            )
            if value.month == first.month
            else None
            for value in week
        ])  # fmt: skip
        start += timedelta(days=7)
    return Month(first, wording.month_name(first, locale), wording.weekdays(locale), weeks)
