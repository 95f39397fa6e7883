"""The ticket: its code, and what the code leads to for whom."""

import re

import pytest
import segno
from django.test import Client

from bookings import actions
from bookings.models import Booking
from embed.views.ticket import drawn
from orgs.models import Role
from scheduling.models import Offering
from tests import harbor
from tests.embed.guest import Guest, sources

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking(walk: Offering) -> Booking:
    """Two seats on the first run, for Ada."""
    request = harbor.wanting(walk, seats=2)
    return actions.book(request=request, by=harbor.GUEST, now=harbor.NOW).booking


def at(booking: Booking) -> str:
    """What the code says, less the host."""
    return f"/t/{booking.ticket}/"


def test_the_ticket_says_what_staff_ask_for(guest: Guest, booking: Booking) -> None:
    page = guest.opens(f"/b/{booking.public_id}/ticket/#{booking.token}")

    assert booking.reference in page.text
    assert "9:00 AM until 11:00 AM" in page.text
    assert "Times are those of the place: Eastern Daylight Time" in page.text
    assert "Guest Ada Party 2 × Adult" in page.text
    assert "You pay $90.00 on arrival." in page.text


def test_the_ticket_says_what_staff_hand_out(guest: Guest, walk: Offering) -> None:
    picnic = harbor.add_on(walk, "Picnic")
    request = harbor.wanting(walk, seats=1, add_ons=[(picnic.public_id, 2)])
    booking = actions.book(request=request, by=harbor.GUEST, now=harbor.NOW).booking

    page = guest.opens(f"/b/{booking.public_id}/ticket/#{booking.token}")

    assert "Party 1 × Adult Extras 2 × Picnic" in page.text


def test_the_code_is_the_tickets_link_and_not_the_key(guest: Guest, booking: Booking) -> None:
    page = guest.opens(f"/b/{booking.public_id}/ticket/#{booking.token}").response

    picture = drawn(f"http://testserver{at(booking)}")
    assert picture in page.content.decode()
    assert "style=" not in picture
    assert booking.token not in at(booking)
    assert sources(page["Content-Security-Policy"], "default-src") == ["'none'"]
    # The lines of the code as they would be drawn by themselves.
    own = segno.make(f"http://testserver{at(booking)}", error="m").svg_inline(border=4)
    lines = re.compile(r'class="qrline"[^>]* d="([^"]*)"')
    assert lines.findall(own) == lines.findall(picture)


def test_what_is_not_confirmed_has_no_ticket(guest: Guest, booking: Booking) -> None:
    actions.cancel(booking=booking, by=harbor.GUEST, now=harbor.NOW)
    page = guest.opens(f"/b/{booking.public_id}/ticket/#{booking.token}")

    assert page.status == 303
    assert "Show the ticket" not in guest.opens(f"/b/{booking.public_id}/").text


def test_who_does_not_work_here_is_told_what_it_is(guest: Guest, booking: Booking) -> None:
    page = guest.opens(at(booking))

    assert "This is a ticket" in page.text
    assert "Please show its code to our staff at the meeting point." in page.text
    assert "Ada" not in page.text
    assert booking.reference not in page.text
    assert page.response["Referrer-Policy"] == "no-referrer"
    booking.locale = "de"
    booking.save()
    assert "Das ist ein Ticket" in guest.opens(at(booking)).text


def test_a_ticket_cannot_be_guessed(guest: Guest, booking: Booking) -> None:
    for word in (booking.public_id, f"{booking.public_id}-", f"{at(booking)[3:-2]}x", "x-y"):
        assert guest.opens(f"/t/{word}/").status == 404


def test_staff_are_led_to_checking_in(guest: Guest, booking: Booking) -> None:
    client = Client()
    client.force_login(harbor.member(booking.organization))

    answer = client.get(at(booking))

    assert (answer.status_code, answer["Location"]) == (303, f"/admin/check-in/{booking.ticket}/")


def test_staff_of_another_house_are_told_what_anybody_is(guest: Guest, booking: Booking) -> None:
    client = Client()
    client.force_login(harbor.member(harbor.organization("hills"), Role.OWNER, "Eve"))

    answer = client.get(at(booking))

    assert answer.status_code == 200
    assert "This is a ticket" in answer.content.decode()
    assert client.get(f"/admin/check-in/{booking.ticket}/").status_code == 404
