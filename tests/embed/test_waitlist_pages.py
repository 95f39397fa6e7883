"""Joining a waitlist and answering an offer in a browser without scripts."""

from datetime import timedelta

import pytest
import time_machine

from bookings import actions
from bookings.actions import waiting
from bookings.models import Booking, WaitlistEntry
from orgs.models import Organization, PaymentWay
from scheduling.models import Offering
from tests import harbor
from tests.bookings.waitlists import fresh, offered, waits
from tests.embed.guest import Guest, Page, fill, rate_field, sources

pytestmark = pytest.mark.django_db

ADA = {"name": "Ada Lovelace", "email": "ada@example.com"}


@pytest.fixture
def full(walk: Offering) -> Offering:
    """The walk with a waitlist, its first run taken by eight and by two."""
    Offering.objects.filter(pk=walk.pk).update(waitlist=True)
    walk.refresh_from_db()
    for seats in (8, 2):
        fill(walk, seats)
    return walk


def form_of(walk: Offering, **query: str) -> str:
    """The address of the form, as the calendar will link it."""
    more = "".join(f"&{name}={value}" for name, value in query.items())
    variant = walk.default_variant.public_id
    base = f"/embed/{walk.calendar.public_id}/wait/?offering={walk.public_id}"
    return f"{base}&variant={variant}&start=2026-07-04T13:00Z{more}"


def joins(guest: Guest, walk: Offering, **changes: str) -> Page:
    """All the way to what is said afterwards."""
    page = guest.opens(form_of(walk))
    filled = {rate_field(walk): "2", "reach": "start", "do": "join", **ADA}
    return guest.sends(page, **(filled | changes))


def own(entry: WaitlistEntry) -> str:
    """The link of somebody who waits."""
    return f"/w/{entry.public_id}/#{entry.token}"


def answers(guest: Guest, page: Page, do: str, **changes: str) -> Page:
    """Presses a button of the page's form."""
    form = page.all("form")[0]
    sent = page.fields() | {"do": do} | changes
    answer = guest.client.post(form.attributes["action"], sent)
    return guest.opens(answer["Location"]) if answer.status_code == 303 else Page(answer)


def test_somebody_joins_by_form_alone(guest: Guest, full: Offering) -> None:
    waits(full, name="Ben")

    done = joins(guest, full)

    entry = WaitlistEntry.objects.get(name="Ada Lovelace")
    assert (entry.seats, entry.starts_at, entry.variant) == (2, harbor.NINE, full.default_variant)
    assert "You are on the waitlist" in done.text
    assert "1 party is ahead of you." in done.text
    place = guest.presses(done, "Your place in line")
    assert place.response.request["PATH_INFO"] == f"/w/{entry.public_id}/"
    assert "You are on the waitlist" in place.text
    assert entry.email not in done.response.request["QUERY_STRING"]


@pytest.mark.parametrize(("reach", "last"), [("day", 0), ("week", 6)])
def test_other_times_may_suit_as_well(guest: Guest, full: Offering, reach: str, last: int) -> None:
    full.rules.update(ends_on=harbor.FOURTH, start_times=[540])

    done = joins(guest, full, reach=reach)

    entry = WaitlistEntry.objects.get()
    assert (entry.first_day, entry.last_day) == (
        harbor.FOURTH,
        harbor.FOURTH + timedelta(days=last),
    )
    assert "Any time " in done.text


def test_who_could_book_is_led_to_the_booking(guest: Guest, full: Offering) -> None:
    page = joins(guest, full, reach="day")

    assert page.status == 409
    assert "There is room: you can book right now" in page.text
    assert "/book/?" in page.links("other")[0]
    assert guest.opens(page.links("other")[0]).status == 200
    assert not WaitlistEntry.objects.exists()


def test_what_is_missing_is_said_beside_it(guest: Guest, full: Offering) -> None:
    page = joins(guest, full, name="", email="nonsense", **{rate_field(full): "0"})

    assert page.status == 422
    assert page.by_id("name-error").text.strip() == "Please give your name."
    assert "Please give an e-mail address" in page.by_id("email-error").text
    assert not WaitlistEntry.objects.exists()


def test_a_form_sent_twice_joins_once(guest: Guest, full: Offering) -> None:
    page = guest.opens(form_of(full))
    filled = {rate_field(full): "2", "reach": "start", "do": "join", **ADA}

    for _ in range(2):
        assert guest.sends(page, **filled).status == 200

    assert WaitlistEntry.objects.count() == 1


def test_a_form_that_was_not_sent_by_its_button_joins_nothing(guest: Guest, full: Offering) -> None:
    page = joins(guest, full, do="price")

    assert page.status == 200
    assert page.fields()["name"] == ADA["name"]
    assert not WaitlistEntry.objects.exists()


