"""Add-ons with resources and extra time, through bookings: quoted, booked, moved, given back."""

from typing import Any

import pytest

from bookings import actions, quotes
from bookings.models import Booking
from orgs.errors import Refusal
from scheduling.models import Allocation, Offering, Policy
from tests.harbor import GUEST, NINE, NOW, ONE, add_on, organization, resource, tour, wanting

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk() -> Offering:
    """Every day at nine and one, with the one photographer there is."""
    harbor = organization()
    row = tour(harbor)
    add_on(row, needs=((resource(harbor, "Paula", kind="PERSON"),),))
    return row


def chosen(walk: Offering) -> tuple[tuple[str, int], ...]:
    """One of its add-on."""
    return ((walk.add_ons.get(name="Photographer").public_id, 1),)


def book(walk: Offering, **wishes: Any) -> Booking:
    request = wanting(walk, **{"add_ons": chosen(walk), **wishes})
    return actions.book(request=request, by=GUEST, now=NOW).booking


def taken() -> list[Any]:
    """When resources are taken."""
    rows = Allocation.objects.filter(released_at=None).order_by("starts_at")
    return [row.starts_at for row in rows]


def refused(act: Any, **asked: Any) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        act(**asked)
    return refusal.value


def test_what_an_add_on_needs_is_taken_with_the_booking(walk: Offering) -> None:
    booking = book(walk)

    assert taken() == [NINE]
    assert booking.total_minor == 2 * 4500 + 5000


def test_quote_and_booking_name_the_add_on_that_is_not_to_be_had(walk: Offering) -> None:
    book(walk)
    asked = wanting(walk, add_ons=chosen(walk), name="Bert")

    quoted = refused(quotes.quote, choice=asked.choice, now=NOW)
    booked = refused(actions.book, request=asked, by=GUEST, now=NOW)

    assert (quoted.code, booked.code) == ("add_on_sold_out", "add_on_sold_out")
    assert booked.facts["addOnId"] == walk.add_ons.get().public_id
    assert ONE in [slot.starts_at for slot in booked.facts["alternatives"]]
    assert book(walk, add_ons=(), name="Bert").claim is not None


def test_moving_carries_it_and_the_old_time_has_it_again(walk: Offering) -> None:
    booking = book(walk)

    actions.reschedule(booking=booking, starts_at=ONE, by=GUEST, now=NOW)

    assert taken() == [ONE]
    assert book(walk, name="Bert").claim is not None


def test_a_booking_is_not_moved_to_where_it_is_not_to_be_had(walk: Offering) -> None:
    first = book(walk)
    book(walk, name="Bert", starts_at=ONE)

    moved = refused(actions.reschedule, booking=first, starts_at=ONE, by=GUEST, now=NOW)

    assert moved.code == "sold_out"
    assert taken() == [NINE, ONE]


def test_cancelling_gives_it_back(walk: Offering) -> None:
    actions.cancel(booking=book(walk), by=GUEST, now=NOW)

    assert taken() == []


def test_an_approved_request_that_held_nothing_takes_it_then(walk: Offering) -> None:
    harbor = walk.organization
    Offering.objects.filter(pk=walk.pk).update(requires_approval=True)
    loose = Policy.objects.create(organization=harbor, name="Loose", approval_holds_seats=False)
    Offering.objects.filter(pk=walk.pk).update(policy=loose)
    walk.refresh_from_db()
    booking = book(walk)
    assert taken() == []

    actions.approve(booking=booking, by=GUEST, now=NOW)

    assert taken() == [NINE]


def test_a_longer_run_is_quoted_booked_and_moved_as_long(walk: Offering) -> None:
    Offering.objects.filter(pk=walk.pk).update(exclusive=True)
    walk.refresh_from_db()
    hour = add_on(walk, "One hour more", extra_minutes=60)
    booking = book(walk, add_ons=((hour.public_id, 1),))
    assert (booking.ends_at - NINE).total_seconds() == 3 * 3600

    moved = actions.reschedule(booking=booking, starts_at=ONE, by=GUEST, now=NOW)

    assert (moved.ends_at - ONE).total_seconds() == 3 * 3600


def test_who_shares_a_run_is_refused_to_make_it_longer(walk: Offering) -> None:
    hour = add_on(walk, "One hour more", extra_minutes=60)

    refusal = refused(book, walk=walk, add_ons=((hour.public_id, 1),))

    assert [(one.pointer, one.code) for one in getattr(refusal, "errors", [])] == [
        ("/addOns/0/addOnId", "whole_run_only")
    ]
