"""The doors of guests' own pages in a real browser: with scripts, without, and from a frame."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from bookings import actions
from bookings.models import Booking
from orgs.models import Organization
from scheduling import availability
from scheduling.models import Offering
from tests import harbor
from tests.embed.browser.conftest import findings
from tests.embed.browser.host import Site
from tests.embed.browser.test_on_a_host_page import books, framed

pytestmark = pytest.mark.browser


@pytest.fixture
def unpaid(walk: Offering) -> Booking:
    """Two seats a week from now, to be paid through the sandbox."""
    Organization.objects.update(payment_way="SANDBOX")
    walk = Offering.objects.get(pk=walk.pk)
    day = (timezone.now() + timedelta(days=7)).date()
    slots = availability.all_of_offering(
        offering=walk, first=day, last=day, party=1, now=timezone.now()
    )
    request = harbor.wanting(walk, seats=2, starts_at=slots[0].starts_at)
    return actions.book(request=request, by=harbor.GUEST, now=timezone.now()).booking


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A page without scripts."""
    context = browser.new_context(java_script_enabled=False, locale="en-US")
    yield context.new_page()
    context.close()


def link(server: LiveServer, booking: Booking) -> str:
    """As the mail has it."""
    return f"{server.url}/b/{booking.public_id}/#{booking.token}"


def pay_link(server: LiveServer, booking: Booking) -> str:
    """As the API and the reminder have it."""
    assert booking.order is not None
    return f"{server.url}/pay/{booking.order.public_id}/#{booking.order.token}"


def test_a_link_opens_the_booking_and_leaves_no_key_behind(
    page: Page, live_server: LiveServer, unpaid: Booking
) -> None:
    told: list[str] = []
    page.on("request", lambda one: told.append(f"{one.url} {one.headers.get('referer')}"))

    page.goto(link(live_server, unpaid))

    expect(page.get_by_text(unpaid.reference)).to_be_visible()
    assert page.url.split("?")[0] == f"{live_server.url}/b/{unpaid.public_id}/"
    assert page.evaluate("document.cookie") == ""
    # A browser names the page it navigates to with its fragment, which stays at home.
    assert [one for one in told if unpaid.token in one.split("#")[0]] == []
    assert [one for one in told[1:] if unpaid.token in one] == []
    # The same link again, now that the cookie is there.
    page.goto("about:blank")
    page.goto(link(live_server, unpaid))
    expect(page.get_by_text(unpaid.reference)).to_be_visible()
    assert "#" not in page.url


def test_a_link_pasted_over_the_door_opens_it_too(
    page: Page, live_server: LiveServer, unpaid: Booking
) -> None:
    page.goto(f"{live_server.url}/b/{unpaid.public_id}/")
    expect(page.get_by_role("heading", name="Please open the link in our mail")).to_be_visible()

    page.goto(link(live_server, unpaid))

    expect(page.get_by_text(unpaid.reference)).to_be_visible()
    assert "#" not in page.url


def test_paying_by_link_and_back_shows_no_key(
    page: Page, live_server: LiveServer, unpaid: Booking
) -> None:
    for _ in range(2):  # At the door first, then with its cookie.
        page.goto(pay_link(live_server, unpaid))
        page.wait_for_url("**/sandbox/**")
        assert page.evaluate("location.hash") == ""

    page.get_by_role("button", name="Pay", exact=True).click()

    expect(page.get_by_role("heading", name="You are booked")).to_be_visible()
    assert page.url.split("?")[0].rstrip("#") == f"{live_server.url}/b/{unpaid.public_id}/"
    assert unpaid.order is not None
    assert unpaid.token not in page.content()
    assert unpaid.order.token not in page.content()


def test_without_scripts_the_link_is_pasted(
    plain: Page, live_server: LiveServer, unpaid: Booking
) -> None:
    plain.goto(link(live_server, unpaid))
    plain.get_by_label("The link from our mail").fill(link(live_server, unpaid))
    plain.get_by_role("button", name="Open").click()

    expect(plain.get_by_text(unpaid.reference)).to_be_visible()
    plain.get_by_role("link", name="Pay $90.00").click()
    plain.get_by_role("button", name="Leave without paying").click()
    expect(plain.get_by_text("please pay to confirm")).to_be_visible()


def test_the_frame_says_that_it_was_paid_in_another_tab(
    page: Page, site: Site, live_server: LiveServer, walk: Offering
) -> None:
    Organization.objects.update(payment_way="SANDBOX")
    page.goto(site.embeds(live_server.url, "harbor/tours"))
    frame = framed(page)
    books(frame)
    with page.context.expect_page() as opened:
        frame.get_by_role("button", name="Pay $45.00").click()

    opened.value.get_by_role("button", name="Pay", exact=True).click()
    expect(opened.value.get_by_role("heading", name="You are booked")).to_be_visible()
    opened.value.close()
    page.bring_to_front()
    frame.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    frame.wait_for_selector("#title:has-text('You are booked')")
    assert frame.query_selector("#pay") is None
    assert frame.evaluate("document.activeElement.id") == "title"


def test_from_the_frame_a_booking_opens_in_a_tab_of_its_own(
    page: Page, site: Site, live_server: LiveServer, walk: Offering
) -> None:
    page.goto(site.embeds(live_server.url, "harbor/tours"))
    frame = framed(page)
    books(frame)
    with page.expect_download() as file:
        frame.get_by_role("button", name="Add to calendar").click()

    with page.context.expect_page() as opened:
        frame.get_by_role("button", name="Manage booking").click()

    booking = Booking.objects.get()
    assert file.value.suggested_filename == f"{booking.reference}.ics"
    expect(opened.value.get_by_text(booking.reference)).to_be_visible()
    assert booking.token not in opened.value.url


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", ["b/bk_x/", "pay/ord_x/back/?lang=de"])
def test_nothing_at_the_door_hinders(
    page: Page, live_server: LiveServer, calendar: object, width: int, path: str
) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"{live_server.url}/{path}")

    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
