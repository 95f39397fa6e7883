"""Proposals answered and accepted all at once, on committed data."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest

from bookings import actions
from bookings.actions import expiring
from bookings.models import Booking
from bookings.states import State
from scheduling.models import Allocation, Claim
from tests.bookings.proposals import HOUR, SEVEN, STAFF, answered, fresh, private_ride, proposing
from tests.harbor import GUEST, NINE, NOW, add_on, organization, resource, tour, wanting
from tests.races import race, winners

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

QUARTER = timedelta(minutes=15)


def offering(booking: Booking, price: int) -> Callable[[], Booking]:
    return lambda: answered(booking, price=price)


def accepting(booking: Booking) -> Callable[[], Booking]:
    return lambda: actions.accept(booking=fresh(booking), by=GUEST, now=NOW)


@pytest.mark.parametrize("seed", range(4))
def test_two_private_rides_never_share_one_van(seed: int) -> None:
    dice = random.Random(seed)
    harbor = organization()
    van = resource(harbor)
    rides = [private_ride(org=harbor, name=f"Ride {name}", needs=((van,),)) for name in "AB"]
    wishes = [
        proposing(
            dice.choice(rides), starts_at=SEVEN + dice.randrange(7) * QUARTER, name=f"Guest{number}"
        )
        for number in range(8)
    ]

    named = winners(race([offering(one, 10_000) for one in wishes]))
    race([accepting(one) for one in [*named, *named]])

    assert len(named) == 1
    assert Allocation.objects.live(NOW).count() == 1
    states = Booking.objects.order_by("state").values_list("state", flat=True)
    assert list(states) == [State.AWAITING_APPROVAL] * 7 + [State.CONFIRMED]


@pytest.mark.parametrize("seed", range(4))
def test_a_private_ride_and_seats_of_a_shared_walk_never_share_the_van(seed: int) -> None:
    harbor = organization()
    van = resource(harbor)
    ride = private_ride(org=harbor, needs=((van,),))
    walk = tour(harbor, name="Walk", needs=((van,),))
    booking = proposing(ride, starts_at=NINE + QUARTER)

    def booking_a_seat(number: int) -> Callable[[], Booking]:
        request = wanting(walk, seats=1, name=f"Guest{number}")
        return lambda: actions.book(request=request, by=GUEST, now=NOW).booking

    racers = [offering(booking, 10_000), *(booking_a_seat(number) for number in range(4))]
    random.Random(seed).shuffle(racers)
    won = winners(race(racers))

    private = [row for row in won if row.proposed]
    assert (len(private), len(won)) in ((1, 1), (0, 4))
    assert Allocation.objects.live(NOW).count() == 1


@pytest.mark.parametrize("seed", range(4))
def test_an_offer_is_accepted_turned_down_changed_or_lapsed_and_the_run_agrees(seed: int) -> None:
    booking = answered(proposing(private_ride()), until=NOW + HOUR)
    late = NOW + HOUR - timedelta(seconds=1)
    racers: list[Callable[[], object]] = [
        lambda: (
            actions.accept(booking=fresh(booking), by=GUEST, now=late, expected_total=30_000).state
        ),
        lambda: actions.turn_down(booking=fresh(booking), by=GUEST, now=late).state,
        lambda: expiring.expire(booking=fresh(booking), now=NOW + HOUR),
        lambda: answered(booking, price=40_000).state,
        lambda: actions.cancel_by_staff(booking=fresh(booking), by=STAFF, now=late).state,
    ]
    random.Random(seed).shuffle(racers)
    race(racers)

    after = fresh(booking)
    held = Claim.objects.live(NOW + HOUR).filter(holder=booking.public_id)
    assert held.count() == (1 if after.state in (State.CONFIRMED, State.PENDING) else 0)
    if after.state == State.CONFIRMED:
        assert after.total_minor == 30_000
        assert held.get().until is None


@pytest.mark.parametrize("seed", range(4))
def test_the_one_photographer_goes_with_one_booking_of_many(seed: int) -> None:
    dice = random.Random(seed)
    harbor = organization()
    paula = resource(harbor, "Paula", kind="PERSON")
    walks = [tour(harbor, name=f"Walk {name}", capacity=20) for name in "AB"]
    photos = {walk.pk: add_on(walk, needs=((paula,),)) for walk in walks}
    requests = [
        wanting(walk, seats=1, name=f"Guest{number}", add_ons=((photos[walk.pk].public_id, 1),))
        for number in range(10)
        for walk in [dice.choice(walks)]
    ]

    answers = race(
        [lambda one=one: actions.book(request=one, by=GUEST, now=NOW) for one in requests]  # type: ignore[misc]
    )

    assert len(winners(answers)) == 1
    lost = {answer.code for answer in answers if answer not in winners(answers)}  # type: ignore[union-attr]
    assert lost == {"add_on_sold_out"}
    assert Allocation.objects.live(NOW).count() == 1
