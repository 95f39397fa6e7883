"""A guest's own booking: seen, put in a calendar, cancelled."""

from datetime import timedelta

import pytest
import time_machine

from bookings import actions
from bookings.actions import elsewhere
from bookings.models import Booking, PromoCode
from orgs.access import of_user
from scheduling.models import Claim, Occurrence, Offering, Policy
from tests import harbor
from tests.bookings.payments import pay
from tests.embed.guest import Guest, Page, sources

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking(walk: Offering) -> Booking:
    """Two seats on the first run, for Ada."""
    request = harbor.wanting(walk, seats=2)
    return actions.book(request=request, by=harbor.GUEST, now=harbor.NOW).booking


def link(booking: Booking, path: str = "", query: str = "") -> str:
    """The guest's own link."""
    return f"/b/{booking.public_id}/{path}{query}#{booking.token}"


def cancels(guest: Guest, page: Page, **changes: str) -> Page:
    """Sends the form on the page."""
    form = next(each for each in page.all("form"))
    answer = guest.client.post(form.attributes["action"], page.fields() | changes)
    return guest.opens(answer["Location"]) if answer.status_code == 303 else Page(answer)


def test_the_link_opens_the_booking(guest: Guest, booking: Booking) -> None:
    page = guest.opens(link(booking))

    assert "You are booked" in page.text
    assert booking.reference in page.text
    assert "2 × Adult $90.00" in page.text


def test_a_request_is_put_into_a_calendar_by_a_plain_link(guest: Guest, walk: Offering) -> None:
    Offering.objects.update(requires_approval=True)
    request = harbor.wanting(Offering.objects.get(pk=walk.pk), seats=2)
    booking = actions.book(request=request, by=harbor.GUEST, now=harbor.NOW).booking

    page = guest.opens(link(booking))

    assert page.links("primary") == []
    assert f"/b/{booking.public_id}/calendar.ics" in page.links("quiet")


def test_the_visitors_own_time_stands_second(guest: Guest, booking: Booking) -> None:
    page = guest.opens(link(booking, query="?tz=Europe/Berlin"))
    after = cancels(guest, page)

    assert page.by_id("page").attributes["data-tz"] == "Europe/Berlin"
    assert page.text.index("9:00 AM") < page.text.index("3:00 PM your time")
    assert "3:00 PM your time" in after.text
    assert "your time" not in guest.opens(link(booking)).text


def test_the_way_back_keeps_language_and_zone(guest: Guest, booking: Booking) -> None:
    page = guest.opens(link(booking, query="?lang=de&tz=Europe/Berlin"))

    assert page.links("quiet")[0].endswith("/?lang=de&tz=Europe%2FBerlin")


@pytest.mark.parametrize(
    ("home", "leads_there"),
    [("https://harbor.example/tours/", True), ("https://eve.example/tours/", False)],
)
def test_the_way_back_leads_to_the_website_the_guest_came_from(
    guest: Guest, booking: Booking, home: str, leads_there: bool
) -> None:
    page = guest.opens(link(booking, query=f"?home={home}"))

    calendar = f"/embed/{booking.offering.calendar.public_id}/?lang=en"
    assert page.links("quiet") == [home if leads_there else calendar]


def test_what_is_still_open_is_said_with_the_booking(guest: Guest, booking: Booking) -> None:
    assert "You pay $90.00 on arrival." in guest.opens(link(booking)).text


def test_who_was_checked_in_reads_what_is_so_now(guest: Guest, booking: Booking) -> None:
    by = of_user(harbor.member(booking.organization))
    actions.check_in(booking=booking, by=by, now=harbor.NINE)

    with time_machine.travel(harbor.NINE, tick=False):
        page = guest.opens(link(booking))
    with time_machine.travel(harbor.NINE + timedelta(hours=3), tick=False):
        afterwards = guest.opens(link(booking))

    assert "You are checked in. Enjoy!" in page.text
    assert "$90.00 is paid to our staff on site, if you have not done so yet." in page.text
    assert (page.links("primary"), page.links("secondary")) == ([], [])
    assert "You were there" in afterwards.text
    assert "$90.00 was to be paid on site." in afterwards.text


def test_what_is_over_is_no_more_put_into_a_calendar(guest: Guest, booking: Booking) -> None:
    with time_machine.travel(harbor.NINE + timedelta(hours=3), tick=False):
        page = guest.opens(link(booking))

    assert "This booking is over" in page.text
    assert page.links("primary") == []


def test_the_lines_of_a_price_stand_in_the_order_of_the_sum(guest: Guest, walk: Offering) -> None:
    picnic = harbor.add_on(walk, "Picnic")
    PromoCode.objects.create(organization=walk.organization, code="SUMMER", percent_off=10)
    request = harbor.wanting(walk, seats=2, add_ons=[(picnic.public_id, 1)], promo="SUMMER")
    booking = actions.book(request=request, by=harbor.GUEST, now=harbor.NOW).booking

    page = guest.opens(link(booking))

    lines = "2 × Adult $90.00 1 × Picnic $50.00 Promo code SUMMER -$9.00 Total $131.00"
    assert lines in page.text


