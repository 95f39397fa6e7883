"""The oracle's clock and calendar: wall times found by looking, days named by walking.

Written from docs/availability.md alone, without the engine. Everything is looked at on a grid:
all times it is asked about must be whole multiples of `GRID`.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from scheduling.engine.types import FixedDate, Plan, Rule, RuleKind, Span, Start, Window

GRID = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Dated(NamedTuple):
    """A run that a rule produces, with the local day that the rule has it under."""

    day: date
    span: Span


def ticks(span: Span) -> Iterator[datetime]:
    """Every grid instant inside the span."""
    moment = span.start
    while moment < span.end:
        yield moment
        moment += GRID


def clock(moment: datetime, zone: str) -> datetime:
    """What a clock on the wall of the zone shows at the instant, without its offset."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


@lru_cache(maxsize=100_000)
def instant(wall: datetime, zone: str, *, second: bool = False) -> datetime:
    """Watch the clock go by until it shows the wall time (`second`: for the last time)."""
    middle = wall.replace(tzinfo=UTC, fold=0)
    moments = list(ticks(Span(middle - 16 * HOUR, middle + 16 * HOUR)))
    shown = [clock(moment, zone) for moment in moments]
    wall = wall.replace(fold=0)
    found = [moment for moment, face in zip(moments, shown, strict=True) if face == wall]
    if found:
        return found[-1] if second else found[0]
    for before, after in pairwise(shown):
        if before < wall < after:
            return instant(wall + (after - before - GRID), zone)
    raise AssertionError(f"The clock of {zone} never passes {wall}.")


def at_minute(day: date, minutes: int, zone: str) -> datetime:
    """The instant of a local time of day, given in minutes after midnight (past 1440 too)."""
    return instant(datetime.combine(day, time()) + minutes * MINUTE, zone)


def hours_of(windows: tuple[Window, ...], day: date, zone: str) -> list[Span]:
    """The hours that open on this local day."""
    return [
        Span(at_minute(day, window.start, zone), at_minute(day, window.end, zone))
        for window in windows
        if window.weekday == day.weekday()
    ]


@lru_cache(maxsize=200_000)
def is_open(windows: tuple[Window, ...], zone: str, moment: datetime) -> bool:
    """Whether any hours that opened around this day hold the instant."""
    today = clock(moment, zone).date()
    around = (today - 3 * DAY, today - 2 * DAY, today - DAY, today, today + DAY)
    spans = [span for day in around for span in hours_of(windows, day, zone)]
    return not windows or any(span.start <= moment < span.end for span in spans)


def day_matches(parts: dict[str, str], first: date, day: date) -> bool:
    """Whether one day, looked at alone, is named by the recurrence that begins on `first`."""
    interval = int(parts.get("INTERVAL", "1"))
    by_day = parts["BYDAY"].split(",") if "BYDAY" in parts else []
    by_month_day = [int(n) for n in parts["BYMONTHDAY"].split(",")] if "BYMONTHDAY" in parts else []
    match parts["FREQ"]:
        case "DAILY":
            passed = (day - first).days
        case "WEEKLY":
            passed = ((day - day.weekday() * DAY) - (first - first.weekday() * DAY)).days // 7
            by_day = by_day or [WEEKDAYS[first.weekday()]]
        case _:
            passed = (day.year - first.year) * 12 + day.month - first.month
            by_month_day = by_month_day or ([] if by_day else [first.day])
    return (
        passed % interval == 0
        and (not by_day or any(weekday_matches(word, day) for word in by_day))
        and (not by_month_day or bool({day.day, day.day - month_length(day) - 1} & {*by_month_day}))
    )


def month_length(day: date) -> int:
    """How many days the month of the day has."""
    return ((day.replace(day=1) + 31 * DAY).replace(day=1) - DAY).day


