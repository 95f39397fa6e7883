"""From local rules to instants: clock changes, validity, windows, repeated stretches."""

from datetime import date

import pytest

from scheduling.engine.recurrence import (
    instant,
    starts,
    starts_with_skipped,
)
from scheduling.engine.types import FixedDate, Rule, RuleKind
from tests.scheduling.engine.clocks import (
    AUTUMN,
    NEW_YORK,
    SPRING,
    at,
    clocks_in,
    days_around,
    departures,
    local,
    span,
    utc,
)


def test_daily_nine_oclock_stays_nine_oclock_across_dst() -> None:
    found = starts([departures("09:00")], NEW_YORK, 60, days_around(date(2026, 3, 7), count=2))

    assert [start.start for start in found] == [utc("2026-03-07 14:00"), utc("2026-03-08 13:00")]


@pytest.mark.parametrize(
    ("zone", "skipped", "shown"),
    [
        (NEW_YORK, "2026-03-08 02:30", "2026-03-08 03:30"),
        ("Europe/Berlin", "2026-03-29 02:00", "2026-03-29 03:00"),
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-04 02:45"),
        ("Australia/Adelaide", "2026-10-04 02:30", "2026-10-04 03:30"),
        ("Pacific/Apia", "2011-12-30 09:00", "2011-12-31 09:00"),
    ],
)
def test_a_time_that_dst_skips_moves_forward(zone: str, skipped: str, shown: str) -> None:
    assert instant(local(skipped), zone) == instant(local(shown), zone)


@pytest.mark.parametrize(
    ("zone", "doubled", "first", "second"),
    [
        (NEW_YORK, "2026-11-01 01:30", "2026-11-01 05:30", "2026-11-01 06:30"),
        ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45", "2026-04-04 15:15"),
        ("Australia/Adelaide", "2026-04-05 02:30", "2026-04-04 16:00", "2026-04-04 17:00"),
    ],
)
def test_a_time_that_happens_twice_is_the_first(
    zone: str, doubled: str, first: str, second: str
) -> None:
    assert instant(local(doubled), zone) == utc(first)
    assert instant(local(doubled).replace(fold=1), zone) == utc(second)


def test_a_skipped_time_moves_forward_even_when_the_second_is_asked_for() -> None:
    assert instant(local("2026-03-08 02:30").replace(fold=1), NEW_YORK) == utc("2026-03-08 07:30")


def test_a_half_hour_zone_without_dst() -> None:
    assert instant(local("2026-06-01 09:00"), "Asia/Kolkata") == utc("2026-06-01 03:30")


def test_a_duration_is_added_to_the_instant_not_to_the_wall() -> None:
    [night] = starts([departures("01:00")], NEW_YORK, 180, days_around(SPRING))

    assert night.end == utc("2026-03-08 09:00")  # 05:00 on the wall, three hours after 01:00


def test_a_skipped_time_that_meets_another_departure_counts_once() -> None:
    assert clocks_in(departures("02:30", "03:30"), days_around(SPRING)) == ["07:30"]


def test_starts_belong_to_a_window_by_their_start() -> None:
    rule = departures("09:00", "10:00")

    found = starts([rule], "UTC", 120, span("2026-06-01 09:00", "2026-06-02 09:00"))

    assert [start.start for start in found] == [utc("2026-06-01 09:00"), utc("2026-06-01 10:00")]


def test_validity_is_in_local_days_and_both_ends_count() -> None:
    rule = departures("23:30", starts_on=date(2026, 6, 2), ends_on=date(2026, 6, 3))

    found = starts([rule], NEW_YORK, 60, span("2026-06-01 00:00", "2026-06-10 00:00"))

    assert [start.start for start in found] == [utc("2026-06-03 03:30"), utc("2026-06-04 03:30")]


def test_a_closed_day_has_no_departures() -> None:
    rule = departures("09:00", skip_dates=frozenset({date(2026, 6, 2)}))
    window = span("2026-06-01 00:00", "2026-06-04 00:00")

    assert [one.start.day for one in starts([rule], "UTC", 60, window)] == [1, 3]


def test_a_skipped_date_is_shown_when_asked_for() -> None:
    rule = departures("09:00", skip_dates=frozenset({date(2026, 6, 2)}))

    found = starts_with_skipped([rule], "UTC", 60, span("2026-06-01 00:00", "2026-06-04 00:00"))

    assert [(one.start.day, one.skipped) for one in found] == [(1, False), (2, True), (3, False)]


def test_a_date_that_no_rule_names_is_not_shown_as_skipped() -> None:
    rule = departures("09:00", weekdays=frozenset({0}), skip_dates=frozenset({date(2026, 6, 2)}))

    found = starts_with_skipped([rule], "UTC", 60, span("2026-06-01 00:00", "2026-06-04 00:00"))

    assert [one.start.day for one in found] == [1]


def test_a_date_skipped_by_one_rule_but_kept_by_another_is_kept() -> None:
    summer = departures("09:00", skip_dates=frozenset({date(2026, 6, 2)}))
    always = Rule(2, RuleKind.STARTS, times=at("09:00"))

    found = starts_with_skipped(
        [summer, always], "UTC", 60, span("2026-06-02 00:00", "2026-06-03 00:00")
    )

    assert [(one.rule_id, one.skipped) for one in found] == [(2, False)]


def test_an_added_date_stands_outside_validity_and_weekdays() -> None:
    rule = departures(
        "09:00",
        weekdays=frozenset({5}),
        ends_on=date(2026, 6, 7),
        add_dates=frozenset({date(2026, 6, 10)}),
    )

    found = starts([rule], "UTC", 60, span("2026-06-01 00:00", "2026-06-20 00:00"))

    assert [one.start.day for one in found] == [6, 10]


def test_a_day_both_added_and_skipped_is_skipped() -> None:
    day = frozenset({date(2026, 6, 10)})
    rule = departures("09:00", weekdays=frozenset({5}), add_dates=day, skip_dates=day)

    found = starts_with_skipped([rule], "UTC", 60, span("2026-06-08 00:00", "2026-06-12 00:00"))

    assert [(one.start.day, one.skipped) for one in found] == [(10, True)]


def test_fixed_dates_have_their_own_length() -> None:
    evening = FixedDate(local("2026-06-05 20:00"), 150)
    rule = Rule(1, RuleKind.DATES, dates=(evening,))

    [concert] = starts([rule], NEW_YORK, 60, span("2026-06-01 00:00", "2026-06-10 00:00"))

    assert concert[:2] == span("2026-06-06 00:00", "2026-06-06 02:30")


def test_a_fixed_date_may_be_the_second_of_two_equal_times() -> None:
    rule = Rule(
        1, RuleKind.DATES, dates=(FixedDate(local("2026-11-01 01:30").replace(fold=1), 30),)
    )

    assert clocks_in(rule, days_around(AUTUMN)) == ["06:30"]


def test_fixed_dates_obey_validity_and_skipped_dates() -> None:
    dates = tuple(FixedDate(local(f"2026-06-0{day} 20:00"), 60) for day in (1, 2, 3))
    rule = Rule(
        1,
        RuleKind.DATES,
        dates=dates,
        ends_on=date(2026, 6, 2),
        skip_dates=frozenset({date(2026, 6, 1)}),
    )

    found = starts_with_skipped([rule], "UTC", 60, span("2026-06-01 00:00", "2026-06-10 00:00"))

    assert [(one.start.day, one.skipped) for one in found] == [(1, True), (2, False)]
