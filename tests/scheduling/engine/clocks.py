"""Wall clocks for tests: short ways to write local times, rules and the days around them."""

from datetime import UTC, date, datetime, timedelta

from scheduling.engine.recurrence import instant, starts
from scheduling.engine.types import Rule, RuleKind, Span, Window

NEW_YORK = "America/New_York"
SPRING = date(2026, 3, 8)  # 02:00 becomes 03:00 in New York
AUTUMN = date(2026, 11, 1)  # 02:00 becomes 01:00


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def span(start: str, end: str) -> Span:
    return Span(utc(start), utc(end))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def at(*clocks: str) -> tuple[int, ...]:
    return tuple(int(clock[:2]) * 60 + int(clock[3:]) for clock in clocks)


def hours(opening: str, closing: str) -> tuple[Window, ...]:
    return tuple(Window(day, *at(opening, closing)) for day in range(7))


def departures(*clocks: str, **fields: object) -> Rule:
    return Rule(1, RuleKind.STARTS, times=at(*clocks), **fields)  # type: ignore[arg-type]


def opening(windows: tuple[Window, ...], step: int, **fields: object) -> Rule:
    return Rule(1, RuleKind.WINDOWS, windows=windows, step=step, **fields)  # type: ignore[arg-type]


def days_around(day: date, zone: str = NEW_YORK, count: int = 1) -> Span:
    midnight = datetime.combine(day, datetime.min.time())
    return Span(instant(midnight, zone), instant(midnight + timedelta(days=count), zone))


def clocks_in(rule: Rule, window: Span, zone: str = NEW_YORK, duration: int = 60) -> list[str]:
    found = starts([rule], zone, duration, window)
    return [f"{start.start:%H:%M}" for start in found]
