"""Which starts can be booked: seats, sharing, private runs, concurrency, lead and horizon."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from scheduling.engine import slots
from scheduling.engine.types import Code, Need, Rule, RuleKind, Run, Span, Start, Verdict
from tests.scheduling.engine.harbour import (
    ANNA,
    BEN,
    BIG_BOAT,
    DAY,
    MIDNIGHT,
    NOW,
    OTHER_TOUR,
    SMALL_BOAT,
    a_need,
    a_run,
    a_tour,
    at,
    codes,
    free_clocks,
    hours,
    judged,
    supply,
    with_resource,
)

HOUR = timedelta(hours=1)


def test_an_untouched_start_offers_the_whole_capacity() -> None:
    verdict = judged(a_tour(), supply(), party=3)

    assert verdict == Verdict(at("10:00"), at("11:00"), left=10, seats=10)


def test_a_party_joins_the_run_that_is_there() -> None:
    verdict = judged(a_tour(), supply(runs=(a_run(7, taken=4),)), party=6)

    assert (verdict.run_id, verdict.left, verdict.seats) == (7, 6, 10)


def test_a_party_is_never_split_between_two_runs() -> None:
    runs = (a_run(1, taken=8), a_run(2, taken=7))

    verdict = judged(a_tour(parallel=2), supply(runs=runs), party=4)

    assert (verdict.left, codes(verdict)) == (3, [Code.NO_SEATS])


def test_a_party_joins_the_fullest_run_with_room() -> None:
    runs = (a_run(1, taken=2), a_run(2, taken=7), a_run(3, taken=9))

    assert judged(a_tour(parallel=3), supply(runs=runs), party=2).run_id == 2


def test_of_two_equally_full_runs_the_older_is_joined() -> None:
    runs = (a_run(9, taken=5), a_run(4, taken=5))

    assert judged(a_tour(parallel=2), supply(runs=runs)).run_id == 4


def test_a_new_run_opens_only_when_none_has_room() -> None:
    runs = (a_run(1, taken=8),)
    plan = a_tour(parallel=2)

    assert judged(plan, supply(runs=runs), party=2).run_id == 1
    assert judged(plan, supply(runs=runs), party=3).run_id is None


def test_what_is_left_is_the_best_of_all_runs_and_of_a_new_one() -> None:
    verdict = judged(a_tour(parallel=2), supply(runs=(a_run(1, seats=3, taken=2),)))

    assert (verdict.run_id, verdict.seats, verdict.left) == (1, 3, 10)


def test_a_run_of_another_variant_is_not_joined() -> None:
    verdict = judged(a_tour(parallel=None), supply(runs=(a_run(1, variant_id=2),)))

    assert verdict.run_id is None


def test_an_empty_stored_run_is_reused_with_the_seats_that_staff_set() -> None:
    verdict = judged(a_tour(), supply(runs=(a_run(5, seats=4, taken=0, seats_set=True),)), party=4)

    assert (verdict.run_id, verdict.seats, verdict.left) == (5, 4, 4)


def test_an_empty_stored_run_has_the_capacity_of_the_plan_unless_staff_set_it() -> None:
    verdict = judged(a_tour(), supply(runs=(a_run(5, seats=4, taken=0),)))

    assert (verdict.run_id, verdict.seats) == (5, 10)


def test_a_cancelled_run_closes_its_start() -> None:
    verdict = judged(a_tour(parallel=2), supply(runs=(a_run(1, cancelled=True), a_run(2))))

    assert (verdict.left, codes(verdict)) == (0, [Code.CANCELLED])


def test_a_private_run_takes_nobody_else() -> None:
    verdict = judged(a_tour(), supply(runs=(a_run(1, private=True),)))

    assert (verdict.fits, verdict.left) == (False, 0)


def test_beside_a_private_run_a_new_one_opens_if_there_may_be_two() -> None:
    verdict = judged(a_tour(parallel=2), supply(runs=(a_run(1, private=True),)))

    assert (verdict.run_id, verdict.left) == (None, 10)


def test_an_exclusive_plan_never_joins() -> None:
    plan = a_tour(exclusive=True, parallel=2)

    verdict = judged(plan, supply(runs=(a_run(1),)))

    assert (verdict.fits, verdict.run_id) == (True, None)


def test_an_exclusive_party_must_still_fit_the_seats() -> None:
    verdict = judged(a_tour(exclusive=True), supply(), party=11)

    assert codes(verdict) == [Code.PARTY_TOO_LARGE]


def test_overlapping_runs_of_the_offering_count_whatever_their_variant() -> None:
    other_variant = a_run(1, "10:30", variant_id=2)

    verdict = judged(a_tour(), supply(runs=(other_variant,)))

    assert codes(verdict) == [Code.PARALLEL]
    assert verdict.reasons[0].until == at("11:30")


def test_runs_that_touch_do_not_overlap() -> None:
    before, after = a_run(1, "09:00", variant_id=2), a_run(2, "11:00", variant_id=2)

    assert judged(a_tour(), supply(runs=(before, after))).fits


def test_two_runs_at_different_times_are_never_two_at_once() -> None:
    first, second = a_run(1, "09:30", variant_id=2), a_run(2, "10:30", variant_id=2)

    assert judged(a_tour(parallel=2), supply(runs=(first, second))).fits


@pytest.mark.parametrize(
    "elsewhere",
    [
        a_run(1, offering_id=OTHER_TOUR),
        a_run(1, variant_id=2, taken=0),
        a_run(1, variant_id=2, cancelled=True),
    ],
)
def test_other_tours_empty_runs_and_cancelled_ones_leave_room(elsewhere: object) -> None:
    assert judged(a_tour(), supply(runs=(elsewhere,))).fits  # type: ignore[arg-type]


@pytest.mark.parametrize(("lead", "fits"), [(0, True), (60, True), (61, False)])
def test_a_start_can_be_booked_until_the_lead_time(lead: int, fits: bool) -> None:
    verdict = judged(a_tour(lead=lead), supply(), now=at("09:00"))

    assert verdict.fits == fits


@pytest.mark.parametrize(
    ("runs", "missed"),
    [
        ((), True),
        ((a_run(taken=8),), True),
        ((a_run(firm=3),), True),
        ((a_run(firm=4),), False),
        ((a_run(runs=True),), False),
        ((a_run(decides=at("09:01")),), False),
        ((a_run(decides=at("09:00")),), True),
    ],
)
def test_a_start_closes_when_its_minimum_was_missed(runs: object, missed: bool) -> None:
    plan = a_tour(least=4, decided=60)

    early = judged(plan, supply(runs=runs), now=at("08:59"))  # type: ignore[arg-type]
    late = judged(plan, supply(runs=runs), party=2, now=at("09:00"))  # type: ignore[arg-type]

    assert early.fits
    assert codes(late) == ([Code.MINIMUM_MISSED] if missed else [])


@pytest.mark.parametrize(
    ("beside", "left"),
    [
        (a_run(2, taken=4, firm=3), 2),
        (a_run(2, taken=0), 2),
        (a_run(2, taken=4, decides=at("08:00")), 2),
        (a_run(2, taken=4, firm=4), 6),
        (a_run(2, taken=4, firm=2, runs=True), 6),
        (a_run(2, taken=4, decides=at("09:30")), 6),
        (a_run(2, taken=0, runs=True), 10),
    ],
)
def test_each_of_several_runs_at_a_start_has_a_minimum_of_its_own(beside: Run, left: int) -> None:
    full = a_run(1, taken=8, firm=8)
    plan = a_tour(least=4, decided=60, parallel=2)

    verdict = judged(plan, supply(runs=(full, beside)), party=1, now=at("09:00"))

    assert (verdict.fits, verdict.left) == (True, left)


def test_no_second_run_is_opened_once_it_is_decided_which_take_place() -> None:
    plan = a_tour(least=4, decided=60, parallel=2)
    full = supply(runs=(a_run(taken=10, firm=10),))

    early, late = (judged(plan, full, now=at(clock)) for clock in ("08:59", "09:00"))

    assert early.fits
    assert codes(late) == [Code.NO_SEATS]


def test_no_second_run_is_opened_beside_one_that_staff_gave_up() -> None:
    plan = a_tour(least=4, decided=60, parallel=2)
    runs = (a_run(1, taken=10, firm=10), a_run(2, taken=0, decides=at("08:00")))

    assert codes(judged(plan, supply(runs=runs), now=at("08:30"))) == [Code.NO_SEATS]


def test_a_departure_in_the_past_is_not_open() -> None:
    assert codes(judged(a_tour(), supply(), now=at("10:00"))) == [Code.LEAD_TIME]


@pytest.mark.parametrize(("horizon", "fits"), [(2, False), (3, True), (None, True)])
def test_a_start_beyond_the_horizon_is_not_open_yet(horizon: int | None, fits: bool) -> None:
    verdict = judged(a_tour(horizon=horizon), supply(), now=NOW)

    assert verdict.fits == fits


def test_the_largest_party_bounds_a_party_and_not_what_is_left() -> None:
    verdict = judged(a_tour(max_party=4), supply(), party=5)

    assert (verdict.left, codes(verdict)) == (10, [Code.PARTY_TOO_LARGE])


def test_the_list_has_only_what_fits_and_the_explanation_everything() -> None:
    plan = a_tour(times=("09:00", "10:00", "12:00"))
    index = slots.prepare(supply(runs=(a_run(1, taken=10),)), DAY)

    offered = slots.slots(plan, index, DAY, 2, NOW)
    explained = slots.verdicts(plan, index, DAY, 2, NOW)

    assert [one.start for one in offered] == [at("09:00"), at("12:00")]
    assert [codes(one) for one in explained] == [[], [Code.NO_SEATS], []]
    assert [one for one in explained if one.fits] == offered


def test_a_plan_that_is_only_listed_has_no_verdicts_and_seats_nobody() -> None:
    plan = a_tour(capacity=None)
    index = slots.prepare(supply(runs=(a_run(1),)), DAY)

    assert slots.slots(plan, index, DAY, 1, NOW) == []
    assert slots.verdicts(plan, index, DAY, 1, NOW) == []
    assert codes(judged(plan, supply(runs=(a_run(1),)))) == [Code.PARTY_TOO_LARGE]


def test_a_start_is_found_only_at_its_very_instant() -> None:
    plan = a_tour()

    assert slots.find(plan, at("10:00")) == Start(at("10:00"), at("11:00"), 1)
    assert slots.find(plan, at("10:00") + timedelta(microseconds=1)) is None
    assert slots.find(plan, at("10:30")) is None


def test_a_skipped_start_is_found_flagged_and_refused() -> None:
    rule = Rule(1, RuleKind.STARTS, times=(600,), skip_dates=frozenset({MIDNIGHT.date()}))
    plan = a_tour(rules=(rule,))

    found = slots.find(plan, at("10:00"))

    assert found
    assert found.skipped
    assert codes(judged(plan, supply())) == [Code.SKIPPED_DATE]


def test_one_index_serves_plans_of_any_length_in_any_order() -> None:
    there_is = supply(resources=with_resource(BIG_BOAT, windows=hours("00:00", "24:00")))
    index = slots.prepare(there_is, DAY)
    start = Start(at("10:00"), at("10:00") + 24 * 60 * HOUR, 1)
    season = a_tour(a_need(BIG_BOAT), buffer_before=5 * 24 * 60)

    def of_the_day() -> list[Verdict]:
        return slots.slots(a_tour(a_need(BIG_BOAT)), index, DAY, 1, NOW)

    before = of_the_day()

    assert slots.judge(season, index, start, 1, NOW).fits
    assert of_the_day() == before


def test_plans_with_like_needs_are_each_given_units_for_their_own() -> None:
    pools = ((BIG_BOAT, SMALL_BOAT), (ANNA, BEN))
    walk = a_tour(*(Need(number, pool) for number, pool in enumerate(pools, start=1)))
    ride = replace(
        walk, offering_id=OTHER_TOUR, needs=tuple(Need(9 - n.id, n.pool) for n in walk.needs)
    )
    index = slots.prepare(supply(), DAY)

    shared = [slots.slots(plan, index, DAY, 1, NOW) for plan in (walk, ride)]
    alone = [slots.slots(plan, slots.prepare(supply(), DAY), DAY, 1, NOW) for plan in (walk, ride)]

    assert shared == alone
    assert [grant.need_id for (verdict,) in shared for grant in verdict.grants] == [1, 2, 8, 7]


def test_runs_of_other_days_are_no_matter() -> None:
    tomorrow = a_run(1, span=Span(at("34:00"), at("35:00")), taken=10)

    assert free_clocks(a_tour(), supply(runs=(tomorrow,))) == ["10:00"]


def test_instants_may_come_in_any_zone() -> None:
    offset = datetime.fromisoformat("2026-06-01T12:00:00+02:00")

    found = slots.find(a_tour(), offset)

    assert found == Start(at("10:00"), at("11:00"), 1)
