"""What a guest's page says of money: what is here, what is due when, what is on its way."""

from datetime import datetime, timedelta

import pytest
import time_machine

from bookings import actions, clockwork
from bookings.models import Booking
from bookings.parties import Party
from bookings.payments import checkout
from bookings.payments.provider import Outcome
from orgs.models import Organization
from scheduling.models import Offering, Policy
from tests.bookings.mailing import after, post
from tests.bookings.payments import at_the_page, pay, tells, work
from tests.bookings.proposals import offered, private_ride
from tests.embed.guest import Guest, Page
from tests.harbor import GUEST, NINE, NOW, organization, wanting

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
DAY_BEFORE = {"balance_hours_before": 24}


@pytest.fixture
def online(walk: Offering) -> Offering:
    """The walk, paid before the run."""
    Organization.objects.update(payment_way="SANDBOX")
    return Offering.objects.get(pk=walk.pk)


def with_deposit(walk: Offering, **rules: object) -> Offering:
    """A third of it is due at once."""
    given = {"deposit_percent": 30, **rules}
    policy = Policy.objects.create(organization=walk.organization, name="Deposit", **given)
    Offering.objects.filter(pk=walk.pk).update(policy=policy)
    return Offering.objects.get(pk=walk.pk)


def booked(walk: Offering) -> Booking:
    """For two, $90.00."""
    made = actions.book(request=wanting(walk), by=GUEST, now=NOW).booking
    return Booking.objects.get(pk=made.pk)


def paid(walk: Offering) -> Booking:
    """With what was due at once."""
    booking = booked(walk)
    pay(booking)
    return Booking.objects.get(pk=booking.pk)


def shown(guest: Guest, booking: Booking, now: datetime = NOW, query: str = "") -> Page:
    """Its guest's page."""
    with time_machine.travel(now, tick=False):
        return guest.opens(f"/b/{booking.public_id}/{query}#{booking.token}")


def drawn(page: Page) -> str:
    """The sign above a confirmation: the clock has a face."""
    at = page.elements.index(page.all("p", "big-check")[0])
    return "clock" if page.elements[at + 2].tag == "circle" else "check"


def buttons(page: Page) -> list[tuple[str, str]]:
    """What there is to do, in order, and how much each stands out."""
    places = [at for at, one in enumerate(page.elements) if one.tag == "button"]
    return [
        (
            next(one.text.strip() for one in page.elements[at:] if one.text.strip()),
            page.elements[at].attributes["class"],
        )
        for at in places
    ]


def adds_one(booking: Booking, now: datetime = NOW) -> Booking:
    """A third guest, to be paid for."""
    actions.change_party(booking=booking, party=Party(seats=3), by=GUEST, now=now)
    return Booking.objects.get(pk=booking.pk)


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({}, "The rest of $63.00 is due on arrival."),
        (
            {"balance_hours_before": 24},
            "The rest of $63.00 is due by Friday, July 3, 2026, 9:00 AM.",
        ),
    ],
)
def test_page_and_mail_say_in_the_same_words_when_the_rest_is_due(
    guest: Guest, online: Offering, rules: dict[str, int], words: str
) -> None:
    booking = paid(with_deposit(online, **rules))

    page = shown(guest, booking)
    [confirmed] = [one for one in post(after(minutes=1)) if "You are booked" in one.subject]

    assert f"$27.00 is paid. {words}" in page.text
    assert words in " ".join(confirmed.text.split())
    assert "Pay the rest now: $63.00" in page.text
    assert page.links("primary") == [f"/b/{booking.public_id}/ticket/"]


def test_who_is_back_from_paying_the_rest_reads_that_it_is_being_confirmed(
    guest: Guest, online: Offering
) -> None:
    booking = paid(with_deposit(online))
    at_the_page(booking)
    checkout.came_back(order=booking.order, now=NOW)

    back = shown(guest, booking)
    german = shown(guest, booking, query="?lang=de")
    long_after = shown(guest, booking, NOW + HOUR)

    assert "You are booked" in back.text
    assert (
        "$27.00 is paid. Your payment of the rest is being confirmed. We write to you" in back.text
    )
    assert "The rest of" not in back.text
    assert back.links("primary") == [f"/b/{booking.public_id}/ticket/"]
    again = [one for one in back.all("a", "quiet") if "Try to pay again" in one.text]
    assert [one.attributes["href"] for one in again] == [f"/pay/{booking.order.public_id}/"]
    assert "Ihre Zahlung des Rests wird gerade bestätigt. Sobald das" in german.text
    assert "Pay the rest now: $63.00" in long_after.text


def test_a_rest_that_is_being_confirmed_leaves_who_waits_for_others_reserved(
    guest: Guest, online: Offering
) -> None:
    booking = paid(with_deposit(online, minimum_seats=4))
    at_the_page(booking)
    checkout.came_back(order=booking.order, now=NOW)

    page = shown(guest, booking)

    assert "Your places are reserved until enough guests have booked" in page.text
    assert "Your payment of the rest is being confirmed. We write to you as soon" in page.text


def test_the_confirmation_of_a_deposit_that_is_paid_is_of_somebody_booked(
    guest: Guest, online: Offering
) -> None:
    asked = guest.books(with_deposit(online))
    pay(Booking.objects.get())
    address = asked.response.request
    booked = guest.opens(f"{address['PATH_INFO']}?{address['QUERY_STRING']}")

    assert (drawn(asked), drawn(booked)) == ("clock", "check")
    assert buttons(asked) == [
        ("Pay $13.50", "primary"),
        ("Add to calendar", "secondary"),
        ("Manage booking", "secondary"),
    ]
    assert buttons(booked) == [
        ("Add to calendar", "primary"),
        ("Manage booking", "secondary"),
        ("Pay the rest now: $31.50", "secondary"),
    ]


