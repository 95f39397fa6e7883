"""Add-ons that need a resource or make the run longer: taken by the one path that all take."""

import random
from datetime import date, timedelta
from typing import Any

import pytest

from orgs.errors import Invalid, Refusal
from scheduling import availability, capacity
from scheduling.extras import Extra, of_shared_run
from scheduling.models import Allocation, Offering
from tests.harbor import FOURTH, NINE, NOW, ONE, add_on, organization, resource, tour, variant_of

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def take(offering: Offering, holder: str, *extras: Extra, seats: int = 2, at: Any = NINE) -> Any:
    return capacity.take(
        variant=variant_of(offering),
        starts_at=at,
        seats=seats,
        holder=holder,
        until=None,
        now=NOW,
        extras=extras,
    )


def left(offering: Offering, *extras: Extra, party: int = 1) -> list[int]:
    """What is left at nine and at one, where anything is."""
    asked = {"first": FOURTH, "last": FOURTH, "party": party, "now": NOW, "extras": extras}
    return [slot.remaining for slot in availability.of_offering(offering=offering, **asked)]


def given(claim: Any) -> list[str]:
    rows = Allocation.objects.filter(occurrence=claim.occurrence, released_at=None)
    return sorted(rows.values_list("resource__name", flat=True))


def test_an_add_on_takes_its_resource_beside_those_of_the_run() -> None:
    harbor = organization()
    walk = tour(harbor, needs=((resource(harbor),),))
    photos = add_on(walk, needs=((resource(harbor, "Paula", kind="PERSON"),),))

    claim = take(walk, "bk_1", Extra(photos, 1))

    assert given(claim) == ["Paula", "Van"]
    assert claim.occurrence.seats == 10


def test_who_joins_a_run_takes_it_for_themselves() -> None:
    harbor = organization()
    walk = tour(harbor, needs=((resource(harbor),),))
    paula = resource(harbor, "Paula", kind="PERSON")
    photos = add_on(walk, needs=((paula,),))
    first = take(walk, "bk_1")

    second = take(walk, "bk_2", Extra(photos, 1))

    assert second.occurrence_id == first.occurrence_id
    assert [row.claim_id for row in Allocation.objects.filter(resource=paula)] == [second.pk]


def test_what_one_booking_has_no_other_gets() -> None:
    harbor = organization()
    walk = tour(harbor)
    photos = add_on(walk, needs=((resource(harbor, "Paula", kind="PERSON"),),))
    take(walk, "bk_1", Extra(photos, 1))

    with pytest.raises(Refusal) as refused:
        take(walk, "bk_2", Extra(photos, 1))

    assert refused.value.code == "sold_out"
    assert left(walk, Extra(photos, 1)) == [10]
    assert left(walk) == [8, 10]


def test_giving_back_frees_it_and_moving_carries_it() -> None:
    harbor = organization()
    walk = tour(harbor)
    photos = add_on(walk, needs=((resource(harbor, "Paula", kind="PERSON"),),))
    extra = Extra(photos, 1)
    claim = take(walk, "bk_1", extra)

    moved = capacity.move(
        claim=claim, variant=variant_of(walk), starts_at=ONE, seats=2, now=NOW, extras=[extra]
    )

    assert left(walk, extra) == [10]
    assert given(moved) == ["Paula"]
    capacity.release(claim=moved, now=NOW)
    assert left(walk, extra) == [10, 10]
    assert not Allocation.objects.filter(released_at=None).exists()


@pytest.mark.parametrize(
    ("sold", "per", "quantity", "units"),
    [
        ("BOOKING", "RUN", 2, 2),
        ("BOOKING", "PERSON", 1, 4),
        ("PERSON", "PERSON", 3, 3),
        ("PERSON", "RUN", 3, 1),
    ],
)
def test_what_is_needed_per_booking_and_per_person(
    sold: str, per: str, quantity: int, units: int
) -> None:
    harbor = organization()
    walk = tour(harbor)
    kayaks = resource(harbor, "Kayak", kind="EQUIPMENT", units=20)
    extra = Extra(add_on(walk, "Kayak", needs=((kayaks,),), per=per, sold=sold), quantity)

    take(walk, "bk_1", extra, seats=4)

    assert [row.units for row in Allocation.objects.all()] == [units]


def test_an_add_on_makes_a_run_longer_for_who_has_it_alone() -> None:
    harbor = organization()
    van = resource(harbor, turnaround_minutes=30)
    walk = tour(harbor, exclusive=True, needs=((van,),))
    hour = add_on(walk, "One hour more", extra_minutes=60)

    claim = take(walk, "bk_1", Extra(hour, 2))

    assert claim.occurrence.ends_at == NINE + 4 * HOUR
    assert [row.ends_at for row in Allocation.objects.all()] == [NINE + 4.5 * HOUR]


