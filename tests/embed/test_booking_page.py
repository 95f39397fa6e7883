"""Booking without scripts: the form, what it refuses, and the confirmation."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from bookings.models import Booking
from embed import tokens
from scheduling.models import AddOn, Claim, Occurrence, Offering, Rate
from tests import harbor
from tests.embed.guest import Guest, Page, fill, rate_field

pytestmark = pytest.mark.django_db

ADA = {"name": "Ada Lovelace", "email": "ada@example.com"}


def test_a_guest_books_without_javascript(guest: Guest, walk: Offering) -> None:
    page = guest.books(walk, notes="A pram comes along.", phone="+1 617 555 0100")

    booking = Booking.objects.of(walk.organization).get()
    assert (booking.state, booking.seats, booking.total_minor) == ("CONFIRMED", 1, 4500)
    assert (booking.name, booking.email) == ("Ada Lovelace", "ada@example.com")
    assert (booking.phone, booking.notes) == ("+1 617 555 0100", "A pram comes along.")
    assert booking.starts_at == harbor.NINE
    assert "You are booked" in page.text
    assert booking.reference in page.text
    assert "Saturday, July 4, 2026" in page.text


def test_the_price_is_shown_before_anything_is_asked(guest: Guest, walk: Offering) -> None:
    page = guest.at_the_form(walk, party="2")

    assert "2 × Adult $90.00" in page.text
    assert "Total $90.00" in page.text
    assert "Reserve, pay on arrival" in page.text
    assert "You pay $90.00 on arrival." in page.text
    assert "$45.00" in page.text


def test_the_price_is_worked_out_again_without_booking(guest: Guest, walk: Offering) -> None:
    page = guest.at_the_form(walk)

    answer = guest.sends(page, do="quote", name="Ada", **{rate_field(walk): "3"})

    assert "3 × Adult $135.00" in answer.text
    assert answer.fields()["name"] == "Ada"
    assert Booking.objects.of(walk.organization).count() == 0


def test_extras_are_priced_and_kept(guest: Guest, walk: Offering) -> None:
    lunch = AddOn.objects.create(
        organization=walk.organization, name="Picnic", price_minor=1800, per="PERSON"
    )
    walk.add_ons.add(lunch)
    page = guest.at_the_form(walk, party="2")
    priced = guest.sends(page, do="quote", **{f"extra.{lunch.public_id}": "2"})

    guest.sends(priced, **ADA)

    booking = Booking.objects.of(walk.organization).get()
    assert "$18.00 per person" in page.text.replace("\u00a0", " ")
    assert booking.total_minor == 2 * 4500 + 2 * 1800


def test_a_double_click_books_once(guest: Guest, walk: Offering) -> None:
    form = guest.at_the_form(walk)

    first, second = guest.sends(form, **ADA), guest.sends(form, **ADA)

    assert Booking.objects.of(walk.organization).count() == 1
    assert first.all("b")[0].text == second.all("b")[0].text


@pytest.mark.parametrize("changed", ["start", "party", "email", "extra", "name"])
def test_a_form_sent_again_with_something_else_in_it_is_another_attempt(
    guest: Guest, walk: Offering, changed: str
) -> None:
    lunch = AddOn.objects.create(organization=walk.organization, name="Picnic", price_minor=0)
    walk.add_ons.add(lunch)
    form = guest.at_the_form(walk)
    guest.sends(form, **ADA)
    changes = {
        "party": {rate_field(walk): "2", "total": "9000"},
        "email": {"email": "grace@example.com"},
        "extra": {f"extra.{lunch.public_id}": "1"},
        "name": {"name": "Ada King", "email": "ADA@example.com"},
    }.get(changed, {})
    if changed == "start":
        form.by_id("book").attributes["action"] = form.action().replace("T13%3A", "T17%3A")

    again = guest.sends(form, **ADA | changes)

    bookings = Booking.objects.of(walk.organization)
    assert "You are booked" in again.text
    assert bookings.count() == (1 if changed == "name" else 2)
    assert again.all("b")[0].text.strip() == bookings.order_by("-pk")[0].reference


def test_two_forms_are_two_bookings(guest: Guest, walk: Offering) -> None:
    guest.books(walk)
    guest.books(walk)

    assert Booking.objects.of(walk.organization).count() == 2


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", " ", "Please give your name."),
        ("email", "ada@", "Please give an e-mail address"),
        ("phone", "call me", "Please give a phone number"),
    ],
)
def test_an_error_stands_beside_its_field(
    guest: Guest, walk: Offering, field: str, value: str, words: str
) -> None:
    page = guest.sends(guest.at_the_form(walk), **ADA | {field: value})

    control = page.by_id(field)
    said = page.by_id(f"{field}-error")
    assert page.status == 422
    assert said.text.startswith(words)
    assert control.attributes["aria-invalid"] == "true"
    assert f"{field}-error" in control.attributes["aria-describedby"].split()
    assert any(each.attributes.get("href") == f"#{field}" for each in page.all("a"))
    assert Booking.objects.of(walk.organization).count() == 0


def test_what_is_wrong_is_listed_as_the_form_reads_and_once(guest: Guest, walk: Offering) -> None:
    empty = {"name": "", "email": "", rate_field(walk): "0"}

    page = guest.sends(guest.at_the_form(walk), **empty)

    listed = [
        each.attributes["data-field"] for each in page.all("a") if "data-field" in each.attributes
    ]
    assert listed == ["party", "name", "email"]
    # Said aloud, in the summary, and beside the field.
    assert page.text.count("Please give your name.") == 3


def test_what_was_filled_in_is_kept_beside_an_error(guest: Guest, walk: Offering) -> None:
    page = guest.sends(guest.at_the_form(walk), name="Ada", email="", notes="A pram")

    assert (page.fields()["name"], page.by_id("notes").text.strip()) == ("Ada", "A pram")


@pytest.mark.parametrize(
    ("count", "words"),
    [("0", "Please choose how many people are coming."), ("9", "for 8 people at most")],
)
def test_a_party_that_does_not_fit_is_said_beside_the_party(
    guest: Guest, walk: Offering, count: str, words: str
) -> None:
    page = guest.sends(guest.at_the_form(walk), **ADA, **{rate_field(walk): count})

    assert words in page.by_id("party-error").text
    assert page.status == 422


def test_a_slot_just_taken_offers_the_nearest_ones(guest: Guest, walk: Offering) -> None:
    form = guest.at_the_form(walk)
    fill(walk, 8)
    fill(walk, 2)

    page = guest.sends(form, **ADA)

    times = [each.attributes["value"].split()[1] for each in page.all("button", "other")]
    assert page.status == 409
    assert "This time was just taken" in page.text
    assert times == ["2026-07-03T17:00Z", "2026-07-04T17:00Z", "2026-07-05T13:00Z"]
    assert Booking.objects.of(walk.organization).filter(name="Ada Lovelace").count() == 0


def test_taking_another_time_keeps_what_was_filled_in(guest: Guest, walk: Offering) -> None:
    form = guest.at_the_form(walk)
    fill(walk, 8)
    fill(walk, 2)
    taken = guest.sends(form, **ADA)

    other = taken.all("button", "other")[1].attributes
    offered = guest.sends(taken, take=other["value"])
    guest.sends(offered)

    booking = Booking.objects.of(walk.organization).get(name="Ada Lovelace")
    assert offered.fields()["email"] == "ada@example.com"
    assert booking.starts_at == harbor.ONE
    assert other["formaction"] == offered.by_id("book").attributes["action"]
    assert "start=2026-07-04T17%3A00Z" in other["formaction"]


def test_too_few_seats_say_how_many_and_offer_the_nearest_ones(
    guest: Guest, walk: Offering
) -> None:
    form = guest.at_the_form(walk, party="3")
    fill(walk, 8)

    page = guest.sends(form, **ADA)

    assert "Only 2 places are left at this time." in page.by_id("party-error").text
    assert len(page.all("button", "other")) == 3


def test_a_link_to_a_full_run_offers_the_nearest_ones(guest: Guest, walk: Offering) -> None:
    address = guest.opens("/embed/tours/?view=month&day=2026-07-04").links("run")[0]
    fill(walk, 8)
    fill(walk, 2)

    page = guest.opens(address)

    assert "This time is no longer free" in page.text
    assert len(page.all("button", "other")) == 3


@pytest.mark.parametrize(
    ("rules", "start", "words", "first"),
    [
        ({}, "2026-07-04T13:01Z", "Nothing starts at this time", "2026-07-03T17:00Z"),
        ({}, "2026-06-30T13:00Z", "This time is over", "2026-07-01T13:00Z"),
        (
            {"lead_time_minutes": 3 * 24 * 60},
            "2026-07-03T13:00Z",
            "It can be booked until 3 days before the start.",
            "2026-07-04T13:00Z",
        ),
        (
            {"horizon_days": 4},
            "2026-07-08T13:00Z",
            "Booking opens on Saturday, July 4, 2026.",
            "2026-07-03T17:00Z",
        ),
    ],
)
def test_a_time_that_cannot_be_had_says_why_and_offers_the_nearest_ones(
    guest: Guest, walk: Offering, rules: dict[str, int], start: str, words: str, first: str
) -> None:
    address = guest.opens("/embed/tours/?view=month&day=2026-07-04").links("run")[0]
    Offering.objects.of(walk.organization).update(**rules)

    page = guest.opens(address.replace("2026-07-04T13%3A00Z", start))
    sent = guest.sends(page, **ADA)

    times = [each.attributes["value"].split()[1] for each in page.all("button", "other")]
    assert words in page.text
    assert words in sent.text
    assert "just taken" not in sent.text
    assert (sent.status, times[0], len(times)) == (409, first, 3)
    assert "cancel" not in page.text


def test_a_time_that_was_called_off_says_so(guest: Guest, walk: Offering) -> None:
    address = guest.opens("/embed/tours/?view=month&day=2026-07-04").links("run")[0]
    fill(walk, 1)
    Occurrence.objects.of(walk.organization).update(cancelled_at=harbor.NOW)

    assert "This time was called off" in guest.opens(address).text


def test_the_price_alone_says_what_is_wrong_with_the_party(guest: Guest, walk: Offering) -> None:
    form = guest.at_the_form(walk)
    fill(walk, 8)

    page = guest.sends(form, do="price", **{rate_field(walk): "3"})

    price = [each for each in page.all("button") if each.attributes.get("name") == "take"]
    assert "data-live" in page.by_id("party-error").attributes
    assert page.by_id("party-error").text.strip() == "Only 2 places are left at this time."
    assert len(price) == 2 * 3


@pytest.mark.parametrize(
    ("taken", "party", "words"),
    [
        (0, "2", ""),
        (0, "8", "This can be booked for 8 people at most."),
        (4, "6", "These are the last 6 places."),
    ],
)
def test_a_party_that_cannot_grow_is_told_why(
    guest: Guest, walk: Offering, taken: int, party: str, words: str
) -> None:
    if taken:
        fill(walk, taken)

    page = guest.sends(guest.at_the_form(walk), do="price", **{rate_field(walk): party})

    assert page.by_id("party-limit").text.strip() == words
    assert page.by_id("party").attributes["data-most"] == str(min(8, 10 - taken))


def test_a_changed_price_is_shown_before_it_is_booked(guest: Guest, walk: Offering) -> None:
    form = guest.at_the_form(walk)
    Rate.objects.of(walk.organization).update(price_minor=5000)

    page = guest.sends(form, **ADA)
    guest.sends(page, **ADA)

    assert "The total has changed." in page.text
    assert "Total $50.00" in page.text
    assert Booking.objects.of(walk.organization).get().total_minor == 5000


def test_numbers_changed_without_scripts_are_priced_before_they_are_booked(
    guest: Guest, walk: Offering
) -> None:
    page = guest.sends(guest.at_the_form(walk), **ADA, **{rate_field(walk): "2"})
    guest.sends(page)

    assert "The total has changed." in page.text
    assert "Total $90.00" in page.text
    assert Booking.objects.of(walk.organization).get().seats == 2


def test_a_request_is_worded_as_one(guest: Guest, walk: Offering) -> None:
    walk.requires_approval = True
    walk.save()

    form = guest.at_the_form(walk)
    page = guest.sends(form, **ADA)

    assert "Request this time" in form.text
    assert "Your request is sent" in page.text
    assert Booking.objects.of(walk.organization).get().state == "AWAITING_APPROVAL"


def test_a_request_is_no_day_to_put_into_a_calendar_first(guest: Guest, walk: Offering) -> None:
    booked = guest.sends(guest.at_the_form(walk), **ADA)
    walk.requires_approval = True
    walk.save()

    asked = guest.sends(guest.at_the_form(walk), **ADA)

    looks = [button(page, "Add to calendar") for page in (booked, asked)]
    assert looks == ["primary", "quiet"]


def test_what_costs_nothing_says_so(guest: Guest, walk: Offering) -> None:
    Rate.objects.of(walk.organization).update(price_minor=0)

    assert "It costs nothing." in guest.at_the_form(walk).text


@pytest.mark.parametrize("token", ["", "forged", tokens.form("cal_of_somebody_else")])
def test_a_form_that_is_not_ours_books_nothing(guest: Guest, walk: Offering, token: str) -> None:
    page = guest.sends(guest.at_the_form(walk), **ADA, token=token)

    assert page.status == 422
    assert "This page was open for long." in page.text
    assert Booking.objects.of(walk.organization).count() == 0


def test_a_form_left_open_for_long_is_sent_again_with_one_click(
    guest: Guest, walk: Offering
) -> None:
    form = guest.at_the_form(walk)
    with time_machine.travel(harbor.NOW + timedelta(hours=7), tick=False):
        stale = guest.sends(form, **ADA)
        guest.sends(stale)

    assert "This page was open for long." in stale.text
    assert Booking.objects.of(walk.organization).count() == 1


def test_an_address_that_books_too_often_has_to_wait(
    guest: Guest, walk: Offering, settings: Any
) -> None:
    settings.RATES = settings.RATES | {"public_write": "1/min"}
    guest.books(walk)

    page = guest.books(walk)

    assert page.status == 429
    assert "Please try again in a minute." in page.text
    assert Booking.objects.of(walk.organization).count() == 1


def test_campaign_and_reference_travel_into_the_booking(guest: Guest, walk: Offering) -> None:
    form = guest.at_the_form(walk, utm_source="news", utm_campaign="july", reference="A-17")

    guest.sends(form, **ADA)

    booking = Booking.objects.of(walk.organization).get()
    assert booking.utm == {"utm_source": "news", "utm_campaign": "july"}
    assert booking.external_reference == "A-17"


def test_the_confirmations_address_says_nothing_of_the_guest(guest: Guest, walk: Offering) -> None:
    form = guest.at_the_form(walk)
    answer = guest.client.post(form.action(), form.fields() | ADA | {"do": "book"})

    assert "lovelace" not in answer["Location"].lower()
    assert "example.com" not in answer["Location"].lower()
    assert Claim.objects.of(walk.organization).get().seats == 1


def test_the_confirmation_says_who_comes_what_it_costs_and_until_when_it_can_be_cancelled(
    guest: Guest, walk: Offering
) -> None:
    page = guest.sends(guest.at_the_form(walk, party="2"), **ADA)

    assert "In the name of Ada Lovelace ada@example.com" in page.text
    assert "2 × Adult $90.00 Total $90.00" in page.text
    assert "You pay $90.00 on arrival." in page.text
    assert "Free to cancel until Friday, July 3, 2026, 9:00 AM." in page.text
    assert "After that it cannot be cancelled online." in page.text


def test_the_confirmation_of_a_run_short_of_its_minimum_says_when_that_is_decided(
    guest: Guest, walk: Offering
) -> None:
    Offering.objects.of(walk.organization).update(minimum_seats=4, decide_hours_before=48)

    page = guest.books(walk)

    assert "Your places are reserved until enough guests have booked" in page.text
    assert "It runs when at least 4 guests have booked." in page.text
    assert "That is decided on Thursday, July 2, 2026, 9:00 AM." in page.text
    assert "if too few have booked, it is called off and you pay nothing." in page.text


def test_a_confirmation_too_close_to_the_start_says_that_it_cannot_be_cancelled(
    guest: Guest, walk: Offering
) -> None:
    with time_machine.travel(harbor.NINE - timedelta(hours=3), tick=False):
        page = guest.books(walk)

    assert "It is too close to the start to cancel online." in page.text


def test_the_confirmation_leads_to_the_calendar_file_and_the_booking(
    guest: Guest, walk: Offering
) -> None:
    page = guest.books(walk)

    file = guest.presses(page, "Add to calendar").response
    managed = guest.presses(page, "Manage booking")
    assert file["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"DTSTART;TZID=America/New_York:20260704T090000" in file.content
    assert "You are booked" in managed.text


@pytest.mark.parametrize(
    "changed",
    [("start", "2026-07-04T13:01Z"), ("start", "soon"), ("variant", "var_x"), ("offering", "x")],
)
def test_an_address_bent_by_hand_books_nothing(
    guest: Guest, walk: Offering, changed: tuple[str, str]
) -> None:
    form = guest.at_the_form(walk)
    name, value = changed
    parts = [
        f"{name}={value}" if part.startswith(f"{name}=") else part
        for part in form.action().split("?")[1].split("&")
    ]
    address = f"{form.action().split('?')[0]}?{'&'.join(parts)}"

    answer = guest.client.post(address, form.fields() | ADA | {"do": "book"})

    assert answer.status_code in (404, 409)
    assert Booking.objects.of(walk.organization).count() == 0


def test_the_way_back_leads_to_the_day_that_was_left(guest: Guest, walk: Offering) -> None:
    form = guest.at_the_form(walk, party="2")

    page = guest.opens(form.links("quiet")[0])

    assert page.by_id("day-title").text.strip() == "Saturday, July 4"
    assert "party=2" in form.links("quiet")[0]


def test_booking_in_german(guest: Guest, walk: Offering) -> None:
    page: Page = guest.sends(guest.at_the_form(walk, lang="de"), **ADA)

    assert "Sie sind gebucht" in page.text
    assert "Samstag, 4. Juli 2026" in page.text
    assert Booking.objects.of(walk.organization).get().locale == "de"


def test_a_rate_with_its_usual_name_has_it_in_the_guests_language(
    guest: Guest, walk: Offering
) -> None:
    Rate.objects.create(
        organization=walk.organization, offering=walk, label="Locals", price_minor=3000
    )

    form = guest.at_the_form(walk, lang="de")

    assert "Erwachsene" in form.text
    assert "Locals" in form.text
    assert "Adult" not in form.text


def button(page: Page, label: str) -> str:
    """What the button with these words looks like."""
    at = next(place for place, one in enumerate(page.elements) if one.text.strip() == label)
    before = [one for one in page.elements[: at + 1] if one.tag == "button"]
    return before[-1].attributes["class"]
