"""Waitlists: who waits, who was passed over and why, and two buttons."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from bookings.actions import waiting
from bookings.models import Booking, WaitlistEntry
from orgs.models import Message
from scheduling.models import Offering
from tests import harbor
from tests.admin.conftest import House, page
from tests.bookings.waitlists import booked, free, fresh, full_walk, waits


@pytest.fixture
def walk(harbor_house: House) -> Offering:
    """A walk that is full."""
    return full_walk(org=harbor_house.org, name="Night walk", parties=(2, 2))


def act(client: Client, entry: WaitlistEntry, verb: str, reason: str = "") -> str:
    """Presses a button; the messages that follow."""
    address = page(WaitlistEntry, "do", entry.pk) + f"{verb}/"
    answer = client.post(address, {"reason": reason}, follow=True)
    return " ".join(str(one) for one in answer.context["messages"])


def shown(client: Client, entry: WaitlistEntry) -> str:
    """The page of an entry."""
    return str(client.get(page(WaitlistEntry, "change", entry.pk)).text)


def buttons(client: Client, entry: WaitlistEntry) -> list[str]:
    """What may be pressed."""
    answer = client.get(page(WaitlistEntry, "change", entry.pk))
    return [verb.name for verb in answer.context["verbs"]]


def test_the_page_says_who_was_passed_over_and_why(staff: Client, walk: Offering) -> None:
    large, first = waits(walk, seats=3, name="Lara"), waits(walk)
    free(Booking.objects.of(walk.organization).get(name="Early0"))
    waiting.match(now=harbor.NOW)

    text = shown(staff, large)

    assert "the party is too large for what was free, 2 seats on Sat 4 Jul, 9:00 AM" in text
    assert "3 × Adult" in text
    assert "number 1 in line" in text
    listed = staff.get(page(WaitlistEntry, "")).text
    assert "1 time" in listed
    assert "rateId" not in listed
    assert fresh(first).booking.reference in shown(staff, first)


def test_the_page_says_what_was_told_by_mail(staff: Client, walk: Offering) -> None:
    entry = waits(walk)
    [message] = Message.objects.filter(about=entry.public_id)

    text = shown(staff, entry)

    assert page(Message, "change", message.pk) in text
    assert "Waitlist: joined" in text
    assert "ada@example.com, Wed 1 Jul, 8:00 AM" in text


def test_staff_offer_out_of_turn(staff: Client, walk: Offering) -> None:
    first, friend = waits(walk), waits(walk, name="Ben")
    assert buttons(staff, friend) == ["offer", "remove"]

    refused = act(staff, friend, "offer")
    free(Booking.objects.of(walk.organization).get(name="Early0"))
    said = act(staff, friend, "offer")

    assert refused == "Ben: Nothing that fits this party is free."
    assert said == "Ben has an offer."
    assert fresh(friend).state == "OFFERED"
    assert buttons(staff, friend) == ["remove"]
    assert "StaffHarbor" in shown(staff, friend)
    assert "staff chose somebody else" in shown(staff, first)


def test_staff_remove_with_a_reason(staff: Client, walk: Offering) -> None:
    entry = waits(walk)

    assert act(staff, entry, "remove", "Called us.") == "Ada is off the list."

    assert fresh(entry).state == "LEFT"
    assert "StaffHarbor: Called us." in shown(staff, entry)
    assert buttons(staff, entry) == []
    assert "cannot become LEFT" in act(staff, entry, "remove")


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"state": "WAITING"}, ["Harbor waiter", "Ada"]),
        ({"state": "OFFERED"}, []),
        ({"state": "nonsense"}, ["Harbor waiter", "Ada"]),
        ({"q": "ada@"}, ["Harbor waiter", "Ada"]),
        ({"q": "nobody"}, []),
    ],
)
def test_the_list_is_narrowed(
    staff: Client, walk: Offering, asked: dict[str, str], names: list[str]
) -> None:
    waits(walk)

    found = staff.get(page(WaitlistEntry, ""), asked).context["cl"].result_list

    assert [one.name for one in found] == names


def test_an_offer_that_ran_out_is_shown_as_lapsed(
    staff: Client, walk: Offering, harbor_house: House
) -> None:
    entry = waits(walk)
    free(Booking.objects.of(walk.organization).get(name="Early0"))
    waiting.match(now=harbor.NOW)

    with time_machine.travel(harbor.NOW + timedelta(hours=5), tick=False):
        staff.force_login(harbor_house.staff)
        assert "Offer lapsed" in shown(staff, entry)
        assert buttons(staff, entry) == []


def test_a_button_is_pressed_not_visited(staff: Client, walk: Offering) -> None:
    entry = waits(walk)

    assert staff.get(page(WaitlistEntry, "do", entry.pk) + "remove/").status_code == 405
    assert fresh(entry).state == "WAITING"


def test_a_stranger_presses_nothing(staff: Client, hills: House) -> None:
    entry = hills.rows[WaitlistEntry]

    for verb in ("offer", "remove", "nonsense"):
        act(staff, entry, verb)

    assert fresh(entry).state == "WAITING"


def test_days_and_any_time_are_worded(staff: Client, walk: Offering) -> None:
    booked(walk, seats=4, starts_at=harbor.NINE + timedelta(days=1), name="Day")
    days = waits(walk, days=(harbor.FOURTH, harbor.FOURTH + timedelta(days=1)))

    assert "Sat 4 Jul – Sun 5 Jul" in shown(staff, days)
