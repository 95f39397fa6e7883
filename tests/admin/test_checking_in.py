"""Staff at the meeting point: a ticket scanned or typed, the guest let in, the others counted."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings import actions
from bookings.models import Booking
from orgs.models import Role
from scheduling.models import Offering
from tests import harbor
from tests.admin.conftest import House, signed_in

pytestmark = pytest.mark.django_db

DAY = harbor.NINE - timedelta(hours=1)


@pytest.fixture(autouse=True)
def _the_fourth() -> Any:
    with time_machine.travel(DAY, tick=False):
        yield


@pytest.fixture
def walk(harbor_house: House) -> Offering:
    """A walk of Harbor that needs no approval."""
    return harbor.tour(harbor_house.org, name="Pier walk", lead_time_minutes=0)


def booked(walk: Offering, **wishes: Any) -> Booking:
    """Of Ada, for today at nine."""
    request = harbor.wanting(walk, **({"notes": "With a stick."} | wishes))
    return actions.book(request=request, by=harbor.GUEST, now=harbor.NOW).booking


def page(booking: Booking) -> str:
    """Where its code leads staff."""
    return f"/admin/check-in/{booking.ticket}/"


def words(client: Client, address: str) -> str:
    """What stands there."""
    return " ".join(client.get(address, follow=True).content.decode().split())


def test_staff_see_who_stands_there_and_let_them_in(staff: Client, walk: Offering) -> None:
    booking = booked(walk)
    booked(walk, seats=3, name="Ben")

    before = words(staff, page(booking))
    after = " ".join(staff.post(page(booking), follow=True).content.decode().split())
    shown_twice = words(staff, page(booking))

    assert "2 × Adult" in before
    assert "With a stick." in before
    assert "Still to be paid: $90.00" in before
    assert "0 of 5 guests of this departure are here." in before
    assert "Ada is checked in." in after
    assert "Checked in already" not in after
    assert "Check in</button>" not in after
    assert "Checked in already: " in shown_twice
    assert "by StaffHarbor" in shown_twice
    assert "2 of 5 guests of this departure are here." in after
    assert Booking.objects.get(pk=booking.pk).state == "CHECKED_IN"


@pytest.mark.parametrize(
    "typed",
    ["{reference}", " {plain} ", "{ticket}", "https://harbor.example/t/{ticket}/"],
)
def test_a_ticket_is_found_by_what_is_typed_or_scanned(
    staff: Client, walk: Offering, typed: str
) -> None:
    booking = booked(walk)
    plain = booking.reference.replace("-", "").lower()
    said = typed.format(reference=booking.reference, plain=plain, ticket=booking.ticket)

    answer = staff.get("/admin/check-in/", {"ticket": said})

    assert (answer.status_code, answer["Location"]) == (302, page(booking))


def test_what_is_unknown_is_said(staff: Client) -> None:
    assert "No booking of yours has this ticket" in words(staff, "/admin/check-in/?ticket=NOPE")


def test_the_tickets_of_another_house_are_unknown(
    staff: Client, harbor_house: House, hills: House
) -> None:
    theirs = hills.booking

    assert staff.get(page(theirs)).status_code == 404
    assert staff.post(page(theirs)).status_code == 404
    found = words(staff, f"/admin/check-in/?ticket={theirs.reference}")
    assert "No booking of yours has this ticket" in found


def test_a_contributor_checks_nobody_in(walk: Offering) -> None:
    booking = booked(walk)
    client = signed_in(harbor.member(walk.organization, Role.CONTRIBUTOR, "Cleo"))

    assert client.post(page(booking)).status_code in (302, 404)
    assert client.get("/admin/check-in/").status_code in (302, 404)
    assert Booking.objects.get(pk=booking.pk).state == "CONFIRMED"


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(days=2), "Not today: this ticket is for"),
        (timedelta(days=-2), "Of another day: "),
    ],
)
def test_another_day_is_said_first(
    staff: Client, walk: Offering, before: timedelta, said: str
) -> None:
    booking = booked(walk)

    with time_machine.travel(DAY - before, tick=False):
        found = words(staff, page(booking))

    assert said in found
    assert "Check in all the same" in found


@pytest.mark.parametrize(
    ("after", "said", "button"),
    [
        (timedelta(minutes=29), "", "Check in"),
        (timedelta(minutes=30), "This departure began at 9:00 AM.", "Check in all the same"),
        (timedelta(hours=2), "This departure was over at 11:00 AM.", "Check in all the same"),
    ],
)
def test_who_comes_long_after_the_start_perhaps_belongs_elsewhere(
    staff: Client, walk: Offering, after: timedelta, said: str, button: str
) -> None:
    booking = booked(walk)

    with time_machine.travel(harbor.NINE + after, tick=False):
        staff.force_login(harbor.member(walk.organization, Role.STAFF, "Sue"))
        answer = staff.get(page(booking))

    assert answer.context["warning"] == said
    assert f">{button}</button>" in answer.content.decode()


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (actions.cancel_by_staff, "This booking is over"),
        (actions.no_show, "noted as a no-show"),
    ],
)
def test_who_does_not_come_in_is_told_why(
    staff: Client, walk: Offering, act: Any, said: str
) -> None:
    booking = booked(walk)
    act(booking=booking, by=harbor.GUEST, now=harbor.NOW)

    found = words(staff, page(booking))
    again = staff.post(page(booking), follow=True).content.decode()

    assert said in found
    assert "Check in</button>" not in found
    assert "The booking is not in a state for this." in again


def test_a_request_is_not_confirmed_yet(staff: Client, harbor_house: House) -> None:
    assert "This booking" in words(staff, page(harbor_house.booking))


def test_only_this_page_may_ask_for_the_camera(staff: Client, walk: Offering) -> None:
    scanning = staff.get("/admin/check-in/")

    assert scanning["Permissions-Policy"] == "camera=(self)"
    # A page that names itself to nobody sends its forms from nowhere, which are refused.
    assert scanning["Referrer-Policy"] == "same-origin"
    assert staff.get("/admin/")["Permissions-Policy"] == "camera=()"
    assert "Check in a ticket" in staff.get("/admin/").content.decode()
