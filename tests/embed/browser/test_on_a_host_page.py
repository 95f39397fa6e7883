"""The calendar on somebody else's site, under a strict policy, without third-party cookies."""

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Frame, Page, expect
from pytest_django.live_server_helper import LiveServer

from bookings.models import Booking
from scheduling.models import Calendar
from tests.embed.browser.host import Site

pytestmark = pytest.mark.browser


def framed(page: Page) -> Frame:
    """The calendar's frame, once it has said how tall it is."""
    page.wait_for_function("document.querySelector('iframe')?.style.height !== '560px'")
    frame = page.query_selector("iframe").content_frame()  # type: ignore[union-attr]
    assert frame is not None
    frame.wait_for_selector(".scripted h2")
    return frame


def fits(page: Page, frame: Frame) -> bool:
    """Whether the frame is exactly as tall as what is in it, so that nothing scrolls inside."""
    inside = "Math.ceil(document.body.getBoundingClientRect().height)"
    page.wait_for_timeout(100)
    return page.evaluate("document.querySelector('iframe').clientHeight") == frame.evaluate(inside)


def books(frame: Frame) -> None:
    """From the calendar to the confirmation."""
    frame.locator("a.run, a.block").first.click()
    frame.fill("#name", "Ada Lovelace")
    frame.fill("#email", "ada@example.com")
    # Later in the day the first run is the sail, which is requested and not reserved.
    frame.locator(".price .primary").click()
    frame.wait_for_selector(".big-check")


def test_the_frame_grows_with_its_content(
    page: Page, site: Site, live_server: LiveServer, calendar: Calendar
) -> None:
    page.goto(site.embeds(live_server.url, "harbor/tours"))
    frame = framed(page)
    assert fits(page, frame)
    before = page.evaluate("document.querySelector('iframe').clientHeight")

    frame.locator("a.run").first.click()
    frame.wait_for_selector("#book")

    assert fits(page, frame)
    assert page.evaluate("document.querySelector('iframe').clientHeight") > before


def test_a_booking_is_told_to_the_host_page(
    page: Page, site: Site, live_server: LiveServer, calendar: Calendar
) -> None:
    address = site.embeds(live_server.url, "harbor/tours", reference="A-17")
    page.add_init_script(
        "addEventListener('slotwright:booked', (event) => { window.told = event.detail; })"
    )
    page.goto(f"{address}?utm_source=news")

    books(framed(page))

    booking = Booking.objects.of(calendar.organization).get()
    page.wait_for_function("window.told")
    assert page.evaluate("window.told") == {"reference": booking.reference}
    assert booking.utm == {"utm_source": "news"}
    assert booking.external_reference == "A-17"


def test_booking_works_with_third_party_cookies_blocked(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    site: Site,
    live_server: LiveServer,
    calendar: Calendar,
) -> None:
    blocking = ["--test-third-party-cookie-phaseout", *browser_type_launch_args["args"]]
    browser = browser_type.launch(**browser_type_launch_args | {"args": blocking})
    page = browser.new_page()
    page.goto(site.embeds(live_server.url, "harbor/tours"))

    books(framed(page))

    assert Booking.objects.of(calendar.organization).count() == 1
    assert page.context.cookies() == []
    browser.close()


def test_a_site_that_is_not_listed_gets_a_plain_link(
    browser: Browser, site: Site, live_server: LiveServer, calendar: Calendar
) -> None:
    page = browser.new_page()
    calendar.allowed_sites = ["https://elsewhere.example"]
    calendar.save()
    page.goto(site.embeds(live_server.url, "harbor/tours"))

    link = page.get_by_role("link", name="Open the calendar")
    expect(link).to_be_visible()
    expect(page.locator("iframe")).to_be_hidden()
    link.click()
    expect(page.get_by_role("heading", name="Harbor tours")).to_be_visible()
    page.close()


def test_the_button_opens_the_calendar_over_the_page(
    page: Page, site: Site, live_server: LiveServer, calendar: Calendar
) -> None:
    page.goto(site.embeds(live_server.url, "harbor/tours", mode="button", label="Book a tour"))

    page.get_by_role("button", name="Book a tour").click()

    frame = framed(page)
    expect(page.get_by_role("dialog", name="Calendar")).to_be_visible()
    assert frame.locator("a.run").count() > 0
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_escape_within_the_frame_closes_the_dialog(
    page: Page, site: Site, live_server: LiveServer, calendar: Calendar
) -> None:
    page.goto(site.embeds(live_server.url, "harbor/tours", mode="button", label="Book a tour"))
    opener = page.get_by_role("button", name="Book a tour")
    opener.click()

    frame = framed(page)
    frame.locator("#ahead").focus()
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_way_out_of_the_dialog_covers_nothing(
    page: Page, site: Site, live_server: LiveServer, calendar: Calendar, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(site.embeds(live_server.url, "harbor/tours", mode="button", label="Book a tour"))
    page.get_by_role("button", name="Book a tour").click()
    frame = framed(page)

    close = page.get_by_role("button", name="Close").bounding_box()
    inside = page.locator("dialog > div").bounding_box()
    assert close is not None
    assert inside is not None
    assert close["y"] + close["height"] <= inside["y"]
    assert close["width"] == close["height"] == 44
    assert page.evaluate(
        "(() => { const box = document.querySelector('dialog > div');"
        "return box.scrollWidth === box.clientWidth })()"
    )
    assert frame.locator(".agenda").count() == (1 if width == 320 else 0)


def test_the_tag_chooses_view_offering_language_and_mode(
    page: Page, site: Site, live_server: LiveServer, calendar: Calendar
) -> None:
    options = {"view": "list", "offering": "sunset-sail", "lang": "de", "theme": "dark"}
    page.goto(site.embeds(live_server.url, "harbor/tours", **options))

    frame = framed(page)

    assert frame.evaluate("document.documentElement.lang") == "de"
    assert frame.evaluate("document.documentElement.dataset.mode") == "dark"
    assert set(frame.locator(".run .what").all_inner_texts()) == {"Sunset sail"}
    assert frame.locator(".agenda .day").count() > 1


def test_a_narrow_place_starts_with_the_list(
    page: Page, site: Site, live_server: LiveServer, calendar: Calendar
) -> None:
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto(site.embeds(live_server.url, "harbor/tours"))

    assert framed(page).locator(".agenda .day").count() > 1


@pytest.mark.parametrize("view", ["month", "week", "list"])
@pytest.mark.parametrize("width", [320, 390, 720])
def test_nothing_scrolls_sideways_in_the_frame(
    page: Page, site: Site, live_server: LiveServer, calendar: Calendar, view: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(site.embeds(live_server.url, "harbor/tours", view=view))

    frame = framed(page)

    assert frame.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


def test_only_the_frame_itself_is_listened_to(
    page: Page, site: Site, live_server: LiveServer, calendar: Calendar
) -> None:
    page.goto(site.embeds(live_server.url, "harbor/tours"))
    frame = framed(page)

    page.evaluate("postMessage({slotwright: {height: 9999}}, '*')")

    assert fits(page, frame)
