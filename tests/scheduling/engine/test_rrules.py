"""Recurrence text: what is refused, which days are named, and what an impossible rule costs."""

import random
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from types import FrameType

import pytest
from dateutil.rrule import rrulestr

from scheduling.engine.recurrence import BadRecurrence, check, days

MONDAY = date(2026, 6, 1)
NO_WEEKDAYS: frozenset[int] = frozenset()


def named(rrule: str, starts_on: date, first: date, last: date) -> list[date]:
    return days(rrule, NO_WEEKDAYS, starts_on, None, first, last)


def june(*numbers: int) -> list[date]:
    return [date(2026, 6, number) for number in numbers]


def in_june(rrule: str, starts_on: date = MONDAY) -> list[date]:
    return named(rrule, starts_on, date(2026, 6, 1), date(2026, 6, 30))


def calls_made(act: Callable[[], object]) -> int:
    """How many of the engine's functions are called, generators resumed included."""
    seen = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal seen
        ours = frame.f_globals["__name__"].startswith("scheduling.engine.")
        seen += event == "call" and ours

    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(None)
    return seen


def test_every_second_week_counts_from_the_first_day() -> None:
    assert in_june("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", date(2026, 5, 27)) == june(8, 10, 22, 24)


def test_a_week_begins_where_the_rule_says() -> None:
    text = "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO"

    assert in_june(text, date(2026, 6, 7)) == june(7, 15, 21, 29)
    assert in_june(f"{text};WKST=SU", date(2026, 6, 7)) == june(7, 8, 21, 22)


def test_a_weekly_rule_without_days_keeps_the_weekday_of_its_first_day() -> None:
    assert in_june("FREQ=WEEKLY", date(2026, 6, 4)) == june(4, 11, 18, 25)


def test_the_second_tuesday_and_the_last_friday() -> None:
    assert in_june("FREQ=MONTHLY;BYDAY=2TU,-1FR") == june(9, 26)


def test_the_last_working_day_of_the_month() -> None:
    assert in_june("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1") == june(30)


def test_the_last_day_of_the_month() -> None:
    text = "FREQ=MONTHLY;BYMONTHDAY=-1"

    found = named(text, date(2026, 1, 1), date(2026, 1, 1), date(2026, 4, 30))

    assert [day.day for day in found] == [31, 28, 31, 30]


def test_a_monthly_rule_on_the_31st_skips_short_months() -> None:
    found = named("FREQ=MONTHLY", date(2026, 1, 31), date(2026, 1, 1), date(2026, 6, 30))

    assert [day.month for day in found] == [1, 3, 5]


def test_a_count_is_counted_from_the_first_day_not_from_the_window() -> None:
    assert in_june("FREQ=DAILY;COUNT=10", date(2026, 5, 25)) == june(1, 2, 3)


def test_a_count_that_is_used_up_names_no_more_days() -> None:
    assert in_june("FREQ=DAILY;COUNT=10", date(2026, 5, 1)) == []


@pytest.mark.parametrize("until", ["20260603", "20260603T235959Z", "20260603T000000Z"])
def test_until_is_the_last_local_day(until: str) -> None:
    assert in_june(f"FREQ=DAILY;UNTIL={until}") == june(1, 2, 3)


def test_weekdays_beside_a_rule_narrow_it() -> None:
    found = days(
        "FREQ=DAILY;INTERVAL=2", frozenset({0, 1}), MONDAY, None, MONDAY, date(2026, 6, 16)
    )

    assert found == june(1, 9, 15)


def test_without_a_rule_the_weekdays_name_the_days() -> None:
    assert days("", frozenset({5, 6}), None, None, MONDAY, date(2026, 6, 14)) == june(6, 7, 13, 14)


