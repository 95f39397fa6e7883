"""What mails say of money: agreed, paid, set aside, given back, still due."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bookings import actions
from bookings.actions import refunding
from bookings.models import Booking
from bookings.parties import Party
from orgs.access import of_user
from orgs.outbox import kinds
from scheduling.models import Policy
from tests.bookings.mailing import post
from tests.bookings.payments import harbor, pay, work
from tests.harbor import GUEST, NOW, member, organization, tour, wanting

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def book(walk, now=NOW, locale="en-US", **wishes):
    booking = actions.book(request=wanting(walk, **wishes), by=GUEST, now=now).booking
    Booking.objects.update(locale=locale)
    return Booking.objects.get(pk=booking.pk)


def sums(kind, now=NOW):
    """The lines of money in the guest's one new mail, whose subject begins so."""
    [mail] = [
        one for one in post(now) if one.to == "ada@example.com" and one.subject.startswith(kind)
    ]
    lines = [line.rsplit(": ", 1) for line in mail.text.splitlines() if line.count(": ") == 1]
    found = {label: amount for label, amount in lines if any(one.isdigit() for one in amount[-6:])}
    return {label: amount for label, amount in found.items() if "$" in amount}


def with_deposit(house):
    return under(house, deposit_percent=Decimal(30), balance_hours_before=24)


def under(house, **terms):
    """A walk on these terms."""
    return tour(house, policy=Policy.objects.create(organization=house, name="Own", **terms))


def test_who_pays_on_arrival_reads_so():
    book(tour(organization(locale="en-US")))

    assert sums("You are booked") == {
        "2 × Adult": "$90.00",
        "Total": "$90.00",
        "Due on arrival": "$90.00",
    }


def test_who_has_not_paid_reads_what_is_due_now():
    book(tour(harbor(locale="en-US")))

    assert sums("Your places are reserved")["Due now"] == "$90.00"


def test_a_deposit_that_was_paid_leaves_the_rest_for_its_day():
    booking = book(with_deposit(harbor(locale="en-US")))
    pay(booking)

    assert sums("You are booked") == {
        "2 × Adult": "$90.00",
        "Total": "$90.00",
        "Paid": "$27.00",
        "Due by Friday, July 3, 2026": "$63.00",
    }


def test_what_is_set_aside_for_a_request_is_called_so():
    request = book(tour(harbor(locale="en-US"), requires_approval=True))
    pay(request)

    assert sums("We have your request") == {
        "2 × Adult": "$90.00",
        "Total": "$90.00",
        "Set aside on your card, not yet charged": "$90.00",
    }


@pytest.mark.parametrize("done", [True, False], ids=["carried out", "still to be"])
def test_what_was_set_aside_reads_as_paid_once_the_request_is_approved(done):
    house = harbor(locale="en-US")
    request = book(tour(house, requires_approval=True))
    pay(request)
    post()
    actions.approve(booking=Booking.objects.get(), by=of_user(member(house)), now=NOW + MINUTE)
    if done:
        work(NOW + MINUTE)

    assert sums("You are booked", NOW + MINUTE) == {
        "2 × Adult": "$90.00",
        "Total": "$90.00",
        "Paid": "$90.00",
    }


@pytest.mark.parametrize("done", [True, False], ids=["carried out", "still to be"])
def test_a_request_that_was_declined_costs_nothing_and_says_so(done):
    house = harbor(locale="en-US")
    request = book(tour(house, requires_approval=True))
    pay(request)
    post()
    actions.decline(booking=Booking.objects.get(), by=of_user(member(house)), now=NOW + MINUTE)
    if done:
        work(NOW + MINUTE)

    assert sums("Your request for", NOW + MINUTE) == {
        "Set aside on your card, let go without a charge": "$90.00"
    }


@pytest.mark.parametrize("done", [True, False], ids=["carried out", "still to be"])
def test_who_cancels_reads_what_comes_back_and_what_it_cost(done):
    house = harbor(locale="en-US")
    steps = [{"hoursBefore": 1, "refundPercent": "80", "fee": 0}]
    booking = book(under(house, cancel_steps=steps))
    pay(booking)
    post()
    actions.cancel(booking=Booking.objects.get(), by=GUEST, now=NOW + MINUTE)
    if done:
        work(NOW + 2 * MINUTE)

    assert sums("Cancelled", NOW + 2 * MINUTE) == {
        "Paid": "$90.00",
        "Cancellation fee": "-$18.00",
        "Back to you": "$72.00",
    }


def test_a_refund_says_what_was_taken_off_and_what_stays_paid():
    house = harbor(locale="en-US")
    booking = book(tour(house))
    pay(booking)
    post()
    sam = of_user(member(house))
    refunding.refund(booking=booking, amount=2_000, by=sam, now=NOW + MINUTE, reason="Rain")
    work(NOW + MINUTE)

    assert sums("Your refund", NOW + MINUTE) == {
        "Refund": "$20.00",
        "2 × Adult": "$90.00",
        "Total": "$90.00",
        "Taken off afterwards": "-$20.00",
        "Paid": "$90.00",
        "Paid back": "-$20.00",
    }


def test_a_german_guest_reads_it_in_german():
    booking = book(with_deposit(harbor(locale="en-US")), locale="de-DE")
    pay(booking)

    [mail] = [one for one in post() if one.to == "ada@example.com"]

    told = mail.text.splitlines()
    assert "2 × Erwachsene: 90,00\xa0$" in told
    assert "Bezahlt: 27,00\xa0$" in told
    assert "Zu zahlen bis Freitag, 3. Juli 2026: 63,00\xa0$" in told


def test_what_costs_nothing_says_nothing_of_money():
    book(tour(organization(locale="en-US"), price=0))

    assert sums("You are booked") == {}


def test_the_preview_of_a_request_does_not_ask_for_money_at_once():
    house = organization(locale="en-US")
    kind = kinds.of("awaiting_approval")

    letter = kind.preview(house, "en", kind.words(), NOW)

    assert "Due once we have accepted it: $90.00" in letter.text
    assert "Due now" not in letter.text


def test_what_is_on_its_way_back_does_not_count_as_paid():
    booking = book(with_deposit(harbor(locale="en-US")))
    pay(booking)
    post()

    change = {"party": Party(seats=1), "by": GUEST, "now": NOW + MINUTE}
    actions.change_party(booking=Booking.objects.get(), **change)

    assert sums("Changed", NOW + MINUTE) == {
        "1 × Adult": "$45.00",
        "Total": "$45.00",
        "Paid": "$27.00",
        "Back to you": "-$13.50",
        "Due by Friday, July 3, 2026": "$31.50",
    }


@pytest.mark.parametrize("kind", ["added_paid_late", "staff_added_paid_late"])
def test_a_preview_of_money_that_came_too_late_asks_for_none(kind):
    house, known = harbor(), kinds.of(kind)

    letter = known.preview(house, "en", known.words(), NOW)

    assert "Paid: $90.00" in letter.text
    assert "Due" not in letter.text