@pytest.mark.parametrize(("seats", "words"), [(1, "1 × Erwachsener"), (2, "2 × Erwachsene ")])
def test_a_party_of_one_is_counted_as_one(
    guest: Guest, walk: Offering, seats: int, words: str
) -> None:
    request = harbor.wanting(walk, seats=seats)
    booking = actions.book(request=request, by=harbor.GUEST, now=harbor.NOW).booking

    assert words in guest.opens(link(booking, query="?lang=de")).text


@pytest.mark.parametrize("path", ["", "calendar.ics"])
def test_with_a_wrong_key_a_booking_is_not_found(guest: Guest, booking: Booking, path: str) -> None:
    assert guest.opens(f"/b/{booking.public_id}/{path}#wrong").status == 404
    assert guest.opens(f"/b/{booking.public_id}/{path}?token=wrong").status == 404


@pytest.mark.parametrize("path", ["", "calendar.ics"])
def test_the_key_stays_on_the_page(guest: Guest, booking: Booking, path: str) -> None:
    response = guest.opens(link(booking, path)).response

    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert sources(response["Content-Security-Policy"], "frame-ancestors") == ["'none'"]


def test_cancelling_is_previewed_and_done(guest: Guest, booking: Booking) -> None:
    page = guest.opens(link(booking))
    after = cancels(guest, page, reason="Rain")

    assert "Your 2 places are given back at once. It costs nothing." in page.text
    assert "This is possible until Friday, July 3, 2026, 9:00 AM." in page.text
    assert "This booking is cancelled" in after.text
    assert Booking.objects.of(booking.organization).get().state == "CANCELLED"
    assert Claim.objects.of(booking.organization).live(harbor.NOW).count() == 0
    assert after.all("form") == []


def test_who_was_cancelled_on_reads_by_whom_and_why(guest: Guest, booking: Booking) -> None:
    house = booking.organization
    by = of_user(harbor.member(house))
    actions.cancel_by_staff(booking=booking, by=by, now=harbor.NOW, reason="Storm.")

    page = guest.opens(link(booking))

    assert f"{house.name} had to cancel" in page.text
    assert "The reason given: Storm." in page.text


def test_a_guest_too_late_is_told_so(guest: Guest, booking: Booking) -> None:
    page = guest.opens(link(booking))
    with time_machine.travel(harbor.NINE - timedelta(hours=23), tick=False):
        late = guest.opens(link(booking))
        # Asked for a fresh form just before the deadline, sent just after it.
        stale = cancels(guest, page)

    assert "Since Friday, July 3, 2026, 9:00 AM it can no longer be moved or cancelled" in late.text
    assert late.all("form") == []
    assert stale.status == 409
    assert Booking.objects.of(booking.organization).get().state == "CONFIRMED"


@pytest.mark.parametrize("form", ["", "forged"])
def test_a_form_that_is_not_ours_cancels_nothing(guest: Guest, booking: Booking, form: str) -> None:
    page = cancels(guest, guest.opens(link(booking)), form=form)

    assert page.status == 409
    assert Booking.objects.of(booking.organization).get().state == "CONFIRMED"


def test_cancelling_twice_is_cancelling_once(guest: Guest, booking: Booking) -> None:
    page = guest.opens(link(booking))
    cancels(guest, page)

    assert cancels(guest, page).status == 409
    assert Booking.objects.of(booking.organization).get().state == "CANCELLED"


def test_the_booking_is_shown_in_the_language_it_was_made_in(
    guest: Guest, walk: Offering, booking: Booking
) -> None:
    booking.locale = "de"
    booking.save()

    assert "Sie sind gebucht" in guest.opens(link(booking)).text
    assert "You are booked" in guest.opens(link(booking, query="?lang=en")).text


STEPS = [
    {"hoursBefore": 48, "refundPercent": "100", "fee": 0},
    {"hoursBefore": 24, "refundPercent": "50", "fee": 500},
]
SAID = {
    "": (
        "Free to cancel until Thursday, July 2, 2026, 9:00 AM.",
        "Cancel until Friday, July 3, 2026, 9:00 AM and get back 50% of what you paid, less $5.00.",
        "After that it cannot be cancelled online.",
    ),
    "?lang=de": (
        "Kostenlos stornierbar bis Donnerstag, 2. Juli 2026, 09:00.",
        "Bei Stornierung bis Freitag, 3. Juli 2026, 09:00 erhalten Sie 50 % des gezahlten Betrags "
        "zurück, abzüglich 5,00 $.",
        "Danach ist eine Stornierung online nicht mehr möglich.",
    ),
}


