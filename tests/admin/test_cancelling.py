"""Staff cancel a booking that was paid: the money is said before the button, and theirs to say."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from bookings import actions
from bookings.models import Booking
from tests.bookings.payments import harbor, pay, work
from tests.harbor import GUEST, NINE, NOW, calendar, member, tour, wanting

pytestmark = pytest.mark.django_db

TOO_LATE = NINE - timedelta(hours=3)
"""The usual terms keep everything within a day of the start."""


@pytest.fixture(autouse=True)
def _three_hours_before():
    with time_machine.travel(TOO_LATE, tick=False):
        yield


@pytest.fixture
def house():
    return harbor(locale="en-US")


@pytest.fixture
def booking(house) -> Booking:
    """Of Ada, for $90.00."""
    walk = tour(house, calendar=calendar(house))
    return actions.book(request=wanting(walk), by=GUEST, now=NOW).booking


@pytest.fixture
def paid(booking: Booking) -> Booking:
    pay(booking)
    return Booking.objects.get()


@pytest.fixture
def staff(client: Client, house) -> Client:
    client.force_login(member(house))
    return client


def shown(client: Client, booking: Booking) -> str:
    answer = client.get(f"/admin/bookings/booking/{booking.pk}/change/")
    return " ".join(answer.text.split())


def cancel(client: Client, booking: Booking, **said: str) -> str:
    """Presses the button; the messages that follow."""
    answer = client.post(f"/admin/bookings/booking/{booking.pk}/do/cancel/", said, follow=True)
    return " ".join(str(one) for one in answer.context["messages"])


def refunded(booking: Booking) -> tuple[str, int]:
    """How it stands once the worker was there."""
    work(TOO_LATE)
    booking.refresh_from_db()
    return booking.state, Booking.objects.get().standing.refunded


def test_the_form_says_what_was_paid_and_what_the_terms_give_back(staff, paid):
    text = shown(staff, paid)

    assert "$90.00 was paid." in text
    assert "The terms give back $0.00." in text
    assert 'name="refund" value="90.00"' in text
    assert "by hand" not in text


@pytest.mark.parametrize(
    ("typed", "stands", "back"),
    [("90.00", "REFUNDED", 9_000), ("40,50", "REFUNDED", 4_050), ("0", "CANCELLED", 0)],
)
def test_what_staff_choose_goes_back(staff, paid, typed, stands, back):
    said = cancel(staff, paid, refund=typed, reason="Storm.")

    assert said == f"{paid.reference} is cancelled."
    assert refunded(paid) == (stands, back)


@pytest.mark.parametrize(
    ("typed", "reason", "words"),
    [
        ("90.00", "", "What departs from the terms needs a reason."),
        ("90.01", "Storm.", "This is more than there is."),
        ("-1", "Storm.", "An amount is not below zero."),
        ("all", "Storm.", "This is no amount such as 45.00."),
    ],
)
def test_what_cannot_go_back_cancels_nothing(staff, paid, typed, reason, words):
    said = cancel(staff, paid, refund=typed, reason=reason)

    assert words in said
    assert refunded(paid) == ("CONFIRMED", 0)


def test_money_taken_by_hand_is_given_back_by_hand(staff, booking):
    cash = {"amount": 9_000, "reason": "Cash."}
    actions.pay_by_hand(booking=booking, by=GUEST, now=NOW, **cash)

    assert "You took $90.00 of it by hand, and give that back by hand." in shown(staff, booking)


def test_nothing_is_asked_where_nothing_was_paid(staff, booking):
    Booking.objects.update(state="CONFIRMED", outstanding=[], hold_expires_at=None)

    assert 'name="refund"' not in shown(staff, booking)
    assert cancel(staff, booking) == f"{booking.reference} is cancelled."
