"""At the meeting point, in a real browser: a ticket scanned, the guest let in."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from bookings import actions
from bookings.models import Booking
from scheduling import availability
from tests import harbor

pytestmark = pytest.mark.browser

Sound = Callable[[], bool]

DETECTOR = """
const seen = %r;
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect() { return [{ rawValue: seen }]; }
};
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = document.createElement("canvas");
  canvas.getContext("2d").fillRect(0, 0, 9, 9);
  return canvas.captureStream(5);
};
"""
"""A browser that has a detector, and a camera that looks at a ticket."""


@pytest.fixture
def walker(booking: Booking) -> Booking:
    """Somebody else's booking of tomorrow, which is certain."""
    walk = harbor.tour(booking.organization, name="Pier walk")
    day = (timezone.now() + timedelta(days=1)).date()
    slots = availability.of_offering(
        offering=walk, first=day, last=day, party=1, now=timezone.now()
    )
    request = harbor.wanting(walk, starts_at=slots[0].starts_at, name="Grace")
    return actions.book(request=request, by=harbor.GUEST, now=timezone.now()).booking


def signs_in(page: Page) -> None:
    """As Sam."""
    page.get_by_label("E-mail").fill("sam@harbor.example")
    page.get_by_label("Password").fill("boat-shoes")
    page.get_by_role("button", name="Log in").click()


@pytest.mark.parametrize("width", [320, 1280])
def test_a_code_leads_staff_to_its_guest_by_way_of_signing_in(
    page: Page, live_server: LiveServer, walker: Booking, is_sound: Sound, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"{live_server.url}/t/{walker.ticket}/")
    assert is_sound()
    page.get_by_role("link", name="Sign in to check the guest in").click()
    signs_in(page)

    expect(page.get_by_role("heading", name="Grace")).to_be_visible()
    assert is_sound()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Check in all the same").click()

    expect(page.get_by_text("Grace is checked in.")).to_be_visible()
    expect(page.get_by_text("2 of 2 guests of this departure are here.")).to_be_visible()
    assert is_sound()


def test_a_browser_with_a_detector_scans(
    page: Page, live_server: LiveServer, walker: Booking
) -> None:
    page.add_init_script(DETECTOR % f"{live_server.url}/t/{walker.ticket}/")
    page.goto(f"{live_server.url}/admin/check-in/")
    signs_in(page)

    page.get_by_role("button", name="Scan with the camera").click()

    expect(page.get_by_role("heading", name="Grace")).to_be_visible()


def test_a_browser_without_one_asks_for_the_reference(
    page: Page, live_server: LiveServer, walker: Booking, is_sound: Sound
) -> None:
    page.goto(f"{live_server.url}/admin/check-in/")
    signs_in(page)
    expect(page.get_by_role("button", name="Scan with the camera")).to_be_hidden()
    assert is_sound()

    page.get_by_label("Reference on the ticket").fill(walker.reference.lower())
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Grace")).to_be_visible()
