"""Why a start is refused: each reason, with what it names and when it ends."""

from dataclasses import replace
from datetime import timedelta

from scheduling.engine import slots
from scheduling.engine.types import Blocked, Code, Reason, Rule, RuleKind, Use
from tests.scheduling.engine.harbour import (
    ANNA,
    BEN,
    BIG_BOAT,
    DAY,
    KAYAKS,
    MIDNIGHT,
    NOW,
    SMALL_BOAT,
    a_need,
    a_run,
    a_tour,
    a_use,
    at,
    codes,
    each_needs,
    free_clocks,
    hours,
    judged,
    span,
    supply,
    with_resource,
)


def test_a_tour_that_is_not_published_says_so() -> None:
    assert codes(judged(a_tour(published=False), supply())) == [Code.NOT_PUBLISHED]


def test_a_skipped_date_says_so_and_leaves_nothing() -> None:
    rule = Rule(1, RuleKind.STARTS, times=(600,), skip_dates=frozenset({MIDNIGHT.date()}))

    [verdict] = slots.verdicts(
        a_tour(rules=(rule,)), slots.prepare(supply(), DAY), DAY, party=1, now=NOW
    )

    assert (codes(verdict), verdict.left) == ([Code.SKIPPED_DATE], 0)


def test_the_horizon_says_when_booking_opens() -> None:
    verdict = judged(a_tour(horizon=1), supply())

    assert verdict.reasons == (Reason(Code.HORIZON, until=at("10:00") - timedelta(days=1)),)


def test_too_large_for_any_run_is_told_from_too_large_for_what_is_left() -> None:
    stored = supply(runs=(a_run(taken=8),))

    assert codes(judged(a_tour(), stored, party=11)) == [Code.PARTY_TOO_LARGE]
    assert codes(judged(a_tour(), stored, party=3)) == [Code.NO_SEATS]


def test_too_large_for_the_largest_boat_there_is() -> None:
    verdict = judged(a_tour(a_need(SMALL_BOAT)), supply(), party=7)

    assert (codes(verdict), verdict.left) == ([Code.PARTY_TOO_LARGE], 6)


def test_the_larger_boat_being_out_leaves_fewer_seats() -> None:
    out = a_use(BIG_BOAT, "10:00", "11:00")

    verdict = judged(a_tour(a_need(BIG_BOAT, SMALL_BOAT)), supply(out), party=7)

    assert (codes(verdict), verdict.left) == ([Code.NO_SEATS], 6)


def test_a_need_that_nothing_could_ever_meet_is_refused_too() -> None:
    assert codes(judged(a_tour(a_need(404)), supply())) == [Code.PARTY_TOO_LARGE]
    assert codes(judged(a_tour(a_need(ANNA, quantity=2)), supply())) == [Code.PARTY_TOO_LARGE]


def test_a_busy_boat_names_who_has_it_and_until_when() -> None:
    out = a_use(BIG_BOAT, "09:30", "10:30", after=15)

    verdict = judged(a_tour(a_need(BIG_BOAT)), supply(out))

    busy = Reason(Code.RESOURCE_BUSY, BIG_BOAT, holder="bk_other", until=at("10:45"))
    assert (verdict.reasons, verdict.left) == ((busy,), 0)


def test_a_boat_that_is_back_in_time_is_free() -> None:
    out = a_use(BIG_BOAT, "09:00", "10:00")

    assert judged(a_tour(a_need(BIG_BOAT)), supply(out)).fits


def test_only_the_new_run_s_buffer_is_in_the_way() -> None:
    out = a_use(BIG_BOAT, "09:00", "10:00")

    verdict = judged(a_tour(a_need(BIG_BOAT), buffer_before=1), supply(out))

    assert codes(verdict) == [Code.BUFFER]


def test_only_the_stored_run_s_buffer_is_in_the_way() -> None:
    out = a_use(BIG_BOAT, "09:00", "10:00", after=1)

    assert codes(judged(a_tour(a_need(BIG_BOAT)), supply(out))) == [Code.BUFFER]


