"""The calendar on a page of its own: by keyboard, by screen reader, narrow, in every state."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from bookings import actions
from bookings.models import Booking
from scheduling.models import Offering
from tests import harbor
from tests.embed.browser.conftest import findings

pytestmark = pytest.mark.browser


def month(page: Page, address: str) -> None:
    """The month, as it opens."""
    page.goto(address)


def week(page: Page, address: str) -> None:
    """The week."""
    page.goto(address)
    page.get_by_role("link", name="Week").click()
    page.wait_for_selector(".week")


def agenda(page: Page, address: str) -> None:
    """The list."""
    page.goto(address)
    page.get_by_role("link", name="List").click()
    page.wait_for_selector(".agenda")


def nothing(page: Page, address: str) -> None:
    """A party that nothing has room for."""
    page.goto(f"{address}&party=50")
    page.wait_for_selector(".scripted")


def form(page: Page, address: str) -> None:
    """The booking form."""
    page.goto(address)
    page.locator("a.run").first.click()
    page.wait_for_selector("#book")


def listed(page: Page, address: str) -> None:
    """A page of something that needs no booking."""
    walk = Offering.objects.get(name="Lighthouse walk")
    harbor.tour(
        walk.organization,
        calendar=walk.calendar,
        name="Donaudampfschifffahrtsgesellschaftskapitänsversammlung",
        slug="market",
        capacity=None,
        url="https://www.an-association-with-a-long-name.example/calendar",
        organizer="The association",
    )
    page.goto(f"{address}&offering=market")
    page.locator("a.run").first.click()
    page.wait_for_selector(".about")


def short(page: Page, address: str) -> None:
    """A party that is too large for what is left."""
    page.goto(f"{address}&party=7")
    page.wait_for_selector(".scripted")


def wrong(page: Page, address: str) -> None:
    """The form with errors."""
    form(page, address)
    page.get_by_role("button", name="Reserve").click()
    page.wait_for_selector("#name-error")


def gone(page: Page, address: str) -> None:
    """A time that was just taken."""
    form(page, address)
    page.fill("#name", "Ada")
    page.fill("#email", "ada@example.com")
    take_all()
    page.get_by_role("button", name="Reserve").click()
    page.wait_for_selector(".other")


def done(page: Page, address: str) -> None:
    """The confirmation."""
    form(page, address)
    page.fill("#name", "Ada")
    page.fill("#email", "ada@example.com")
    page.get_by_role("button", name="Reserve").click()
    page.wait_for_selector(".big-check")


def managed(page: Page, address: str) -> None:
    """The guest's own booking, about to be cancelled."""
    done(page, address)
    booking = Booking.objects.get()
    page.goto(urljoin(address, f"/b/{booking.public_id}/#{booking.token}"))
    page.get_by_text("Cancel this booking").click()


def missing(page: Page, address: str) -> None:
    """Nothing there."""
    page.goto(address.replace("tours", "nowhere"))


def take_all() -> None:
    """Others book the walk's seats on the day that the address shows."""
    walk = Offering.objects.get(name="Lighthouse walk")
    now = timezone.now()
    shown = (now + timedelta(days=7)).date()
    zone = ZoneInfo(walk.timezone)
    nine = datetime.combine(shown, time(9), zone).astimezone(UTC)
    for seats in (8, 2):
        request = harbor.wanting(walk, seats=seats, starts_at=nine)
        actions.book(request=request, by=harbor.GUEST, now=now)


STATES: list[Callable[[Page, str], None]] = [
    *(month, week, agenda, nothing, form, listed, short),
    *(wrong, gone, done, managed, missing),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_nothing(
    page: Page, address: str, state: Callable[[Page, str], None], scheme: Any
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")

    state(page, address)

    assert findings(page) == []


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_nothing_scrolls_sideways_at_320_px(
    page: Page, address: str, state: Callable[[Page, str], None]
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})

    state(page, address)

    assert page.evaluate("document.documentElement.scrollWidth") == 320


BROKEN_WORDS = """() => [...document.querySelectorAll(".block .what")].flatMap((what) => {
    const text = what.firstChild, range = document.createRange();
    return [...text.data.matchAll(/\\S+/g)].filter((word) => {
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        return range.getClientRects().length > 1;
    }).map(String);
})"""


@pytest.mark.parametrize("width", [240, 320, 390])
def test_the_words_of_a_narrow_week_stay_whole(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 640})

    week(page, address)

    assert page.locator(".block .what").count() > 1
    assert page.evaluate(BROKEN_WORDS) == []


