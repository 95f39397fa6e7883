"""A departure short of its minimum: what its page says, and its four buttons."""

from datetime import timedelta

import pytest
import time_machine
from django.template.defaultfilters import striptags
from django.test import Client

from bookings import actions, clockwork
from bookings.actions import elsewhere
from bookings.models import Booking
from bookings.parties import Party
from orgs.models import AuditEvent, Organization, Role
from scheduling.models import Occurrence, Offering, Policy
from tests import harbor
from tests.admin.conftest import page
from tests.bookings import payments
from tests.harbor import GUEST, NINE, NOW, ONE, wanting

pytestmark = pytest.mark.django_db

DECIDED = NINE - timedelta(hours=24)


@pytest.fixture(autouse=True)
def _first_of_july():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def org() -> Organization:
    return harbor.organization(locale="en-US")


@pytest.fixture
def ada(org: Organization) -> Booking:
    """Waits for four others."""
    rules = Policy.objects.create(organization=org, name="Six", minimum_seats=6)
    walk = harbor.tour(org, policy=rules)
    return actions.book(request=wanting(walk), by=GUEST, now=NOW).booking


def signed_in(org: Organization, role: Role = Role.STAFF) -> Client:
    client = Client()
    client.force_login(harbor.member(org, role))
    return client


def departure(booking: Booking) -> str:
    assert booking.claim is not None
    return page(Occurrence, "change", booking.claim.occurrence_id)


def press(client: Client, booking: Booking, name: str, **said: str) -> str:
    """Presses a button; the messages that follow."""
    assert booking.claim is not None
    address = page(Occurrence, "minimum", booking.claim.occurrence_id) + f"{name}/"
    answer = client.post(address, said, follow=True)
    assert answer.status_code == 200
    return " ".join(str(one) for one in answer.context["messages"])


def stands(booking: Booking) -> tuple[str, list[str]]:
    booking.refresh_from_db()
    return booking.state, booking.outstanding


def offered_starts(client: Client, booking: Booking) -> list[str]:
    """The other dates that its page lists."""
    forms = dict(client.get(departure(booking)).context["choices"])
    offer = next(form for choice, form in forms.items() if choice.name == "offer")
    return [value for value, _label in offer.fields["starts_at"].choices]


def test_german_staff_read_notes_in_their_own_quotation_marks(
    org: Organization, ada: Booking
) -> None:
    Booking.objects.of(org).update(notes="No stairs")

    text = signed_in(org).get(departure(ada), headers={"Accept-Language": "de"}).text

    assert "„No stairs“" in text


def test_the_page_says_how_far_it_is_from_its_minimum(org: Organization, ada: Booking) -> None:
    answer = signed_in(org).get(departure(ada))

    assert "2 of the 6 seats it needs are booked; still missing: 4." in answer.text
    assert "It is decided by itself on Fri 3 Jul, 9:00 AM" in answer.text
    assert "1 booking waits." in answer.text
    names = [choice.name for choice, _form in answer.context["choices"]]
    assert names == ["confirm", "extend", "offer", "release"]


def test_a_decision_after_the_guests_deadline_is_warned_of(org: Organization, ada: Booking) -> None:
    Booking.objects.update(terms={**ada.terms, "steps": harbor.free_until(23)})
    staff = signed_in(org)
    bound = "Guests may cancel for free until Fri 3 Jul, 10:00 AM."

    form = staff.get(departure(ada)).text
    before = press(staff, ada, "extend", until="2026-07-03T10:00")
    after = press(staff, ada, "extend", until="2026-07-03T10:01")

    assert bound in form
    assert before == "The decision is put off."
    assert after.startswith(f"The decision is put off. {bound} Decided later,")


def test_confirming_anyway_needs_a_reason(org: Organization, ada: Booking) -> None:
    staff = signed_in(org)

    without = press(staff, ada, "confirm")
    said = press(staff, ada, "confirm", reason="The boat goes anyway.")

    assert without == "Reason: This field is required."
    assert said == "It takes place. All who waited for others are told."
    assert stands(ada) == ("CONFIRMED", [])
    assert "short" not in staff.get(departure(ada)).context


