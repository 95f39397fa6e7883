"""A block that is made while bookings are being taken: real threads on committed data."""

from threading import Event
from time import sleep
from typing import Any

import pytest
from django.db import transaction

from orgs.access import Caller
from scheduling import capacity
from scheduling.actions import blocks, resources
from scheduling.engine.types import Span
from scheduling.errors import InUse
from scheduling.models import Claim, Resource
from tests.harbor import NINE, NOW, ONE, organization, resource, tour, variant_of
from tests.races import race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

STAFF = Caller()


def taking(variant: Any, holder: str) -> Any:
    return lambda: capacity.take(
        variant=variant, starts_at=NINE, seats=1, holder=holder, until=None, now=NOW
    )


def blocking(van: Resource) -> Any:
    return lambda: blocks.create(
        org=van.organization,
        by=STAFF,
        now=NOW,
        ref=van.public_id,
        span=Span(NINE, ONE),
        rrule="",
        reason="",
    )


@pytest.mark.parametrize("booked_before", [0, 1])
@pytest.mark.parametrize("seed", range(10))
def test_a_booking_taken_beside_a_block_is_named_or_comes_after_it(
    seed: int, booked_before: int
) -> None:
    harbor = organization()
    van = resource(harbor)
    variant = variant_of(tour(harbor, needs=((van,),)))
    for number in range(booked_before):
        taking(variant, f"bk_early{number}")()

    *_, made = race([*(taking(variant, f"bk_{number}") for number in range(4)), blocking(van)])

    assert isinstance(made, blocks.Blocked)
    named = {one.holder for one in made.affected}
    in_order = list(Claim.objects.order_by("pk").values_list("holder", flat=True))
    # Seats are added one after the other: what the block saw is where the row begins, without gaps.
    assert set(in_order[: len(named)]) == named
    # Once the van is blocked nobody opens a run: whoever is on one came before.
    assert bool(named) == bool(in_order)


@pytest.mark.parametrize("booked_before", [0, 1])
def test_a_block_waits_for_a_booking_that_is_being_taken(booked_before: int) -> None:
    harbor = organization()
    van = resource(harbor)
    variant = variant_of(tour(harbor, needs=((van,),)))
    for number in range(booked_before):
        taking(variant, f"bk_early{number}")()
    taken = Event()

    def slowly() -> Claim:
        with transaction.atomic():
            claim: Claim = taking(variant, "bk_slow")()
            taken.set()
            sleep(0.5)
            return claim

    def after() -> blocks.Blocked:
        taken.wait(timeout=30)
        found: blocks.Blocked = blocking(van)()
        return found

    _, made = race([slowly, after])

    assert isinstance(made, blocks.Blocked)
    assert "bk_slow" in [one.holder for one in made.affected]


@pytest.mark.parametrize("seed", range(10))
def test_a_resource_goes_or_is_booked_but_never_both(seed: int) -> None:
    harbor = organization()
    van = resource(harbor)
    variant = variant_of(tour(harbor, needs=((van,),)))

    def archiving() -> Resource:
        return resources.archive(org=harbor, by=STAFF, now=NOW, ref=van.public_id)

    *_, gone = race([*(taking(variant, f"bk_{number}") for number in range(4)), archiving])

    assert isinstance(gone, InUse) == Claim.objects.exists()
