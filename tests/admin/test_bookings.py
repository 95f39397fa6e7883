"""Bookings: read in full, moved by buttons, never by a form."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from bookings import actions
from bookings.models import Booking, BookingStep
from bookings.states import State
from scheduling.models import Occurrence
from tests import harbor
from tests.admin.conftest import House, page


def act(client: Client, booking: Booking, verb: str, reason: str = "") -> str:
    """Presses a button; the messages that follow."""
    answer = client.post(
        page(Booking, "do", booking.pk) + f"{verb}/", {"reason": reason}, follow=True
    )
    return " ".join(str(one) for one in answer.context["messages"])


def buttons(client: Client, booking: Booking) -> list[str]:
    """What may be pressed."""
    answer = client.get(page(Booking, "change", booking.pk))
    return [verb.name for verb, _warning in answer.context["verbs"]]


def state_of(booking: Booking) -> str:
    """As it is stored now."""
    booking.refresh_from_db()
    return booking.state


def test_the_page_tells_who_when_what_and_how_much(staff: Client, harbor_house: House) -> None:
    text = staff.get(page(Booking, "change", harbor_house.booking.pk)).text

    for words in ("Saturday, July 4, 2026", "9:00 AM", "Harbor walk", "GuestHarbor", "$90.00"):
        assert words in text
    assert "Awaiting approval" in text


def test_approving_confirms_and_says_so(staff: Client, harbor_house: House) -> None:
    booking = harbor_house.booking

    said = act(staff, booking, "approve")

    assert said == f"{booking.reference} is approved."
    assert state_of(booking) == State.CONFIRMED
    step = BookingStep.objects.filter(booking=booking).last()
    assert (step.verb, step.actor_name) == ("approved", "StaffHarbor")


def test_declining_keeps_the_reason(staff: Client, harbor_house: House) -> None:
    act(staff, harbor_house.booking, "decline", "The boat is ill.")

    assert state_of(harbor_house.booking) == State.DECLINED
    assert "The boat is ill." in staff.get(page(Booking, "change", harbor_house.booking.pk)).text


def test_only_legal_moves_have_buttons(staff: Client, harbor_house: House) -> None:
    booking = harbor_house.booking

    assert buttons(staff, booking) == ["approve", "decline", "cancel"]
    act(staff, booking, "approve")
    assert buttons(staff, booking) == ["check-in", "no-show", "cancel"]
    act(staff, booking, "check-in")
    assert buttons(staff, booking) == []


def test_an_illegal_move_is_refused_with_what_to_do(staff: Client, harbor_house: House) -> None:
    said = act(staff, harbor_house.booking, "check-in")

    assert "Somebody may have been faster" in said
    assert state_of(harbor_house.booking) == State.AWAITING_APPROVAL


def test_a_request_that_lapsed_is_shown_as_expired_and_cannot_be_approved(
    staff: Client, harbor_house: House
) -> None:
    with time_machine.travel(harbor.NOW + timedelta(hours=49), tick=False):
        staff.force_login(harbor_house.staff)
        text = staff.get(page(Booking, "change", harbor_house.booking.pk)).text
        assert "Expired" in text
        assert buttons(staff, harbor_house.booking) == []


def test_a_button_is_pressed_not_visited(staff: Client, harbor_house: House) -> None:
    answer = staff.get(page(Booking, "do", harbor_house.booking.pk) + "approve/")

    assert answer.status_code == 405
    assert state_of(harbor_house.booking) == State.AWAITING_APPROVAL


def test_no_form_can_edit_a_state_or_a_price(staff: Client, harbor_house: House) -> None:
    booking = harbor_house.booking
    crafted = {
        "staff_notes": "Likes dogs.",
        "state": "CONFIRMED",
        "outstanding": "[]",
        "total_minor": "1",
        "seats": "99",
        "organization": "1",
    }

    staff.post(page(Booking, "change", booking.pk), crafted)

    booking.refresh_from_db()
    assert booking.staff_notes == "Likes dogs."
    assert (booking.state, booking.total_minor, booking.seats) == ("AWAITING_APPROVAL", 9000, 2)


def test_notes_do_not_undo_what_happened_meanwhile(staff: Client, harbor_house: House) -> None:
    actions.approve(booking=harbor_house.booking, by=harbor.GUEST, now=harbor.NOW)

    staff.post(page(Booking, "change", harbor_house.booking.pk), {"staff_notes": "Late."})

    assert state_of(harbor_house.booking) == State.CONFIRMED


def test_bookings_and_departures_cannot_be_made_or_deleted_here(
    staff: Client, harbor_house: House
) -> None:
    for model in (Booking, type(harbor_house.booking.claim.occurrence)):
        row = next(one for kind, one in harbor_house.rows.items() if kind is model)
        assert staff.get(page(model, "add")).status_code == 403
        assert staff.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403


def test_approving_in_bulk_says_how_each_went(staff: Client, harbor_house: House) -> None:
    walk = harbor_house.booking.offering
    other = actions.book(
        request=harbor.wanting(walk, name="Bea"), by=harbor.GUEST, now=harbor.NOW
    ).booking
    act(staff, other, "decline")
    chosen = {"action": "approve_chosen", "_selected_action": [other.pk, harbor_house.booking.pk]}

    answer = staff.post(page(Booking, ""), chosen, follow=True)

    said = [str(one) for one in answer.context["messages"]]
    assert f"{harbor_house.booking.reference} is approved." in said
    assert any(words.startswith(other.reference) for words in said)
    assert "1 of 2 approved." in said


@pytest.mark.parametrize("words", ["GuestHarbor", "guestharbor@example.com"])
def test_bookings_are_found_by_name_and_email(
    staff: Client, harbor_house: House, words: str
) -> None:
    assert staff.get(page(Booking, ""), {"q": words}).context["cl"].result_count == 1
    assert staff.get(page(Booking, ""), {"q": "nobody"}).context["cl"].result_count == 0


def test_bookings_are_found_by_reference(staff: Client, harbor_house: House) -> None:
    found = staff.get(page(Booking, ""), {"q": harbor_house.booking.reference}).context["cl"]

    assert found.result_count == 1


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"state": "AWAITING_APPROVAL"}, 1),
        ({"state": "CONFIRMED"}, 0),
        ({"state": "nonsense"}, 1),
        ({"day": "today"}, 0),
        ({"day": "week"}, 1),
        ({"day": "coming"}, 1),
        ({"day": "past"}, 0),
    ],
)
def test_bookings_are_narrowed_by_state_and_day(
    staff: Client, harbor_house: House, asked: dict[str, str], count: int
) -> None:
    assert staff.get(page(Booking, ""), asked).context["cl"].result_count == count


def test_a_departure_is_named_by_the_venues_clock_and_lists_who_is_aboard(
    staff: Client, harbor_house: House
) -> None:
    run = harbor_house.booking.claim.occurrence

    text = staff.get(page(type(run), "change", run.pk)).text

    assert "Harbor walk, Sat 4 Jul, 9:00 AM" in text
    assert "13:00" not in text
    assert "GuestHarbor</a>" in text
    assert "2 × Adult" in text
    assert "Harbor van" in text


def test_a_departure_is_called_by_the_venues_clock(harbor_house: House) -> None:
    assert str(harbor_house.rows[Occurrence]) == "Harbor walk 2026-07-04 09:00"


def test_guests_are_checked_in_from_the_list_of_their_departure(
    staff: Client, harbor_house: House
) -> None:
    booking = harbor_house.booking
    act(staff, booking, "approve")
    departure = page(Occurrence, "change", harbor_house.rows[Occurrence].pk)
    assert [one.is_due for one in staff.get(departure).context["guests"]] == [False]

    with time_machine.travel(booking.starts_at - timedelta(hours=1), tick=False):
        staff.force_login(harbor_house.staff)
        due = staff.get(departure).context["guests"]
        sent = {"back": "departure"}
        answer = staff.post(page(Booking, "do", booking.pk) + "check-in/", sent, follow=True)

    assert [(one.booking, one.party, one.is_due) for one in due] == [(booking, "2 × Adult", True)]
    assert answer.redirect_chain == [(departure, 302)]
    assert state_of(booking) == State.CHECKED_IN


def test_out_of_time_the_list_of_guests_leads_to_the_ticket_first(
    staff: Client, harbor_house: House
) -> None:
    booking = harbor_house.booking
    act(staff, booking, "approve")
    booking.refresh_from_db()
    assert booking.claim is not None
    departure = page(Occurrence, "change", booking.claim.occurrence_id)

    answer = staff.get(departure)

    assert [(one.is_due, one.asks) for one in answer.context["guests"]] == [(False, True)]
    assert f'href="/admin/check-in/{booking.ticket}/"' in answer.text


def test_the_way_to_a_page_names_each_step_once(staff: Client, harbor_house: House) -> None:
    shown = staff.get(page(Booking, "change", harbor_house.booking.pk)).text
    way = re.search(r'class="breadcrumbs">(.*?)</div>', shown, re.DOTALL)

    assert way is not None
    assert re.findall(r">([^<>&]+)</a>", way[1]) == ["Home", "Bookings"]


def check_in_button(client: Client, booking: Booking) -> tuple[str, str]:
    """What stands on it, and what is to be thought of first."""
    shown = client.get(page(Booking, "change", booking.pk)).context["verbs"]
    return next((verb.name, warning) for verb, warning in shown if verb.name == "check-in")


def test_checking_in_days_ahead_asks_first(staff: Client, harbor_house: House) -> None:
    booking = harbor_house.booking
    act(staff, booking, "approve")
    assert check_in_button(staff, booking) == (
        "check-in",
        "This departure is on Sat 4 Jul, 9:00 AM, not today.",
    )

    with time_machine.travel(booking.starts_at - timedelta(hours=1), tick=False):
        assert check_in_button(staff, booking) == ("check-in", "")
