"""The waitlist's pages in a real browser: by keyboard, without scripts, and as axe reads them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from bookings import actions
from bookings.actions import waiting
from bookings.models import Booking, WaitlistEntry
from scheduling import availability
from scheduling.models import Offering
from tests import harbor
from tests.bookings.waitlists import asking, fresh
from tests.embed.browser.conftest import findings

pytestmark = pytest.mark.browser


@pytest.fixture
def full(walk: Offering) -> Offering:
    """The walk of a week from now, taken, with a waitlist."""
    Offering.objects.filter(pk=walk.pk).update(waitlist=True)
    walk.refresh_from_db()
    for seats in (8, 2):
        request = harbor.wanting(walk, seats=seats, starts_at=start(walk), name=f"P{seats}")
        actions.book(request=request, by=harbor.GUEST, now=timezone.now())
    return walk


def start(walk: Offering) -> datetime:
    """The first start a week from now."""
    day = (timezone.now() + timedelta(days=7)).date()
    slots = availability.all_of_offering(
        offering=walk, first=day, last=day, party=1, now=timezone.now()
    )
    return slots[0].starts_at


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A page without scripts."""
    context = browser.new_context(java_script_enabled=False, locale="en-US")
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


def tab_to(page: Page, name: str) -> None:
    """Presses Tab until a button of this name has the focus."""
    button = page.get_by_role("button", name=name)
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.locator(":focus").count() and button.and_(page.locator(":focus")).count():
            return
    raise AssertionError(f"No way by keyboard to {name}.")


def waits(walk: Offering) -> WaitlistEntry:
    """Two who wait for it."""
    request = asking(walk, starts_at=start(walk))
    return waiting.join(request=request, by=harbor.GUEST, now=timezone.now()).entry


def german(address: str) -> str:
    """The same page in German; a key stands last."""
    page, mark, key = address.partition("#")
    return f"{page}{'&' if '?' in page else '?'}lang=de{mark}{key}"


def own(live_server: LiveServer, entry: WaitlistEntry) -> str:
    """The link of somebody who waits."""
    return f"{live_server.url}/w/{entry.public_id}/#{entry.token}"


def test_an_offer_is_taken_by_keyboard_without_scripts(
    plain: Page, live_server: LiveServer, full: Offering
) -> None:
    entry = waits(full)
    early = Booking.objects.get(name="P2")
    actions.cancel_by_staff(booking=early, by=harbor.GUEST, now=timezone.now())
    waiting.match(now=timezone.now())
    plain.goto(own(live_server, entry))
    plain.get_by_label("The link from our mail").focus()
    plain.keyboard.type(own(live_server, entry))
    plain.keyboard.press("Enter")

    tab_to(plain, "Yes, book it")
    plain.keyboard.press("Enter")

    expect(plain.get_by_role("heading", name="You are booked")).to_be_visible()
    assert fresh(entry).state == "ACCEPTED"


def test_joining_takes_a_keyboard_and_no_scripts(
    plain: Page, live_server: LiveServer, full: Offering
) -> None:
    plain.goto(live_server.url + form_of(full))
    plain.get_by_label("Name").focus()
    plain.keyboard.type("Ada")
    plain.keyboard.press("Tab")
    plain.keyboard.type("ada@example.com")

    plain.keyboard.press("Enter")

    expect(plain.get_by_role("heading", name="You are on the waitlist")).to_be_visible()
    assert WaitlistEntry.objects.get().seats == 1


def form_of(walk: Offering) -> str:
    """The address of the form."""
    base = f"/embed/{walk.calendar.public_id}/wait/?offering={walk.public_id}"
    return f"{base}&variant={walk.default_variant.public_id}&start={start(walk):%Y-%m-%dT%H:%MZ}"


def test_nothing_on_its_pages_hinders(page: Page, live_server: LiveServer, full: Offering) -> None:
    entry = waits(full)

    page.goto(live_server.url + form_of(full))
    assert findings(page) == []
    page.get_by_role("button", name="Join the waitlist").click()
    page.wait_for_selector("#name-error")
    assert findings(page) == []
    page.goto(own(live_server, entry))
    assert findings(page) == []
    early = Booking.objects.get(name="P2")
    actions.cancel_by_staff(booking=early, by=harbor.GUEST, now=timezone.now())
    waiting.match(now=timezone.now())
    page.goto(own(live_server, entry))
    assert findings(page) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_on_its_pages_overflows(
    page: Page, live_server: LiveServer, full: Offering, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for address in (live_server.url + form_of(full), own(live_server, waits(full))):
        page.goto(german(address))
        assert page.evaluate("document.documentElement.scrollWidth") <= width