def test_the_decision_is_put_off_on_the_clock_of_the_venue(org: Organization, ada: Booking) -> None:
    staff = signed_in(org)

    too_late = press(staff, ada, "extend", until="2026-07-04T09:30")
    nonsense = press(staff, ada, "extend", until="tomorrow")
    said = press(staff, ada, "extend", until="2026-07-03T18:00")

    assert too_late == "Later than it is to be decided now, and not past the start."
    assert nonsense == "Until: This is no day and time."
    assert said.startswith("The decision is put off. Guests may cancel for free until")
    ada.refresh_from_db()
    assert ada.decides_at is not None
    assert ada.decides_at.isoformat() == "2026-07-03T22:00:00+00:00"


def test_another_date_is_offered_from_a_list(org: Organization, ada: Booking) -> None:
    staff = signed_in(org)
    starts = offered_starts(staff, ada)

    said = press(staff, ada, "offer", starts_at=ONE.isoformat(), until="2026-07-03T08:00")

    assert ONE.isoformat() in starts
    assert said == "The other date is offered to all who wait."
    assert "1 of them has another date to choose." in staff.get(departure(ada)).text
    assert press(staff, ada, "offer", starts_at=ONE.isoformat()) == (
        "Nobody waits for the minimum of this departure"
    )


def suggested(client: Client, booking: Booking) -> list[str]:
    """What stands in the form of another date before anything is chosen."""
    forms = dict(client.get(departure(booking)).context["choices"])
    form = next(form for choice, form in forms.items() if choice.name == "offer")
    return [form["starts_at"].value(), form["until"].value().strftime("%Y-%m-%dT%H:%M")]


def test_the_next_later_date_is_suggested(org: Organization, ada: Booking) -> None:
    later = actions.book(request=wanting(ada.offering, starts_at=ONE), by=GUEST, now=NOW).booking
    staff = signed_in(org)

    assert min(offered_starts(staff, later)) < ONE.isoformat()
    assert suggested(staff, ada) == [ONE.isoformat(), "2026-07-03T09:00"]
    assert suggested(staff, later) == [(NINE + timedelta(days=1)).isoformat(), "2026-07-03T13:00"]


def test_only_dates_with_room_for_all_who_wait_are_in_the_list(
    org: Organization, ada: Booking
) -> None:
    bea = actions.book(request=wanting(ada.offering, name="Bea"), by=GUEST, now=NOW).booking
    group = wanting(ada.offering, name="Group", seats=7, starts_at=ONE)
    actions.book(request=group, by=GUEST, now=NOW)
    Offering.objects.update(max_party=2)
    staff = signed_in(org)

    together = offered_starts(staff, ada)
    actions.cancel_by_staff(booking=bea, by=GUEST, now=NOW)

    assert together
    assert ONE.isoformat() not in together
    assert ONE.isoformat() in offered_starts(staff, ada)


def test_places_that_lapsed_unpaid_are_not_listed_and_need_no_room_elsewhere() -> None:
    org = payments.harbor(locale="en-US")
    rules = Policy.objects.create(organization=org, name="Six", minimum_seats=6)
    walk = harbor.tour(org, policy=rules)
    ada = actions.book(request=wanting(walk), by=GUEST, now=NOW).booking
    group = wanting(walk, name="Group", seats=7, starts_at=ONE)
    for booking in (ada, actions.book(request=group, by=GUEST, now=NOW).booking):
        payments.pay(booking)
    ada.refresh_from_db()
    grown = actions.change_party(booking=ada, party=Party(seats=4), by=GUEST, now=NOW)
    staff = signed_in(org)

    assert grown.added_until is not None
    with time_machine.travel(grown.added_until, tick=False):
        guests = staff.get(departure(ada)).context["guests"]
        starts = offered_starts(staff, ada)

    assert [one.party for one in guests] == ["2 × Adult"]
    assert ONE.isoformat() in starts


