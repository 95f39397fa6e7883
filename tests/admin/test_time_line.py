"""A booking's time line: who did what and why, and whatever that caused, in one place."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from bookings import actions
from bookings.actions import refunding
from bookings.admin.standing import why
from bookings.models import Booking, BookingStep, Instruction
from bookings.parties import Party
from orgs.access import of_user
from orgs.admin_site import trail_names, trail_words
from orgs.models import AuditEvent, Message
from scheduling.models import Offering, OfferingType, Policy
from tests.bookings.payments import harbor, pay, work
from tests.harbor import GUEST, NOW, ONE, calendar, member, organization, tour, wanting

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return harbor(locale="en-US")


@pytest.fixture
def booking(house):
    walk = tour(house, calendar=calendar(house))
    made = actions.book(request=wanting(walk), by=GUEST, now=NOW).booking
    pay(made)
    return Booking.objects.get()


def opened(client, house, booking):
    client.force_login(member(house, name="Sam"))
    return client.get(f"/admin/bookings/booking/{booking.pk}/change/")


def told(answer):
    """Each step with what hangs on it."""
    story = answer.context["story"]
    return [
        (str(one.verb), str(one.who), [str(thing.label) for thing in one.things]) for one in story
    ]


def test_each_step_carries_what_it_caused(client, house, booking):
    sam = of_user(member(house, name="Sue"))
    refunding.refund(booking=booking, amount=2_000, by=sam, now=NOW, reason="Rain")
    work(NOW + timedelta(minutes=1))

    assert told(opened(client, house, booking)) == [
        ("On the way to pay", "", ["Page to pay on: Sandbox, without money"]),
        ("Created", "The guest", ["Booking received", "To staff: new booking", "Payment due"]),
        ("Paid", "The guest", ["Booking confirmed", "Paid"]),
        ("To be paid back", "Sue", ["Pay back"]),
        ("Paid back", "Slotwright", ["Money given back", "Paid back"]),
    ]


def test_german_staff_read_reasons_in_their_own_quotation_marks(client, house, booking):
    sam = of_user(member(house, name="Sue"))
    actions.reschedule_by_staff(booking=booking, starts_at=ONE, by=sam, now=NOW, reason="Fog")
    client.force_login(member(house, name="Sam"))

    german = {"Accept-Language": "de"}
    text = client.get(f"/admin/bookings/booking/{booking.pk}/change/", headers=german).text

    assert "Sue: „Fog“" in text


def test_a_move_says_from_when_to_when_and_a_price_from_what_to_what(client, house, booking):
    sam = of_user(member(house, name="Sue"))
    actions.reschedule_by_staff(
        booking=booking, starts_at=ONE, by=sam, now=NOW, reason="Fog", fee=1_000
    )

    moved = opened(client, house, booking).context["story"][3]

    assert [tuple(map(str, one)) for one in moved.changes] == [
        ("Time", "Sat 4 Jul, 9:00 AM", "Sat 4 Jul, 1:00 PM"),
        ("Price", "$90.00", "$100.00"),
        ("Fee", "", "$10.00"),
    ]
    assert (moved.who, moved.reason, moved.version) == ("Sue", "Fog", 1)


def test_other_steps_say_their_facts_in_their_own_words(client, house, booking):
    facts = {
        "minimum_extended": {"was": "2026-07-03T09:00:00-04:00", "is": "2026-07-03T18:00:00-04:00"},
        "party_changed": {"seats_were": 2, "seats_are": 1, "price_was": 9_000, "price_is": 4_500},
        "price_offered": {"price_was": 0, "price_is": 9_000, "until": "2026-07-02T13:00:00+00:00"},
    }
    for verb, known in facts.items():
        BookingStep.objects.create(
            organization=house,
            booking=booking,
            at=NOW + timedelta(hours=1),
            verb=verb,
            from_state="CONFIRMED",
            to_state="CONFIRMED",
            facts=known,
        )

    story = opened(client, house, booking).context["story"][-3:]

    assert [[tuple(map(str, one)) for one in step.changes] for step in story] == [
        [("Decision", "Fri 3 Jul, 9:00 AM", "Fri 3 Jul, 6:00 PM")],
        [("Seats", "2", "1"), ("Price", "$90.00", "$45.00")],
        [("Price", "$0.00", "$90.00"), ("Answer by", "", "Thu 2 Jul, 9:00 AM")],
    ]


def test_what_failed_is_said_at_the_top_and_in_its_place(client, house, booking):
    actions.cancel(booking=booking, by=GUEST, now=NOW)
    Instruction.objects.update(status="FAILED", tries=12, last_error="The account is closed.")

    answer = opened(client, house, booking)

    [thing] = [one for step in answer.context["story"] for one in step.things if one.error]
    assert (str(thing.label), thing.error, thing.facts[-1]) == (
        "Pay back",
        "The account is closed.",
        "12 tries",
    )
    assert "$90.00 could not be paid back." in answer.text
    assert "Try again" in answer.text


def test_every_message_that_is_still_true_can_be_sent_again(client, house, booking):
    answer = opened(client, house, booking)

    resent = {
        message.kind: f"/admin/orgs/message/{message.pk}/resend/" in answer.text
        for message in Message.objects.all()
    }
    assert resent == {
        "received": False,
        "payment_due": False,
        "staff_booking": True,
        "confirmed": True,
    }


def test_nobody_reads_python_or_codes(client, house, booking):
    text = opened(client, house, booking).text

    for code in ("{&#x27;", "None", "datetime", "PENDING", "paid_by_hand", "CHARGED"):
        assert code not in text


def test_money_that_goes_back_for_a_smaller_party_says_so_in_words(client, house, booking):
    actions.change_party_by_staff(booking=booking, party=Party(seats=1), by=GUEST, now=NOW)
    before = opened(client, house, booking).text
    work()
    answer = client.get(f"/admin/bookings/booking/{booking.pk}/change/")

    assert "party_changed" not in before + answer.text
    assert "Party changed" in [one.reason for one in answer.context["story"]]
    with translation.override("de"):
        assert why("party_changed") == "Teilnehmer geändert"


def much_happens(at):
    """Moved by staff, grown and paid by the guest, made smaller by staff, paid back; a mail of
    a provider's refusal."""
    booking = Booking.objects.get()
    sue = of_user(member(booking.organization, name=f"Sue{at:%H%M}"))
    start = ONE if booking.starts_at != ONE else ONE + timedelta(days=1)
    actions.reschedule_by_staff(booking=booking, starts_at=start, by=sue, now=at)
    actions.change_party(booking=Booking.objects.get(), party=Party(seats=3), by=GUEST, now=at)
    pay(Booking.objects.get(), at)
    actions.change_party_by_staff(
        booking=Booking.objects.get(), party=Party(seats=2), by=sue, now=at
    )
    work(at)
    Message.objects.create(
        organization=booking.organization,
        kind="staff_payment_failed",
        audience="STAFF",
        about=booking.public_id,
        due_at=at,
    )