def test_a_rest_that_is_overdue_is_asked_for_first(guest: Guest, online: Offering) -> None:
    booking = paid(with_deposit(online, **DAY_BEFORE))

    page = shown(guest, booking, NINE - 2 * HOUR)

    assert "The rest of $63.00 was due by Friday, July 3, 2026, 9:00 AM." in page.text
    assert [one.text.strip() for one in page.all("a", "primary")] == ["Pay $63.00"]


def test_who_has_yet_to_pay_a_deposit_reads_when_the_rest_is_due(
    guest: Guest, online: Offering
) -> None:
    page = shown(guest, booked(with_deposit(online)))

    assert "Please pay $27.00 by then. The rest of $63.00 is due on arrival." in page.text


def test_what_is_paid_is_said_while_an_addition_is_open(guest: Guest, online: Offering) -> None:
    booking = adds_one(paid(online))

    page = shown(guest, booking)

    assert "$90.00 is paid. Pay $45.00 within 15 minutes, or the added places" in page.text


def test_an_addition_to_what_has_a_deposit_says_all_three(guest: Guest, online: Offering) -> None:
    page = shown(guest, adds_one(paid(with_deposit(online))))

    said = "$27.00 is paid. Pay $13.50 within 15 minutes, or the added places are given back."
    assert f"{said} The rest of $94.50 is due on arrival." in page.text


def test_the_rest_is_without_what_was_added_as_soon_as_that_has_lapsed(
    guest: Guest, online: Offering
) -> None:
    booking = adds_one(paid(with_deposit(online)))

    page = shown(guest, booking, booking.added_until)

    said = "$27.00 is paid. The added places were not paid in time and are given back."
    assert f"{said} The rest of $63.00 is due on arrival." in page.text


def test_a_payment_under_way_is_mentioned_once_the_hold_has_lapsed(
    guest: Guest, online: Offering
) -> None:
    booking = booked(online)
    payment = at_the_page(booking)
    checkout.came_back(order=booking.order, now=NOW)
    late = booking.hold_expires_at + HOUR
    words = "if it still arrives, all of it goes back to you by itself."

    under_way = shown(guest, booking, late)
    tells(payment, now=late)
    came = shown(guest, Booking.objects.get(), late)

    assert "This booking has lapsed" in under_way.text
    assert words in under_way.text
    assert words not in came.text
    assert "$90.00 goes back to you." in came.text


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.CLOSED])
def test_a_payment_that_came_to_nothing_is_not_under_way(
    guest: Guest, online: Offering, outcome: Outcome
) -> None:
    booking = booked(online)
    payment = at_the_page(booking)
    checkout.came_back(order=booking.order, now=NOW)
    tells(payment, outcome)

    page = shown(guest, booking, booking.hold_expires_at + HOUR)

    assert "We have not heard of your payment" not in page.text


def test_the_mail_of_what_lapsed_says_so_too(online: Offering) -> None:
    booking = booked(online)
    at_the_page(booking)
    checkout.came_back(order=booking.order, now=NOW)
    late = booking.hold_expires_at + HOUR
    clockwork.run(late)

    [mail] = [one for one in post(late) if "lapsed" in one.subject]

    assert "all of it goes back to you by itself." in " ".join(mail.text.split())


def test_a_payment_for_added_places_is_mentioned_before_and_after_they_are_put_back(
    guest: Guest, online: Offering
) -> None:
    booking = adds_one(paid(online))
    at_the_page(booking)
    checkout.came_back(order=booking.order, now=NOW)
    late = booking.added_until + HOUR

    before = shown(guest, booking, late)
    clockwork.run(late)
    afterwards = shown(guest, Booking.objects.get(), late)

    assert "you get the places as long as they are free; otherwise it goes back" in before.text
    assert "$90.00 is paid. We have not heard of your payment for the added" in afterwards.text


def test_a_payment_begun_since_is_for_something_else_and_does_not_go_back(
    guest: Guest, online: Offering
) -> None:
    booking = adds_one(paid(with_deposit(online)))
    late = booking.added_until + HOUR
    clockwork.run(late)
    rest = at_the_page(Booking.objects.get(), late)
    checkout.came_back(order=booking.order, now=late)
    later = late + HOUR

    under_way = shown(guest, Booking.objects.get(), later)
    tells(rest, now=later)
    work(later)

    assert "for the added places" not in under_way.text
    assert "$27.00 is paid. The rest of $63.00 is due on arrival." in under_way.text
    assert "$90.00 is paid." in shown(guest, Booking.objects.get(), later).text


def test_what_was_set_aside_for_a_request_in_vain_is_let_go(guest: Guest, online: Offering) -> None:
    Offering.objects.update(requires_approval=True)
    booking = paid(Offering.objects.get(pk=online.pk))
    late = booking.hold_expires_at + HOUR

    before = shown(guest, booking, late)
    clockwork.run(late)
    work(late)
    afterwards = shown(guest, booking, late)

    assert "$90.00 goes back to you." in before.text
    assert "$90.00 was set aside and has been let go: nothing was charged." in afterwards.text


def test_an_offer_with_a_deposit_names_the_whole_price_and_what_is_due(guest: Guest) -> None:
    ride = private_ride(org=organization(payment_way="SANDBOX", locale="en-US"))
    booking = offered(with_deposit(ride))

    page = guest.opens(f"/b/{booking.public_id}/offer/#{booking.token}")

    assert "The whole price is $300.00. A deposit of $90.00 is due once you accept" in page.text
    assert "the rest of $210.00 on arrival. You pay in the next step." in page.text
    assert "Yes, with a deposit of $90.00" in page.text