def weekday_matches(word: str, day: date) -> bool:
    """Whether the day is `TU`, or with an ordinal (`2TU`, `-1TU`) that one of its month."""
    if WEEKDAYS[day.weekday()] != word[-2:]:
        return False
    from_start = (day.day - 1) // 7 + 1
    from_end = (month_length(day) - day.day) // 7 + 1
    return word[:-2] in ("", f"{from_start}", f"+{from_start}", f"-{from_end}")


def recurring_days(rule: Rule, last: date) -> set[date]:
    """Walk from the first valid day to `last` and keep the days that the recurrence names."""
    parts = dict(part.split("=") for part in rule.rrule.split(";"))
    day = first = rule.starts_on or date(2026, 1, 1)
    count = int(parts.get("COUNT", "1000000"))
    until = date.fromisoformat(parts["UNTIL"]) if "UNTIL" in parts else last
    named: set[date] = set()
    while day <= min(last, until) and len(named) < count:
        if day_matches(parts, first, day):
            named.add(day)
        day += DAY
    return named


def is_valid(rule: Rule, day: date) -> bool:
    """Whether the local day lies within the rule's validity."""
    return (rule.starts_on or day) <= day <= (rule.ends_on or day)


def days_of(rule: Rule, days: list[date]) -> list[date]:
    """Those of the days on which the rule opens or departs, skipped ones included."""
    recurring = recurring_days(rule, days[-1]) if rule.rrule else set(days)
    weekdays = rule.weekdays or frozenset(range(7))
    return [
        day
        for day in days
        if (is_valid(rule, day) and day in recurring and day.weekday() in weekdays)
        or day in rule.add_dates
    ]


def departures(rule: Rule, plan: Plan, days: list[date]) -> Iterator[Dated]:
    """Every time of day on every day of a STARTS rule."""
    for day in days_of(rule, days):
        for minutes in rule.times:
            start = at_minute(day, minutes, plan.zone)
            yield Dated(day, Span(start, start + plan.duration * MINUTE))


def openings(rule: Rule, plan: Plan, days: list[date]) -> Iterator[Dated]:
    """Every step of every window of a WINDOWS rule in which the whole run fits.

    Its day is the one on which the window opens, past midnight too.
    """
    for day in days_of(rule, days):
        for window in rule.windows:
            if window.weekday != day.weekday():
                continue
            closing = at_minute(day, window.end, plan.zone)
            for minutes in range(window.start, window.end, rule.step):
                start = at_minute(day, minutes, plan.zone)
                end = start + plan.duration * MINUTE
                if start < closing and end <= closing:
                    yield Dated(day, Span(start, end))


def fixed(rule: Rule, plan: Plan) -> Iterator[Dated]:
    """Every date of a DATES rule that is valid."""
    for one in rule.dates:
        if is_valid(rule, one.start.date()):
            start = fixed_instant(one, plan.zone)
            yield Dated(one.start.date(), Span(start, start + one.minutes * MINUTE))


def fixed_instant(one: FixedDate, zone: str) -> datetime:
    """Its `fold` chooses the second of two equal wall times."""
    return instant(one.start.replace(fold=0), zone, second=one.start.fold == 1)


def starts(plan: Plan, window: Span) -> list[Start]:
    """All that the rules produce in the window, in order; skipped where every rule skips it."""
    first, last = clock(window.start, plan.zone).date(), clock(window.end, plan.zone).date()
    days = [first + n * DAY for n in range(-3, (last - first).days + 3)]
    found: dict[Span, Start] = {}
    for rule in plan.rules:
        match rule.kind:
            case RuleKind.STARTS:
                dated = departures(rule, plan, days)
            case RuleKind.WINDOWS:
                dated = openings(rule, plan, days)
            case RuleKind.DATES:
                dated = fixed(rule, plan)
        for day, span in dated:
            if window.start <= span.start < window.end:
                skipped = day in rule.skip_dates
                if span not in found or found[span].skipped:
                    found[span] = Start(span.start, span.end, rule.id, skipped)
    return [found[span] for span in sorted(found)]