@pytest.mark.parametrize("state", [month, agenda, form, done], ids=lambda state: state.__name__)
def test_everything_to_press_is_large_enough(
    page: Page, address: str, state: Callable[[Page, str], None]
) -> None:
    page.set_viewport_size({"width": 375, "height": 700})
    state(page, address)

    small = page.evaluate(
        """[...document.querySelectorAll("a, button, select, summary, input")]
        .filter((each) => each.checkVisibility() && !each.closest(".under"))
        .filter((each) => {
          const box = each.getBoundingClientRect();
          const after = getComputedStyle(each, "::after");
          const more = after.position === "absolute" ? 6 : 0;
          return box.height + more < 44 || (box.width < 36 && each.type !== "hidden");
        }).map((each) => each.outerHTML.slice(0, 90))"""
    )

    assert small == []


def test_booking_by_keyboard_alone(page: Page, address: str, walk: Offering) -> None:
    page.goto(address)
    page.wait_for_selector("[data-grid] [tabindex='0']")

    _tab_to(page, "[data-grid] a")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#day-title")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".side h2")).to_be_focused()
    _tab_to(page, "[data-by='1']")
    page.keyboard.press("Enter")
    expect(page.locator("[data-total]")).to_have_text("$90.00")
    _tab_to(page, "#name")
    page.keyboard.type("Ada Lovelace")
    page.keyboard.press("Tab")
    page.keyboard.type("ada@example.com")
    page.keyboard.press("Enter")

    expect(page.locator("#title")).to_be_focused()
    expect(page.locator("#title")).to_have_text("You are booked")
    assert Booking.objects.of(walk.organization).get().seats == 2


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab never reached {selector}")


