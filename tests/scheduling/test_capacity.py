"""Take, keep, move and release, one at a time; `test_races.py` has them all at once."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from scheduling import availability, capacity, guards
from scheduling.errors import (
    HoldLapsed,
    NotBookable,
    OutsideHorizon,
    PartyTooLarge,
    SlotUnavailable,
    SoldOut,
    TooLate,
)
from scheduling.models import Allocation, Block, Claim, Occurrence, Requirement
from tests.harbor import FOURTH, NINE, NOW, ONE, organization, resource, tour, variant_of

pytestmark = pytest.mark.django_db

QUARTER = timedelta(minutes=15)


def take(offering, seats=2, starts_at=NINE, holder="bk_ada", until=None, now=NOW):
    return capacity.take(
        variant=variant_of(offering),
        starts_at=starts_at,
        seats=seats,
        holder=holder,
        until=until,
        now=now,
    )


def left(offering, now=NOW):
    """Seats left at nine and at one on 4 July; starts that are gone are missing."""
    slots = availability.of_offering(offering=offering, first=FOURTH, last=FOURTH, party=1, now=now)
    return {slot.starts_at: slot.remaining for slot in slots}


def test_taking_seats_leaves_the_rest():
    walk = tour(organization(), capacity=10)

    take(walk, seats=4)

    assert left(walk) == {NINE: 6, ONE: 10}


def test_taking_the_last_seat_leaves_none():
    walk = tour(organization(), capacity=4)

    take(walk, seats=4)

    assert left(walk) == {ONE: 4}


def test_a_party_larger_than_what_is_left_takes_nothing():
    walk = tour(organization(), capacity=5)
    take(walk, seats=3)

    with pytest.raises(SoldOut) as refusal:
        take(walk, seats=3, holder="bk_bob")

    assert refusal.value.facts == {"remaining": 2}
    assert Claim.objects.count() == 1


def test_a_party_larger_than_any_run_is_told_so():
    walk = tour(organization(), capacity=5)

    with pytest.raises(PartyTooLarge) as refusal:
        take(walk, seats=6)

    assert refusal.value.facts == {"maxParty": 5}


def test_a_start_that_the_rules_never_produced_is_refused():
    walk = tour(organization())

    with pytest.raises(SlotUnavailable):
        take(walk, starts_at=NINE + timedelta(minutes=1))


def test_a_start_inside_the_lead_time_is_too_late():
    walk = tour(organization(), lead_time_minutes=24 * 60 * 4)

    with pytest.raises(TooLate):
        take(walk)


def test_a_start_beyond_the_horizon_is_too_early():
    walk = tour(organization(), horizon_days=2)

    with pytest.raises(OutsideHorizon):
        take(walk)


def test_a_listed_offering_cannot_be_booked():
    parade = tour(organization(), capacity=None)

    with pytest.raises(NotBookable):
        take(parade)


def test_a_draft_cannot_be_booked():
    walk = tour(organization(), status="DRAFT")

    with pytest.raises(SlotUnavailable):
        take(walk)


def test_a_booking_on_one_tour_closes_the_slot_of_another_that_shares_its_van():
    harbor = organization()
    van = resource(harbor, seats=8)
    walk = tour(harbor, needs=((van,),))
    ride = tour(harbor, name="Coast ride", needs=((van,),))

    take(walk)

    assert left(walk) == {NINE: 6, ONE: 8}
    assert left(ride) == {ONE: 8}


def test_the_turnaround_keeps_two_runs_of_a_van_apart():
    harbor = organization()
    van = resource(harbor, turnaround_minutes=121)
    walk = tour(harbor, needs=((van,),))

    take(walk)

    assert left(walk) == {NINE: 8}


def test_a_refused_taking_leaves_no_trace():
    harbor = organization()
    van = resource(harbor)
    walk = tour(harbor, needs=((van,),))
    ride = tour(harbor, name="Coast ride", needs=((van,),))
    take(walk)
    before = (Occurrence.objects.count(), Claim.objects.count(), Allocation.objects.count())

    with pytest.raises(SlotUnavailable):
        take(ride, holder="bk_bob")

    assert (Occurrence.objects.count(), Claim.objects.count(), Allocation.objects.count()) == before


def test_a_second_party_joins_the_run_and_its_van():
    harbor = organization()
    walk = tour(harbor, needs=((resource(harbor, seats=8),),))

    first = take(walk)
    second = take(walk, holder="bk_bob")

    assert first.occurrence_id == second.occurrence_id
    assert Allocation.objects.count() == 1


def test_a_lapsed_hold_gives_its_seats_and_its_van_back_without_any_job():
    harbor = organization()
    van = resource(harbor)
    walk = tour(harbor, needs=((van,),))
    ride = tour(harbor, name="Coast ride", needs=((van,),))
    take(walk, until=NOW + QUARTER)

    assert left(ride, NOW + QUARTER - timedelta(seconds=1)) == {ONE: 10}
    assert left(ride, NOW + QUARTER) == {NINE: 10, ONE: 10}
    assert take(ride, holder="bk_bob", now=NOW + QUARTER)


def test_a_lapsed_hold_cannot_be_kept():
    walk = tour(organization())
    claim = take(walk, until=NOW + QUARTER)

    with pytest.raises(HoldLapsed):
        capacity.keep(claim=claim, until=None, now=NOW + QUARTER)


def test_a_kept_hold_keeps_its_van():
    harbor = organization()
    walk = tour(harbor, needs=((resource(harbor),),))
    claim = take(walk, until=NOW + QUARTER)

    capacity.keep(claim=claim, until=None, now=NOW)

    assert Allocation.objects.get().until is None
    assert left(walk, NOW + 2 * QUARTER) == {NINE: 8, ONE: 10}


def test_the_van_is_held_as_long_as_the_longest_claim():
    harbor = organization()
    walk = tour(harbor, needs=((resource(harbor),),))
    long = take(walk, until=NOW + 2 * QUARTER)
    take(walk, holder="bk_bob", until=NOW + QUARTER)

    assert Allocation.objects.get().until == NOW + 2 * QUARTER

    capacity.release(claim=long, now=NOW)

    assert Allocation.objects.get().until == NOW + QUARTER


def test_releasing_the_last_claim_gives_the_van_back():
    harbor = organization()
    van = resource(harbor)
    walk = tour(harbor, needs=((van,),))
    ride = tour(harbor, name="Coast ride", needs=((van,),))
    claim = take(walk)

    capacity.release(claim=claim, now=NOW)

    assert left(ride) == {NINE: 10, ONE: 10}
    assert take(ride, holder="bk_bob")


def test_releasing_twice_is_releasing_once():
    walk = tour(organization())
    claim = take(walk)
    capacity.release(claim=claim, now=NOW)

    capacity.release(claim=claim, now=NOW + QUARTER)

    assert Claim.objects.get().released_at == NOW


def test_an_emptied_run_is_used_again():
    harbor = organization()
    walk = tour(harbor, needs=((resource(harbor),),))
    claim = take(walk)
    capacity.release(claim=claim, now=NOW)

    again = take(walk, holder="bk_bob")

    assert again.occurrence_id == claim.occurrence_id
    assert Allocation.objects.live(NOW).count() == 1


def test_moving_gives_the_old_place_back_and_takes_the_new():
    walk = tour(organization())
    claim = take(walk)

    capacity.move(claim=claim, variant=variant_of(walk), starts_at=ONE, seats=2, now=NOW)

    assert left(walk) == {NINE: 10, ONE: 8}


def test_a_mover_may_use_the_van_it_leaves():
    harbor = organization()
    walk = tour(harbor, minutes=300, needs=((resource(harbor),),))
    claim = take(walk)

    capacity.move(claim=claim, variant=variant_of(walk), starts_at=ONE, seats=2, now=NOW)

    assert left(walk) == {ONE: 8}


def test_a_mover_keeps_the_old_place_when_the_new_one_is_refused():
    walk = tour(organization(), capacity=3)
    claim = take(walk)
    take(walk, starts_at=ONE, holder="bk_bob")

    with pytest.raises(SoldOut):
        capacity.move(claim=claim, variant=variant_of(walk), starts_at=ONE, seats=2, now=NOW)

    assert left(walk) == {NINE: 1, ONE: 1}


def test_a_private_party_has_the_whole_run():
    walk = tour(organization(), exclusive=True)

    take(walk)

    assert left(walk) == {ONE: 10}


def test_kayaks_are_taken_one_for_each_person_and_given_back_with_them():
    harbor = organization()
    kayaks = resource(harbor, "Kayaks", kind="EQUIPMENT", units=6)
    paddle = tour(harbor)
    need = Requirement.objects.create(organization=harbor, offering=paddle, per="PERSON")
    need.resources.add(kayaks)

    first = take(paddle, seats=4)
    assert left(paddle) == {NINE: 2, ONE: 6}

    take(paddle, seats=2, holder="bk_bob", until=NOW + QUARTER)
    assert left(paddle) == {ONE: 6}
    assert left(paddle, NOW + QUARTER) == {NINE: 2, ONE: 6}

    capacity.release(claim=first, now=NOW + QUARTER)
    assert left(paddle, NOW + QUARTER) == {NINE: 6, ONE: 6}


def test_kayaks_that_come_back_make_room_on_a_run_again():
    harbor = organization()
    kayaks = resource(harbor, "Kayaks", kind="EQUIPMENT", units=6)
    paddle, other = tour(harbor), tour(harbor, name="Sunset paddle")
    for offering in (paddle, other):
        need = Requirement.objects.create(organization=harbor, offering=offering, per="PERSON")
        need.resources.add(kayaks)
    elsewhere = take(other, seats=4, holder="bk_bob")
    take(paddle, seats=2)
    assert left(paddle) == {ONE: 6}

    capacity.release(claim=elsewhere, now=NOW)

    assert left(paddle) == {NINE: 4, ONE: 6}


def test_any_guide_who_speaks_german_will_do():
    harbor = organization()
    resource(harbor, "Ines", kind="PERSON", attributes={"languages": ["en"]})
    greta = resource(harbor, "Greta", kind="PERSON", attributes={"languages": ["de", "en"]})
    walk = tour(harbor)
    Requirement.objects.create(
        organization=harbor, offering=walk, kind="PERSON", attributes={"languages": "de"}
    )

    take(walk)

    assert Allocation.objects.get().resource == greta


def test_what_availability_offers_is_what_taking_accepts():
    harbor = organization()
    vans = (resource(harbor, "Small van", seats=3), resource(harbor, "Big van", seats=7))
    tours = [tour(harbor, name=name, needs=(vans,)) for name in ("Walk", "Ride", "Sail")]
    taken = 0
    for number in range(30):
        offering = tours[number % 3]
        offered = left(offering).get(NINE, 0)
        with pytest.raises((SoldOut, SlotUnavailable, PartyTooLarge)):
            take(offering, seats=offered + 1, holder=f"bk_over_{number}")
        if offered:
            take(offering, seats=min(2, offered), holder=f"bk_{number}")
            taken += min(2, offered)

    assert taken == 10
    assert [left(offering).get(NINE, 0) for offering in tours] == [0, 0, 0]


def test_a_run_whose_van_was_blocked_since_is_not_sold_further():
    harbor = organization()
    van = resource(harbor)
    walk = tour(harbor, needs=((van,),))
    take(walk)
    block = Block.objects.create(
        organization=harbor, resource=van, starts_at=NINE, ends_at=NINE + QUARTER
    )

    assert left(walk) == {ONE: 10}
    with pytest.raises(SlotUnavailable):
        take(walk, holder="bk_bob")
    explained = availability.explain(offering=walk, first=FOURTH, last=FOURTH, party=1, now=NOW)
    reasons = {reason.code.value: reason.block_id for reason in explained[0].reasons}
    assert reasons == {"blocked": block.pk, "no_seats": None}
    assert explained[0].status == "CLOSED"


def test_a_blocked_van_breaks_its_run_also_when_the_tour_now_asks_for_another():
    harbor = organization()
    red, blue = resource(harbor, "Red van"), resource(harbor, "Blue van")
    walk = tour(harbor, needs=((red,),))
    take(walk)
    walk.requirements.get().resources.set([blue])
    Block.objects.create(organization=harbor, resource=red, starts_at=NINE, ends_at=NINE + QUARTER)

    assert left(walk) == {ONE: 10}
    with pytest.raises(SlotUnavailable):
        take(walk, holder="bk_bob")


def test_the_database_itself_refuses_one_seat_too_many():
    walk = tour(organization(), capacity=2)
    claim = take(walk)

    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(
            organization=walk.organization, occurrence=claim.occurrence, holder="bk_x", seats=1
        )


def test_the_database_itself_refuses_a_van_in_two_places():
    harbor = organization()
    van = resource(harbor)
    walk = tour(harbor, needs=((van,),))
    take(walk)
    twin = Allocation.objects.get()
    twin.pk = None
    twin.starts_at += timedelta(minutes=30)
    twin.ends_at += timedelta(minutes=30)

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


@pytest.mark.parametrize("others", [0, 30])
def test_taking_costs_the_same_however_much_is_booked(others):
    harbor = organization()
    walk = tour(harbor, capacity=100, needs=((resource(harbor),),))
    for number in range(others):
        day = NINE + timedelta(days=1 + number)
        take(walk, starts_at=day, holder=f"bk_{number}")

    with CaptureQueriesContext(connection) as opening:
        take(walk)
    with CaptureQueriesContext(connection) as joining:
        take(walk, holder="bk_bob")

    # Each with its savepoint; variant_of is one of them.
    assert (len(opening), len(joining)) == (16, 14)


def test_a_van_that_was_given_up_long_ago_does_not_come_back_with_the_run():
    harbor = organization()
    red, blue = resource(harbor, "Red van"), resource(harbor, "Blue van")
    walk = tour(harbor, needs=((red,),))
    take(walk, until=NOW + QUARTER)
    walk.requirements.get().resources.set([blue])

    take(walk, holder="bk_bob", now=NOW + QUARTER)
    take(walk, holder="bk_cleo", now=NOW + QUARTER, until=NOW + 2 * QUARTER)

    live = Allocation.objects.live(NOW + QUARTER)
    assert [one.resource for one in live] == [blue]


def test_what_is_sold_is_read_again_under_its_lock():
    harbor = organization()
    walk = tour(harbor, capacity=10)
    before = variant_of(walk)
    walk.variants.update(capacity=1)

    with pytest.raises(PartyTooLarge):
        capacity.take(variant=before, starts_at=NINE, seats=2, holder="bk_x", until=None, now=NOW)


def test_the_guards_may_be_installed_again():
    harbor = organization()
    walk = tour(harbor, capacity=2)
    claim = take(walk)

    with connection.cursor() as cursor:
        editor = SimpleNamespace(connection=connection, execute=cursor.execute)
        guards.install(apps, editor)
        guards.install(apps, editor)

    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(
            organization=harbor, occurrence=claim.occurrence, holder="bk_x", seats=1
        )