def test_a_departure_is_given_up(org: Organization, ada: Booking) -> None:
    staff = signed_in(org)

    said = press(staff, ada, "release", reason="Storm.")
    answer = staff.get(departure(ada))

    assert said == "It is given up. All who waited are told."
    assert stands(ada) == ("CANCELLED", ["MINIMUM"])
    assert answer.context["given_up"] == "Given up on Wed 1 Jul, 8:00 AM by Sam."
    assert answer.context["given_up"] in answer.text
    assert "Too few guests so far" not in answer.text
    assert [choice.name for choice, _form in answer.context["choices"]] == ["reopen"]
    assert "Given up" in staff.get("/admin/scheduling/occurrence/").text


def test_the_page_says_who_was_offered_which_date_and_what_they_answered(
    org: Organization, ada: Booking
) -> None:
    for name in ("Bea", "Cid", "Dan"):
        actions.book(request=wanting(ada.offering, name=name, seats=1), by=GUEST, now=NOW)
    staff = signed_in(org)
    press(staff, ada, "offer", starts_at=ONE.isoformat())
    ada, bea, cid, _dan = Booking.objects.of(org).order_by("pk")
    elsewhere.accept(booking=ada, by=GUEST, now=NOW)
    elsewhere.decline(booking=bea, by=GUEST, now=NOW)
    actions.cancel(booking=cid, by=GUEST, now=NOW)

    answer = staff.get(departure(bea))

    told = [(one.booking.name, one.start, one.pill, one.moment) for one in answer.context["offers"]]
    there = "Sat 4 Jul, 1:00 PM"
    assert [(name, start, striptags(pill), at) for name, start, pill, at in told] == [
        ("Ada", there, "Accepted", "Wed 1 Jul, 8:00 AM"),
        ("Bea", there, "Turned down", "Wed 1 Jul, 8:00 AM"),
        ("Cid", there, "Not answered", ""),
        ("Dan", there, "To be answered by", "Fri 3 Jul, 9:00 AM"),
    ]
    assert "Another date offered" in answer.text
    assert staff.get(departure(Booking.objects.get(pk=ada.pk))).context["offers"] == []


def test_one_given_up_by_the_clock_names_nobody(org: Organization, ada: Booking) -> None:
    with time_machine.travel(DECIDED, tick=False):
        clockwork.decide_minimums(DECIDED)
        answer = signed_in(org).get(departure(ada))

    assert answer.context["given_up"] == "Given up on Fri 3 Jul, 9:00 AM."


def test_what_was_given_up_is_opened_again_for_a_reason(org: Organization, ada: Booking) -> None:
    staff = signed_in(org)
    press(staff, ada, "release", reason="Storm.")
    [(_, form)] = staff.get(departure(ada)).context["choices"]

    until = form["until"].value().strftime("%Y-%m-%dT%H:%M")
    without = press(staff, ada, "reopen", until=until)
    said = press(staff, ada, "reopen", until=until, reason="The storm is over.")

    assert without == "Reason: This field is required."
    assert (until, said) == ("2026-07-03T09:00", "It is open again.")
    names = [choice.name for choice, _form in staff.get(departure(ada)).context["choices"]]
    assert names == ["confirm", "extend"]
    assert "Given up" not in staff.get("/admin/scheduling/occurrence/").text
    trail = AuditEvent.objects.get(verb="offering.start_reopened")
    assert trail.facts["after"]["reason"] == "The storm is over."
    request = wanting(ada.offering, name="Bea")
    assert actions.book(request=request, by=GUEST, now=NOW).booking.state == "PENDING"


def test_nobody_else_decides(org: Organization, ada: Booking) -> None:
    stranger = signed_in(harbor.organization("hills"))
    assert ada.claim is not None
    address = page(Occurrence, "minimum", ada.claim.occurrence_id) + "confirm/"

    answer = stranger.post(address, {"reason": "Mine."})

    assert answer.status_code == 302
    assert stands(ada) == ("PENDING", ["MINIMUM"])
    assert signed_in(org).get(address).status_code == 405


def test_the_list_and_the_front_page_know_a_policy_s_minimum(
    org: Organization, ada: Booking
) -> None:
    staff = signed_in(org)

    assert "2 of the 6 it needs" in staff.get("/admin/scheduling/occurrence/").text
    assert "2 of the 6 it needs" in staff.get("/admin/").text
