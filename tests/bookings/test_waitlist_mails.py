"""What who waits is told by mail, and staff of what nobody who waits took."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings import actions, clockwork
from bookings.actions import waiting
from bookings.models import Booking, WaitlistEntry
from orgs.access import of_user
from orgs.admin_site import dispatch
from orgs.models import DispatchStatus, Message, MessageText, Organization, Role
from tests import harbor
from tests.bookings import payments
from tests.bookings.mailing import Mail, kinds, post
from tests.bookings.waitlists import HOUR, asking, booked, free, fresh, full_walk, offered, waits
from tests.harbor import FOURTH, GUEST, NINE, NOW

pytestmark = pytest.mark.django_db
LAPSE = NOW + 4 * HOUR
FREE = "staff_unclaimed"


@pytest.fixture
def org() -> Organization:
    return harbor.organization(staff_emails=["desk@harbor.example"])


def told(entry: WaitlistEntry) -> list[str]:
    """The kinds of messages about it."""
    rows = Message.objects.filter(about=entry.public_id).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def mail_to(name: str, now: Any = NOW) -> Mail:
    """The only one that arrives there."""
    [found] = [one for one in post(now) if one.to == name]
    return found


def asked_what_is_free(queries: list[dict[str, str]]) -> int:
    """How often the starts of an offering were looked up."""
    return sum('FROM "scheduling_schedulerule"' in query["sql"] for query in queries)


def to_staff(now: Any) -> list[str]:
    """What arrives there about waitlists, by its first words."""
    subjects = [one.subject.split(":")[0] for one in post(now) if one.to == "desk@harbor.example"]
    return [one for one in subjects if "waits" in one]


def test_who_joins_reads_at_once_what_for_and_how_it_goes_on(settings: Any) -> None:
    settings.PUBLIC_URL = "https://booking.example.org"
    walk = full_walk(venue="Pier 7", waitlist_hours=6)
    waits(walk, name="Bea")
    entry = waits(walk)

    mail = mail_to("ada@example.com")

    assert mail.subject == (
        "You are on the waitlist: Lighthouse walk, Saturday, July 4, 2026, 9:00 AM"
    )
    assert mail.text == (
        "You are on the waitlist\n\n"
        "Hello Ada,\n\n"
        "You are on our waitlist. As soon as what fits you becomes free, we hold it for you and "
        "write to you; you accept it or turn it down by one click. An offer is held for 6 hours, "
        "or less if it starts sooner. After that it goes to who waits next.\n\n"
        "Until then there is nothing to do, and waiting costs nothing.\n\n"
        "What: Lighthouse walk\n"
        "When: Saturday, July 4, 2026, 9:00 AM\n"
        "  Eastern Daylight Time\n"
        "Where: Pier 7\n"
        "Party: 2 × Adult\n"
        "  1 party is ahead of you.\n\n"
        "The page below shows your place in line, and lets you leave the waitlist at any time.\n\n"
        "See your place on the waitlist:\n"
        f"https://booking.example.org/w/{entry.public_id}/#{entry.token}\n\n"
        "--\nHarbor\n"
    )
    assert mail.structure == ["multipart/alternative", "text/plain", "text/html"]


@pytest.mark.parametrize(
    ("wish", "subject", "when"),
    [
        ({"days": (FOURTH, FOURTH)}, "Saturday, July 4, 2026", "Saturday, July 4, 2026"),
        (
            {"days": (FOURTH, FOURTH + timedelta(days=1))},
            "Saturday, July 4, 2026 to Sunday, July 5, 2026",
            "Saturday, July 4, 2026 to Sunday, July 5, 2026",
        ),
        ({"starts_at": None}, "any time", "Any time that comes free"),
    ],
)
def test_days_and_any_time_are_waited_for_in_their_own_words(
    wish: dict[str, Any], subject: str, when: str
) -> None:
    walk = full_walk()
    walk.rules.update(starts_on=FOURTH, ends_on=FOURTH + timedelta(days=1))
    booked(walk, seats=4, starts_at=NINE + timedelta(days=1), name="Sunday")
    waits(walk, **wish)

    mail = mail_to("ada@example.com")

    assert mail.subject == f"You are on the waitlist: Lighthouse walk, {subject}"
    assert f"When: {when}\n" in mail.text


def test_a_german_guest_reads_of_the_waitlist_in_german() -> None:
    walk = full_walk()
    entry = waits(walk)
    WaitlistEntry.objects.update(locale="de-DE")

    mail = mail_to("ada@example.com")

    assert mail.subject == (
        "Sie stehen auf der Warteliste: Lighthouse walk, Samstag, 4. Juli 2026, 09:00"
    )
    assert "Ein Angebot halten wir 4 Stunden lang" in mail.text
    assert "Personen: 2 × Erwachsene\n  Sie sind als Nächstes an der Reihe.\n" in mail.text
    assert f"/w/{entry.public_id}/#{entry.token}" in mail.text


def test_whom_staff_put_on_the_list_is_told_too(org: Organization) -> None:
    stella = of_user(harbor.member(org, name="Stella"))
    entry = waiting.join(request=asking(full_walk(org=org)), by=stella, now=NOW).entry

    assert told(entry) == ["waitlist_joined"]
    assert mail_to("ada@example.com").subject.startswith("You are on the waitlist")


def test_joining_twice_is_told_once() -> None:
    walk = full_walk()

    for _ in range(2):
        waits(walk, client_ref="once")

    assert [one.to for one in post()].count("ada@example.com") == 1


def test_who_has_an_offer_already_reads_of_the_offer_alone() -> None:
    offered(full_walk())

    assert mail_to("ada@example.com").subject.startswith("A place is free for you")
    assert Message.objects.get(kind="waitlist_joined").status == DispatchStatus.DROPPED


def test_the_key_of_a_place_is_in_the_mail_and_in_no_table() -> None:
    entry = waits(full_walk())
    mail = mail_to("ada@example.com")

    kept = Message.objects.get(kind="waitlist_joined")

    assert entry.token in mail.text
    assert entry.token in mail.html
    assert entry.token not in kept.text + kept.html


def test_an_organization_words_the_waitlist_in_its_own_way() -> None:
    walk = full_walk()
    MessageText.objects.create(
        organization=walk.organization,
        kind="waitlist_joined",
        language="en",
        subject="Ahoy {guest}: {moment}",
        body="{seats} for {offering}, {hold}, {organization}",
    )
    waits(walk)

    mail = mail_to("ada@example.com")

    assert mail.subject == "Ahoy Ada: Saturday, July 4, 2026, 9:00 AM"
    assert "2 for Lighthouse walk, 4 hours, Harbor\n" in mail.text


def test_who_waited_in_vain_is_told_when_it_is_over() -> None:
    entry = waits(full_walk())
    post()
    late = NINE + timedelta(minutes=1)

    clockwork.run(late)

    mail = mail_to("ada@example.com", late)
    assert told(entry) == ["waitlist_joined", "waitlist_over"]
    assert mail.subject == (
        "No place has become free: Lighthouse walk, Saturday, July 4, 2026, 9:00 AM"
    )
    assert "See other times:\n" in mail.text
    assert entry.token not in mail.text


def test_who_left_is_told_of_no_end() -> None:
    entry = waits(full_walk())
    waiting.leave(entry=entry, by=GUEST, now=NOW)

    clockwork.run(NINE + timedelta(minutes=1))

    assert told(entry) == ["waitlist_joined"]


@pytest.mark.parametrize("verb", [waiting.decline, waiting.leave])
def test_staff_are_told_of_a_place_that_nobody_who_waits_took(org: Organization, verb: Any) -> None:
    entry = offered(full_walk(org=org))
    run = fresh(entry).booking.claim.occurrence_id
    post()

    verb(entry=entry, by=GUEST, now=NOW)

    mail = mail_to("desk@harbor.example")
    assert mail.subject == (
        "Free, and nobody who waits fits: Lighthouse walk, Saturday, July 4, 2026, 9:00 AM"
    )
    assert "Free now: 4\n" in mail.text
    assert "Guest: Ada\n  ada@example.com\n" in mail.text
    assert f"/admin/scheduling/occurrence/{run}/change/" in mail.text


def test_who_fits_gets_the_offer_and_staff_no_mail(org: Organization) -> None:
    walk = full_walk(org=org)
    entry = offered(walk)
    after = waits(walk, seats=4, name="Bea")

    clockwork.run(LAPSE)

    assert (fresh(entry).state, fresh(after).state) == ("LAPSED", "OFFERED")
    assert to_staff(LAPSE) == []
    assert Message.objects.get(kind=FREE).status == DispatchStatus.DROPPED


def test_who_waits_and_does_not_fit_keeps_no_place_from_staff(org: Organization) -> None:
    walk = full_walk(org=org, parties=(2, 2))
    entry = offered(walk)
    waits(walk, seats=4, name="Bea")

    clockwork.run(LAPSE)

    assert told(entry) == ["waitlist_joined", FREE]
    assert to_staff(LAPSE) == ["Free, and nobody who waits fits"]


def test_two_offers_that_lapse_together_are_one_free_start(org: Organization) -> None:
    walk = full_walk(org=org)
    waits(walk, name="Bea")
    waits(walk, name="Cleo")
    free(Booking.objects.get())
    assert waiting.match(now=NOW) == 2

    clockwork.run(LAPSE)

    assert kinds(org).count(FREE) == 1


def test_two_offers_that_are_turned_down_are_told_as_one_free_start(org: Organization) -> None:
    walk = full_walk(org=org)
    entries = [waits(walk, name=name) for name in ("Bea", "Cleo")]
    free(Booking.objects.get())
    waiting.match(now=NOW)

    for entry in entries:
        waiting.decline(entry=fresh(entry), by=GUEST, now=NOW)

    [mail] = [one for one in post() if one.subject.startswith("Free, and nobody who waits")]
    assert "Free now: 4\n" in mail.text


def test_what_comes_free_after_the_mail_is_told_again(org: Organization) -> None:
    walk = full_walk(org=org)
    entries = [waits(walk, name=name) for name in ("Bea", "Cleo")]
    free(Booking.objects.get())
    waiting.match(now=NOW)
    told_of = []

    for entry in entries:
        waiting.decline(entry=fresh(entry), by=GUEST, now=NOW)
        told_of.append(to_staff(NOW))

    assert told_of == [["Free, and nobody who waits fits"]] * 2


def test_two_starts_are_told_each(org: Organization) -> None:
    walk = full_walk(org=org)
    sunday = booked(walk, seats=4, starts_at=NINE + timedelta(days=1), name="Sunday")
    entries = [waits(walk, name="Bea"), waits(walk, name="Cleo", starts_at=sunday.starts_at)]
    for booking in Booking.objects.order_by("pk")[:2]:
        free(booking)
    waiting.match(now=NOW)

    for entry in entries:
        waiting.decline(entry=fresh(entry), by=GUEST, now=NOW)

    assert len(to_staff(NOW)) == 2


def test_what_is_free_is_asked_once_of_a_start_and_only_to_write_of_it(org: Organization) -> None:
    walk = full_walk(org=org)
    entries = [waits(walk, name=name) for name in ("Bea", "Cleo")]
    free(Booking.objects.get())
    waiting.match(now=NOW)

    with CaptureQueriesContext(connection) as ending:
        waiting.decline(entry=fresh(entries[0]), by=GUEST, now=NOW)
        post()
        ended = len(ending)
        waiting.decline(entry=fresh(entries[1]), by=GUEST, now=NOW)
    rows = list(Message.objects.filter(kind=FREE).select_related("organization", "event"))
    with CaptureQueriesContext(connection) as checking:
        dispatch.outdated(rows, NOW)

    assert len(rows) == 2
    assert asked_what_is_free(ending.captured_queries[ended:]) == 0
    assert asked_what_is_free(checking.captured_queries) == 1


def test_what_somebody_booked_meanwhile_is_not_told_as_free(org: Organization) -> None:
    walk = full_walk(org=org)
    entry = offered(walk)
    waiting.decline(entry=entry, by=GUEST, now=NOW)

    booked(walk, seats=4, name="Quick")
    post()

    assert Message.objects.get(kind=FREE).status == DispatchStatus.DROPPED


def test_staff_are_not_told_what_they_took_back_themselves(org: Organization) -> None:
    stella = of_user(harbor.member(org, name="Stella"))
    removed = offered(full_walk(org=org))
    cancelled = offered(full_walk(org=harbor.organization("hills")))

    waiting.leave(entry=removed, by=stella, now=NOW)
    free(fresh(cancelled).booking)
    clockwork.run(NOW)

    assert (fresh(removed).state, fresh(cancelled).state) == ("LEFT", "LAPSED")
    assert Message.objects.filter(kind=FREE).count() == 0


@pytest.mark.parametrize("answer", [waiting.decline, waiting.leave])
def test_an_offer_turned_down_leaves_nothing_in_the_guests_calendar(
    org: Organization, answer: Any
) -> None:
    entry = offered(full_walk(org=org))
    asked = mail_to("ada@example.com")

    answer(entry=entry, by=GUEST, now=NOW)

    mail = mail_to("ada@example.com")
    assert (asked.method, mail.method) == ("REQUEST", "CANCEL")
    assert mail.entry["UID"] == asked.entry["UID"]
    assert mail.sequence > asked.sequence
    assert mail.subject == (
        "No longer held for you: Lighthouse walk, Saturday, July 4, 2026, 9:00 AM"
    )
    assert mail.text.startswith(
        "You turned the offer down\n\nHello Ada,\n\nNothing is held for you"
    )


@pytest.mark.parametrize("by_the_list", [True, False])
def test_an_offer_that_staff_take_back_is_not_called_a_booking(
    org: Organization, by_the_list: bool
) -> None:
    staff = of_user(harbor.member(org, Role.STAFF))
    entry = offered(full_walk(org=org))
    post()
    if by_the_list:
        waiting.leave(entry=entry, by=staff, now=NOW, reason="The boat leaks.")
    else:
        whole = Booking.objects.select_related("claim").get(pk=entry.booking_id)
        actions.cancel_by_staff(booking=whole, by=staff, now=NOW, reason="The boat leaks.")

    mail = mail_to("ada@example.com")

    assert mail.method == "CANCEL"
    assert mail.text.startswith(f"{org.name} had to take the offer back\n\n")
    assert ("The boat leaks." in mail.text) != by_the_list
    assert "Your booking" not in mail.text


def test_an_offer_that_ran_out_is_not_called_a_reservation(
    org: Organization, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://booking.example.org"
    entry = offered(full_walk(org=org))
    asked = mail_to("ada@example.com")

    clockwork.run(LAPSE)

    mail = mail_to("ada@example.com", LAPSE)
    assert (mail.method, mail.entry["UID"]) == ("CANCEL", asked.entry["UID"])
    assert mail.subject == (
        "The offer has run out: Lighthouse walk, Saturday, July 4, 2026, 9:00 AM"
    )
    assert mail.text.startswith(
        "The offer has run out\n\nHello Ada,\n\n"
        "Our offer from the waitlist was not answered in time, so the place is no longer held for "
        "you. If you would still like to come, you can book what is free or join the waitlist "
        "again, until it begins.\n"
    )
    page = f"https://booking.example.org/embed/{entry.offering.calendar.public_id}/"
    assert f"See other times:\n{page}" in mail.text


def test_an_accepted_offer_that_lapses_unpaid_is_a_reservation_again() -> None:
    org = payments.harbor(slug="paid", staff_emails=["desk@harbor.example"])
    entry = offered(full_walk(org=org))
    waiting.accept(entry=entry, by=GUEST, now=NOW)

    clockwork.run(LAPSE + 24 * HOUR)

    about = Message.objects.filter(about=fresh(entry).booking.public_id, audience="GUEST")
    assert list(about.order_by("pk").values_list("kind", flat=True))[-1] == "expired"