def test_the_grid_is_one_stop_with_arrows_inside(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("[data-grid] [tabindex='0']")
    title = page.locator("#title")
    first = title.inner_text()

    assert page.locator("[data-grid] [tabindex='0']").count() == 1
    page.locator("[data-grid] [tabindex='0']").focus()
    page.keyboard.press("PageDown")
    expect(title).not_to_have_text(first)
    assert page.evaluate("document.activeElement.closest('[data-grid]') !== null")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("Boolean(document.activeElement.dataset.date)")
    page.go_back()
    expect(title).to_have_text(first)


@pytest.mark.parametrize(("lang", "weekday"), [("en", "Sunday"), ("de", "Montag")])
def test_home_and_end_stay_in_the_week_as_the_language_has_it(
    page: Page, address: str, lang: str, weekday: str
) -> None:
    whole = timezone.now().date() + timedelta(days=60)
    page.goto(re.sub(r"day=[\d-]+", f"month={whole:%Y-%m}", address) + f"&lang={lang}")
    page.wait_for_selector("[data-grid] [tabindex='0']")
    cells = page.locator("[data-grid] tbody tr:nth-child(3) a")
    cells.nth(3).focus()

    page.keyboard.press("Home")
    expect(cells.first).to_be_focused()
    assert cells.first.get_attribute("aria-label").startswith(f"{weekday},")  # type: ignore[union-attr]
    page.keyboard.press("End")
    expect(cells.last).to_be_focused()
    assert page.locator("[data-grid] [tabindex='0']").count() == 1


def test_a_party_that_cannot_grow_is_told_so_and_its_buttons_stop(
    page: Page, address: str, walk: Offering
) -> None:
    form(page, address)
    more = page.get_by_role("button", name="More: Child")
    for _ in range(7):
        more.click()

    expect(more).to_have_attribute("aria-disabled", "true")
    expect(page.get_by_role("button", name="More: Adult")).to_have_attribute(
        "aria-disabled", "true"
    )
    expect(page.locator("#live")).to_have_text(
        "This can be booked for 8 people at most. Total $220.00"
    )
    page.get_by_role("button", name="Fewer: Adult").click()
    expect(page.get_by_role("button", name="More: Adult")).to_have_attribute(
        "aria-disabled", "false"
    )


def test_what_is_wrong_with_the_party_is_said_aloud(page: Page, address: str) -> None:
    form(page, address)

    page.get_by_role("button", name="Fewer: Adult").click()

    words = "Please choose how many people are coming."
    expect(page.locator("#live")).to_have_text(words)
    expect(page.locator("#party-error")).to_have_text(words)
    expect(page.locator("#party")).to_have_accessible_description(words)


def test_each_step_is_announced_and_its_heading_has_the_focus(page: Page, address: str) -> None:
    page.goto(address)
    live = page.locator("#live")

    page.locator("#ahead").click()
    expect(live).to_have_text(re.compile(r"^\w+ \d{4}, \d+ departures$"))
    expect(page.locator("#ahead")).to_be_focused()
    page.locator("a.run").first.click()
    expect(live).to_have_text(re.compile("^Lighthouse walk, "))
    expect(page.locator(".side h2")).to_be_focused()
    page.get_by_role("button", name="Reserve").click()
    expect(live).to_have_text(re.compile("^Please give your name. Please give an e-mail address"))
    expect(page.locator("#problems")).to_be_focused()
    page.get_by_role("link", name="Please give your name.").click()
    expect(page.locator("#name")).to_be_focused()


def test_the_price_follows_the_numbers(page: Page, address: str) -> None:
    form(page, address)

    page.get_by_role("button", name="More: Adult").click()
    expect(page.locator("[data-total]")).to_have_text("$90.00")
    page.get_by_role("button", name="More: Child").click()
    expect(page.locator("[data-total]")).to_have_text("$115.00")
    page.get_by_role("button", name="More: Picnic").click()
    expect(page.locator("#live")).to_have_text(re.compile(r"^Total \$"))
    expect(page.get_by_role("button", name="More: Child")).to_be_enabled()


def test_the_price_follows_a_number_while_it_is_typed(page: Page, address: str) -> None:
    form(page, address)
    adults = page.get_by_role("spinbutton", name="Adult")

    adults.click()
    adults.press("ControlOrMeta+a")
    adults.press("Backspace")
    adults.press("3")

    expect(page.locator("[data-total]")).to_have_text("$135.00")
    expect(adults).to_be_focused()
    expect(adults).to_have_value("3")


def test_pressing_twice_books_once(page: Page, address: str, walk: Offering) -> None:
    form(page, address)
    page.fill("#name", "Ada")
    page.fill("#email", "ada@example.com")

    page.get_by_role("button", name="Reserve").dblclick()
    page.wait_for_selector(".big-check")

    assert Booking.objects.of(walk.organization).count() == 1


def test_a_lost_connection_is_said_and_loses_nothing(page: Page, address: str) -> None:
    form(page, address)
    page.fill("#name", "Ada")
    page.fill("#email", "ada@example.com")
    page.context.set_offline(True)

    page.get_by_role("button", name="Reserve").click()

    expect(page.locator("#offline")).to_be_visible()
    assert page.input_value("#name") == "Ada"
    page.context.set_offline(False)
    page.get_by_role("button", name="Reserve").click()
    page.wait_for_selector(".big-check")


def test_the_visitors_time_stands_second(page: Page, address: str, browser: Any) -> None:
    context = browser.new_context(timezone_id="Europe/Berlin")
    visitor = context.new_page()
    visitor.goto(address)

    expect(visitor.locator(".theirs").first).to_have_text("3:00 PM your time")
    expect(visitor.locator("a.run time").first).to_have_text(re.compile("9:00"))
    assert context.cookies() == []
    context.close()


def test_without_scripts_everything_is_there(address: str, browser: Any, walk: Offering) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.locator("a.run").first.click()
    page.get_by_role("spinbutton", name="Adult").fill("2")
    page.get_by_role("button", name="Work out the price again").click()
    expect(page.locator("[data-total]")).to_have_text("$90.00")
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_role("button", name="Reserve").click()

    expect(page.get_by_role("heading", name="You are booked")).to_be_visible()
    assert Booking.objects.of(walk.organization).get().seats == 2
    context.close()


def test_a_text_twice_as_large_still_fits(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 640, "height": 450})
    form(page, address)

    page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_the_address_is_that_of_the_other_time_that_was_taken_instead(
    page: Page, address: str
) -> None:
    gone(page, address)
    other = page.locator(".other").first
    start = (other.get_attribute("value") or "").split()[1]

    other.click()
    expect(page.locator(".other")).to_have_count(0)

    assert f"start={start.replace(':', '%3A')}" in page.url
    expect(page.locator("#name")).to_have_value("Ada")
    page.reload()
    expect(page.locator("#book")).to_be_visible()
    assert f"start={start.replace(':', '%3A')}" in page.url
