"""Seats that boats and kayaks leave: which are chosen, and for how many people."""

from datetime import timedelta

from scheduling.engine.types import Code
from tests.scheduling.engine.harbour import (
    BIG_BOAT,
    KAYAKS,
    SMALL_BOAT,
    a_need,
    a_run,
    a_tour,
    a_use,
    codes,
    each_needs,
    given,
    judged,
    supply,
)

HOUR = timedelta(hours=1)


def test_a_boat_lowers_the_seats() -> None:
    verdict = judged(a_tour(a_need(SMALL_BOAT)), supply(), party=6)

    assert (verdict.left, verdict.seats, given(verdict)) == (6, 6, {SMALL_BOAT: 1})


def test_the_boat_with_most_seats_is_chosen() -> None:
    verdict = judged(a_tour(a_need(SMALL_BOAT, BIG_BOAT)), supply())

    assert (verdict.seats, given(verdict)) == (10, {BIG_BOAT: 1})


def test_the_smaller_boat_is_chosen_when_it_seats_all() -> None:
    verdict = judged(a_tour(a_need(BIG_BOAT, SMALL_BOAT), capacity=5), supply())

    assert given(verdict) == {SMALL_BOAT: 1}


def test_the_seats_of_a_stored_run_stand_whatever_boat_is_free() -> None:
    verdict = judged(
        a_tour(a_need(BIG_BOAT)), supply(a_use(BIG_BOAT, "10:00", "11:00"), runs=(a_run(1),))
    )

    assert (verdict.run_id, verdict.left, given(verdict)) == (1, 6, {})


def test_each_person_takes_a_kayak() -> None:
    verdict = judged(a_tour(each_needs(KAYAKS)), supply(), party=3)

    assert (verdict.left, given(verdict)) == (10, {KAYAKS: 3})


def test_no_more_people_than_there_are_kayaks() -> None:
    out = a_use(KAYAKS, "10:00", "12:00", units=15)

    verdict = judged(a_tour(each_needs(KAYAKS)), supply(out), party=6)

    assert (verdict.left, codes(verdict)) == (5, [Code.NO_SEATS])


def test_two_paddles_each_halve_the_number_of_people() -> None:
    verdict = judged(a_tour(each_needs(KAYAKS, quantity=2), capacity=15), supply(), party=10)

    assert (verdict.left, given(verdict)) == (10, {KAYAKS: 20})


def test_joining_takes_only_what_is_needed_per_person() -> None:
    plan = a_tour(a_need(BIG_BOAT), each_needs(KAYAKS))

    verdict = judged(plan, supply(a_use(KAYAKS, "10:00", "11:00", 17), runs=(a_run(1),)), party=2)

    assert (verdict.run_id, verdict.left, given(verdict)) == (1, 3, {KAYAKS: 2})


def test_a_stored_run_without_kayaks_left_has_no_seats_left() -> None:
    plan = a_tour(each_needs(KAYAKS))

    verdict = judged(plan, supply(a_use(KAYAKS, "10:00", "11:00", 20), runs=(a_run(1),)))

    assert (verdict.left, codes(verdict)) == (0, [Code.NO_SEATS, Code.RESOURCE_BUSY])


def test_a_resource_that_is_gone_is_passed_over() -> None:
    plan = a_tour(a_need(404, SMALL_BOAT))

    assert given(judged(plan, supply())) == {SMALL_BOAT: 1}
