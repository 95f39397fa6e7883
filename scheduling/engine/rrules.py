"""Reads recurrence text (RFC 5545 RRULE) that names days, and refuses what is not understood."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

TEXT_LIMIT = 500
INTERVAL_LIMIT = 1000
COUNT_LIMIT = 10_000

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SUB_DAILY = frozenset({"BYHOUR", "BYMINUTE", "BYSECOND"})
SEVERAL = frozenset({"DTSTART", "DTEND", "EXDATE", "RDATE", "EXRULE", "RRULE"})


class BadRecurrence(ValueError):
    """A recurrence that cannot be accepted: a `code` for programs, a plain sentence for people."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class Frequency(StrEnum):
    """How long one period of a recurrence is."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A recurrence rule, read. Empty sets do not limit.

    `weekdays` are plain (0 is Monday); `nth_weekdays` are (which, weekday) of a month, counted
    from its end when negative, as are `month_days`. `positions` pick from the days of a period.
    """

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: date | None = None
    months: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    weekdays: frozenset[int] = frozenset()
    nth_weekdays: frozenset[tuple[int, int]] = frozenset()
    positions: frozenset[int] = frozenset()
    week_start: int = 0

    @property
    def names_weekdays(self) -> bool:
        """Whether weekdays of any kind are given."""
        return bool(self.weekdays or self.nth_weekdays)

    @property
    def leans_on_its_start(self) -> bool:
        """Whether its days depend on the day it starts, beyond none being earlier."""
        names_days = self.month_days or self.names_weekdays or self.frequency is Frequency.DAILY
        return not names_days or self.interval > 1 or self.count is not None


@lru_cache(maxsize=1024)
def parse(text: str) -> Recurrence:
    """Read one rule such as `FREQ=WEEKLY;BYDAY=MO,WE`; anything not understood is refused."""
    rule = Recurrence(frequency=Frequency.DAILY)
    for name, value in _parts(text).items():
        rule = _READERS[name](rule, value)
    return _consistent(rule)


def _parts(text: str) -> dict[str, str]:
    if len(text) > TEXT_LIMIT:
        raise BadRecurrence("too_long", f"A recurrence has at most {TEXT_LIMIT} characters.")
    plain = text.strip().upper().removeprefix("RRULE:")
    if "\n" in plain or ":" in plain:
        raise _several_rules()
    parts: dict[str, str] = {}
    for part in plain.removesuffix(";").split(";"):
        name, _, value = part.partition("=")
        _check_name(name)
        if name in parts:
            raise BadRecurrence("repeated_part", f"{name} may be given only once.")
        parts[name] = value
    if "FREQ" not in parts:
        raise BadRecurrence("frequency", "A recurrence needs FREQ=DAILY, WEEKLY or MONTHLY.")
    return parts


def _check_name(name: str) -> None:
    if name in _READERS:
        return
    if name in SUB_DAILY:
        raise BadRecurrence("sub_daily", f"{name} is not accepted: times of day are set apart.")
    if name in SEVERAL:
        raise _several_rules()
    raise BadRecurrence("unknown_part", f"{name[:40] or 'An empty part'} is not understood.")


def _several_rules() -> BadRecurrence:
    return BadRecurrence("several_rules", "Only one rule is accepted, and no dates beside it.")


def _consistent(rule: Recurrence) -> Recurrence:
    monthly = rule.frequency is Frequency.MONTHLY
    if rule.nth_weekdays and not monthly:
        raise BadRecurrence("bad_weekday", "A numbered weekday such as 2MO needs FREQ=MONTHLY.")
    if rule.month_days and rule.frequency is Frequency.WEEKLY:
        raise BadRecurrence("bad_month_day", "BYMONTHDAY does not go with FREQ=WEEKLY.")
    if rule.count is not None and rule.until is not None:
        raise BadRecurrence("two_ends", "COUNT and UNTIL exclude each other.")
    if rule.positions and not (rule.months or rule.month_days or rule.names_weekdays):
        raise BadRecurrence("bad_position", "BYSETPOS needs days to choose from, such as BYDAY.")
    return rule


def _frequency(rule: Recurrence, value: str) -> Recurrence:
    if value not in set(Frequency):
        raise BadRecurrence("frequency", "FREQ must be DAILY, WEEKLY or MONTHLY.")
    return replace(rule, frequency=Frequency(value))


def _interval(rule: Recurrence, value: str) -> Recurrence:
    return replace(rule, interval=_number("INTERVAL", value, 1, INTERVAL_LIMIT))


def _count(rule: Recurrence, value: str) -> Recurrence:
    return replace(rule, count=_number("COUNT", value, 1, COUNT_LIMIT))


def _until(rule: Recurrence, value: str) -> Recurrence:
    # A time of day is dropped: the day is read as the last local day, whatever the zone.
    found = re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})(T[0-9]{6}Z?)?", value)
    try:
        if found:
            return replace(rule, until=date(*(int(found[group]) for group in (1, 2, 3))))
    except ValueError:
        pass
    raise BadRecurrence("bad_until", "UNTIL must be a date such as 20261231.")


def _months(rule: Recurrence, value: str) -> Recurrence:
    return replace(rule, months=_numbers("BYMONTH", value, 1, 12))


def _month_days(rule: Recurrence, value: str) -> Recurrence:
    return replace(rule, month_days=_numbers("BYMONTHDAY", value, -31, 31))


def _positions(rule: Recurrence, value: str) -> Recurrence:
    return replace(rule, positions=_numbers("BYSETPOS", value, -31, 31))


def _week_start(rule: Recurrence, value: str) -> Recurrence:
    if value not in WEEKDAYS:
        raise BadRecurrence("bad_weekday", "WKST must be one of MO, TU, WE, TH, FR, SA, SU.")
    return replace(rule, week_start=WEEKDAYS.index(value))


def _weekdays(rule: Recurrence, value: str) -> Recurrence:
    plain: set[int] = set()
    numbered: set[tuple[int, int]] = set()
    for item in value.split(","):
        found = re.fullmatch(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)", item)
        if not found:
            raise BadRecurrence("bad_weekday", "BYDAY takes days such as MO, or 2MO, or -1FR.")
        weekday = WEEKDAYS.index(found[2])
        if found[1]:
            numbered.add((int(found[1]), weekday))
        else:
            plain.add(weekday)
    return replace(rule, weekdays=frozenset(plain), nth_weekdays=frozenset(numbered))


def _numbers(name: str, value: str, low: int, high: int) -> frozenset[int]:
    return frozenset(_number(name, item, low, high) for item in value.split(","))


def _number(name: str, value: str, low: int, high: int) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,6}", value) or not low <= int(value) <= high:
        raise BadRecurrence("bad_number", f"{name} must be a whole number, {low} to {high}.")
    if int(value) == 0:
        raise BadRecurrence("bad_number", f"{name} cannot be 0.")
    return int(value)


_READERS: dict[str, Callable[[Recurrence, str], Recurrence]] = {
    "FREQ": _frequency,
    "INTERVAL": _interval,
    "COUNT": _count,
    "UNTIL": _until,
    "BYMONTH": _months,
    "BYMONTHDAY": _month_days,
    "BYDAY": _weekdays,
    "BYSETPOS": _positions,
    "WKST": _week_start,
}