def test_a_long_story_costs_no_more_queries_than_a_short_one(client, house, booking):
    client.force_login(member(house, name="Sam"))
    path = f"/admin/bookings/booking/{booking.pk}/change/"
    much_happens(NOW + timedelta(minutes=1))
    client.get(path)
    with CaptureQueriesContext(connection) as short:
        client.get(path)

    for number in range(2, 6):
        much_happens(NOW + timedelta(minutes=number))
    with CaptureQueriesContext(connection) as long:
        client.get(path)

    kinds = set(Message.objects.values_list("kind", flat=True))
    assert kinds >= {"moved", "party_changed", "staff_party", "refunded", "staff_payment_failed"}
    assert len(long) == len(short)


def test_what_was_asked_for_and_answered_waits_for_nothing(client, house):
    walk = tour(house, name="Fort", calendar=calendar(house, "Fort"), requires_approval=True)
    request = actions.book(request=wanting(walk), by=GUEST, now=NOW).booking
    sam = of_user(member(house, name="Sue"))
    assert "We answer your request" in opened(client, house, request).text

    actions.decline(booking=request, by=sam, now=NOW)
    answer = client.get(f"/admin/bookings/booking/{request.pk}/change/")

    assert "We answer your request" not in answer.text
    assert "waits for" not in answer.text


def test_the_trail_says_what_was_changed_in_words(client, house):
    AuditEvent.objects.create(
        organization=house,
        verb="organization.changed",
        subject=house.public_id,
        actor_name="Sue",
        at=NOW,
        facts={
            "before": {"payment_way": "OFFLINE", "staff_emails": []},
            "after": {"payment_way": "SANDBOX", "staff_emails": ["a@x.example", "b@x.example"]},
        },
    )
    client.force_login(member(house, "OWNER"))

    text = client.get("/admin/orgs/auditevent/").text
    german = client.get("/admin/orgs/auditevent/", headers={"Accept-Language": "de"}).text

    assert "Organization Harbor: changed" in text
    assert "Guests pay: On arrival → Sandbox, without money" in text
    assert "Tell these of bookings: – → a@x.example, b@x.example" in text
    assert "&#x27;" not in text
    assert "Organisation Harbor: geändert" in german
    assert "1 Protokolleintrag\n" in german
    assert "Über Buchungen informieren: – →" in german


def entry(house, verb, subject="", **told):
    return AuditEvent(organization=house, verb=verb, subject=subject, facts=told, at=NOW)


def spoken(house, verb, **told):
    return trail_words.facts(entry(house, verb, **told), {})


