"""Plans made of plans: add-ons, longer runs, and starts that staff agreed on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scheduling.engine import plans, recurrence, slots
from scheduling.engine.types import Code, FixedDate, Need, Plan, Rule, RuleKind, Span, Window
from tests.scheduling.engine.harbour import (
    ANNA,
    BEN,
    BIG_BOAT,
    DAY,
    MINUTE,
    SMALL_BOAT,
    a_need,
    a_run,
    a_tour,
    a_use,
    at,
    codes,
    free_clocks,
    given,
    hours,
    judged,
    supply,
    with_resource,
)

BESIDE = Need(7, (ANNA, BEN), for_party=True)
"""What a party takes for itself."""


def starts(plan: Plan) -> list[tuple[str, str]]:
    """When its runs begin and end on the day."""
    found = recurrence.starts(plan.rules, plan.zone, plan.duration, DAY)
    return [(f"{one.start:%H:%M}", f"{one.end:%H:%M}") for one in found]


def with_rule(rule: Rule) -> Plan:
    return replace(a_tour(), rules=(rule,))


def test_what_a_party_takes_beside_is_given_to_a_new_run_and_lowers_no_seats() -> None:
    plan = a_tour(a_need(BIG_BOAT), replace(BESIDE, pool=(SMALL_BOAT,)))

    verdict = judged(plan, supply(), party=8)

    assert (verdict.fits, verdict.seats) == (True, 10)
    assert given(verdict) == {BIG_BOAT: 1, SMALL_BOAT: 1}


def test_a_choice_for_the_run_does_not_starve_what_is_taken_beside() -> None:
    plan = a_tour(a_need(ANNA, BEN), replace(BESIDE, pool=(ANNA,)))

    assert given(judged(plan, supply())) == {BEN: 1, ANNA: 1}


def test_who_joins_is_given_only_what_they_take_beside() -> None:
    plan = a_tour(a_need(BIG_BOAT), BESIDE)

    verdict = judged(plan, supply(runs=(a_run(1),)), party=2)

    assert (verdict.run_id, verdict.left, given(verdict)) == (1, 6, {ANNA: 1})


def test_nothing_is_left_on_a_run_where_what_is_wanted_beside_is_taken() -> None:
    busy = (a_use(ANNA, "10:00", "11:00"), a_use(BEN, "10:30", "11:30"))

    verdict = judged(a_tour(BESIDE), supply(*busy, runs=(a_run(1),)))

    assert verdict.left == 0
    assert codes(verdict) == [Code.NO_SEATS, Code.RESOURCE_BUSY, Code.RESOURCE_BUSY]


def test_a_longer_run_begins_as_before_and_ends_later() -> None:
    assert starts(plans.longer(a_tour(times=("10:00", "12:00")), 30)) == [
        ("10:00", "11:30"),
        ("12:00", "13:30"),
    ]


def test_windows_keep_their_steps_and_lose_what_would_end_after_closing() -> None:
    opening = with_rule(Rule(1, RuleKind.WINDOWS, windows=(Window(0, 600, 780),)))

    assert starts(opening) == [("10:00", "11:00"), ("11:00", "12:00"), ("12:00", "13:00")]
    assert starts(plans.longer(opening, 30)) == [("10:00", "11:30"), ("11:00", "12:30")]


def test_fixed_dates_are_longer_too() -> None:
    date = FixedDate(datetime(2026, 6, 1, 10), 90)  # noqa: DTZ001 - wall time
    dated = with_rule(Rule(1, RuleKind.DATES, dates=(date,)))

    assert starts(plans.longer(dated, 15)) == [("10:00", "11:45")]


def test_a_longer_run_needs_its_boat_for_longer() -> None:
    plan = a_tour(a_need(BIG_BOAT), times=("09:00", "10:00"))
    busy = supply(a_use(BIG_BOAT, "11:00", "12:00"))

    assert free_clocks(plan, busy) == ["09:00", "10:00"]
    assert free_clocks(plans.longer(plan, 30), busy) == ["09:00"]


def test_an_agreed_start_needs_no_rule_and_no_time_before_it() -> None:
    plan = a_tour(a_need(BIG_BOAT), lead=7 * 24 * 60, horizon=0)

    agreed = plans.agreed(plan, at("06:30"))

    assert starts(agreed) == [("06:30", "07:30")]
    assert judged(agreed, supply(), clock="06:30").fits


def test_an_agreed_start_is_as_long_as_the_rules_make_it_there() -> None:
    date = FixedDate(datetime(2026, 6, 1, 10), 90)  # noqa: DTZ001 - wall time
    dated = with_rule(Rule(1, RuleKind.DATES, dates=(date,)))

    assert starts(plans.agreed(dated, at("10:00"))) == [("10:00", "11:30")]
    assert starts(plans.longer(plans.agreed(dated, at("10:00")), 30)) == [("10:00", "12:00")]


def test_an_agreed_run_is_for_one_party_and_takes_nobody_in() -> None:
    agreed = plans.agreed(a_tour(parallel=2), at("10:00"))

    verdict = judged(agreed, supply(runs=(a_run(1),)))

    assert (verdict.fits, verdict.run_id) == (True, None)


@pytest.mark.parametrize(
    ("there_is", "code"),
    [
        (supply(a_use(BIG_BOAT, "06:00", "07:00")), Code.RESOURCE_BUSY),
        (
            supply(resources=with_resource(BIG_BOAT, windows=hours("08:00", "20:00"))),
            Code.OUTSIDE_WINDOW,
        ),
        (supply(runs=(a_run(1, "06:00"),)), Code.PARALLEL),
        (supply(runs=(a_run(1, "06:30", taken=0, cancelled=True),)), Code.CANCELLED),
    ],
)
def test_what_bounds_an_agreed_start(there_is: object, code: Code) -> None:
    agreed = plans.agreed(a_tour(a_need(BIG_BOAT)), at("06:30"))

    assert code in codes(judged(agreed, there_is, clock="06:30"))  # type: ignore[arg-type]


def test_an_agreed_start_that_has_passed_is_refused() -> None:
    agreed = plans.agreed(a_tour(), at("06:30"))

    assert codes(judged(agreed, supply(), clock="06:30", now=at("06:30"))) == [Code.LEAD_TIME]


def test_hours_can_be_passed_over_and_uses_cannot() -> None:
    agreed = plans.agreed(a_tour(a_need(BIG_BOAT)), at("06:30"))
    closed = with_resource(BIG_BOAT, windows=hours("08:00", "20:00"))
    busy = a_use(BIG_BOAT, "06:00", "07:00")

    assert judged(agreed, plans.whatever_hours(supply(resources=closed)), clock="06:30").fits
    taken = plans.whatever_hours(supply(busy, resources=closed))
    assert codes(judged(agreed, taken, clock="06:30")) == [Code.RESOURCE_BUSY]


@pytest.mark.parametrize("minutes", range(-180, 181, 15))
@pytest.mark.parametrize(
    ("zone", "change"),
    [
        ("America/New_York", datetime(2026, 3, 8, 7, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 11, 1, 6, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, tzinfo=UTC)),
    ],
)
def test_any_instant_can_be_agreed_on_where_clocks_change(
    zone: str, change: datetime, minutes: int
) -> None:
    instant = change + minutes * MINUTE

    agreed = plans.agreed(a_tour(zone=zone), instant)

    found = slots.find(agreed, instant)
    assert found is not None
    assert Span(found.start, found.end) == Span(instant, instant + timedelta(hours=1))
