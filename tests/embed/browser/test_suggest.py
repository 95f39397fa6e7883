"""Suggesting a time and answering an offer in a real browser, and as axe reads the pages."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from bookings import actions
from bookings.models import Booking
from orgs.access import Caller
from scheduling.models import Offering
from tests.embed.browser.conftest import findings

pytestmark = pytest.mark.browser


@pytest.fixture
def ride(walk: Offering) -> Offering:
    """The walk, which takes proposals for any time."""
    Offering.objects.filter(pk=walk.pk).update(proposals="ANY")
    walk.refresh_from_db()
    return walk


def form_of(live_server: LiveServer, ride: Offering, **query: str) -> str:
    """The address that the calendar links."""
    more = "".join(f"&{name}={value}" for name, value in query.items())
    path = f"/embed/{ride.calendar.public_id}/suggest/?offering={ride.public_id}{more}"
    return f"{live_server.url}{path}"


@pytest.mark.parametrize("query", [{}, {"theme": "dark", "lang": "de"}])
def test_axe_finds_nothing_in_the_form_and_its_errors(
    page: Page, live_server: LiveServer, ride: Offering, query: dict[str, str]
) -> None:
    page.goto(form_of(live_server, ride, **query))
    assert findings(page) == []

    page.locator("button.primary").click()

    expect(page.locator("#day-error")).to_be_visible()
    assert findings(page) == []


def test_a_time_is_suggested_and_the_offer_accepted(
    page: Page, live_server: LiveServer, ride: Offering
) -> None:
    day = (timezone.now() + timedelta(days=9)).date()
    page.goto(form_of(live_server, ride))
    page.get_by_label("Day").fill(day.isoformat())
    page.get_by_label("Time").fill("07:30")
    page.get_by_label("Name").fill("Ada Lovelace")
    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_role("button", name="Ask for this time").click()
    expect(page.get_by_role("heading", name="Your request is sent")).to_be_visible()

    booking = Booking.objects.get()
    offer = actions.Offer(price=30_000, reason="Gladly.")
    actions.offer(booking=booking, offered=offer, by=Caller(), now=timezone.now())
    page.goto(f"{live_server.url}/b/{booking.public_id}/offer/#{booking.token}")

    expect(page.get_by_role("heading", name="We have an offer for you")).to_be_visible()
    assert findings(page) == []
    page.get_by_role("button", name="Yes, book it").click()
    expect(page.get_by_role("heading", name="You are booked")).to_be_visible()
