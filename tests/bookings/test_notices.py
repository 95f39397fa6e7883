"""Which message follows which step: written with the change, and gone with it."""

from datetime import timedelta
from typing import Any

import pytest

from bookings import actions
from bookings.actions import waiting
from bookings.models import Booking
from bookings.parties import Party
from orgs import access
from orgs.access import Caller
from orgs.errors import Refusal
from orgs.models import Message, Organization, Role
from scheduling.models import Offering
from tests import harbor
from tests.bookings import payments, waitlists
from tests.bookings.mailing import after, kinds, post
from tests.harbor import GUEST, NINE, NOW, ONE, wanting
from tests.races import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def org() -> Organization:
    return harbor.organization()


@pytest.fixture
def staff(org: Organization) -> Caller:
    return access.of_user(harbor.member(org, Role.STAFF))


def book(walk: Offering, name: str = "Ada", **fields: Any) -> Booking:
    return actions.book(request=wanting(walk, name=name, **fields), by=GUEST, now=NOW).booking


def test_a_booking_is_confirmed_to_the_guest_and_told_to_staff(org: Organization) -> None:
    booking = book(harbor.tour(org))

    rows = Message.objects.of(org).order_by("pk")
    assert [(row.kind, row.audience, row.recipients) for row in rows] == [
        ("confirmed", "GUEST", ["ada@example.com"]),
        ("staff_booking", "STAFF", []),
    ]
    assert {(row.about, row.due_at, row.event.kind) for row in rows} == {
        (booking.public_id, NOW, "booking.created")
    }


def test_a_request_is_received_and_put_before_staff(org: Organization) -> None:
    book(harbor.tour(org, requires_approval=True))

    assert kinds(org) == ["awaiting_approval", "staff_request"]


@pytest.mark.parametrize(("verb", "kind"), [("approve", "confirmed"), ("decline", "declined")])
def test_an_answer_goes_to_the_guest_alone(
    org: Organization, staff: Caller, verb: str, kind: str
) -> None:
    booking = book(harbor.tour(org, requires_approval=True))

    getattr(actions, verb)(booking=booking, by=staff, now=NOW)

    assert kinds(org)[2:] == [kind]


def test_an_accepted_request_that_still_waits_is_not_called_confirmed(
    org: Organization, staff: Caller
) -> None:
    booking = book(harbor.tour(org, requires_approval=True, minimum_seats=4))

    actions.approve(booking=booking, by=staff, now=NOW)

    assert kinds(org)[2:] == ["approved"]


def test_a_guest_who_cancels_is_told_and_so_are_staff(org: Organization) -> None:
    booking = book(harbor.tour(org))

    actions.cancel(booking=booking, by=GUEST, now=NOW)

    assert kinds(org)[2:] == ["cancelled", "staff_cancelled"]


@pytest.mark.usefixtures("staff")
def test_a_guest_who_changes_the_party_is_told_and_so_are_staff(org: Organization) -> None:
    booking, party = book(harbor.tour(org)), Party(seats=3)

    actions.change_party(booking=booking, party=party, by=GUEST, now=NOW, reason="Ben comes too")

    assert kinds(org)[2:] == ["party_changed", "staff_party"]
    mail = next(one for one in post() if one.subject.startswith("Party changed"))
    assert "Ada has changed who comes to Lighthouse walk." in mail.text
    assert "Ben comes too" in mail.text


def test_staff_who_change_the_party_are_not_told_what_they_did(
    org: Organization, staff: Caller
) -> None:
    booking = book(harbor.tour(org))

    actions.change_party_by_staff(booking=booking, party=Party(seats=3), by=staff, now=NOW)

    assert kinds(org)[2:] == ["party_changed"]


def test_who_adds_places_reads_until_when_they_are_to_be_paid() -> None:
    org = payments.harbor()
    harbor.member(org, Role.STAFF)
    booking = book(harbor.tour(org))
    payments.pay(booking)
    post()

    actions.change_party(booking=Booking.objects.get(), party=Party(seats=3), by=GUEST, now=NOW)

    to_guest, to_staff = post()
    assert (to_guest.subject[:8], to_staff.subject[:13]) == ("Changed:", "Party changed")
    for mail in (to_guest, to_staff):
        assert "Pay by: Wednesday, July 1, 2026" in mail.text
        assert "or the added places are given back" in mail.text


