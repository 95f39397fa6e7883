"""Seats of a claim that lapse sooner than the rest, and become one with it again."""

from datetime import timedelta

import pytest

from scheduling import availability, capacity
from scheduling.errors import HoldLapsed, SlotUnavailable, SoldOut
from scheduling.extras import Extra
from scheduling.models import Allocation, Claim, Requirement
from scheduling.models.resources import Per
from scheduling.queries import conflicts
from tests.harbor import FOURTH, NINE, NOW, ONE, add_on, organization, resource, tour, variant_of

pytestmark = pytest.mark.django_db

DUE = NOW + timedelta(minutes=15)


def take(offering, seats, holder="bk_ada", now=NOW, extras=()):
    return capacity.take(
        variant=variant_of(offering),
        starts_at=NINE,
        seats=seats,
        holder=holder,
        until=None,
        now=now,
        extras=extras,
    )


def left(offering, now=NOW):
    """Seats left at nine on 4 July; nothing where it is gone."""
    slots = availability.of_offering(offering=offering, first=FOURTH, last=FOURTH, party=1, now=now)
    return [slot.remaining for slot in slots if slot.starts_at == NINE]


def kayaks(offering):
    """A boat for each, of five."""
    boat = resource(offering.organization, "Kayak", units=5)
    need = Requirement.objects.create(
        organization=offering.organization, offering=offering, quantity=1, per=Per.PERSON
    )
    need.resources.add(boat)
    return offering


def units(now=NOW):
    return sorted(
        (one.claim.part_of_id is not None, one.units)
        for one in Allocation.objects.live(now).select_related("claim")
    )


def test_a_part_takes_its_seats_until_it_lapses_and_nothing_from_then_on():
    walk = tour(organization(), capacity=6)
    claim = take(walk, 5)

    part = capacity.apart(claim=claim, seats=3, until=DUE, now=NOW)

    assert (claim.seats, part.seats, part.holder) == (2, 3, "bk_ada")
    assert (left(walk), left(walk, DUE)) == ([1], [4])
    assert take(walk, 4, "bk_grace", DUE).occurrence_id == claim.occurrence_id
    assert Claim.objects.get(pk=part.pk).released_at == DUE


def test_what_only_a_part_needs_lapses_with_it():
    walk = kayaks(tour(organization()))
    claim = take(walk, 4)

    capacity.apart(claim=claim, seats=3, until=DUE, now=NOW)

    assert units() == [(False, 1), (True, 3)]
    with pytest.raises(SoldOut):
        take(walk, 3, "bk_grace")
    assert take(walk, 4, "bk_grace", DUE).seats == 4


def test_what_was_a_part_is_held_as_long_as_the_rest():
    walk = kayaks(tour(organization()))
    claim = take(walk, 4)
    capacity.apart(claim=claim, seats=3, until=DUE, now=NOW)

    capacity.whole(claim=claim, seats=4, now=NOW)

    assert (claim.seats, left(walk, DUE)) == (4, [1])
    assert Claim.objects.live(DUE).get().seats == 4
    assert units(DUE) == [(False, 1), (False, 3)]


def test_a_part_that_lapsed_is_gone():
    walk = tour(organization())
    claim = take(walk, 4)
    capacity.apart(claim=claim, seats=3, until=DUE, now=NOW)

    with pytest.raises(HoldLapsed):
        capacity.whole(claim=claim, seats=4, now=DUE)

    assert Claim.objects.live(DUE).get().seats == 1
    assert capacity.whole(claim=claim, seats=1, now=DUE).seats == 1


def test_a_claim_cannot_lapse_as_a_whole_by_its_part():
    claim = take(tour(organization()), 4)

    with pytest.raises(HoldLapsed):
        capacity.apart(claim=claim, seats=4, until=DUE, now=NOW)


def test_giving_a_claim_back_gives_its_part_back():
    walk = kayaks(tour(organization()))
    claim = take(walk, 4)
    capacity.apart(claim=claim, seats=3, until=DUE, now=NOW)

    capacity.release(claim=claim, now=NOW)

    assert not Claim.objects.filter(released_at=None).exists()
    assert not Allocation.objects.filter(released_at=None).exists()


def test_moving_a_claim_takes_its_part_along_as_one():
    walk = kayaks(tour(organization()))
    claim = take(walk, 4)
    capacity.apart(claim=claim, seats=3, until=DUE, now=NOW)

    moved = capacity.move(claim=claim, variant=variant_of(walk), starts_at=ONE, seats=4, now=NOW)

    assert (moved.seats, moved.until) == (4, None)
    assert Claim.objects.live(NOW).get() == moved
    assert units(DUE) == [(False, 4)]


def test_lessening_a_claim_begins_with_its_part():
    walk = kayaks(tour(organization()))
    claim = take(walk, 4)
    capacity.apart(claim=claim, seats=2, until=DUE, now=NOW)

    capacity.lessen(claim=claim, seats=3, now=NOW)

    assert (claim.seats, left(walk)) == (3, [2])
    assert sum(count for _, count in units(DUE)) == 3


def test_who_takes_the_whole_run_may_add_to_it_for_a_while():
    boat = tour(organization(), exclusive=True)
    claim = take(boat, 4)

    capacity.apart(claim=claim, seats=1, until=DUE, now=NOW)

    with pytest.raises(SlotUnavailable):
        take(boat, 1, "bk_grace", DUE)
    assert Claim.objects.live(DUE).get().seats == 3


def test_staff_see_a_claim_and_its_part_as_one_booking():
    harbor = organization()
    van = resource(harbor)
    claim = take(tour(harbor, needs=((van,),)), 4)
    capacity.apart(claim=claim, seats=3, until=DUE, now=NOW)

    rows = conflicts.booked(van, NOW)

    assert [one.seats for one in conflicts.affected(harbor, rows, NOW)] == [4]
    assert [one.seats for one in conflicts.affected(harbor, rows, DUE)] == [1]


def test_an_add_on_of_those_who_stay_stays_with_them():
    harbor = organization()
    walk = tour(harbor)
    helmet = resource(harbor, "Helmet", units=4)
    safe = add_on(walk, per="PERSON", sold="PERSON", needs=((helmet,),))
    claim = take(walk, 4, extras=[Extra(safe, 4)])

    capacity.apart(claim=claim, seats=3, until=DUE, now=NOW, extras=[Extra(safe, 1)])

    assert units() == [(False, 1), (True, 3)]
    assert units(DUE) == [(False, 1)]
