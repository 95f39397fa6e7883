"""The mails themselves, as mail programs and calendars read them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from bookings import actions, clockwork
from bookings.models import Booking
from bookings.notices.table import Notice
from bookings.notices.waiting.table import WaitNotice
from orgs import access
from orgs.access import Caller
from orgs.models import Location, Message, MessageText, Organization, Role
from orgs.outbox import alarm, kinds
from orgs.outbox.words import faults
from scheduling.models import Offering
from tests import harbor
from tests.bookings.mailing import Mail, after, post
from tests.harbor import GUEST, NINE, NOW, ONE, wanting

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _at_home(settings: Any) -> None:
    settings.PUBLIC_URL = "https://booking.example.org"
    settings.DEFAULT_FROM_EMAIL = "Bookings <bookings@example.org>"


@pytest.fixture
def org() -> Organization:
    looks = {"brand": "#ffd400", "logo": "https://harbor.example/logo.png"}
    return harbor.organization(
        name="Harbor & Hills", locale="en-US", email="hello@harbor.example", brand=looks
    )


@pytest.fixture
def staff(org: Organization) -> Caller:
    return access.of_user(harbor.member(org, Role.STAFF))


@pytest.fixture
def walk(org: Organization) -> Offering:
    pier = Location.objects.create(organization=org, name="Pier 7", line1="7 Quay", city="Wrenport")
    return harbor.tour(org, location=pier)


def book(walk: Offering, name: str = "Ada Reader", **fields: Any) -> Booking:
    contact = {"name": name, "email": "ada@example.com", "locale": fields.pop("locale", "")}
    request = wanting(walk, **fields)
    object.__setattr__(request, "contact", type(request.contact)(**contact))
    return actions.book(request=request, by=GUEST, now=NOW).booking


def to_guest(now: datetime = NOW) -> Mail:
    """The one mail that the guest got."""
    [found] = [one for one in post(now) if one.to == "ada@example.com"]
    return found


def test_a_confirmation_says_it_all_in_plain_text(walk: Offering) -> None:
    booking = book(walk)

    assert to_guest().text == (
        "You are booked\n"
        "\n"
        "Hello Ada Reader,\n"
        "\n"
        "Your booking is confirmed. It is in the calendar file of this mail, too. "
        "We look forward to seeing you.\n"
        "\n"
        "What: Lighthouse walk\n"
        "When: Saturday, July 4, 2026, 9:00 AM – 11:00 AM\n"
        "  Eastern Daylight Time\n"
        "Where: Pier 7\n"
        "  7 Quay, Wrenport\n"
        "  https://www.openstreetmap.org/search?query=7+Quay%2C+Wrenport\n"
        f"Reference: {booking.reference}\n"
        "\n"
        "2 × Adult: $90.00\n"
        "Total: $90.00\n"
        "Due on arrival: $90.00\n"
        "\n"
        "Free to cancel until Friday, July 3, 2026, 9:00 AM. "
        "After that it cannot be cancelled online. "
        "You may move it to another time until Friday, July 3, 2026, 9:00 AM, up to 2 times.\n"
        "\n"
        "See or change your booking:\n"
        f"https://booking.example.org/b/{booking.public_id}/#{booking.token}\n"
        "\n"
        "--\n"
        "Harbor & Hills\n"
        "Questions? Just answer this mail.\n"
    )


def test_its_headers_and_parts_are_those_that_mail_programs_want(walk: Offering) -> None:
    book(walk)

    arrived = to_guest()

    message = Message.objects.get(kind="confirmed")
    headers = {
        name: str(arrived.mail[name])
        for name in ("From", "To", "Reply-To", "Subject", "Message-ID", "Auto-Submitted")
    }
    assert headers == {
        "From": "Harbor & Hills <bookings@example.org>",
        "To": "ada@example.com",
        "Reply-To": "hello@harbor.example",
        "Subject": "You are booked: Lighthouse walk, Saturday, July 4, 2026",
        "Message-ID": f"<{message.public_id}@example.org>",
        "Auto-Submitted": "auto-generated",
    }
    assert arrived.structure == [
        "multipart/mixed",
        *("multipart/alternative", "text/plain", "text/html", "text/calendar"),
        "application/ics",
    ]
    file = arrived.part("application/ics")
    assert file.get_filename() == "invite.ics"
    told = arrived.part("text/calendar").get_content()
    assert file.get_content().decode().splitlines() == told.splitlines()


def test_the_invitation_is_whole(walk: Offering) -> None:
    booking = book(walk)

    arrived = to_guest()

    assert arrived.method == "REQUEST"
    told = arrived.part("text/calendar").get_content().replace("\r\n", "\n").replace("\n ", "")
    page = f"https://booking.example.org/b/{booking.public_id}/#{booking.token}"
    assert told.split("BEGIN:VEVENT\n")[1].splitlines() == [
        "SUMMARY:Lighthouse walk",
        "DTSTART;TZID=America/New_York:20260704T090000",
        "DTEND;TZID=America/New_York:20260704T110000",
        "DTSTAMP:20260701T120000Z",
        f"UID:{booking.public_id}@slotwright",
        "SEQUENCE:0",
        'ATTENDEE;CN="Ada Reader";CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;'
        "ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:ada@example.com",
        "CREATED:20260701T120000Z",
        f"DESCRIPTION:{booking.reference}\\n{page}",
        "LAST-MODIFIED:20260701T120000Z",
        "LOCATION:Pier 7\\, 7 Quay\\, Wrenport",
        'ORGANIZER;CN="Harbor & Hills":mailto:bookings@example.org',
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        f"URL:{page}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    assert [str(one["TZID"]) for one in arrived.calendar.walk("VTIMEZONE")] == ["America/New_York"]


def test_one_entry_is_made_updated_and_removed(org: Organization, staff: Caller) -> None:
    walk = harbor.tour(org, requires_approval=True)
    booking = book(walk)
    asked = to_guest()
    actions.approve(booking=booking, by=staff, now=after(minutes=1))
    confirmed = to_guest(after(minutes=1))
    booking.refresh_from_db()
    actions.reschedule_by_staff(booking=booking, starts_at=ONE, by=staff, now=after(minutes=2))
    moved = to_guest(after(minutes=2))
    booking = Booking.objects.select_related("claim").get()
    actions.cancel_by_staff(booking=booking, by=staff, now=after(minutes=3))
    cancelled = to_guest(after(minutes=3))

    every = [asked, confirmed, moved, cancelled]
    assert len({str(one.entry["UID"]) for one in every}) == 1
    assert [
        (one.method, str(one.entry["STATUS"]), one.sequence, one.entry.decoded("dtstart"))
        for one in every
    ] == [
        ("REQUEST", "TENTATIVE", 0, NINE),
        ("REQUEST", "CONFIRMED", 1, NINE),
        ("REQUEST", "CONFIRMED", 2, ONE),
        ("CANCEL", "CANCELLED", 3, ONE),
    ]
    assert {str(one.entry["ORGANIZER"]) for one in every} == {"mailto:bookings@example.org"}


@pytest.mark.parametrize("verb", ["decline", "expire", "minimum"])
def test_every_other_end_takes_the_entry_out(org: Organization, staff: Caller, verb: str) -> None:
    fields = {"minimum_seats": 9} if verb == "minimum" else {"requires_approval": True}
    booking = book(harbor.tour(org, **fields))
    begun = to_guest()
    late = NINE - timedelta(hours=20)
    if verb == "decline":
        actions.decline(booking=booking, by=staff, now=late - 2 * DAY)
    clockwork.run(late)

    ended = to_guest(late)

    assert (begun.method, ended.method) == ("REQUEST", "CANCEL")
    assert (begun.sequence, ended.sequence) == (0, 1)


def test_a_move_says_what_it_was_instead_of_and_why(walk: Offering, staff: Caller) -> None:
    booking = book(walk)
    to_guest()
    actions.reschedule_by_staff(
        booking=booking, starts_at=ONE, by=staff, now=after(minutes=1), reason="Low <tide>."
    )

    arrived = to_guest(after(minutes=1))

    assert arrived.subject == "New time: Lighthouse walk, Saturday, July 4, 2026, 1:00 PM"
    assert "They write:\n> Low <tide>.\n" in arrived.text
    assert "  instead of Saturday, July 4, 2026, 9:00 AM\n" in arrived.text
    assert "Low &lt;tide&gt;." in arrived.html


def test_a_guest_reads_that_the_house_cancelled_and_why(walk: Offering, staff: Caller) -> None:
    booking = book(walk)
    to_guest()
    actions.cancel_by_staff(booking=booking, by=staff, now=after(minutes=1), reason="Storm.")

    arrived = to_guest(after(minutes=1))

    assert f"{walk.organization.name} had to cancel\n" in arrived.text
    assert "The reason given:\n> Storm.\n" in arrived.text
    assert "They write:" not in arrived.text


def test_a_guest_is_not_told_their_own_reason_but_staff_are(walk: Offering, staff: Caller) -> None:
    booking = book(walk)
    post()
    actions.cancel(booking=booking, by=GUEST, now=after(minutes=1), reason="Flu.")

    mails = {one.to: one.text for one in post(after(minutes=1))}

    assert "Flu." not in mails["ada@example.com"]
    assert "The reason given:\n> Flu.\n" in mails["sam@harbor.example"]
    assert "Total" not in mails["ada@example.com"]
    assert "See other times:\nhttps://booking.example.org/embed/cal_" in mails["ada@example.com"]


def test_staff_read_who_asks_and_where_to_answer(org: Organization, staff: Caller) -> None:
    walk = harbor.tour(org, requires_approval=True)
    booking = book(walk, notes="We are slow.")

    [arrived] = [one for one in post() if one.to == "sam@harbor.example"]

    assert arrived.subject == "New request: Lighthouse walk, Saturday, July 4, 2026, 9:00 AM"
    assert arrived.structure == ["multipart/alternative", "text/plain", "text/html"]
    assert "Answer by: Friday, July 3, 2026, 8:00 AM\n" in arrived.text
    assert "Guest: Ada Reader\n  ada@example.com\n" in arrived.text
    assert "Note of the guest\n> We are slow.\n" in arrived.text
    assert (
        f"Answer it:\nhttps://booking.example.org/admin/bookings/booking/{booking.pk}/change/\n"
        in arrived.text
    )
    assert booking.token not in arrived.text + arrived.html


def test_a_german_guest_is_written_to_in_german(walk: Offering) -> None:
    book(walk, locale="de")

    arrived = to_guest()

    assert arrived.subject == "Sie sind gebucht: Lighthouse walk, Samstag, 4. Juli 2026"
    assert arrived.mail["Content-Language"] == "de"
    assert 'lang="de"' in arrived.html
    for words in (
        "Guten Tag Ada Reader,\n\nIhre Buchung ist bestätigt.",
        "Wann: Samstag, 4. Juli 2026, 09:00 – 11:00\n  Nordamerikanische Ostküsten-Sommerzeit\n",
        "Gesamt: 90,00\xa0$\n",
        "Kostenlos stornierbar bis Freitag, 3. Juli 2026, 09:00.",
        "Buchung ansehen oder ändern:",
    ):
        assert words in arrived.text


def test_it_is_the_booking_that_is_still_to_be_confirmed_in_german(org: Organization) -> None:
    book(harbor.tour(org, minimum_seats=4, decide_hours_before=24), locale="de")

    said = "Ihre Plätze sind reserviert. Sobald Ihre Buchung bestätigt ist, schreiben wir Ihnen"
    assert said in " ".join(to_guest().text.split())


@pytest.mark.parametrize("locale", ["de", "en"])
def test_every_usual_wording_can_be_filled_in_every_language(
    org: Organization, locale: str
) -> None:
    for name in (*Notice, *WaitNotice, alarm.KIND):
        kind = kinds.of(name)
        with translation.override(locale):
            words = kind.words()
        assert [
            *faults(words.subject, kind.placeholders),
            *faults(words.body, kind.placeholders),
        ] == []
        letter = kind.preview(org, locale, words, NOW)
        assert "{" not in letter.subject + letter.text
        assert letter.html.count("<h1") == 1


def test_an_organization_words_it_in_its_own_way(org: Organization, walk: Offering) -> None:
    MessageText.objects.create(
        organization=org,
        kind="confirmed",
        language="en",
        subject="Ahoy {guest}",
        body="Come to {place} at {time}.\n\nBring <b>rope</b>.",
    )
    book(walk)

    arrived = to_guest()

    assert arrived.subject == "Ahoy Ada Reader"
    assert "Come to Pier 7, 7 Quay, Wrenport at 9:00 AM.\n\nBring <b>rope</b>.\n" in arrived.text
    assert "Bring &lt;b&gt;rope&lt;/b&gt;." in arrived.html
    assert "When: Saturday" in arrived.text


def test_words_of_one_house_are_not_those_of_another(org: Organization) -> None:
    other = harbor.organization("hills")
    MessageText.objects.create(
        organization=other, kind="confirmed", language="en", subject="Hills!", body="Hills!"
    )
    book(harbor.tour(org))

    assert to_guest().subject.startswith("You are booked")


@pytest.mark.parametrize(
    "name", ["WIN https://evil.example", "www.evil.example", "evil.example/now", "a@evil.example"]
)
def test_nobody_makes_us_send_their_advertising(walk: Offering, name: str) -> None:
    book(walk, name=name)

    arrived = to_guest()

    assert "Hello dear guest," in arrived.text
    assert "evil.example" not in arrived.text + arrived.html + arrived.subject


def test_a_name_cannot_add_a_header(org: Organization, walk: Offering) -> None:
    MessageText.objects.create(
        organization=org, kind="confirmed", language="en", subject="Ahoy {guest}", body="Ahoy"
    )
    book(walk, name="Ada\r\nBcc: all@example.com"[:12] + "\nBcc: x")

    assert to_guest().mail["Bcc"] is None


def test_the_key_is_in_the_mail_and_in_no_table(walk: Offering) -> None:
    booking = book(walk)

    arrived = to_guest()

    row = Message.objects.get(kind="confirmed")
    assert booking.token in arrived.text
    assert booking.token in arrived.html
    assert booking.token not in row.text + row.html + row.calendar + row.subject
    assert f"/b/{booking.public_id}/#•••" in row.text
    assert f"URL:https://booking.example.org/b/{booking.public_id}/#•••" in row.calendar


def test_the_house_wears_its_colour_and_words_on_it_can_be_read(walk: Offering) -> None:
    book(walk)

    html = to_guest().html

    assert "background:#ffd400;color:#000000" in html
    assert '<img src="https://harbor.example/logo.png" alt=""' in html
    assert "<script" not in html


def test_a_free_event_shows_places_and_no_price(org: Organization) -> None:
    book(harbor.tour(org, price=0))

    text = to_guest().text

    assert "Places: 2\n" in text
    assert "$" not in text


def test_venue_time_is_told_on_both_sides_of_a_clock_change(org: Organization) -> None:
    walk = harbor.tour(org)
    start = datetime(2026, 11, 1, 14, tzinfo=UTC)
    book(walk, starts_at=start)

    arrived = to_guest()

    assert "November 1, 2026, 9:00 AM – 11:00 AM\n  Eastern Standard Time\n" in arrived.text
    assert arrived.entry.decoded("dtstart") == start