def test_staff_who_cancel_are_not_told_what_they_did(org: Organization, staff: Caller) -> None:
    booking = book(harbor.tour(org))

    actions.cancel_by_staff(booking=booking, by=staff, now=NOW)

    assert kinds(org)[2:] == ["cancelled"]


def test_a_move_is_told(org: Organization) -> None:
    booking = book(harbor.tour(org))

    actions.reschedule(booking=booking, starts_at=ONE, by=GUEST, now=NOW)

    assert kinds(org)[2:] == ["moved"]


def test_who_completes_the_minimum_has_it_told_to_all(org: Organization) -> None:
    walk = harbor.tour(org, minimum_seats=4)
    book(walk)
    book(walk, name="Bea")

    assert kinds(org) == [
        *("received", "staff_booking"),
        *("received", "staff_booking"),
        *("minimum_reached", "minimum_reached"),
    ]


def test_the_day_itself_causes_no_mail(org: Organization, staff: Caller) -> None:
    booking = book(harbor.tour(org))

    actions.check_in(booking=booking, by=staff, now=NINE)

    assert len(kinds(org)) == 2


def test_a_refused_booking_leaves_no_message(org: Organization) -> None:
    walk = harbor.tour(org, capacity=1)

    with pytest.raises(Refusal):
        book(walk, seats=2)

    assert kinds(org) == []


def test_a_form_sent_twice_causes_its_messages_once(org: Organization) -> None:
    walk = harbor.tour(org)

    book(walk, client_ref="one-form")
    book(walk, client_ref="one-form")

    assert kinds(org) == ["confirmed", "staff_booking"]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_only_those_who_got_the_last_seats_are_written_to() -> None:
    org = harbor.organization()
    walk = harbor.tour(org, capacity=3, parallel=1)

    race([lambda number=number: book(walk, name=f"Guest{number}", seats=1) for number in range(8)])

    assert sorted(kinds(org)) == ["confirmed"] * 3 + ["staff_booking"] * 3


def test_what_was_overtaken_is_not_sent(org: Organization) -> None:
    booking = book(harbor.tour(org))
    actions.cancel(booking=booking, by=GUEST, now=NOW)

    [arrived] = post()

    assert arrived.subject == "Cancelled: Lighthouse walk, Saturday, July 4, 2026"
    assert list(Message.objects.of(org).order_by("pk").values_list("status", flat=True)) == [
        "DROPPED",
        "DROPPED",
        "SENT",
        "DROPPED",
    ]


def test_of_two_moves_only_the_last_is_told(org: Organization) -> None:
    booking = book(harbor.tour(org))
    moved = actions.reschedule(booking=booking, starts_at=ONE, by=GUEST, now=NOW)
    actions.reschedule(
        booking=moved, starts_at=NINE + timedelta(days=1), by=GUEST, now=NOW + timedelta(seconds=1)
    )

    subjects = [one.subject for one in post(after(seconds=1)) if one.subject.startswith("New")]

    assert subjects == ["New time: Lighthouse walk, Sunday, July 5, 2026, 9:00 AM"]


def test_nothing_is_told_after_the_run(org: Organization) -> None:
    book(harbor.tour(org))

    assert post(NINE + timedelta(hours=2)) == []


def test_staff_are_those_who_want_mail_or_the_list_of_the_house(org: Organization) -> None:
    harbor.member(org, Role.OWNER, "Olga")
    harbor.member(org, Role.STAFF, "Quiet").memberships.update(gets_mail=False)
    harbor.member(org, Role.CONTRIBUTOR, "Carla")
    book(harbor.tour(org))
    to_members = {one.to for one in post()}

    org.staff_emails = ["desk@harbor.example", "boat@harbor.example"]
    org.save()
    book(harbor.tour(org, name="Other walk"), name="Bea")
    to_list = {one.to for one in post()}

    assert to_members == {"ada@example.com", "olga@harbor.example"}
    assert to_list == {"bea@example.com", "desk@harbor.example, boat@harbor.example"}


def test_a_mended_address_is_used_for_what_still_waits(org: Organization) -> None:
    booking = book(harbor.tour(org))
    Booking.objects.of(org).filter(pk=booking.pk).update(email="ada@mended.example")

    assert post()[0].to == "ada@mended.example"