@pytest.mark.parametrize("query", SAID)
def test_each_step_of_cancelling_is_said(guest: Guest, walk: Offering, query: str) -> None:
    house = walk.organization
    rules = Policy.objects.create(organization=house, name="Steps", cancel_steps=STEPS)
    Offering.objects.of(house).update(policy=rules)
    type(house).objects.update(payment_way="SANDBOX")
    request = harbor.wanting(Offering.objects.get(pk=walk.pk))
    made = actions.book(request=request, by=harbor.GUEST, now=harbor.NOW).booking
    pay(made)

    text = guest.opens(link(made, query=query)).text.replace("\xa0", " ")

    assert [one for one in SAID[query] if one not in text] == []


def test_another_date_is_chosen_with_one_click(guest: Guest, walk: Offering) -> None:
    Offering.objects.of(walk.organization).update(minimum_seats=6)
    booking = waits_for_six(walk)
    page = guest.opens(link(booking))

    after = answers(guest, page, "accept_date")

    assert "Would another date suit you?" in page.text
    assert "Saturday, July 4, 2026, 1:00 PM" in page.text
    assert "held for you until Friday, July 3, 2026, 9:00 AM" in page.text
    assert "Would another date" not in after.text
    assert Booking.objects.get(pk=booking.pk).starts_at == harbor.ONE
    assert "The offer has run out" in answers(guest, page, "accept_date").text


def test_a_date_that_came_to_nothing_meanwhile_is_not_chosen(guest: Guest, walk: Offering) -> None:
    Offering.objects.of(walk.organization).update(minimum_seats=6)
    booking = waits_for_six(walk)
    page = guest.opens(link(booking))
    Occurrence.objects.filter(starts_at=harbor.ONE).update(decides_at=harbor.NOW)

    after = answers(guest, page, "accept_date")

    assert "The other date does not take place. Your booking stays as it is." in after.text
    assert Booking.objects.get(pk=booking.pk).starts_at == harbor.NINE


def test_another_date_is_turned_down_with_one_click(guest: Guest, walk: Offering) -> None:
    Offering.objects.of(walk.organization).update(minimum_seats=6)
    booking = waits_for_six(walk)

    after = answers(guest, guest.opens(link(booking)), "decline_date")

    assert "Would another date" not in after.text
    assert "We keep you on Saturday, July 4, 2026, 9:00 AM." in after.text.replace("\u202f", " ")
    assert "The places on the other date are free again." in after.text
    assert "It runs when at least 6 guests have booked." in after.text
    found = Booking.objects.get(pk=booking.pk)
    assert (found.starts_at, found.state) == (harbor.NINE, "PENDING")


@pytest.mark.parametrize(
    ("others", "said"),
    [
        (0, "4 more guests besides you have to book by Friday, July 3, 2026, 1:00 PM"),
        (3, "1 more guest besides you has to book by Friday, July 3, 2026, 1:00 PM"),
        (4, "With you, enough guests have booked: then it takes place for certain."),
        (6, "This date takes place for certain."),
    ],
)
def test_another_date_says_whether_it_takes_place(
    guest: Guest, walk: Offering, others: int, said: str
) -> None:
    Offering.objects.of(walk.organization).update(minimum_seats=6)
    walk.refresh_from_db()
    for number in range(others):
        there = harbor.wanting(walk, name=f"Bea {number}", seats=1, starts_at=harbor.ONE)
        actions.book(request=there, by=harbor.GUEST, now=harbor.NOW)
    booking = waits_for_six(walk)

    text = guest.opens(link(booking)).text

    assert said in text


@pytest.mark.parametrize(
    ("others", "said"),
    [
        (0, "Der Termin ist noch nicht sicher: Außer Ihnen müssen bis Freitag, 3. Juli 2026"),
        (3, "Der Termin ist noch nicht sicher: Außer Ihnen muss bis Freitag, 3. Juli 2026"),
        (4, "Mit Ihnen haben genug Gäste gebucht: Dann findet der Termin sicher statt."),
    ],
)
def test_in_german_another_date_is_called_by_its_name(
    guest: Guest, walk: Offering, others: int, said: str
) -> None:
    Offering.objects.of(walk.organization).update(minimum_seats=6)
    walk.refresh_from_db()
    if others:
        there = harbor.wanting(walk, name="Bea", seats=others, starts_at=harbor.ONE)
        actions.book(request=there, by=harbor.GUEST, now=harbor.NOW)

    page = guest.opens(link(waits_for_six(walk), query="?lang=de"))

    assert said in page.text.replace("\xa0", " ")


def waits_for_six(walk: Offering) -> Booking:
    """Ada's booking of a run that is short, with another date to choose."""
    made = actions.book(request=harbor.wanting(walk), by=harbor.GUEST, now=harbor.NOW).booking
    run = made.claim.occurrence
    elsewhere.offer(run=run, starts_at=harbor.ONE, by=harbor.GUEST, now=harbor.NOW)
    return made


def answers(guest: Guest, page: Page, do: str) -> Page:
    """Presses a button of the offer; what is shown then."""
    form = next(each for each in page.all("form"))
    answer = guest.client.post(form.attributes["action"], page.fields() | {"do": do})
    return guest.opens(answer["Location"]) if answer.status_code == 303 else Page(answer)
