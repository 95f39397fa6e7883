"""Staff at work in a real browser: by policy, by axe, by the stock admin's own scripts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from bookings.models import Booking
from bookings.states import State
from orgs.models import Location
from scheduling.models import Block, Resource, Tour

pytestmark = pytest.mark.browser

Sound = Callable[[], bool]
STYLE = "getComputedStyle(li)"
ICON_ENDS = f"li => parseFloat({STYLE}.backgroundPositionX) + parseFloat({STYLE}.backgroundSize)"
WORDS_BEGIN = f"li => parseFloat({STYLE}.paddingLeft)"


@pytest.fixture
def desk(page: Page, live_server: LiveServer, booking: Booking, is_sound: Sound) -> Page:
    """The front page, after signing in."""
    page.goto(f"{live_server.url}/admin/")
    assert is_sound()
    page.get_by_label("E-mail").fill("sam@harbor.example")
    page.get_by_label("Password").fill("boat-shoes")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Tomorrow")).to_be_visible()
    return page


def left_of(one: Locator) -> float:
    """Where it begins."""
    box = one.bounding_box()
    assert box is not None
    return box["x"]


def test_from_signing_in_to_approving(desk: Page, booking: Booking, is_sound: Sound) -> None:
    assert is_sound()

    desk.get_by_role("link", name="Requests awaiting approval").click()
    expect(desk.get_by_text("Awaiting approval").first).to_be_visible()
    assert is_sound()
    desk.get_by_role("link", name=booking.reference).click()
    expect(desk.get_by_role("button", name="Approve")).to_be_visible()
    assert is_sound()
    desk.get_by_role("button", name="Approve").click()

    expect(desk.get_by_text(f"{booking.reference} is approved.")).to_be_visible()
    assert is_sound()
    booking.refresh_from_db()
    assert booking.state == State.PENDING  # Two of the four guests it needs.


def test_declining_asks_for_a_reason(desk: Page, booking: Booking, is_sound: Sound) -> None:
    desk.get_by_role("link", name="Ada", exact=True).first.click()
    desk.get_by_text("Decline…").click()
    desk.get_by_label("Reason").first.fill("Storm.")
    assert is_sound()
    desk.get_by_role("button", name="Decline").click()

    expect(desk.get_by_text("“Storm.”")).to_be_visible()


def test_a_day_is_picked_and_a_line_added_by_the_stock_scripts(
    desk: Page, live_server: LiveServer, booking: Booking, is_sound: Sound
) -> None:
    van = Resource.objects.get(organization=booking.organization)
    desk.goto(f"{live_server.url}/admin/scheduling/resource/{van.pk}/change/")
    assert is_sound()
    desk.get_by_text("Add another Block").click()
    desk.get_by_role("link", name="Today").first.click()
    desk.get_by_role("link", name=re.compile("Choose a Date")).nth(1).click()
    desk.locator(".calendarbox:visible").get_by_role("link", name="Tomorrow").click()
    desk.locator("#id_blocks-0-starts_at_1").fill("08:00")
    desk.locator("#id_blocks-0-ends_at_1").fill("23:59")
    desk.get_by_role("button", name="Save", exact=True).click()

    assert Block.objects.filter(resource=van).count() == 1


def test_a_place_is_added_in_a_window_of_its_own(
    desk: Page, live_server: LiveServer, booking: Booking, is_sound: Sound
) -> None:
    walk = Tour.objects.get(organization=booking.organization)
    desk.goto(f"{live_server.url}/admin/scheduling/tour/{walk.pk}/change/")
    assert is_sound()
    with desk.expect_popup() as opened:
        desk.locator("#add_id_location").click()
    window = opened.value
    window.get_by_label("Name").fill("Pier 9")
    with window.expect_event("close"):
        window.get_by_role("button", name="Save", exact=True).click()

    expect(desk.locator("#id_location option:checked")).to_have_text("Pier 9")
    assert Location.objects.filter(name="Pier 9").exists()


def test_filters_are_menus_that_close_again(
    desk: Page, live_server: LiveServer, is_sound: Sound
) -> None:
    desk.goto(f"{live_server.url}/admin/bookings/booking/")
    desk.get_by_text("State", exact=True).first.click()
    assert is_sound()
    desk.get_by_role("link", name="Confirmed", exact=True).click()

    expect(desk.get_by_text("State: Confirmed")).to_be_visible()
    expect(desk.get_by_role("link", name="Declined", exact=True)).not_to_be_visible()


def test_the_menu_of_a_phone_is_worked_by_keyboard(desk: Page, is_sound: Sound) -> None:
    desk.set_viewport_size({"width": 390, "height": 800})
    desk.get_by_text("Menu", exact=True).focus()
    desk.keyboard.press("Enter")
    assert is_sound()
    desk.keyboard.press("Tab")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")

    expect(desk.get_by_role("heading", name="Bookings", level=1)).to_be_visible()
    assert is_sound()


def test_a_booking_is_moved_to_a_free_start(
    desk: Page, live_server: LiveServer, booking: Booking, is_sound: Sound
) -> None:
    desk.goto(f"{live_server.url}/admin/bookings/booking/{booking.pk}/change/")
    desk.get_by_role("link", name="Move…").click()
    expect(desk.get_by_role("button", name="Move the booking")).to_be_visible()
    assert is_sound()
    desk.get_by_label("1:00 PM").first.check()
    desk.get_by_label("Reason").fill("Storm in the morning.")
    desk.get_by_role("button", name="Move the booking").click()

    expect(desk.get_by_text(f"{booking.reference} is moved to")).to_be_visible()
    assert is_sound()


def test_the_departure_lists_its_guests(
    desk: Page, live_server: LiveServer, booking: Booking, is_sound: Sound
) -> None:
    assert booking.claim is not None
    run = booking.claim.occurrence_id
    desk.goto(f"{live_server.url}/admin/scheduling/occurrence/{run}/change/")

    expect(desk.get_by_role("link", name="Ada", exact=True)).to_be_visible()
    assert is_sound()


@pytest.mark.parametrize("width", [320, 390, 768])
def test_nothing_is_wider_than_a_phone(
    desk: Page, live_server: LiveServer, booking: Booking, width: int
) -> None:
    walk = Tour.objects.get(organization=booking.organization)
    van = Resource.objects.get(organization=booking.organization)
    desk.set_viewport_size({"width": width, "height": 800})
    for address in (
        "",
        "bookings/booking/",
        f"bookings/booking/{booking.pk}/change/",
        f"bookings/booking/{booking.pk}/move/",
        f"scheduling/occurrence/{booking.claim_id and booking.claim.occurrence_id}/change/",
        f"scheduling/tour/{walk.pk}/delete/",
        f"scheduling/tour/{walk.pk}/change/",
        f"scheduling/resource/{van.pk}/change/",
        f"preview/{walk.pk}/",
    ):
        desk.goto(f"{live_server.url}/admin/{address}")
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert (address, desk.evaluate(wide)) == (address, 0)


def test_it_reads_as_well_in_the_dark(
    desk: Page, live_server: LiveServer, booking: Booking, is_sound: Sound
) -> None:
    desk.emulate_media(color_scheme="dark")
    for address in ("", f"bookings/booking/{booking.pk}/change/", "bookings/booking/"):
        desk.goto(f"{live_server.url}/admin/{address}")
        assert is_sound()


def test_faults_and_warnings_stand_where_they_are_read(
    desk: Page, live_server: LiveServer, booking: Booking, is_sound: Sound
) -> None:
    walk = Tour.objects.get(organization=booking.organization)
    desk.goto(f"{live_server.url}/admin/scheduling/tour/{walk.pk}/change/")
    times = desk.locator("#id_rules-0-start_times")
    times.fill("9am")
    desk.get_by_role("button", name="Save and continue editing").click()

    fault = desk.get_by_text("“9am” is not a time such as 09:00.")
    assert left_of(fault) == left_of(times)
    assert is_sound()

    times.fill("13:00")
    desk.get_by_role("button", name="Save and continue editing").click()
    warning = desk.locator(".messagelist .warning")
    expect(warning).to_contain_text("1 coming booking stands on a start")
    assert warning.evaluate(ICON_ENDS) <= warning.evaluate(WORDS_BEGIN)
    assert is_sound()
    warning.get_by_role("link", name="See its bookings").click()
    expect(desk.get_by_role("link", name=booking.reference)).to_be_visible()