def test_a_longer_run_has_to_fit_before_the_next() -> None:
    harbor = organization()
    walk = tour(harbor, exclusive=True, needs=((resource(harbor),),))
    hour = add_on(walk, "One hour more", extra_minutes=60)
    take(walk, "bk_1", at=ONE)

    assert left(walk, Extra(hour, 2)) == [10]
    assert left(walk, Extra(hour, 3)) == []
    with pytest.raises(Refusal) as refused:
        take(walk, "bk_2", Extra(hour, 3))
    assert refused.value.code == "slot_unavailable"


def test_a_shared_run_is_not_made_longer() -> None:
    walk = tour(organization())
    hour = add_on(walk, "One hour more", extra_minutes=60)

    assert left(walk, Extra(hour, 1)) == []
    with pytest.raises(Refusal) as refused:
        take(walk, "bk_1", Extra(hour, 1))
    assert refused.value.code == "slot_unavailable"
    with pytest.raises(Invalid) as invalid:
        of_shared_run(walk, [(hour.public_id, 1)], 2)
    assert [(one.pointer, one.code) for one in invalid.value.errors] == [
        ("/addOns/0/addOnId", "whole_run_only")
    ]


def test_a_service_that_is_made_longer_still_ends_before_closing() -> None:
    harbor = organization()
    walk = tour(harbor, exclusive=True, minutes=60, times=())
    rule = walk.rules.get()
    rule.kind, rule.windows = "WINDOWS", [[5, 540, 780]]
    rule.save()
    hour = add_on(walk, "One hour more", extra_minutes=60)
    days = {"first": date(2026, 7, 4), "last": date(2026, 7, 4), "party": 1, "now": NOW}

    def starts(*extras: Extra) -> list[int]:
        slots = availability.of_offering(offering=walk, extras=extras, **days)
        return [(slot.starts_at - NINE) // HOUR for slot in slots]

    assert starts() == [0, 1, 2, 3]
    assert starts(Extra(hour, 1)) == [0, 1, 2]


def test_what_is_explained_is_what_is_taken() -> None:
    harbor = organization()
    walk = tour(harbor)
    photos = add_on(walk, needs=((resource(harbor, "Paula", kind="PERSON"),),))
    extra = Extra(photos, 1)
    take(walk, "bk_1", extra)

    found = availability.explain(
        offering=walk, first=FOURTH, last=FOURTH, party=2, now=NOW, extras=[extra]
    )

    assert [[reason.code.value for reason in slot.reasons] for slot in found] == [
        ["no_seats", "resource_busy"],
        [],
    ]


@pytest.mark.parametrize("seed", range(12))
def test_what_is_listed_with_add_ons_is_what_is_taken(seed: int) -> None:
    dice = random.Random(seed)
    harbor = organization()
    van, guides = resource(harbor), resource(harbor, "Guides", kind="PERSON", units=2)
    kayaks = resource(harbor, "Kayaks", kind="EQUIPMENT", units=5, turnaround_minutes=30)
    times = (540, 600, 660, 720, 780)
    shared = tour(harbor, name="Shared", capacity=6, times=times, needs=((guides,),), parallel=None)
    alone = tour(harbor, name="Alone", times=times, needs=((van,),), exclusive=True)
    extras = [
        add_on(shared, "Guide", needs=((guides,),)),
        add_on(shared, "Kayak", needs=((kayaks,),), per="PERSON", sold="PERSON"),
        add_on(alone, "Longer", extra_minutes=45, needs=((guides,),), per="PERSON"),
        add_on(alone, "Boat", extra_minutes=15, needs=((kayaks, van),)),
    ]
    starts = [NINE + minute * timedelta(minutes=1) for minute in range(0, 300, 60)]

    def chosen(offering: Offering, seats: int) -> list[Extra]:
        own = extras[:2] if offering == shared else extras[2:]
        wanted = dice.sample(own, dice.randint(0, 2))
        return [Extra(one, dice.randint(1, min(2, seats))) for one in wanted]

    for number in range(25):
        offering, seats = dice.choice((shared, alone)), dice.randint(1, 3)
        taken_beside, at = chosen(offering, seats), dice.choice(starts)
        asked = {"first": FOURTH, "last": FOURTH, "party": seats, "now": NOW}
        free = availability.of_offering(offering=offering, extras=taken_beside, **asked)
        why = availability.explain(offering=offering, extras=taken_beside, **asked)
        listed = at in [slot.starts_at for slot in free]
        try:
            take(offering, f"bk_{number}", *taken_beside, seats=seats, at=at)
        except Refusal:
            assert not listed
        else:
            assert listed
        assert [slot.starts_at for slot in why if not slot.reasons] == [
            slot.starts_at for slot in free
        ]
