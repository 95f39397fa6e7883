"""Suggesting a time and answering an offer, in a browser without scripts."""

from datetime import UTC, datetime

import pytest
import time_machine

from bookings.models import Booking
from bookings.states import State
from scheduling.models import Offering
from tests.bookings.mailing import post
from tests.bookings.proposals import HOUR, answered, fresh
from tests.embed.guest import Guest, Page, rate_field
from tests.harbor import NOW, add_on, member

pytestmark = pytest.mark.django_db

ADA = {"name": "Ada Lovelace", "email": "ada@example.com"}
WHEN = {"day": "2026-07-05", "time": "07:30"}


@pytest.fixture
def ride(walk: Offering) -> Offering:
    """The walk, which takes proposals for any time."""
    Offering.objects.filter(pk=walk.pk).update(proposals="ANY")
    walk.refresh_from_db()
    return walk


def form_of(ride: Offering, **query: str) -> str:
    """The address that the calendar links."""
    more = "".join(f"&{name}={value}" for name, value in query.items())
    return f"/embed/{ride.calendar.public_id}/suggest/?offering={ride.public_id}{more}"


def suggests(guest: Guest, ride: Offering, **changes: str) -> Page:
    """All the way to what is said afterwards."""
    filled = {rate_field(ride): "4", "do": "suggest", **WHEN, **ADA}
    return guest.sends(guest.opens(form_of(ride)), **(filled | changes))


def answers(guest: Guest, page: Page, do: str) -> Page:
    """Presses a button of the offer."""
    form = page.all("form")[0]
    answer = guest.client.post(form.attributes["action"], page.fields() | {"do": do})
    return guest.opens(answer["Location"]) if answer.status_code == 303 else Page(answer)


def offer_to(booking: Booking) -> str:
    """The link of the mail."""
    return f"/b/{booking.public_id}/offer/#{booking.token}"


def test_the_calendar_and_a_run_lead_to_the_form(guest: Guest, ride: Offering) -> None:
    month = guest.opens(f"/embed/{ride.calendar.public_id}/")
    run = guest.at_the_form(ride)

    [link] = [one for one in month.links("quiet") if "/suggest/" in one]
    assert "Suggest a time for Lighthouse walk" in month.text
    assert guest.opens(link).by_id("day").attributes["value"] == ""
    [beside] = [one for one in run.links("quiet") if "/suggest/" in one]
    prefilled = guest.opens(beside)
    assert prefilled.by_id("day").attributes["value"] == "2026-07-04"
    assert prefilled.by_id("time").attributes["value"] == "09:00"


def test_a_request_that_has_lapsed_waits_for_no_price(guest: Guest, ride: Offering) -> None:
    suggests(guest, ride)
    booking = Booking.objects.get()
    own = f"/b/{booking.public_id}/"

    waiting = guest.opens(f"{own}#{booking.token}")
    with time_machine.travel(booking.hold_expires_at, tick=False):
        lapsed = guest.opens(f"{own}#{booking.token}")

    assert waiting.summed() == ["Price", "comes with our answer"]
    assert "This booking has lapsed" in lapsed.text
    assert "4 × Adult" in lapsed.text
    assert "comes with our answer" not in lapsed.text
    assert lapsed.summed() == []


def test_where_nothing_may_be_suggested_there_is_no_form(guest: Guest, walk: Offering) -> None:
    assert guest.opens(form_of(walk)).status == 404
    assert "/suggest/" not in guest.opens(f"/embed/{walk.calendar.public_id}/").response.text


def test_a_time_is_suggested_by_form_alone(guest: Guest, ride: Offering) -> None:
    page = suggests(guest, ride, notes="A birthday.")

    booking = Booking.objects.get()
    assert booking.starts_at == datetime(2026, 7, 5, 11, 30, tzinfo=UTC)
    assert (booking.state, booking.seats, booking.notes) == (
        State.AWAITING_APPROVAL,
        4,
        "A birthday.",
    )
    assert "Your request is sent" in page.text
    assert "We look at your request and answer to ada@example.com." in page.text
    assert "$" not in page.text


