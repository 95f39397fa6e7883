"""Opening windows: stepping through them, hours of resources, repeated blocks, clock changes."""

from datetime import date, timedelta

from scheduling.engine.recurrence import (
    opening_spans,
    repeated_spans,
)
from scheduling.engine.types import Window
from tests.scheduling.engine.clocks import (
    AUTUMN,
    NEW_YORK,
    SPRING,
    at,
    clocks_in,
    days_around,
    hours,
    opening,
    span,
)


def test_starts_step_through_a_window_while_the_run_fits() -> None:
    rule = opening(hours("09:00", "11:00"), step=30)

    assert clocks_in(rule, span("2026-06-01 00:00", "2026-06-02 00:00"), "UTC") == [
        "09:00",
        "09:30",
        "10:00",
    ]


def test_starts_step_on_past_midnight() -> None:
    rule = opening((Window(5, *at("23:00", "25:30")),), step=45)

    assert clocks_in(rule, span("2026-06-06 00:00", "2026-06-08 00:00"), "UTC", 45) == [
        "23:00",
        "23:45",
        "00:30",
    ]


def test_a_window_that_opened_before_midnight_still_offers_starts_after_it() -> None:
    rule = opening((Window(5, *at("23:00", "26:00")),), step=60)

    assert clocks_in(rule, span("2026-06-07 00:00", "2026-06-08 00:00"), "UTC") == [
        "00:00",
        "01:00",
    ]


def test_skipping_a_day_takes_its_night_with_it() -> None:
    rule = opening(
        (Window(5, *at("23:00", "26:00")),), 60, skip_dates=frozenset({date(2026, 6, 6)})
    )

    assert clocks_in(rule, span("2026-06-06 00:00", "2026-06-08 00:00"), "UTC") == []


def test_skipping_the_day_after_leaves_the_night_before() -> None:
    rule = opening(
        (Window(5, *at("23:00", "26:00")),), 60, skip_dates=frozenset({date(2026, 6, 7)})
    )

    assert clocks_in(rule, span("2026-06-06 00:00", "2026-06-08 00:00"), "UTC") == [
        "23:00",
        "00:00",
        "01:00",
    ]


def test_an_added_day_has_the_hours_of_its_weekday() -> None:
    rule = opening(
        (Window(0, *at("09:00", "11:00")), Window(1, *at("20:00", "21:00"))),
        60,
        ends_on=date(2026, 5, 1),
        add_dates=frozenset({date(2026, 6, 1)}),
    )

    assert clocks_in(rule, span("2026-06-01 00:00", "2026-06-08 00:00"), "UTC") == [
        "09:00",
        "10:00",
    ]


def test_a_window_across_the_spring_gap_offers_no_start_twice() -> None:
    rule = opening(hours("01:00", "04:00"), step=30)

    assert clocks_in(rule, days_around(SPRING), duration=30) == ["06:00", "06:30", "07:00", "07:30"]


def test_a_window_across_the_doubled_hour_steps_by_the_wall() -> None:
    rule = opening(hours("01:00", "03:00"), step=30)

    assert clocks_in(rule, days_around(AUTUMN), duration=30) == ["05:00", "05:30", "07:00", "07:30"]


def test_opening_hours_join_past_midnight_and_from_sunday_to_monday() -> None:
    windows = (Window(6, *at("20:00", "24:00")), Window(0, *at("00:00", "02:00")))

    found = opening_spans(windows, "UTC", date(2026, 6, 7), date(2026, 6, 8))

    assert found == (span("2026-06-07 20:00", "2026-06-08 02:00"),)


def test_opening_hours_are_wall_times_across_dst() -> None:
    found = opening_spans(hours("00:00", "24:00"), NEW_YORK, SPRING, SPRING)

    assert [one.end - one.start for one in found] == [timedelta(hours=23)]


def test_a_whole_day_block_stays_a_whole_local_day_across_dst() -> None:
    sunday = days_around(date(2026, 3, 1))

    found = repeated_spans(sunday, "FREQ=WEEKLY", NEW_YORK, days_around(date(2026, 3, 1), count=15))

    assert found == [days_around(date(2026, 3, day)) for day in (1, 8, 15)]
    assert found[1].end - found[1].start == timedelta(hours=23)


def test_a_block_without_a_recurrence_is_itself() -> None:
    block = span("2026-06-01 09:00", "2026-06-01 10:00")

    assert repeated_spans(block, "", "UTC", span("2026-06-01 00:00", "2026-07-01 00:00")) == [block]
    assert repeated_spans(block, "", "UTC", span("2026-06-01 10:00", "2026-07-01 00:00")) == []


def test_a_block_stands_even_if_its_recurrence_leaves_its_own_day_out() -> None:
    monday = span("2026-06-01 09:00", "2026-06-01 10:00")

    found = repeated_spans(
        monday, "FREQ=WEEKLY;BYDAY=TU", "UTC", span("2026-06-01 00:00", "2026-06-08 00:00")
    )

    assert found == [monday, span("2026-06-02 09:00", "2026-06-02 10:00")]


def test_a_long_block_that_began_before_the_window_is_found() -> None:
    works = span("2026-05-28 09:00", "2026-06-03 09:00")

    found = repeated_spans(
        works, "FREQ=MONTHLY", "UTC", span("2026-07-02 00:00", "2026-07-04 00:00")
    )

    assert found == [span("2026-06-28 09:00", "2026-07-04 09:00")]
