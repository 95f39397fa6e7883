"""Mails of a move that cost something lead to paying it, and say how much it is and until when."""

from datetime import timedelta

import pytest

from bookings import actions
from bookings.models import Booking
from bookings.parties import Party
from scheduling.models import Policy
from tests.bookings.mailing import after, post
from tests.bookings.payments import harbor, pay
from tests.harbor import GUEST, NOW, ONE, tour, wanting

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _at_home(settings):
    settings.PUBLIC_URL = "https://booking.example.org"


def booked(**rules):
    """For two, $90.00, by these terms."""
    org = harbor(locale="en-US")
    policy = Policy.objects.create(organization=org, name="Own", **rules)
    made = actions.book(request=wanting(tour(org, policy=policy)), by=GUEST, now=NOW).booking
    return Booking.objects.get(pk=made.pk)


def moved(booking):
    """The mail of its move."""
    actions.reschedule(booking=booking, starts_at=ONE, by=GUEST, now=LATER)
    [mail] = [one for one in post(after(minutes=2)) if one.subject.startswith("New time")]
    return " ".join(mail.text.split())


def paid(booking):
    pay(booking)
    return Booking.objects.get(pk=booking.pk)


def test_a_fee_is_to_be_paid_at_once():
    text = moved(paid(booked(move_fee_minor=700)))

    assert "Change of time: $7.00" in text
    assert "Due now: $7.00" in text
    assert "$7.00 is still to be paid, on arrival at the latest." in text
    assert "Pay now: https://booking.example.org/pay/" in text
    assert "See or change your booking: https://booking.example.org/b/" in text


def test_a_fee_that_comes_with_the_rest_may_be_paid_now():
    text = moved(paid(booked(move_fee_minor=700, deposit_percent=30, balance_hours_before=24)))

    assert "Due by Friday, July 3, 2026: $70.00" in text
    assert "The rest of $70.00 is due by Friday, July 3, 2026, 1:00 PM." in text
    assert "Pay now: https://booking.example.org/pay/" in text


def test_a_hold_that_is_moved_says_by_when_it_is_to_be_paid():
    text = moved(booked())

    assert "Pay by: Wednesday, July 1, 2026, 8:15 AM or your places are free again" in text
    assert "Pay now: https://booking.example.org/pay/" in text


def test_a_request_that_is_moved_is_not_to_be_paid_before_it_is_accepted():
    text = moved(booked(requires_approval=True))

    assert "Due once we have accepted it: $90.00" in text
    assert "Once we have accepted it, you have 1 day to pay." in text
    assert "Pay by" not in text
    assert "Pay now" not in text
    assert "See or change your booking: https://booking.example.org/b/" in text


def test_nor_is_one_whose_party_is_changed():
    booking = booked(requires_approval=True)
    actions.change_party(booking=booking, party=Party(seats=1), by=GUEST, now=LATER)

    [mail] = [one for one in post(after(minutes=2)) if one.subject.startswith("Changed:")]

    assert "Pay now" not in mail.text


@pytest.mark.parametrize("rules", [{}, {"deposit_percent": 30}])
def test_a_move_that_costs_nothing_asks_for_nothing(rules):
    assert "Pay now" not in moved(paid(booked(**rules)))