def test_sending_the_form_twice_asks_once(guest: Guest, ride: Offering) -> None:
    page = guest.opens(form_of(ride))
    filled = {rate_field(ride): "2", "do": "suggest", **WHEN, **ADA}

    guest.sends(page, **filled)
    guest.sends(page, **filled)

    assert Booking.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"day": ""}, "day", "Please choose a day."),
        ({"day": "tomorrow"}, "day", "Please choose a day."),
        ({"time": ""}, "time", "Please choose a time."),
        ({"day": "2026-06-01"}, "day", "This time is over. Please choose a later one."),
        (
            {"day": "2036-06-01"},
            "day",
            "This is too far ahead. Please choose an earlier day.",
        ),
        ({"name": ""}, "name", "Please give your name."),
        ({"email": "ada"}, "email", "Please give an e-mail address, like anna@example.com."),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    guest: Guest, ride: Offering, changes: dict[str, str], field: str, words: str
) -> None:
    page = suggests(guest, ride, **changes)

    assert page.status == 422
    assert page.by_id(f"{field}-error").text.strip() == words
    assert page.by_id(field).attributes["aria-invalid"] == "true"
    assert page.by_id("notes") is not None
    assert not Booking.objects.exists()


def test_too_many_people_are_refused_beside_the_party(guest: Guest, ride: Offering) -> None:
    page = suggests(guest, ride, **{rate_field(ride): "9"})

    assert page.by_id("party-error").text.strip() == "This can be booked for 8 people at most."


def test_where_only_the_rules_times_may_be_had_others_are_said_so(
    guest: Guest, ride: Offering
) -> None:
    Offering.objects.filter(pk=ride.pk).update(proposals="RULES")

    page = suggests(guest, ride)

    assert page.by_id("time-error").text.strip() == (
        "This time is not to be had. Please choose one from the calendar."
    )
    assert suggests(guest, ride, time="09:00").status == 200


def test_a_stale_form_is_said_so_and_keeps_what_was_typed(guest: Guest, ride: Offering) -> None:
    page = suggests(guest, ride, token="old")

    assert page.by_id("total").text.startswith("This page was open for long.")
    assert page.by_id("name").attributes["value"] == "Ada Lovelace"


def test_an_add_on_is_asked_for_too(guest: Guest, ride: Offering) -> None:
    hour = add_on(ride, "One hour more", extra_minutes=60, max_quantity=1)

    suggests(guest, ride, **{f"extra.{hour.public_id}": "1"})

    booking = Booking.objects.get()
    assert booking.ends_at - booking.starts_at == 3 * HOUR


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("en", ["4 × Adult", "1 × One hour more", "Price comes with our answer"]),
        ("de", ["4 × Erwachsene", "1 × One hour more", "Preis kommt mit unserer Antwort"]),
    ],
)
def test_who_and_what_was_asked_for_is_said_back(
    guest: Guest, ride: Offering, language: str, lines: list[str]
) -> None:
    hour = add_on(ride, "One hour more", extra_minutes=60, max_quantity=1)

    filled = {rate_field(ride): "4", "do": "suggest", f"extra.{hour.public_id}": "1", **WHEN, **ADA}
    member(ride.organization, name="Stella")
    page = guest.sends(guest.opens(form_of(ride, lang=language)), **filled)

    assert [line for line in lines if line not in page.text] == []
    mails = post()
    assert [mail.to for mail in mails] == ["ada@example.com", "stella@harbor.example"]
    for mail in mails:
        assert "4 × " in mail.text
        assert "1 × One hour more" in mail.text


def test_the_form_is_german_for_germans(guest: Guest, ride: Offering) -> None:
    page = guest.opens(form_of(ride, lang="de"))

    assert "Termin vorschlagen" in page.text
    assert "Wann würde es Ihnen passen?" in page.text


