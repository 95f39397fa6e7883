"""A booking's money on staff's page: what happened to it, and what staff do with it."""

import pytest

from bookings import actions
from bookings.models import Booking, Instruction
from tests.bookings.payments import harbor, pay, work
from tests.harbor import GUEST, NOW, calendar, member, organization, tour, wanting

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return harbor()


@pytest.fixture
def paid(house):
    walk = tour(house, calendar=calendar(house))
    booking = actions.book(request=wanting(walk), by=GUEST, now=NOW).booking
    pay(booking)
    return Booking.objects.get()


def page(client, booking):
    return client.get(f"/admin/bookings/booking/{booking.pk}/change/").content.decode()


def send(client, booking, deed, amount, reason="Rain"):
    path = f"/admin/bookings/booking/{booking.pk}/money/{deed}/"
    return client.post(path, {"amount": amount, "reason": reason}, follow=True)


def test_staff_see_what_was_paid_and_give_part_of_it_back(client, house, paid):
    client.force_login(member(house))
    assert "$90.00" in page(client, paid)

    answer = send(client, paid, "refund", "20,00")
    before = page(client, paid)
    work()

    assert "The money goes back" in answer.content.decode()
    assert "To be paid back" in before
    assert "not yet" in before
    assert "not yet" not in page(client, paid)
    assert paid.standing.refunded == 2_000


@pytest.mark.parametrize("amount", ["", "0", "-1", "1.001", "ten", "90.01"])
def test_what_is_no_amount_moves_nothing(client, house, paid, amount):
    client.force_login(member(house))

    send(client, paid, "refund", amount)

    assert Instruction.objects.count() == 0


def test_what_a_provider_refused_can_be_tried_again(client, house, paid):
    client.force_login(member(house))
    send(client, paid, "refund", "20.00")
    Instruction.objects.update(status="FAILED", last_error="The account is closed.")

    shown = page(client, paid)
    client.post(f"/admin/bookings/booking/{paid.pk}/again/{Instruction.objects.get().pk}/")

    assert "The account is closed." in shown
    assert Instruction.objects.get().status == "WAITING"


def test_staff_of_another_house_find_neither_form(client, paid):
    client.force_login(member(organization("hills")))

    answer = client.post(
        f"/admin/bookings/booking/{paid.pk}/money/refund/", {"amount": "1.00", "reason": "x"}
    )

    assert answer.status_code in (302, 404)
    assert Instruction.objects.count() == 0
