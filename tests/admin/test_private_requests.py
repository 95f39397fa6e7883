"""Answering a private request: the page with the price, and what it says is in the way."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from bookings import actions
from bookings.models import Booking
from bookings.states import State
from scheduling.models import Requirement
from tests import harbor
from tests.admin.conftest import House, page, signed_in
from tests.bookings.proposals import SEVEN, fresh, private_ride, proposing

HOUR = timedelta(hours=1)
ANSWER = {
    "price": "300,00",
    "starts_at_0": "2026-07-04",
    "starts_at_1": "07:00",
    "until_0": "2026-07-02",
    "until_1": "12:00",
}


@pytest.fixture
def proposal(harbor_house: House) -> Booking:
    """For two at seven in the morning, when no rule has anything start."""
    return proposing(private_ride(org=harbor_house.org), notes="With breakfast?")


@pytest.fixture
def address(proposal: Booking) -> str:
    """Where it is answered."""
    return page(Booking, "offer", proposal.pk)


def test_the_bookings_page_leads_there_and_offers_no_plain_approval(
    staff: Client, proposal: Booking, address: str
) -> None:
    shown = staff.get(page(Booking, "change", proposal.pk)).text

    assert f'href="{address}"' in shown
    assert "/do/approve/" not in shown
    assert "/do/decline/" in shown


def test_the_page_shows_what_is_asked_for(staff: Client, address: str) -> None:
    answer = staff.get(address)

    assert "With breakfast?" in answer.text
    assert "By the rates that would be $90.00." in answer.text
    assert answer.context["in_the_way"] == []


@pytest.mark.parametrize(
    ("language", "start", "until", "words"),
    [
        ("en", "Start, Time", "Answer by, Time", "Time:"),
        ("de", "Beginn, Zeit", "Antwort bis, Zeit", "Zeit:"),
    ],
)
def test_times_are_typed_without_seconds_and_each_input_is_labelled(
    staff: Client, address: str, language: str, start: str, until: str, words: str
) -> None:
    text = staff.get(address, headers={"Accept-Language": language}).text

    [typed] = re.findall(r'<input[^>]*name="starts_at_1"[^>]*>', text)
    assert 'value="07:00"' in typed
    assert f'aria-label="{start}"' in typed
    [other] = re.findall(r'<input[^>]*name="until_1"[^>]*>', text)
    assert f'aria-label="{until}"' in other
    assert f'<label for="id_starts_at_1">{words}</label>' in text
    assert staff.get("/admin/jsi18n/").text.count('"%H:%M",') >= 1


def test_a_price_is_sent_and_the_run_held(staff: Client, proposal: Booking, address: str) -> None:
    answer = staff.post(address, ANSWER | {"reason": "Gladly."}, follow=True)

    assert f"The offer for {proposal.reference} is sent." in answer.text
    assert "waits for the guest’s answer to an offer" in answer.text
    offered = fresh(proposal)
    assert (offered.state, offered.total_minor) == (State.PENDING, 30_000)
    assert offered.steps.last().reason == "Gladly."  # type: ignore[union-attr]
    assert offered.claim is not None


def test_the_price_that_was_agreed_stands_in_one_line(
    staff: Client, proposal: Booking, address: str
) -> None:
    staff.post(address, ANSWER)

    lines = staff.get(page(Booking, "change", proposal.pk)).context["lines"]

    assert [(one.label, one.quantity, one.unit, one.total) for one in lines] == [
        ("Adult", "2", "", "included"),
        ("Agreed price", "", "", "$300.00"),
    ]


def test_it_can_be_offered_anew_and_not_once_it_is_answered(
    staff: Client, proposal: Booking, address: str
) -> None:
    staff.post(address, ANSWER)

    again = staff.get(address)
    assert again.context["form"].initial["price"] == 30_000
    staff.post(address, ANSWER | {"price": "280"})
    assert fresh(proposal).total_minor == 28_000
    actions.accept(booking=fresh(proposal), by=harbor.GUEST, now=harbor.NOW)
    assert "It waits for no offer." in staff.get(address, follow=True).text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"price": ""}, "price"),
        ({"price": "much"}, "price"),
        ({"until_0": "2026-06-30"}, "until"),
        ({"despite_hours": "on"}, "reason"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    staff: Client, proposal: Booking, address: str, change: dict[str, str], field: str
) -> None:
    answer = staff.post(address, ANSWER | change)

    assert list(answer.context["form"].errors) == [field]
    assert fresh(proposal).state == State.AWAITING_APPROVAL


def test_what_is_in_the_way_is_named(
    staff: Client, harbor_house: House, proposal: Booking, address: str
) -> None:
    van = harbor.resource(harbor_house.org, "Van Tern")
    need = Requirement.objects.create(organization=harbor_house.org, offering=proposal.offering)
    need.resources.set([van])
    walk = harbor.tour(harbor_house.org, name="Early walk", times=(420,), needs=((van,),))
    other = harbor.wanting(walk, starts_at=SEVEN)
    busy = actions.book(request=other, by=harbor.GUEST, now=harbor.NOW).booking

    shown = staff.get(address)
    refused = staff.post(address, ANSWER)

    [reason] = shown.context["in_the_way"]
    assert "Van Tern" in reason
    assert busy.reference in reason
    assert "Nothing can start at this time." in " ".join(refused.context["form"].non_field_errors())


def test_strangers_find_no_such_page(hills: House, address: str, proposal: Booking) -> None:
    signed_in(hills.staff).post(address, ANSWER)

    assert fresh(proposal).state == State.AWAITING_APPROVAL
