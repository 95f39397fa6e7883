"""Everybody at once: real threads, each its own connection, on committed data."""

import random
from datetime import timedelta

import pytest

from scheduling import capacity
from scheduling.models import Allocation, Claim
from tests.harbor import NINE, NOW, ONE, organization, resource, tour, variant_of
from tests.races import race, winners

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

QUARTER = timedelta(minutes=15)


def taking(variant, holder, seats=1, starts_at=NINE, until=None, now=NOW):
    return lambda: capacity.take(
        variant=variant, starts_at=starts_at, seats=seats, holder=holder, until=until, now=now
    )


def live_seats(offering, now=NOW):
    return Claim.objects.filter(occurrence__offering=offering).live(now).seats()


@pytest.mark.parametrize("seed", range(20))
def test_fifty_racers_for_the_last_five_seats_fill_exactly_five(seed):
    dice = random.Random(seed)
    walk = tour(organization(), capacity=dice.choice((5, 8, 25)))
    variant = variant_of(walk)
    if variant.capacity > 5:
        taking(variant, "bk_early", seats=variant.capacity - 5)()

    answers = race([taking(variant, f"bk_{number}") for number in range(50)])

    assert len(winners(answers)) == 5
    assert {answer.code for answer in answers if answer not in winners(answers)} == {"sold_out"}
    assert live_seats(walk) == variant.capacity


@pytest.mark.parametrize("seed", range(20))
def test_two_tours_racing_for_one_van_never_share_it(seed):
    dice = random.Random(seed)
    harbor = organization()
    van = resource(harbor, seats=3)
    tours = [tour(harbor, name=name, needs=((van,),)) for name in ("Walk", "Ride")]
    variants = [variant_of(offering) for offering in tours] * 6
    dice.shuffle(variants)

    answers = race([taking(one, f"bk_{number}") for number, one in enumerate(variants)])

    assert len(winners(answers)) == 3
    assert Allocation.objects.live(NOW).count() == 1
    assert sorted(live_seats(offering) for offering in tours) == [0, 3]


@pytest.mark.parametrize("seed", range(20))
def test_parties_of_all_sizes_never_oversell_and_are_never_split(seed):
    dice = random.Random(seed)
    walk = tour(organization(), capacity=11)
    variant = variant_of(walk)
    sizes = [dice.randint(1, 6) for _ in range(16)]

    answers = race([taking(variant, f"bk_{place}", seats=size) for place, size in enumerate(sizes)])

    won = [claim.seats for claim in winners(answers)]
    lost = [
        size for size, answer in zip(sizes, answers, strict=True) if answer not in winners(answers)
    ]
    assert sum(won) == live_seats(walk) <= 11
    assert all(sum(won) + size > 11 for size in lost)


@pytest.mark.parametrize("seed", range(20))
def test_a_hold_that_lapses_mid_race_is_reused_by_exactly_one(seed):
    dice = random.Random(seed)
    harbor = organization()
    van = resource(harbor)
    walk = tour(harbor, capacity=2, needs=((van,),))
    ride = tour(harbor, name="Ride", capacity=2, needs=((van,),))
    variants = [variant_of(walk), variant_of(ride)]
    lapse = NOW + QUARTER
    held = taking(variants[0], "bk_held", seats=2, until=lapse)()

    def keeping():
        return capacity.keep(claim=held, until=None, now=lapse - timedelta(seconds=1))

    racers = [
        taking(dice.choice(variants), f"bk_{number}", seats=2, now=lapse) for number in range(8)
    ]
    racers.insert(dice.randint(0, 8), keeping)
    answers = race(racers)

    assert len(winners(answers)) == 1
    assert live_seats(walk, lapse) + live_seats(ride, lapse) == 2
    assert Allocation.objects.live(lapse).count() == 1


@pytest.mark.parametrize("seed", range(20))
def test_movers_keep_their_old_place_when_the_new_one_is_refused(seed):
    dice = random.Random(seed)
    walk = tour(organization(), capacity=6)
    variant = variant_of(walk)
    morning = [taking(variant, f"bk_{number}")() for number in range(6)]
    for number in range(dice.randint(2, 5)):
        taking(variant, f"bk_noon_{number}", starts_at=ONE)()

    def moving(claim):
        return lambda: capacity.move(claim=claim, variant=variant, starts_at=ONE, seats=1, now=NOW)

    before = live_seats(walk)
    race([moving(claim) for claim in morning])

    seats = Claim.objects.live(NOW).filter(occurrence__starts_at=ONE).seats()
    assert live_seats(walk) == before
    assert seats == 6


@pytest.mark.parametrize("seed", range(20))
def test_movers_that_want_each_others_places_do_not_lock_up(seed):
    dice = random.Random(seed)
    harbor = organization()
    vans = (resource(harbor, "Red van"), resource(harbor, "Blue van"))
    walk = tour(harbor, capacity=4, needs=(vans,))
    variant = variant_of(walk)
    claims = [
        taking(variant, f"bk_{number}", starts_at=(NINE, ONE)[number % 2])() for number in range(6)
    ]

    def moving(claim):
        target = dice.choice((NINE, ONE))
        return lambda: capacity.move(
            claim=claim, variant=variant, starts_at=target, seats=1, now=NOW
        )

    answers = race([moving(claim) for claim in claims])

    assert live_seats(walk) == 6
    assert len(winners(answers)) >= 2


@pytest.mark.parametrize("seed", range(20))
def test_giving_back_while_others_join_leaves_no_van_behind(seed):
    dice = random.Random(seed)
    harbor = organization()
    walk = tour(harbor, capacity=8, needs=((resource(harbor),),))
    variant = variant_of(walk)
    claims = [taking(variant, f"bk_{number}")() for number in range(4)]

    def releasing(claim):
        return lambda: capacity.release(claim=claim, now=NOW)

    racers = [releasing(claim) for claim in claims]
    racers += [taking(variant, f"bk_new_{number}") for number in range(dice.randint(0, 4))]
    dice.shuffle(racers)
    joined = len(racers) - len(claims)
    race(racers)

    assert live_seats(walk) == joined
    assert Allocation.objects.live(NOW).count() == min(joined, 1)