@pytest.mark.parametrize("token", ["", "forged"])
def test_a_form_that_is_not_ours_joins_nothing(guest: Guest, full: Offering, token: str) -> None:
    assert joins(guest, full, token=token).status == 422
    assert not WaitlistEntry.objects.exists()


def test_an_offering_without_a_waitlist_has_no_form(guest: Guest, walk: Offering) -> None:
    assert guest.opens(form_of(walk)).status == 404


@pytest.mark.parametrize(
    "query", ["", "offering=x", "r=forged", "offering=tour_x&variant=v&start=9999-12-31T23:59Z"]
)
def test_an_address_that_names_nothing_is_not_found(
    guest: Guest, full: Offering, query: str
) -> None:
    assert guest.opens(f"/embed/{full.calendar.public_id}/wait/?{query}").status == 404


def test_the_page_shows_the_place_in_line(guest: Guest, full: Offering) -> None:
    first, second = waits(full, name="Ben"), waits(full)

    assert "You are the first in line." in guest.opens(own(first)).text
    page = guest.opens(own(second))
    assert "1 party is ahead of you." in page.text
    assert "Saturday, July 4, 2026" in page.text
    assert [each.attributes.get("value") for each in page.all("button")] == ["leave"]


def test_an_offer_is_shown_with_its_time_and_its_price(guest: Guest, full: Offering) -> None:
    entry = offered(full)

    with time_machine.travel(harbor.NOW + timedelta(minutes=25), tick=False):
        page = guest.opens(own(entry))

    assert "2 places are free for you" in page.text
    assert "Held for you until Wednesday, July 1, 2026, 12:00 PM." in page.text
    assert "3 h 35 min left" in page.text
    assert "2 × Adult $90.00" in page.text
    assert [each.text.strip() for each in page.all("button")] == ["Yes, book it", "No, thank you"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?tz=Europe/Vienna", "6:00 PM your time"),
        ("?tz=Europe/Vienna&lang=de", "18:00 bei Ihnen"),
        ("?tz=America/Detroit", ""),
        ("", ""),
    ],
)
def test_until_when_an_offer_is_held_is_said_on_the_guests_own_clock_too(
    guest: Guest, full: Offering, query: str, said: str
) -> None:
    entry = offered(full)

    with time_machine.travel(harbor.NOW + timedelta(minutes=25), tick=False):
        page = guest.opens(own(entry).replace("#", f"{query}#"))

    [left] = [each.text for each in page.all("span", "under") if "35" in each.text]
    assert left.rpartition(" · ")[0] == said


def test_looking_at_an_offer_changes_nothing(guest: Guest, full: Offering) -> None:
    entry = offered(full)

    for _ in range(3):
        guest.opens(own(entry) + "&do=accept")
        guest.client.head(own(entry))

    assert fresh(entry).state == "OFFERED"


def test_accepting_leads_to_the_booking(guest: Guest, full: Offering) -> None:
    entry = offered(full)

    page = answers(guest, guest.opens(own(entry)), "accept")

    assert "You are booked" in page.text
    assert page.response.request["PATH_INFO"] == f"/b/{fresh(entry).booking.public_id}/"
    again = guest.opens(own(entry))
    assert "You took the offer" in again.text
    assert again.links("primary")[0].startswith(f"/b/{fresh(entry).booking.public_id}/")


def test_accepting_leads_to_the_payment_where_one_pays_first(guest: Guest, full: Offering) -> None:
    Organization.objects.update(payment_way=PaymentWay.SANDBOX)
    entry = offered(full)
    page = guest.opens(own(entry))

    booked = answers(guest, page, "accept")

    order = fresh(entry).booking.order
    assert "Yes, and pay $90.00" in page.text
    assert booked.links("primary")[0] == f"/pay/{order.public_id}/"
    assert guest.client.get(booked.links("primary")[0]).status_code == 303


def test_declining_says_so_and_frees_the_place(guest: Guest, full: Offering) -> None:
    entry, other = offered(full), waits(full, name="Ben", seats=8)
    assert fresh(other).state == "WAITING"

    page = answers(guest, guest.opens(own(entry)), "decline")

    assert "You turned the offer down" in page.text
    assert page.all("form") == []
    waiting.match(now=harbor.NOW)
    assert fresh(other).state == "OFFERED"


def test_leaving_says_so(guest: Guest, full: Offering) -> None:
    entry = waits(full)

    page = answers(guest, guest.opens(own(entry)), "leave")

    assert "You are no longer on the waitlist" in page.text
    assert fresh(entry).state == "LEFT"


def test_an_answer_that_comes_too_late_is_told_so(guest: Guest, full: Offering) -> None:
    entry = offered(full)
    page = guest.opens(own(entry))

    with time_machine.travel(harbor.NOW + timedelta(hours=4), tick=False):
        late = answers(guest, page, "accept")
        after = guest.opens(own(entry))

    assert late.status == 409
    assert "The offer has run out. The place is free again for whoever waits next." in late.text
    assert "The offer has run out" in after.text
    assert after.all("form") == []


