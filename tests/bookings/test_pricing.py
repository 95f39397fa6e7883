"""What a party pays; pure arithmetic."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bookings.pricing import GroupDiscount, Item, Price, price

ADULTS = Item("rate_adult", "Adult", 4500, 2)
CHILD = Item("rate_child", "Child", 2000, 1)
LUNCH = Item("add_lunch", "Lunch", 1250, 3)

items = st.lists(
    st.builds(
        Item,
        id=st.just("rate_x"),
        label=st.just("Guest"),
        unit_minor=st.integers(0, 10**9),
        quantity=st.integers(0, 1000),
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


def priced(rates=(ADULTS, CHILD), add_ons=(), seats=3, group_discounts=()):
    return price(
        currency="USD", rates=rates, add_ons=add_ons, seats=seats, group_discounts=group_discounts
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


@given(rates=items, add_ons=items, seats=st.integers(1, 20), group_discounts=discounts)
def test_a_total_is_the_sum_of_its_lines_and_never_negative(rates, add_ons, seats, group_discounts):
    found = priced(rates, add_ons, seats, group_discounts)

    lines = sum(item.unit_minor * item.quantity for item in (*rates, *add_ons))
    assert found.total == lines - found.discount_total
    assert 0 <= found.discount_total <= found.subtotal
    assert Price.from_json(found.as_json()) == found
