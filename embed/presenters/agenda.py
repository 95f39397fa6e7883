"""Days as lists: the way that works for everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from embed.presenters import wording
from embed.presenters.lines import Group, Line, grouped
from embed.presenters.marks import Mark
from embed.presenters.month import RANK


@dataclass(frozen=True, slots=True)
class Day:
    """One day's runs under its date."""

    date: date
    title: str
    weekday: str
    number: int
    month: str
    groups: Sequence[Group]


def of_day(day: date, lines: Sequence[Line], locale: str) -> Day:
    """One day in words."""
    return Day(
        date=day,
        title=wording.long_day(day, locale),
        weekday=wording.weekday_short(day, locale),
        number=day.day,
        month=wording.month_short(day, locale),
        groups=grouped(lines),
    )


def first_days(found: Mapping[date, Sequence[Line]], most: int) -> dict[date, Sequence[Line]]:
    """The first whole days with about `most` lines together, at least one day."""
    kept: dict[date, Sequence[Line]] = {}
    for day, lines in found.items():
        if kept and sum(map(_weight, kept.values())) + _weight(lines) > most:
            break
        kept[day] = lines
    return kept


def _weight(lines: Sequence[Line]) -> int:
    """How much room a day takes: chips share a row."""
    return sum(-(-len(group.lines) // 5) if group.chips else 1 for group in grouped(lines))


def legend(found: Mapping[date, Sequence[Line]]) -> list[tuple[Mark, str]]:
    """The marks that occur, with their words, the best news first."""
    present = {one.mark for lines in found.values() for one in lines}
    words = {
        Mark.OPEN: gettext("Available"),
        Mark.FEW: gettext("Few left"),
        Mark.REQUEST: gettext("On request"),
        Mark.LISTED: gettext("No booking needed"),
        Mark.SHORT: gettext("Too few places"),
        Mark.FULL: gettext("Sold out"),
        Mark.OFF: gettext("Called off"),
    }
    return [(mark, words[mark]) for mark in RANK if mark in present]
