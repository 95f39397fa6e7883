"""Dice, and what they throw for time: days, weekly hours, recurrences and rules."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import lru_cache
from itertools import pairwise
from typing import TypeVar
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from scheduling.engine.types import FixedDate, Rule, RuleKind, Window
from tests.scheduling.engine.oracle_time import DAY, MINUTE, WEEKDAYS

ZONES = (
    "America/New_York",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Australia/Adelaide",
    "America/St_Johns",
    "Pacific/Auckland",
    "UTC",
)
QUARTER = 15
T = TypeVar("T")


def changes(zone: str) -> list[date]:
    """The local days of 2026 and 2027 on which the clock of the zone changes."""
    days = [date(2026, 1, 1) + n * DAY for n in range(730)]
    midnights = [datetime.combine(day, time(), ZoneInfo(zone)) for day in days]
    return [
        one.date() for one, other in pairwise(midnights) if one.utcoffset() != other.utcoffset()
    ]


CHANGES = {zone: changes(zone) for zone in ZONES}


@lru_cache
def up_to(most: int) -> st.SearchStrategy[int]:
    """Whole numbers from none to `most`."""
    return st.integers(0, most)


class Dice:
    """Draws, made of whole numbers only: quick to throw, and the simplest choice comes first."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def number(self, least: int, most: int) -> int:
        """A number, both ends included."""
        return least + self.draw(up_to(most - least))

    def one(self, options: Sequence[T]) -> T:
        """One of the options; repeat one to make it likelier."""
        return options[self.number(0, len(options) - 1)]

    def some(self, options: Sequence[T], least: int, most: int) -> list[T]:
        """Different ones of the options, in any order."""
        rest = list(options)
        wanted = self.number(least, min(most, len(rest)))
        return [rest.pop(self.number(0, len(rest) - 1)) for _ in range(wanted)]

    def minutes(self, least: int, most: int) -> int:
        """Minutes on the grid."""
        return QUARTER * self.number(least // QUARTER, most // QUARTER)

    def time_of_day(self) -> int:
        """A local time, often in the small hours when clocks change."""
        return self.minutes(*self.one(((0, 240), (480, 600), (0, 1425))))


def near(dice: Dice, zone: str) -> date:
    """A day at a clock change of the zone, or an ordinary one."""
    if CHANGES[zone] and dice.number(0, 2):
        return dice.one(CHANGES[zone]) - dice.number(0, 1) * DAY
    return date(2026, 1, 10) + dice.number(0, 690) * DAY


def hours(dice: Dice, first: date, longest: int) -> tuple[Window, ...]:
    """Weekly hours that matter on the days around `first`, past midnight too."""
    found = []
    for _ in range(dice.number(1, 3)):
        weekday = (first + dice.one((0, 1, -1)) * DAY).weekday()
        start = dice.time_of_day()
        found.append(Window(weekday, start, min(start + dice.minutes(QUARTER, longest), 2880)))
    return tuple(found)


def all_week(dice: Dice) -> tuple[Window, ...]:
    """The same hours every day, long enough to join across midnight at times."""
    start = dice.time_of_day()
    end = min(start + dice.minutes(600, 1500), 2880)
    return tuple(Window(weekday, start, end) for weekday in range(7))


def recurrence(dice: Dice, first: date) -> str:
    """The text of a recurrence of any kind that is accepted."""
    this = WEEKDAYS[first.weekday()]
    some_days = ",".join(dice.some(WEEKDAYS, 1, 4))
    ordinal = f"{dice.one((1, 2, 3, 4, 5, -1, -2))}{dice.one((this, *WEEKDAYS))}"
    month_days = dice.one((f"{first.day}", f"{first.day},31", "-1", "1,15,-2", "29,30,31"))
    form = dice.one(
        (
            "FREQ=DAILY",
            "FREQ=WEEKLY",
            "FREQ=MONTHLY",
            f"FREQ=DAILY;BYDAY={some_days}",
            f"FREQ=WEEKLY;BYDAY={some_days}",
            f"FREQ=MONTHLY;BYDAY={some_days}",
            f"FREQ=MONTHLY;BYDAY={ordinal}",
            f"FREQ=MONTHLY;BYDAY={ordinal},{this}",
            f"FREQ=MONTHLY;BYMONTHDAY={month_days}",
            f"FREQ=MONTHLY;BYMONTHDAY={month_days};BYDAY={some_days}",
        )
    )
    until = f";UNTIL={first + dice.number(-1, 2) * DAY:%Y%m%d}"
    end = dice.one(("", until, f";COUNT={dice.number(1, 12)}"))
    return form + dice.one(("", "", ";INTERVAL=2", ";INTERVAL=3")) + end


def rule_of(dice: Dice, first: date, rule_id: int) -> Rule:
    """A rule of any kind with something to say about the days around `first`."""
    around = [first + n * DAY for n in range(-1, 4)]
    rule = Rule(
        id=rule_id,
        kind=dice.one(tuple(RuleKind)),
        starts_on=dice.one((None, first - dice.number(0, 40) * DAY, first - DAY)),
        ends_on=dice.one((None, None, None, first + dice.number(-1, 2) * DAY)),
        skip_dates=frozenset(dice.some(around, 0, dice.one((0, 0, 2)))),
    )
    if rule.kind == RuleKind.DATES:
        dates = [a_date(dice, first) for _ in range(dice.number(1, 3))]
        return replace(rule, dates=tuple(dates))
    rule = replace(rule, add_dates=frozenset(dice.some(around, 0, dice.one((0, 0, 2)))))
    if rule.kind == RuleKind.WINDOWS:
        step = dice.one((60, 30, 15, 45, 90))
        return replace(rule, windows=hours(dice, first, 4 * step + 60), step=step)
    return replace(
        rule,
        times=tuple({dice.time_of_day() for _ in range(dice.number(1, 3))}),
        weekdays=frozenset(dice.some(range(7), 3, 6)) if not dice.number(0, 3) else frozenset(),
        rrule=recurrence(dice, first) if rule.starts_on and dice.number(0, 1) else "",
    )


def a_date(dice: Dice, first: date) -> FixedDate:
    """A dated run, on either side of a doubled hour."""
    wall = datetime.combine(first, time(fold=dice.number(0, 1)))
    wall += dice.number(0, 2) * DAY + dice.time_of_day() * MINUTE
    return FixedDate(wall, dice.minutes(QUARTER, 180))