def test_without_a_rule_and_weekdays_every_valid_day_is_named() -> None:
    assert days("", NO_WEEKDAYS, date(2026, 6, 3), date(2026, 6, 5), MONDAY, MONDAY) == []
    assert days(
        "", NO_WEEKDAYS, date(2026, 6, 3), date(2026, 6, 5), MONDAY, date(2026, 6, 30)
    ) == june(3, 4, 5)


def test_a_rule_may_be_written_with_its_name_and_in_small_letters() -> None:
    assert in_june("rrule:freq=weekly;byday=mo;") == june(1, 8, 15, 22, 29)


def a_rule(dice: random.Random) -> str:
    weekdays = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
    some = ",".join(dice.sample(weekdays, dice.randint(1, 3)))
    frequency = dice.choice(("DAILY", "WEEKLY", "MONTHLY"))
    parts = [f"FREQ={frequency}", f"INTERVAL={dice.randint(1, 4)}"]
    if frequency == "MONTHLY":
        parts += dice.choice(
            (
                [],
                [f"BYMONTHDAY={dice.randint(1, 31)},{-dice.randint(1, 31)}"],
                [f"BYDAY={dice.randint(1, 5)}{dice.choice(weekdays)},-1{dice.choice(weekdays)}"],
                [f"BYDAY={some}", f"BYSETPOS={dice.choice((1, 2, -1, -2))}"],
                [f"BYDAY={some}", f"BYMONTHDAY={dice.randint(1, 28)},13"],
            )
        )
    else:
        parts += dice.choice(([], [f"BYDAY={some}"], [f"BYDAY={some}", "BYMONTH=6,7,11"]))
        parts += dice.choice(([], [f"WKST={dice.choice(weekdays)}"]))
    parts += dice.choice(([], [f"COUNT={dice.randint(1, 40)}"], ["UNTIL=20270315"]))
    return ";".join(parts)


def test_the_days_are_those_that_dateutil_finds() -> None:
    for seed in range(300):
        dice = random.Random(seed)
        rrule, starts_on = a_rule(dice), date(2024, 1, 1) + timedelta(days=dice.randrange(900))
        first = date(2026, 1, 1) + timedelta(days=dice.randrange(500))
        last = first + timedelta(days=dice.randrange(400))

        expected = rrulestr(rrule, dtstart=datetime.combine(starts_on, time())).between(
            datetime.combine(first, time()), datetime.combine(last, time()), inc=True
        )

        found = named(rrule, starts_on, first, last)
        assert found == [moment.date() for moment in expected], (seed, rrule)