def test_who_does_not_pay_is_reminded_how_and_who_did_is_not(settings: Any) -> None:
    settings.PUBLIC_URL = "https://booking.example.org"
    walk = harbor.tour(payments.harbor())
    payments.pay(book(walk, name="Bea"))
    late = book(walk)

    at_once = [one.subject.split(":")[0] for one in post()]
    [due] = post(after(minutes=5))

    assert at_once == ["You are booked", "Your places are reserved"]
    assert (due.to, due.subject) == (
        "ada@example.com",
        "Please pay for your booking: Lighthouse walk, Saturday, July 4, 2026",
    )
    order = late.order
    assert order is not None
    assert "Pay by: Wednesday, July 1, 2026, 8:15 AM\n" in due.text
    assert (
        f"Pay now:\nhttps://booking.example.org/pay/{order.public_id}/#{order.token}\n" in due.text
    )
    kept = Message.objects.get(kind="payment_due", status="SENT")
    assert order.token not in kept.text + kept.html


def test_who_has_to_pay_reads_by_when_and_has_both_ways_on(settings: Any) -> None:
    settings.PUBLIC_URL = "https://booking.example.org"
    booking = book(harbor.tour(payments.harbor(slug="paid")))
    order, page = booking.order, f"https://booking.example.org/b/{booking.public_id}/"
    assert order is not None

    [told] = [one for one in post() if one.to == "ada@example.com"]

    assert told.subject.startswith("Your places are reserved")
    assert (
        "Pay by: Wednesday, July 1, 2026, 8:15 AM\n  or your places are free again\n" in told.text
    )
    assert (
        f"Pay now:\nhttps://booking.example.org/pay/{order.public_id}/#{order.token}\n\n"
        f"See or change your booking:\n{page}#{booking.token}\n" in told.text
    )
    html = told.part("text/html").get_content()
    assert html.count(f"{page}#{booking.token}") == 1
    kept = Message.objects.get(kind="received")
    assert not [key for key in (order.token, booking.token) if key in kept.text + kept.html]


def test_who_waits_for_company_is_not_asked_to_pay() -> None:
    org = harbor.organization()
    book(harbor.tour(org, minimum_seats=6))

    told = [one.text for one in post() if one.to == "ada@example.com"]

    assert len(told) == 1
    assert not [word for word in ("Pay by", "Pay now") if word in told[0]]


def test_the_time_to_answer_a_request_is_ours_not_the_guests() -> None:
    org = harbor.organization()
    book(harbor.tour(org, requires_approval=True))

    [told] = [one for one in post() if one.to == "ada@example.com"]

    assert "\nWe answer by: Friday, July 3, 2026, 8:00 AM\n" in told.text


def test_money_given_back_is_told_with_its_amount(staff: Caller) -> None:
    booking = book(harbor.tour(payments.harbor(slug="paid")))
    payments.pay(booking)
    payments.work()
    booking = Booking.objects.select_related("claim").get()
    actions.cancel_by_staff(booking=booking, by=staff, now=NOW)
    payments.work()

    told = {one.subject.split(",")[0]: one for one in post()}

    assert sorted(told) == ["Cancelled: Lighthouse walk", "Your refund for Lighthouse walk"]
    assert "Refund: $90.00\n" in told["Your refund for Lighthouse walk"].text
    assert told["Your refund for Lighthouse walk"].method == "CANCEL"


def test_a_place_that_is_offered_is_told_with_the_way_to_answer(settings: Any) -> None:
    settings.PUBLIC_URL = "https://booking.example.org"
    entry = waitlists.offered(waitlists.full_walk())

    [told] = [one for one in post() if one.to == "ada@example.com"]

    assert told.subject == (
        "A place is free for you: Lighthouse walk, Saturday, July 4, 2026, 9:00 AM"
    )
    assert str(told.entry["STATUS"]) == "TENTATIVE"
    assert (
        f"Answer the offer:\nhttps://booking.example.org/w/{entry.public_id}/#{entry.token}\n"
        in told.text
    )
    assert "Answer by: " in told.text
    assert entry.token not in Message.objects.get(kind="offered").text


def test_an_offer_that_was_answered_is_not_told_any_more() -> None:
    entry = waitlists.offered(waitlists.full_walk())
    waiting.accept(entry=entry, by=GUEST, now=NOW)

    subjects = [one.subject.split(":")[0] for one in post() if one.to == "ada@example.com"]

    assert subjects == ["You are booked"]
