"""What a party pays; pure arithmetic."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.pricing import Discount, Fee, GroupDiscount, Item, Price, Promo, Tax, price
from orgs import money

ADULTS = Item("rate_adult", "Adult", 4500, 2)
CHILD = Item("rate_child", "Child", 2000, 1)
LUNCH = Item("add_lunch", "Lunch", 1250, 3)

percents = st.decimals(0, 100, places=3)
items = st.lists(
    st.builds(
        Item,
        id=st.just("rate_x"),
        label=st.just("Guest"),
        unit_minor=st.integers(0, 10**9),
        quantity=st.integers(0, 1000),
        tax_percent=percents,
    ),
    max_size=6,
)
discounts = st.lists(
    st.builds(
        GroupDiscount,
        min_seats=st.integers(1, 20),
        percent_off=st.decimals(0, 100, places=2),
        amount_off_minor=st.integers(0, 10**9),
    ),
    max_size=4,
)
promos = st.none() | st.builds(
    Promo,
    code=st.just("HARBOR10"),
    percent_off=st.decimals(0, 100, places=2),
    amount_off_minor=st.integers(0, 10**9),
)


def priced(rates=(ADULTS, CHILD), add_ons=(), seats=3, group_discounts=(), **more):
    return price(
        currency="USD",
        rates=rates,
        add_ons=add_ons,
        seats=seats,
        group_discounts=group_discounts,
        **more,
    )


def test_a_price_is_rates_and_add_ons():
    found = priced(add_ons=(LUNCH,))

    assert (found.subtotal, found.add_on_total, found.total) == (11_000, 3_750, 14_750)


def test_the_best_group_discount_wins():
    offers = (
        GroupDiscount(2, percent_off=Decimal(5)),
        GroupDiscount(3, amount_off_minor=2_000),
        GroupDiscount(4, percent_off=Decimal(90)),
    )

    assert priced(group_discounts=offers).total == 9_000


def test_a_group_discount_leaves_add_ons_alone():
    everything_off = (GroupDiscount(1, percent_off=Decimal(100)),)

    assert priced(add_ons=(LUNCH,), group_discounts=everything_off).total == 3_750


def test_a_percentage_is_rounded_half_up_once():
    odd = (Item("rate_x", "Guest", 333, 1), Item("rate_y", "Guest", 332, 1))

    assert priced(rates=odd, group_discounts=(GroupDiscount(1, Decimal(10)),)).total == 598


def test_a_promo_code_comes_off_what_the_group_discount_left():
    found = priced(
        add_ons=(LUNCH,),
        group_discounts=(GroupDiscount(3, percent_off=Decimal(10)),),
        promo=Promo("HARBOR10", percent_off=Decimal(10)),
    )

    assert found.discounts == (
        Discount("GROUP", "Group discount", 1_100),
        Discount("PROMO", "HARBOR10", 990),
    )
    assert found.total == 11_000 - 1_100 - 990 + 3_750


def test_a_promo_code_worth_more_than_the_places_takes_them_off_and_no_more():
    found = priced(add_ons=(LUNCH,), promo=Promo("GIFT", amount_off_minor=50_000))

    assert (found.discount_total, found.total) == (11_000, 3_750)


def test_the_tax_is_a_part_of_the_total_and_rounded_once_for_each_percentage():
    lunch = Item("add_lunch", "Lunch", 1_250, 3, Decimal(7))
    found = priced(add_ons=(lunch,), promo=Promo("TEN", Decimal(10)), tax_percent=Decimal(19))

    assert found.taxes == (
        Tax(Decimal(7), 3_750, 245),
        Tax(Decimal(19), 9_900, 1_581),
    )
    assert found.tax == 1_826
    assert found.total == 13_650


@pytest.mark.parametrize(
    ("currency", "unit", "tax", "total"),
    [
        ("JPY", 1_000, "182", "2000"),
        ("USD", 1_000, "1.82", "20.00"),
        ("KWD", 1_000, "0.182", "2.000"),
    ],
)
def test_currencies_keep_their_own_digits(currency, unit, tax, total):
    rates = (Item("rate_x", "Guest", unit, 2),)
    found = price(
        currency=currency,
        rates=rates,
        add_ons=(),
        seats=2,
        group_discounts=(),
        tax_percent=Decimal(10),
    )

    assert (money.text(found.tax, currency), money.text(found.total, currency)) == (tax, total)


def test_a_fee_is_a_line_of_its_own_and_taxed_like_the_places():
    found = priced(tax_percent=Decimal(10)).with_fee(Fee("MOVE", "Change of time", 1_100))

    assert (found.total, found.tax) == (12_100, 1_100)


def test_a_price_stored_before_there_were_taxes_and_fees_is_read():
    stored = {
        "currency": "USD",
        "rates": [{"id": "rate_adult", "label": "Adult", "unit_minor": 4500, "quantity": 2}],
        "add_ons": [],
        "discounts": [],
    }

    assert Price.from_json(stored) == Price("USD", (ADULTS,))


@given(
    rates=items,
    add_ons=items,
    seats=st.integers(1, 20),
    group_discounts=discounts,
    promo=promos,
    tax_percent=percents,
    fee=st.integers(0, 10**6),
)
def test_a_total_is_the_sum_of_its_lines_and_never_negative(
    rates, add_ons, seats, group_discounts, promo, tax_percent, fee
):
    found = priced(
        rates, add_ons, seats, group_discounts, promo=promo, tax_percent=tax_percent
    ).with_fee(Fee("MOVE", "Change of time", fee))

    lines = sum(item.unit_minor * item.quantity for item in (*rates, *add_ons))
    assert (
        found.total == lines - found.discount_total + fee == sum(x.gross_minor for x in found.lines)
    )
    assert 0 <= found.discount_total <= found.subtotal
    assert Price.from_json(json.loads(json.dumps(found.as_json()))) == found


@given(rates=items, add_ons=items, promo=promos, tax_percent=percents)
def test_the_taxes_of_the_lines_sum_up_to_the_tax(rates, add_ons, promo, tax_percent):
    found = priced(rates, add_ons, promo=promo, tax_percent=tax_percent)

    assert sum(line.amount_minor for line in found.lines) == found.tax
    assert 0 <= found.tax <= found.total
    for tax in found.taxes:
        shares = [line.amount_minor for line in found.lines if line.percent == tax.percent]
        assert sum(shares) == tax.amount_minor
        assert all(abs(line.amount_minor) <= abs(line.gross_minor) for line in found.lines)


@given(rates=items, group_discounts=discounts, promo=promos, seats=st.integers(1, 19))
def test_a_discount_never_makes_it_dearer(rates, group_discounts, promo, seats):
    plain = priced(rates, seats=seats)

    assert (
        priced(rates, seats=seats, group_discounts=group_discounts, promo=promo).total
        <= plain.total
    )
