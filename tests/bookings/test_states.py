"""The transition table and the terms; pure."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from bookings.states import MOVES, Condition, State, may_move, state_under
from bookings.terms import CancelStep, Terms

LEGAL = {
    "PENDING": "AWAITING_APPROVAL CONFIRMED CANCELLED EXPIRED",
    "AWAITING_APPROVAL": "PENDING CONFIRMED DECLINED CANCELLED EXPIRED",
    "CONFIRMED": "CHECKED_IN NO_SHOW CANCELLED",
    "CANCELLED": "REFUNDED",
}
"""As drawn in the design, written down a second time on purpose."""
NOW = datetime(2026, 7, 1, tzinfo=UTC)
START = datetime(2026, 7, 10, tzinfo=UTC)


@pytest.mark.parametrize(("origin", "target"), list(product(State, State)))
def test_every_move_not_in_the_table_is_illegal(origin, target):
    assert may_move(origin, target) == (target.value in LEGAL.get(origin.value, "").split())


def test_every_state_has_its_row():
    assert set(MOVES) == set(State)


@pytest.mark.parametrize(
    ("outstanding", "state"),
    [
        ((), State.CONFIRMED),
        ((Condition.PAYMENT,), State.PENDING),
        ((Condition.MINIMUM,), State.PENDING),
        ((Condition.PAYMENT, Condition.MINIMUM), State.PENDING),
        ((Condition.APPROVAL,), State.AWAITING_APPROVAL),
        ((Condition.APPROVAL, Condition.PAYMENT), State.AWAITING_APPROVAL),
        ((Condition.APPROVAL, Condition.MINIMUM), State.AWAITING_APPROVAL),
        (tuple(Condition), State.AWAITING_APPROVAL),
    ],
)
def test_conditions_decide_where_a_booking_stands(outstanding, state):
    assert state_under(outstanding) == state


def test_a_free_booking_waits_for_no_payment():
    assert Terms().conditions(total=0) == frozenset()
    assert Terms().conditions(total=1) == {Condition.PAYMENT}


def test_a_request_is_held_for_its_approval_hours_and_an_unpaid_one_for_minutes():
    terms = Terms(hold_minutes=15, approval_hours=48)

    assert terms.hold_until(frozenset(Condition), START, NOW) == NOW + timedelta(hours=48)
    assert terms.hold_until(frozenset({Condition.PAYMENT}), START, NOW) == NOW + timedelta(
        minutes=15
    )
    assert terms.hold_until(frozenset({Condition.MINIMUM}), START, NOW) is None
    assert terms.hold_until(frozenset(Condition), NOW + timedelta(hours=1), NOW) == NOW + timedelta(
        hours=1
    )


def test_deadlines_count_back_from_the_start():
    terms = Terms(steps=(CancelStep(24),), move_hours=None, minimum_seats=4, decide_hours=48)

    assert terms.cancel_until(START) == START - timedelta(hours=24)
    assert terms.move_until(START) is None
    assert terms.decide_at(START) == START - timedelta(hours=48)
    assert Terms().decide_at(START) is None


def test_terms_survive_being_stored_and_words_of_later_versions():
    terms = Terms(policy_id="pol_x", version=3, steps=())

    assert Terms.from_json(terms.as_json() | {"unheard_of": 20}) == terms
