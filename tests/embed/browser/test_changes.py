"""Changing a booking and showing its ticket, in a real browser: by keyboard, as axe reads it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from bookings import actions
from bookings.models import Booking
from scheduling import availability
from scheduling.models import Offering
from tests import harbor
from tests.embed.browser.conftest import findings

pytestmark = pytest.mark.browser


@pytest.fixture
def booking(walk: Offering) -> Booking:
    """Two seats a week from now."""
    day = (timezone.now() + timedelta(days=7)).date()
    slots = availability.of_offering(
        offering=walk, first=day, last=day, party=1, now=timezone.now()
    )
    request = harbor.wanting(walk, seats=2, starts_at=slots[0].starts_at)
    return actions.book(request=request, by=harbor.GUEST, now=timezone.now()).booking


@pytest.fixture
def own(page: Page, live_server: LiveServer, booking: Booking) -> Page:
    """The guest's own page."""
    page.goto(f"{live_server.url}/b/{booking.public_id}/#{booking.token}")
    expect(page.get_by_text(booking.reference)).to_be_visible()
    return page


def test_a_friend_comes_along_by_keyboard_alone(own: Page, booking: Booking) -> None:
    own.get_by_role("link", name="Change the party").focus()
    own.keyboard.press("Enter")
    own.get_by_role("button", name="More: Adult").focus()
    own.keyboard.press("Space")
    own.get_by_role("button", name="Show the new price").focus()
    own.keyboard.press("Enter")
    expect(own.get_by_text("3 × Adult")).to_be_visible()
    own.get_by_role("button", name="Change the party").focus()
    own.keyboard.press("Enter")

    expect(own.get_by_role("heading", name="You are booked")).to_be_visible()
    assert Booking.objects.get(pk=booking.pk).seats == 3


def test_another_day_is_chosen(own: Page, booking: Booking) -> None:
    own.get_by_role("link", name="Change the time").click()
    own.locator("button.other").first.click()
    expect(own.get_by_role("heading", name="Move to this time?")).to_be_visible()
    own.get_by_role("button", name="Move my booking").click()

    expect(own.get_by_role("heading", name="You are booked")).to_be_visible()
    assert Booking.objects.get(pk=booking.pk).moves == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_on_its_pages_hinders(
    own: Page, live_server: LiveServer, booking: Booking, width: int, scheme: str
) -> None:
    own.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    own.set_viewport_size({"width": width, "height": 800})
    home = f"{live_server.url}/b/{booking.public_id}/"
    for path in ("", "party/", "move/", "ticket/"):
        own.goto(f"{home}{path}?lang=de")
        assert findings(own) == []
        assert own.evaluate("document.documentElement.scrollWidth") <= width
    own.goto(f"{home}party/")
    own.get_by_role("button", name="More: Adult").click()
    own.get_by_role("button", name="Show the new price").click()
    own.wait_for_selector(".receipt")
    assert findings(own) == []
    own.goto(f"{home}move/")
    own.locator("button.other").first.click()
    own.wait_for_selector(".becomes")
    assert findings(own) == []
