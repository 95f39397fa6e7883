"""Two people at the checkout for the last use of a code, or the last lunch on board."""

from decimal import Decimal

import pytest

from bookings import actions
from bookings.models import Booking, PromoCode, PromoUse
from scheduling.models import AddOn, Claim
from tests.harbor import GUEST, NINE, NOW, ONE, organization, tour, wanting
from tests.races import race, winners

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def booking(walk, **wishes):
    request = wanting(walk, seats=1, **wishes)
    return lambda: actions.book(request=request, by=GUEST, now=NOW)


@pytest.mark.parametrize("seed", range(4))
def test_twenty_at_the_checkout_for_three_uses_use_exactly_three(seed):
    harbor = organization()
    walk, ride = (tour(harbor, name=name, capacity=50) for name in ("Walk", "Ride"))
    PromoCode.objects.create(
        organization=harbor, code="HARBOR10", percent_off=Decimal(10), max_uses=3
    )
    places = [(walk, NINE), (ride, NINE), (walk, ONE), (ride, ONE)]
    racers = [
        booking(offering, name=f"Guest{number}", promo="HARBOR10", starts_at=starts_at)
        for number in range(20)
        for offering, starts_at in [places[(number + seed) % 4]]
    ]

    answers = race(racers)

    assert len(winners(answers)) == PromoUse.objects.live(NOW).count() == 3
    assert {one.code for one in answers if one not in winners(answers)} == {"promo_used_up"}
    assert Booking.objects.count() == Claim.objects.live(NOW).count() == 3


@pytest.mark.parametrize("seed", range(3))
def test_one_guest_in_many_tabs_uses_a_code_once(seed):
    harbor = organization()
    walk = tour(harbor, capacity=50)
    code = {"code": "ONCE", "percent_off": Decimal(10), "max_uses_per_customer": 1}
    PromoCode.objects.create(organization=harbor, **code)

    answers = race([booking(walk, name="Ada", promo="ONCE") for _ in range(8)])

    assert len(winners(answers)) == PromoUse.objects.count() == 1


@pytest.mark.parametrize("seed", range(4))
def test_twenty_at_the_checkout_for_three_lunches_take_exactly_three(seed):
    harbor = organization()
    walk = tour(harbor, capacity=50)
    lunch = AddOn.objects.create(organization=harbor, name="Lunch", price_minor=900, stock=3)
    walk.add_ons.add(lunch)
    if seed % 2:
        booking(walk, name="Early")()
    one = ((lunch.public_id, 1),)

    answers = race([booking(walk, name=f"Guest{n}", add_ons=one) for n in range(20)])

    assert len(winners(answers)) == 3
    assert {one.code for one in answers if one not in winners(answers)} == {"add_on_sold_out"}
    sold = Booking.objects.filter(lines__add_on=lunch, claim__in=Claim.objects.live(NOW))
    assert sold.count() == 3


@pytest.mark.parametrize("seed", range(3))
def test_who_moves_and_who_books_at_once_share_what_is_left(seed):
    harbor = organization()
    walk = tour(harbor, capacity=50)
    lunch = AddOn.objects.create(organization=harbor, name="Lunch", price_minor=900, stock=2)
    walk.add_ons.add(lunch)
    one = ((lunch.public_id, 1),)
    made = [booking(walk, name=f"Mover{n}", add_ons=one, starts_at=ONE)() for n in range(2)]

    def moving(row):
        return lambda: actions.reschedule(booking=row, starts_at=NINE, by=GUEST, now=NOW)

    movers = [moving(one.booking) for one in made]
    answers = race([*movers, *(booking(walk, name=f"G{n}", add_ons=one) for n in range(4))])

    assert len(winners(answers)) == 2
    on_board = Claim.objects.live(NOW).filter(occurrence__starts_at=NINE)
    assert Booking.objects.filter(claim__in=on_board).count() == 2