def test_the_trail_says_when_how_much_and_which_fields_in_words(house):
    told = {
        "before": {"price_minor": 4500, "decides_at": None, "ends_on": None},
        "after": {
            "price_minor": 5000,
            "decides_at": "2026-07-03T13:00:00+00:00",
            "ends_on": "2025-09-30",
        },
        "changed": ["staff_notes"],
    }

    with translation.override("en"):
        assert spoken(house, "policy.changed", **told) == (
            "Price: $45.00 → $50.00 · Decision: – → Fri 3 Jul, 9:00 AM"
            " · Last day: – → Tue 30 Sep 2025"
            " · Changed: Notes of the staff"
        )


def test_the_trail_calls_a_choice_as_the_row_calls_it_that_was_changed(house):
    known = {"status": "DRAFT"}

    with translation.override("en"):
        assert spoken(house, "tour.changed", **known) == "State: Draft"
        assert spoken(house, "message.changed", **known) == "State: DRAFT"
        assert spoken(house, "promo.changed", **known) == "State: DRAFT"


def test_a_word_of_a_later_version_is_shown_as_it_is(house):
    with translation.override("en"):
        assert trail_words.deed(entry(house, "boat.set_adrift"), {}) == "Boat: set adrift"


def test_the_trail_names_the_row_and_the_rows_that_it_was_given(client, house, booking):
    walk, policy = booking.offering, Policy.objects.create(organization=house, name="Strict")
    told = {
        "before": {"policy": None, "resources": []},
        "after": {"policy": policy.public_id, "resources": ["res_" + 26 * "0"]},
    }
    entry(house, "tour.changed", walk.public_id, **told).save()
    client.force_login(member(house, "OWNER"))

    text = client.get("/admin/orgs/auditevent/").text

    assert "Tour Lighthouse walk: changed" in text
    assert "Policy: – → Strict" in text
    assert policy.public_id not in text
    assert f"Resources: – → res_{26 * '0'}" in text
    one = AuditEvent.objects.get(subject=walk.public_id)
    page = client.get(f"/admin/orgs/auditevent/{one.pk}/change/").text
    assert "Tour Lighthouse walk: changed" in page
    assert walk.public_id not in page


def test_the_trail_names_no_row_of_another_organization(client, house, booking):
    hills = Policy.objects.create(organization=organization("hills"), name="Of the hills")
    for after in ({"policy": hills.public_id}, {"name": "Walk"}):
        entry(house, "tour.changed", booking.offering.public_id, after=after).save()
    client.force_login(member(house, "OWNER"))

    text = client.get("/admin/orgs/auditevent/").text
    german = client.get("/admin/orgs/auditevent/", headers={"Accept-Language": "de"}).text

    assert f"Policy: {hills.public_id}" in text
    assert "Of the hills" not in text
    assert "2 Protokolleinträge\n" in german


def test_a_row_that_is_gone_is_called_as_it_was(house):
    gone = entry(house, "member.removed", "mem_" + 26 * "0", before={"email": "a@x.example"})

    with translation.override("en"):
        assert trail_words.deed(gone, {}) == "Member a@x.example: removed"
        assert trail_words.facts(gone, {}) == "E-mail: a@x.example"
        unworded = entry(house, "message_text.deleted", before={"kind": "declined", "body": ""})
        assert trail_words.deed(unworded, {}) == "Message text Request declined: deleted"


@pytest.mark.parametrize("type_", OfferingType)
def test_the_trail_names_tours_events_and_services_alike(house, type_):
    row = Offering.objects.create(
        organization=house, type=type_, name="Whatever", calendar=calendar(house), slug="what"
    )
    told = entry(house, "promo.changed", after={"offerings": [row.public_id]})

    assert trail_names.of([told])[row.public_id] == "Whatever"


def test_a_page_of_the_trail_reads_names_once_for_each_kind_of_row(client, house, booking):
    client.force_login(member(house, "OWNER"))
    spent = []
    for number in range(4):
        policy = Policy.objects.create(organization=house, name=f"Policy {number}")
        after = {"policy": policy.public_id}
        entry(house, "tour.changed", booking.offering.public_id, after=after).save()
        with CaptureQueriesContext(connection) as queries:
            client.get("/admin/orgs/auditevent/")
        spent.append(len(queries))

    assert spent[1:] == spent[:1] * 3


def test_a_kind_is_that_of_the_row_in_german_too(house):
    told = {
        "tour.changed": {"kind": "PRIVATE_REQUEST", "event_status": "SCHEDULED"},
        "resource.changed": {"kind": "VEHICLE"},
        "message.resent": {"kind": "declined"},
    }

    with translation.override("de"):
        assert [spoken(house, verb, **facts) for verb, facts in told.items()] == [
            "Art: Privat, auf Anfrage · Stand der Veranstaltung: Geplant",
            "Art: Fahrzeug",
            "Art: Anfrage abgelehnt",
        ]
        rules = [{"kind": "STARTS", "public_id": "rule_1", "start_times": [420, 1050], "dates": []}]
        assert spoken(house, "tour.changed", after={"rules": rules}) == (
            "Startzeiten: Art Wiederkehrende Anfänge, Anfangszeiten 07:00, 17:30"
        )