def test_only_the_turnaround_after_the_stored_run_is_in_the_way() -> None:
    slow = with_resource(BIG_BOAT, turnaround=20)
    out = a_use(BIG_BOAT, "08:50", "09:50", after=20)

    verdict = judged(a_tour(a_need(BIG_BOAT)), supply(out, resources=slow))

    assert codes(verdict) == [Code.TURNAROUND]
    assert verdict.reasons[0].until == at("10:10")


def test_only_the_turnaround_after_the_new_run_is_in_the_way() -> None:
    slow = with_resource(BIG_BOAT, turnaround=20)
    later = a_use(BIG_BOAT, "11:19", "12:00", after=20)
    just_later = a_use(BIG_BOAT, "11:20", "12:00", after=20)
    plan = a_tour(a_need(BIG_BOAT))

    assert codes(judged(plan, supply(later, resources=slow))) == [Code.TURNAROUND]
    assert judged(plan, supply(just_later, resources=slow)).fits


def test_buffers_and_one_turnaround_lie_between_two_runs() -> None:
    slow = with_resource(BIG_BOAT, turnaround=20)
    plan = a_tour(
        a_need(BIG_BOAT), times=("11:34", "11:35"), buffer_before=10, buffer_after=5, parallel=None
    )
    first = Use(BIG_BOAT, 1, span("09:50", "11:25"), span("10:00", "11:00"), 1)

    assert free_clocks(plan, supply(first, resources=slow)) == ["11:35"]


def test_closing_time_says_when_the_boat_is_there_again() -> None:
    early = with_resource(BIG_BOAT, windows=hours("06:00", "10:30"))

    verdict = judged(a_tour(a_need(BIG_BOAT)), supply(resources=early))

    assert verdict.reasons == (Reason(Code.OUTSIDE_WINDOW, BIG_BOAT, until=at("30:00")),)


def test_the_buffers_lie_within_the_hours_but_the_turnaround_need_not() -> None:
    exact = with_resource(BIG_BOAT, windows=hours("09:50", "11:05"), turnaround=60)
    there_is = supply(resources=exact)

    assert judged(a_tour(a_need(BIG_BOAT), buffer_before=10, buffer_after=5), there_is).fits
    assert codes(judged(a_tour(a_need(BIG_BOAT), buffer_before=11), there_is)) == [
        Code.OUTSIDE_WINDOW
    ]
    assert codes(judged(a_tour(a_need(BIG_BOAT), buffer_after=6), there_is)) == [
        Code.OUTSIDE_WINDOW
    ]


def test_hours_past_midnight_hold_a_run_across_it() -> None:
    late = with_resource(BIG_BOAT, windows=hours("20:00", "26:00"))
    plan = a_tour(a_need(BIG_BOAT), times=("00:30", "01:30", "23:30"))

    assert free_clocks(plan, supply(resources=late)) == ["00:30", "23:30"]


def test_a_block_is_named_with_its_end() -> None:
    repair = Blocked(5, span("10:30", "12:00"))

    verdict = judged(
        a_tour(a_need(BIG_BOAT)), supply(resources=with_resource(BIG_BOAT, blocks=(repair,)))
    )

    assert verdict.reasons == (Reason(Code.BLOCKED, BIG_BOAT, block_id=5, until=at("12:00")),)


def test_a_block_keeps_buffers_and_turnaround_away_on_both_sides() -> None:
    blocked = with_resource(BIG_BOAT, turnaround=20, blocks=(Blocked(5, span("12:00", "13:00")),))
    plan = a_tour(
        a_need(BIG_BOAT),
        times=("10:34", "10:35", "10:36", "13:29", "13:30"),
        buffer_before=10,
        buffer_after=5,
    )

    assert free_clocks(plan, supply(resources=blocked)) == ["10:34", "10:35", "13:30"]


