"""What cancelling and moving cost, and what is due when; pure arithmetic."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings import fees
from bookings.fees import Cancelling, Due, Moving
from bookings.terms import CancelStep, Terms

START = datetime(2026, 7, 4, 13, tzinfo=UTC)
HOUR = timedelta(hours=1)
WEEK, DAY = 168, 24
STEPS = (CancelStep(WEEK), CancelStep(DAY, Decimal(50), 500))

paid_amounts = st.integers(0, 10**9)
hours = st.integers(0, 24 * 60)
moments = st.integers(-10_000, 100_000).map(lambda minutes: START - timedelta(minutes=minutes))
percents = st.decimals(0, 100, places=2)


@st.composite
def step_lists(draw):
    """Steps as a policy may have them: later ones give back no more, nor for a smaller fee."""
    count = draw(st.integers(0, 5))
    untils = sorted(draw(st.sets(hours, min_size=count, max_size=count)), reverse=True)
    shares = sorted((draw(percents) for _ in range(count)), reverse=True)
    costs = sorted(draw(st.integers(0, 10**6)) for _ in range(count))
    return tuple(map(CancelStep, untils, shares, costs))


def cancelling(terms, before, paid=10_000):
    return fees.cancelling(terms, starts_at=START, paid=paid, now=START - before)


def until(hours_before):
    return START - hours_before * HOUR


@pytest.mark.parametrize(
    ("before", "refund"),
    [
        (200 * HOUR, 10_000),
        (WEEK * HOUR + HOUR / 60, 10_000),
        (WEEK * HOUR, 4_500),
        (DAY * HOUR + HOUR / 60, 4_500),
    ],
)
def test_the_first_step_still_in_time_says_what_comes_back(before, refund):
    found = cancelling(Terms(steps=STEPS), before)

    assert found == Cancelling(True, until(DAY), refund, 10_000 - refund)


@pytest.mark.parametrize("before", [DAY * HOUR, HOUR, -HOUR])
def test_after_the_last_step_the_guest_cannot_cancel(before):
    assert cancelling(Terms(steps=STEPS), before) == Cancelling(False, until(DAY), 0, 10_000)


def test_without_steps_the_guest_never_can():
    assert cancelling(Terms(steps=()), 1_000 * HOUR) == Cancelling(False, None, 0, 10_000)


def test_a_fee_above_the_refund_takes_it_all_and_no_more():
    steps = (CancelStep(DAY, Decimal(10), 5_000),)

    assert cancelling(Terms(steps=steps), WEEK * HOUR, paid=3_000)[2:] == (0, 3_000)


def test_nothing_paid_is_nothing_to_give_back_and_costs_nothing():
    assert cancelling(Terms(steps=STEPS), 30 * HOUR, paid=0)[2:] == (0, 0)


@pytest.mark.parametrize(("before", "allowed"), [(HOUR, True), (timedelta(0), False)])
def test_the_exempt_get_everything_back_until_the_start(before, allowed):
    found = cancelling(Terms(steps=STEPS, exempt=True), before)

    assert found == Cancelling(allowed, START, 10_000, 0)


def test_a_move_costs_its_fee_and_counts():
    terms = Terms(move_hours=48, moves=2, move_fee_minor=700)

    found = fees.moving(terms, starts_at=START, moves=1, now=START - WEEK * HOUR)

    assert found == Moving(True, until(48), 1, 700)


def test_the_exempt_move_without_fee_until_the_start_but_no_more_often():
    terms = Terms(move_hours=None, moves=2, move_fee_minor=700, exempt=True)

    found = fees.moving(terms, starts_at=START, moves=3, now=START - HOUR)

    assert found == Moving(True, START, 0, 0)


def due(terms, paid=0, before=1_000 * HOUR, total=10_000):
    return fees.due(terms, total=total, paid=paid, starts_at=START, now=START - before)


def test_without_a_deposit_all_is_due_at_once():
    assert due(Terms()) == Due(10_000, 0, None)


def test_a_deposit_is_due_at_once_and_the_rest_by_its_day():
    terms = Terms(deposit_percent=Decimal(30), balance_hours=WEEK)

    assert due(terms) == Due(3_000, 7_000, until(WEEK))
    assert due(terms, paid=3_000) == Due(0, 7_000, until(WEEK))
    assert due(terms, paid=3_000, before=WEEK * HOUR) == Due(7_000, 0, until(WEEK))


def test_a_deposit_without_a_day_leaves_the_rest_for_the_arrival():
    assert due(Terms(deposit_minor=2_500)) == Due(2_500, 7_500, None)


def test_a_deposit_above_the_price_is_the_price():
    assert due(Terms(deposit_minor=25_000, balance_hours=48)) == Due(10_000, 0, None)


def test_who_books_after_the_balance_is_due_pays_all_at_once():
    terms = Terms(deposit_percent=Decimal(30), balance_hours=WEEK)

    assert due(terms, before=DAY * HOUR) == Due(10_000, 0, until(WEEK))


@given(steps=step_lists(), paid=paid_amounts, now=moments, exempt=st.booleans())
def test_a_refund_is_never_above_what_was_paid_nor_below_zero(steps, paid, now, exempt):
    terms = Terms(steps=steps, exempt=exempt)

    found = fees.cancelling(terms, starts_at=START, paid=paid, now=now)

    assert 0 <= found.refund <= paid
    assert found.refund + found.fee == paid
    assert found.allowed == (found.until is not None and now < found.until)


@given(steps=step_lists(), paid=paid_amounts, now=moments, later=hours)
def test_cancelling_later_never_gives_back_more(steps, paid, now, later):
    terms = Terms(steps=steps)

    first = fees.cancelling(terms, starts_at=START, paid=paid, now=now)
    second = fees.cancelling(terms, starts_at=START, paid=paid, now=now + later * HOUR)

    assert second.refund <= first.refund
    assert first.allowed or not second.allowed


@given(
    total=paid_amounts,
    paid=paid_amounts,
    percent=st.none() | percents,
    amount=st.none() | paid_amounts,
    balance=st.none() | hours,
    now=moments,
)
def test_what_is_due_and_what_was_paid_are_the_whole_price(
    total, paid, percent, amount, balance, now
):
    terms = Terms(deposit_percent=percent, deposit_minor=amount, balance_hours=balance)

    found = fees.due(terms, total=total, paid=paid, starts_at=START, now=now)

    assert min(found.now, found.later) >= 0
    assert found.now + found.later == max(0, total - paid)


@given(steps=step_lists(), percent=st.none() | percents, exempt=st.booleans())
def test_terms_come_back_from_their_stored_form_as_they_were(steps, percent, exempt):
    terms = Terms(policy_id="pol_x", steps=steps, deposit_percent=percent, exempt=exempt)

    assert Terms.from_json(terms.as_json()) == terms


def test_terms_stored_before_there_were_steps_are_read():
    assert Terms.from_json({"cancel_hours": 48, "unheard_of": 1}).steps == (CancelStep(48),)
    assert Terms.from_json({"cancel_hours": None}).steps == ()
    assert Terms.from_json({}) == Terms()


@pytest.mark.parametrize(
    ("email", "exempt"),
    [
        ("Ada@Example.com", True),
        ("bob@partner.example", True),
        ("eve@evil-partner.example", False),
        ("eve@sub.partner.example", False),
        ("partner.example", False),
        ("", False),
    ],
)
def test_who_is_exempt_is_listed_by_address_or_by_whole_domain(email, exempt):
    listed = ["ada@example.com", "@partner.example"]

    assert Terms().for_guest(email, listed).exempt is exempt


def test_who_was_approved_has_hours_to_pay():
    terms = Terms(requires_approval=True, pay_hours=36, hold_minutes=15)
    now = START - WEEK * HOUR

    assert terms.hold_until(terms.conditions(total=1) - {"APPROVAL"}, START, now) == now + 36 * HOUR


def test_what_was_given_back_of_a_paid_deposit_comes_with_the_rest():
    terms = Terms(deposit_percent=Decimal(30), balance_hours=WEEK)

    assert due(terms, paid=2_000).once_paid() == Due(0, 8_000, until(WEEK))
    assert due(terms, paid=2_000, before=WEEK * HOUR).once_paid() == Due(8_000, 0, until(WEEK))
    assert due(Terms(), paid=9_000).once_paid() == Due(1_000, 0, None)
