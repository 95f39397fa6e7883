"""Staff change who comes, having seen what it means."""

import pytest
from django.test import Client

from bookings import actions
from bookings.models import Booking
from scheduling.models import Rate
from tests import harbor
from tests.admin.conftest import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking(harbor_house: House) -> Booking:
    """Two on a walk that needs no approval."""
    walk = harbor.tour(harbor_house.org, name="Pier walk")
    return actions.book(request=harbor.wanting(walk), by=harbor.GUEST, now=harbor.NOW).booking


def page(booking: Booking) -> str:
    """Where it is changed."""
    return f"/admin/party/{booking.pk}/"


def said(staff: Client, booking: Booking, count: int, **more: object) -> str:
    """What comes of so many adults."""
    adult = Rate.objects.get(offering=booking.offering)
    body = {adult.public_id: count, "reason": "Agreed by phone", **more}
    return " ".join(staff.post(page(booking), body, follow=True).content.decode().split())


def test_the_booking_leads_to_changing_its_party(staff: Client, booking: Booking) -> None:
    found = staff.get(f"/admin/bookings/booking/{booking.pk}/change/").content.decode()

    assert page(booking) in found


def test_what_it_means_is_shown_before_it_is_done(staff: Client, booking: Booking) -> None:
    shown = said(staff, booking, 3)
    before = Booking.objects.get(pk=booking.pk).seats
    done = said(staff, booking, 3, total=13_500)

    assert "$135.00 instead of $90.00" in shown
    assert before == 2
    assert f"The party of {booking.reference} is changed." in done
    assert Booking.objects.get(pk=booking.pk).seats == 3
    assert "Agreed by phone" in done


def test_a_total_that_was_not_shown_is_not_taken(staff: Client, booking: Booking) -> None:
    said(staff, booking, 3, total=1)

    assert Booking.objects.get(pk=booking.pk).seats == 2


def test_more_than_there_is_room_for_is_said(staff: Client, booking: Booking) -> None:
    assert "too large" in said(staff, booking, 11).lower()
    assert Booking.objects.get(pk=booking.pk).seats == 2


def test_the_party_of_another_house_is_missing(staff: Client, hills: House) -> None:
    assert staff.get(page(hills.booking)).status_code == 404
    assert staff.post(page(hills.booking), {}).status_code == 404
