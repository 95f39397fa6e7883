"""The oracle against cases worked out on paper, so that it can be believed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from scheduling.engine.types import (
    FixedDate,
    Need,
    Plan,
    Resource,
    Rule,
    RuleKind,
    Span,
    Start,
    Supply,
    Use,
    Window,
)
from tests.scheduling.engine import oracle, oracle_time


def utc(text: str) -> datetime:
    """An instant written as `2026-03-08 06:30`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def a_plan(*rules: Rule, zone: str = "UTC", duration: int = 60, **fields: object) -> Plan:
    """A plan for ten, without any limits that are not asked for."""
    return Plan(1, 10, zone, duration, fields.pop("capacity", 10), rules, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("zone", "wall", "expected"),
    [
        ("America/New_York", "2026-03-08 01:45", "2026-03-08 06:45"),
        ("America/New_York", "2026-03-08 02:30", "2026-03-08 07:30"),
        ("America/New_York", "2026-03-08 03:00", "2026-03-08 07:00"),
        ("America/New_York", "2026-11-01 01:30", "2026-11-01 05:30"),
        ("America/New_York", "2026-11-01 02:00", "2026-11-01 07:00"),
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:45"),
        ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45"),
        ("Asia/Kolkata", "2026-06-01 09:00", "2026-06-01 03:30"),
        ("Pacific/Auckland", "2026-09-27 02:30", "2026-09-26 14:30"),
    ],
)
def test_the_oracle_reads_the_clock_as_people_do(zone: str, wall: str, expected: str) -> None:
    assert oracle_time.instant(datetime.fromisoformat(wall), zone) == utc(expected)


def test_the_oracle_finds_the_second_of_two_equal_times() -> None:
    wall = datetime.fromisoformat("2026-11-01 01:30")

    assert oracle_time.instant(wall, "America/New_York", second=True) == utc("2026-11-01 06:30")


@pytest.mark.parametrize(
    ("rrule", "expected"),
    [
        ("FREQ=DAILY;INTERVAL=3", [1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31]),
        ("FREQ=DAILY;COUNT=2", [1, 2]),
        ("FREQ=WEEKLY;BYDAY=MO,SU;INTERVAL=2", [1, 9, 15, 23, 29]),
        ("FREQ=WEEKLY;UNTIL=20260315", [1, 8, 15]),
        ("FREQ=MONTHLY;BYMONTHDAY=5,-1", [5, 31]),
        ("FREQ=MONTHLY;BYDAY=2TU,-1FR", [10, 27]),
        ("FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", [13]),
    ],
)
def test_the_oracle_names_the_days_of_march(rrule: str, expected: list[int]) -> None:
    rule = Rule(1, RuleKind.STARTS, rrule=rrule, times=(600,), starts_on=date(2026, 3, 1))

    days = oracle_time.recurring_days(rule, date(2026, 3, 31))

    assert sorted(day.day for day in days) == expected


def test_the_oracle_steps_through_a_window_past_midnight() -> None:
    rule = Rule(1, RuleKind.WINDOWS, windows=(Window(6, 1380, 1530),), step=45)
    window = Span(utc("2026-06-07 00:00"), utc("2026-06-09 00:00"))

    found = oracle_time.starts(a_plan(rule), window)

    assert [one.start for one in found] == [
        utc("2026-06-07 23:00"),
        utc("2026-06-07 23:45"),
        utc("2026-06-08 00:30"),
    ]


def test_the_oracle_keeps_both_of_two_equal_times_on_fixed_dates() -> None:
    wall = datetime.fromisoformat("2026-11-01 01:30")
    rule = Rule(1, RuleKind.DATES, dates=(FixedDate(wall, 30), FixedDate(wall.replace(fold=1), 30)))
    window = Span(utc("2026-11-01 00:00"), utc("2026-11-02 00:00"))

    found = oracle_time.starts(a_plan(rule, zone="America/New_York"), window)

    assert [one.start for one in found] == [utc("2026-11-01 05:30"), utc("2026-11-01 06:30")]


def test_the_oracle_joins_hours_from_sunday_to_monday() -> None:
    hours = (Window(6, 1200, 1440), Window(0, 0, 120))
    resource = Resource(7, windows=hours)
    span = Span(utc("2026-06-07 23:00"), utc("2026-06-08 01:00"))

    assert not oracle.is_closed(a_plan(), resource, span)
    assert oracle.is_closed(a_plan(buffer_after=75), resource, span)


def test_the_oracle_gives_the_last_guide_to_the_need_that_has_no_other() -> None:
    plan = a_plan(needs=(Need(1, (7, 8)), Need(2, (7,))))
    supply = Supply({7: Resource(7, seats=4), 8: Resource(8, seats=3)})
    start = Start(utc("2026-06-07 12:00"), utc("2026-06-07 13:00"), 1)

    said = oracle.opinion(plan, supply, start, utc("2026-06-01 00:00"))

    assert said.room == 3


def test_the_oracle_tells_a_turnaround_from_a_buffer_and_a_busy_van() -> None:
    van = Resource(7, turnaround=30)
    run = Span(utc("2026-06-07 12:00"), utc("2026-06-07 13:00"))
    use = Use(7, 1, Span(run.start, utc("2026-06-07 14:00")), run, 1)
    plan = a_plan(buffer_before=15)

    codes = [
        oracle.clash(plan, van, Span(begin, begin + timedelta(hours=1)), use)
        for begin in (utc(f"2026-06-07 {clock}") for clock in ("12:45", "13:30", "14:00", "14:15"))
    ]

    assert codes == ["resource_busy", "buffer", "turnaround", None]