@pytest.mark.parametrize(
    ("rrule", "code"),
    [
        ("", "unknown_part"),
        ("INTERVAL=2", "frequency"),
        ("FREQ=SECONDLY", "frequency"),
        ("FREQ=HOURLY", "frequency"),
        ("FREQ=YEARLY", "frequency"),
        ("FREQ=DAILY;BYHOUR=9", "sub_daily"),
        ("FREQ=DAILY;BYMINUTE=0,30", "sub_daily"),
        ("FREQ=DAILY;BYSECOND=1", "sub_daily"),
        ("FREQ=DAILY\nFREQ=WEEKLY", "several_rules"),
        ("FREQ=DAILY;RRULE:FREQ=WEEKLY", "several_rules"),
        ("DTSTART:20260601T090000\nRRULE:FREQ=DAILY", "several_rules"),
        ("FREQ=DAILY;EXDATE=20260601", "several_rules"),
        ("FREQ=DAILY;DTSTART=20260601", "several_rules"),
        ("FREQ=DAILY;BYEASTER=1", "unknown_part"),
        ("FREQ=DAILY;BYYEARDAY=100", "unknown_part"),
        ("FREQ=DAILY;;", "unknown_part"),
        ("FREQ=DAILY;FREQ=WEEKLY", "repeated_part"),
        ("FREQ=DAILY;INTERVAL=0", "bad_number"),
        ("FREQ=DAILY;INTERVAL=1001", "bad_number"),
        ("FREQ=DAILY;INTERVAL=99999999999999999999", "bad_number"),
        ("FREQ=DAILY;INTERVAL=", "bad_number"),
        ("FREQ=DAILY;COUNT=-1", "bad_number"),
        ("FREQ=DAILY;COUNT=10001", "bad_number"),
        ("FREQ=DAILY;COUNT=٣", "bad_number"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "bad_number"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "bad_number"),
        ("FREQ=MONTHLY;BYMONTH=13", "bad_number"),
        ("FREQ=WEEKLY;BYDAY=MONDAY", "bad_weekday"),
        ("FREQ=WEEKLY;BYDAY=2MO", "bad_weekday"),
        ("FREQ=MONTHLY;BYDAY=6MO", "bad_weekday"),
        ("FREQ=WEEKLY;WKST=1", "bad_weekday"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "bad_month_day"),
        ("FREQ=MONTHLY;BYSETPOS=1", "bad_position"),
        ("FREQ=DAILY;UNTIL=2026-12-31", "bad_until"),
        ("FREQ=DAILY;UNTIL=20261301", "bad_until"),
        ("FREQ=DAILY;UNTIL=20261231T0900+02", "bad_until"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20261231", "two_ends"),
        ("FREQ=WEEKLY;BYDAY=" + ",".join(["MO"] * 200), "too_long"),
        ("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", "never"),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=TU", "never"),
        ("FREQ=DAILY;UNTIL=20260531", "never"),
    ],
)
def test_a_rule_we_cannot_follow_is_refused(rrule: str, code: str) -> None:
    with pytest.raises(BadRecurrence) as refusal:
        check(rrule, MONDAY)

    assert refusal.value.code == code
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(
    "rrule",
    [
        "FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=SA,SU;UNTIL=20261231T225959Z",
        "FREQ=MONTHLY;BYDAY=1MO;COUNT=12",
        "FREQ=MONTHLY;BYMONTHDAY=29;BYMONTH=2",
        "FREQ=DAILY;INTERVAL=1000",
    ],
)
def test_a_rule_we_can_follow_is_accepted(rrule: str) -> None:
    check(rrule, MONDAY)


@pytest.mark.parametrize(
    "rrule", ["FREQ=WEEKLY", "FREQ=DAILY;INTERVAL=2", "FREQ=DAILY;COUNT=5", "FREQ=MONTHLY"]
)
def test_a_rule_that_counts_from_its_first_day_needs_one(rrule: str) -> None:
    with pytest.raises(BadRecurrence) as refusal:
        check(rrule, None)

    assert refusal.value.code == "needs_a_start"


def test_a_rule_that_names_its_days_needs_no_first_day() -> None:
    check("FREQ=WEEKLY;BYDAY=MO", None)


def test_an_impossible_rule_costs_no_more_than_its_window() -> None:
    year = (date(2026, 1, 1), date(2026, 12, 31))

    monthly = calls_made(
        lambda: named("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", date(2000, 1, 1), *year)
    )
    daily = calls_made(lambda: named("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", date(2000, 1, 1), *year))

    assert monthly < 200
    assert daily < 365 * 10


def test_refusing_an_impossible_rule_costs_no_more_than_ten_years() -> None:
    def refuse() -> None:
        with pytest.raises(BadRecurrence):
            check("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", MONDAY)

    assert calls_made(refuse) < 3653 * 10


def test_an_old_rule_without_end_costs_no_more_than_its_window() -> None:
    cost = calls_made(
        lambda: named("FREQ=DAILY", date(1900, 1, 1), date(2026, 6, 1), date(2026, 6, 8))
    )

    assert cost < 200


def test_a_counted_rule_is_not_followed_for_ever() -> None:
    cost = calls_made(
        lambda: named("FREQ=DAILY;COUNT=10000", date(1, 1, 1), date(2026, 6, 1), date(2026, 6, 8))
    )

    assert cost < 20_000 * 10
