"""Guests are told of every payment, also where it changes nothing else."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bookings import actions
from bookings.actions import paying
from bookings.models import Booking
from bookings.parties import Party
from orgs.access import of_user
from orgs.models import Message
from scheduling.models import Policy
from tests.bookings import payments
from tests.bookings.mailing import kinds, post
from tests.harbor import GUEST, NOW, member, tour, wanting

pytestmark = pytest.mark.django_db

MINUTES = timedelta(minutes=1)
LATER = NOW + 5 * MINUTES


@pytest.fixture
def online():
    """Harbor, paid before the run."""
    return payments.harbor(locale="en-US")


def book(walk, **wishes):
    return actions.book(request=wanting(walk, **wishes), by=GUEST, now=NOW).booking


def fresh(booking):
    return Booking.objects.get(pk=booking.pk)


def with_deposit(online):
    terms = {"deposit_percent": Decimal(30), "balance_hours_before": 24}
    return tour(online, policy=Policy.objects.create(organization=online, name="Own", **terms))


def told_of(booking):
    """The kinds of what a guest is told, but for how it began."""
    rows = Message.objects.of(booking.organization).filter(audience="GUEST").order_by("pk")
    return list(rows.exclude(event__at=NOW).values_list("kind", flat=True))


def added(booking):
    """Two more come, who are paid for later."""
    actions.change_party(booking=fresh(booking), party=Party(seats=4), by=GUEST, now=NOW + MINUTES)
    post(NOW + MINUTES)
    return fresh(booking)


def arrived(now):
    """The one mail to the guest."""
    [mail] = [one for one in post(now) if one.to == "ada@example.com"]
    return mail


def test_who_pays_for_added_places_gets_a_receipt(online):
    booking = book(tour(online))
    payments.pay(booking)
    payments.pay(added(booking), LATER)

    mail = arrived(LATER)

    assert mail.subject == "Payment received: Lighthouse walk, Saturday, July 4, 2026"
    for words in ("Payment: $90.00\n", "Total: $180.00\n", "Paid: $180.00\n"):
        assert words in mail.text
    assert "Due" not in mail.text
    assert "text/calendar" not in mail.structure


def test_who_pays_the_rest_gets_a_receipt_and_it_is_on_the_time_line(online):
    booking = book(with_deposit(online))
    payments.pay(booking)
    post()
    payments.pay(fresh(booking), LATER)

    mail = arrived(LATER)

    assert "Payment: $63.00\n" in mail.text
    assert "Paid: $90.00\n" in mail.text
    steps = [(step.verb, step.at) for step in booking.steps.all()]
    assert steps == [("created", NOW), ("paid", NOW), ("paid", LATER)]


def test_a_receipt_says_what_is_left_and_by_when(online):
    booking = book(with_deposit(online))
    payments.pay(booking)
    payments.pay(added(booking), LATER)

    text = arrived(LATER).text

    assert "Payment: $27.00\n" in text
    assert "Paid: $54.00\n" in text
    assert "Due by Friday, July 3, 2026: $126.00\n" in text
    assert "The rest of $126.00 is due by Friday, July 3, 2026" in text


def test_a_german_guest_gets_it_in_german(online):
    booking = book(with_deposit(online))
    payments.pay(booking)
    post()
    Booking.objects.update(locale="de")
    payments.pay(fresh(booking), LATER)

    mail = arrived(LATER)

    assert mail.subject == "Zahlung eingegangen: Lighthouse walk, Samstag, 4. Juli 2026"
    assert "Ihre Zahlung ist bei uns eingegangen." in mail.text
    assert "Zahlung: 63,00\xa0$\n" in mail.text


def test_what_is_set_aside_for_a_request_is_told_too(online):
    request = book(tour(online, requires_approval=True))
    post()
    payments.pay(request, LATER)

    text = arrived(LATER).text

    assert "Set aside on your card, not yet charged: $90.00\n" in text


def test_who_is_confirmed_by_paying_gets_one_mail_of_it(online):
    booking = book(tour(online))
    payments.pay(booking, LATER)

    assert told_of(booking) == ["confirmed"]


def test_who_makes_up_the_minimum_by_paying_gets_one_mail_of_it(online):
    booking = book(tour(online, minimum_seats=2, decide_hours_before=24))
    payments.pay(booking, LATER)

    assert told_of(booking) == ["minimum_reached"]


def test_money_that_came_too_late_is_no_payment_received(online):
    booking = book(tour(online))
    payment = payments.at_the_page(booking)
    late = NOW + 20 * MINUTES
    actions.book(request=wanting(booking.offering, name="Bob", seats=8), by=GUEST, now=late)
    payments.tells(payment, now=late)

    assert told_of(booking)[-1] == "paid_late"
    assert "payment_received" not in kinds(online)


def test_a_notice_that_comes_again_brings_no_second_receipt(online):
    booking = book(with_deposit(online))
    payments.pay(booking)
    payment = payments.pay(fresh(booking), LATER)
    payments.tells(payment, now=LATER + MINUTES)

    assert told_of(booking) == ["payment_received"]
    assert [step.verb for step in booking.steps.all()] == ["created", "paid", "paid"]


def test_what_was_left_untold_is_told_when_the_notice_comes_again(online):
    booking = book(with_deposit(online))
    payments.pay(booking)
    payment = payments.pay(fresh(booking), LATER)
    # The process died before it could tell.
    Message.objects.filter(kind="payment_received").delete()
    payments.tells(payment, now=LATER + MINUTES)

    assert told_of(booking) == ["payment_received"]


def test_what_staff_note_is_no_receipt(online):
    booking = book(with_deposit(online))
    payments.pay(booking)
    stella = of_user(member(online))
    paying.pay_by_hand(booking=fresh(booking), amount=6_300, by=stella, now=LATER)

    assert told_of(booking) == []