def test_a_second_tab_is_told_what_the_first_one_did(guest: Guest, full: Offering) -> None:
    entry = offered(full)
    page = guest.opens(own(entry))
    answers(guest, page, "decline")

    second = answers(guest, page, "accept")

    assert second.status == 409
    assert "This was answered before." in second.text
    assert Booking.objects.filter(state="CONFIRMED").count() == 1


@pytest.mark.parametrize("form", ["", "forged"])
def test_a_form_that_is_not_ours_answers_nothing(guest: Guest, full: Offering, form: str) -> None:
    entry = offered(full)

    page = answers(guest, guest.opens(own(entry)), "accept", form=form)

    assert page.status == 409
    assert fresh(entry).state == "OFFERED"


def test_with_a_wrong_key_an_entry_is_not_found(guest: Guest, full: Offering) -> None:
    entry = waits(full)

    assert guest.opens(f"/w/{entry.public_id}/#wrong").status == 404
    assert guest.opens(f"/w/{entry.public_id}/?token=wrong").status == 404


def test_the_key_stays_on_the_page(guest: Guest, full: Offering) -> None:
    response = guest.opens(own(waits(full))).response

    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "private, no-store"
    assert sources(response["Content-Security-Policy"], "frame-ancestors") == ["'none'"]


def test_the_page_speaks_the_language_they_joined_in(guest: Guest, full: Offering) -> None:
    entry = offered(full)
    WaitlistEntry.objects.update(locale="de")

    page = guest.opens(own(entry))

    assert "2 Plätze sind für Sie frei" in page.text
    assert "Ja, buchen" in page.text
    assert "Nein, danke" in page.text
    assert "2 places are free for you" in guest.opens(own(entry).replace("#", "?lang=en#")).text


def test_the_form_speaks_german(guest: Guest, full: Offering) -> None:
    page = guest.opens(form_of(full, lang="de"))

    assert "Auf die Warteliste" in page.text
    assert "Was würde Ihnen passen?" in page.text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (
            "",
            "A place for 2 became free on Saturday, July 4, 2026, 9:00 AM; you asked for 4.",
        ),
        (
            "?lang=de",
            "Für 2 Personen wurde etwas frei (Samstag, 4. Juli 2026, 09:00); "
            "Sie haben nach 4 Plätzen gefragt.",
        ),
    ],
)
def test_who_was_passed_over_reads_why(guest: Guest, full: Offering, query: str, said: str) -> None:
    large = waits(full, seats=4, name="Large")
    waits(full, seats=2, name="Small")
    two = Booking.objects.get(seats=2)
    actions.cancel_by_staff(booking=two, by=harbor.GUEST, now=harbor.NOW)

    waiting.match(now=harbor.NOW)

    page = guest.opens(f"/w/{large.public_id}/{query}#{large.token}")
    assert said in page.text


def test_staff_s_choice_is_told_too(guest: Guest, full: Offering) -> None:
    first, second = waits(full, name="First"), waits(full, name="Second")
    two = Booking.objects.get(seats=2)
    actions.cancel_by_staff(booking=two, by=harbor.GUEST, now=harbor.NOW)

    waiting.offer_now(entry=second, by=harbor.GUEST, now=harbor.NOW)

    assert "Staff gave a place on Saturday, July 4, 2026" in guest.opens(own(first)).text


def test_who_could_not_be_offered_a_place_reads_whom_to_ask(guest: Guest, full: Offering) -> None:
    Organization.objects.update(email="hello@harbor.example")
    entry = waits(full, name="First")
    said = {"startsAt": harbor.NINE.isoformat(), "code": "too_late", "remaining": 2}
    WaitlistEntry.objects.update(passed_over=[{**said, "at": harbor.NOW.isoformat()}])

    page = guest.opens(own(entry))

    words = "could not be offered to you. Please get in touch: hello@harbor.example"
    assert words in page.text


@pytest.mark.parametrize(("do", "page"), [("accept", "b"), ("decline", "w")])
def test_an_answer_is_given_in_the_language_and_zone_of_the_page(
    guest: Guest, full: Offering, do: str, page: str
) -> None:
    entry = offered(full)
    guest.opens(own(entry))
    chosen = "?lang=de&tz=Europe%2FBerlin"

    asked = guest.opens(f"/w/{entry.public_id}/{chosen}")
    [form] = asked.all("form")
    answer = guest.client.post(form.attributes["action"], asked.fields() | {"do": do})

    found = fresh(entry)
    whose = found.booking if page == "b" else found
    assert "Nein, danke" in asked.text
    assert answer["Location"] == f"/{page}/{whose.public_id}/{chosen}"