def test_an_offer_is_accepted_by_one_click(guest: Guest, ride: Offering) -> None:
    suggests(guest, ride)
    booking = answered(Booking.objects.get(), price=30_000, reason="With breakfast.")

    page = guest.opens(offer_to(booking))

    assert "Yes, book it" in page.text
    assert "We have an offer for you" in page.text
    assert "With breakfast." in page.text
    assert "4 × Adult included" in page.text
    assert "You pay $300.00 on arrival." in page.text
    after = answers(guest, page, "accept")
    assert fresh(booking).state == State.CONFIRMED
    assert "You are booked" in after.text


def test_an_offer_is_turned_down_by_one_click(guest: Guest, ride: Offering) -> None:
    suggests(guest, ride)
    booking = answered(Booking.objects.get())

    after = answers(guest, guest.opens(offer_to(booking)), "decline")

    assert fresh(booking).state == State.CANCELLED
    assert "This booking is cancelled" in after.text


def test_the_bookings_own_link_leads_to_the_offer(guest: Guest, ride: Offering) -> None:
    suggests(guest, ride)
    booking = answered(Booking.objects.get())

    guest.opens(f"/b/{booking.public_id}/#{booking.token}")

    page = guest.client.get(f"/b/{booking.public_id}/", follow=True)

    assert "Yes, book it" in page.text


def test_another_price_than_the_one_shown_is_shown_first(guest: Guest, ride: Offering) -> None:
    suggests(guest, ride)
    booking = answered(Booking.objects.get(), price=30_000)
    page = guest.opens(offer_to(booking))
    answered(booking, price=35_000)

    again = answers(guest, page, "accept")

    assert again.status == 409
    assert "The offer was changed meanwhile." in again.text
    assert "$350.00" in again.text
    assert fresh(booking).state == State.PENDING


def test_an_offer_that_ran_out_says_so(guest: Guest, ride: Offering) -> None:
    suggests(guest, ride)
    booking = answered(Booking.objects.get(), until=NOW + HOUR)
    page = guest.opens(offer_to(booking))

    with time_machine.travel(NOW + HOUR, tick=False):
        late = answers(guest, page, "accept")

    assert late.status == 409
    assert "The offer has run out." in late.text


def test_looking_at_an_offer_answers_nothing(guest: Guest, ride: Offering) -> None:
    suggests(guest, ride)
    booking = answered(Booking.objects.get())

    guest.opens(offer_to(booking))

    assert fresh(booking).state == State.PENDING
    assert Guest().opens(f"/b/{booking.public_id}/offer/#wrong").status == 404


@pytest.mark.parametrize("total", [None, "", "30 000", "-1", "9" * 13])
def test_who_saw_no_price_is_shown_it_before_accepting(
    guest: Guest, ride: Offering, total: str | None
) -> None:
    suggests(guest, ride)
    booking = answered(Booking.objects.get(), price=30_000)
    page = guest.opens(offer_to(booking))
    sent = page.fields() | {"do": "accept", "total": total}

    answer = guest.client.post(
        f"/b/{booking.public_id}/offer/",
        {name: sent[name] for name in sent if sent[name] is not None},
    )

    assert answer.status_code == 409
    assert "This page was open for long." in Page(answer).text
    assert "$300.00" in Page(answer).text
    assert fresh(booking).state == State.PENDING


@pytest.mark.parametrize("do", ["accept", "decline"])
def test_the_answer_is_given_in_the_language_and_zone_of_the_offer(
    guest: Guest, ride: Offering, do: str
) -> None:
    suggests(guest, ride)
    booking = answered(Booking.objects.get())
    guest.opens(offer_to(booking))
    chosen = "?lang=de&tz=Europe%2FBerlin"

    page = guest.opens(f"/b/{booking.public_id}/offer/{chosen}")
    [form] = page.all("form")
    answer = guest.client.post(form.attributes["action"], page.fields() | {"do": do})

    assert "Ja, " in page.text
    assert answer["Location"] == f"/b/{booking.public_id}/{chosen}"