def test_a_block_takes_all_units() -> None:
    blocked = with_resource(KAYAKS, blocks=(Blocked(5, span("10:00", "11:00")),))

    verdict = judged(a_tour(a_need(KAYAKS)), supply(resources=blocked))

    assert codes(verdict) == [Code.BLOCKED]


def test_units_are_shared_until_they_run_out() -> None:
    out = (a_use(KAYAKS, "09:30", "10:30", 8), a_use(KAYAKS, "10:30", "11:30", 7))
    plan = a_tour(a_need(KAYAKS, quantity=12))

    assert judged(plan, supply(*out)).fits
    assert codes(judged(a_tour(a_need(KAYAKS, quantity=13)), supply(*out))) == [
        Code.RESOURCE_BUSY,
        Code.RESOURCE_BUSY,
    ]


def test_every_resource_of_a_pool_is_explained() -> None:
    sick = with_resource(ANNA, blocks=(Blocked(5, span("00:00", "24:00")),))
    away = a_use(BEN, "10:00", "11:00")

    verdict = judged(a_tour(a_need(ANNA, BEN)), supply(away, resources=sick))

    assert [(one.code, one.resource_id) for one in verdict.reasons] == [
        (Code.BLOCKED, ANNA),
        (Code.RESOURCE_BUSY, BEN),
    ]


def test_only_the_need_that_cannot_be_met_is_explained() -> None:
    out = (a_use(BIG_BOAT, "10:00", "11:00"), a_use(ANNA, "10:00", "11:00"))

    verdict = judged(a_tour(a_need(BIG_BOAT), a_need(ANNA, BEN)), supply(*out))

    assert [one.resource_id for one in verdict.reasons] == [BIG_BOAT]


def test_two_needs_for_one_guide_are_both_unmet() -> None:
    out = a_use(BEN, "10:00", "11:00")
    plan = a_tour(a_need(ANNA, BEN), replace(a_need(ANNA, BEN), id=2))

    verdict = judged(plan, supply(out))

    assert [one.resource_id for one in verdict.reasons] == [BEN]


def test_all_causes_are_collected() -> None:
    broken = with_resource(
        BIG_BOAT, windows=hours("12:00", "13:00"), blocks=(Blocked(5, span("09:00", "11:00")),)
    )
    there_is = supply(
        a_use(BIG_BOAT, "10:00", "11:00"), runs=(a_run(variant_id=2),), resources=broken
    )

    verdict = judged(a_tour(a_need(BIG_BOAT), lead=7 * 24 * 60, published=False), there_is, 11)

    assert codes(verdict) == [
        Code.NOT_PUBLISHED,
        Code.LEAD_TIME,
        Code.PARTY_TOO_LARGE,
        Code.PARALLEL,
        Code.OUTSIDE_WINDOW,
        Code.BLOCKED,
        Code.RESOURCE_BUSY,
    ]


def test_nothing_is_left_when_more_than_the_party_s_size_stands_in_the_way() -> None:
    assert judged(a_tour(), supply(), party=11).left == 10
    assert judged(a_tour(lead=7 * 24 * 60), supply(), party=11).left == 0


def test_the_last_kayaks_being_out_is_explained() -> None:
    out = a_use(KAYAKS, "10:00", "10:01", units=20)

    verdict = judged(a_tour(each_needs(KAYAKS)), supply(out))

    assert codes(verdict) == [Code.RESOURCE_BUSY]


def test_the_hours_of_a_resource_are_in_its_own_zone() -> None:
    abroad = with_resource(ANNA, windows=hours("10:00", "11:00"), zone="Asia/Kolkata")
    plan = a_tour(a_need(ANNA), times=("04:30", "10:00"))

    assert free_clocks(plan, supply(resources=abroad)) == ["04:30"]


def test_a_run_may_end_in_the_minute_in_which_hours_end() -> None:
    until_eleven = with_resource(ANNA, windows=hours("10:00", "11:00"))

    assert judged(a_tour(a_need(ANNA)), supply(resources=until_eleven)).fits
    assert not judged(a_tour(a_need(ANNA), duration=61), supply(resources=until_eleven)).fits
