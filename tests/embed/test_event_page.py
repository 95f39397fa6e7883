"""What is only listed: shown in every view, with a page of its own and nothing to book."""

from datetime import date, timedelta

import pytest
import time_machine

from scheduling.models import Offering, ScheduleRule
from tests import harbor
from tests.embed.guest import Guest, Page

pytestmark = pytest.mark.django_db

DAY = "2026-07-04"


@pytest.fixture
def market(walk: Offering) -> Offering:
    """A market on the quay, every day at nine; nobody has to book."""
    return harbor.tour(
        walk.organization,
        calendar=walk.calendar,
        name="Market",
        type="EVENT",
        capacity=None,
        times=(540,),
        summary="Thirty stalls.",
        description="Bread and oysters.\n\nDogs on a lead.",
        venue="Ice House Quay",
        organizer="Wrenport Growers",
        url="https://www.growers.example/market",
        is_free=True,
    )


def opened(guest: Guest, market: Offering, **query: str) -> Page:
    """The market's own page, reached by links alone."""
    more = "".join(f"&{name}={value}" for name, value in query.items())
    address = f"/embed/tours/?view=month&day={DAY}&offering=market{more}"
    return guest.opens(guest.opens(address).links("run")[0])


@pytest.mark.parametrize(
    ("view", "link"), [("month&day=" + DAY, "run"), ("week&week=" + DAY, "block"), ("list", "run")]
)
def test_what_is_listed_can_be_opened_from_every_view(
    guest: Guest, market: Offering, view: str, link: str
) -> None:
    calendar = guest.opens(f"/embed/tours/?offering=market&view={view}")

    page = guest.opens(calendar.links(link)[0])

    assert page.status == 200
    assert "Market" in page.text
    assert page.all("form") == []


def test_its_page_says_when_where_and_by_whom(guest: Guest, market: Offering) -> None:
    page = opened(guest, market, tz="Europe/Berlin")

    assert "Saturday, July 4, 2026 9:00 AM until 11:00 AM 3:00 PM your time Market" in page.text
    assert "2 h Eastern Daylight Time" in page.text
    assert "Ice House Quay" in page.text
    assert "Wrenport Growers" in page.text
    assert "Free · No booking needed" in page.text
    assert "Thirty stalls. Bread and oysters. Dogs on a lead." in page.text


def test_its_page_leads_to_a_map_to_its_website_and_back(guest: Guest, market: Offering) -> None:
    page = opened(guest, market)

    outside = [
        each.attributes["href"]
        for each in page.all("a")
        if each.attributes.get("rel") == "noopener noreferrer"
    ]
    assert outside == [
        "https://www.openstreetmap.org/search?query=Ice+House+Quay",
        "https://www.growers.example/market",
    ]
    assert "growers.example (opens a new window)" in page.text
    back = guest.opens(page.links("quiet")[0])
    assert back.by_id("day-title").text.strip() == "Saturday, July 4"
    assert len(back.links("run")) == 1


def test_its_file_puts_it_into_a_calendar(guest: Guest, market: Offering) -> None:
    file = guest.opens(opened(guest, market).links("secondary")[0]).response

    assert file["Content-Type"] == "text/calendar; charset=utf-8"
    assert file["Content-Disposition"] == 'attachment; filename="market.ics"'
    body = file.content.decode().replace("\r\n ", "")
    assert f"UID:{market.public_id}-20260704T1300Z@slotwright" in body
    assert "DTSTART;TZID=America/New_York:20260704T090000" in body
    assert "LOCATION:Ice House Quay" in body
    assert "URL:https://www.growers.example/market" in body
    assert "STATUS:CONFIRMED" in body


def test_a_date_that_is_not_there_says_so_and_has_no_file(guest: Guest, market: Offering) -> None:
    address = guest.opens(f"/embed/tours/?day={DAY}&offering=market").links("run")[0]
    bent = address.replace("T13%3A00Z", "T14%3A00Z")

    page = guest.opens(bent)

    assert "Nothing starts at this time" in page.text
    assert page.links("primary") == ["https://www.growers.example/market"]
    assert guest.opens(bent.replace("/event/", "/event.ics")).status == 404


def test_what_can_be_booked_is_shown_at_its_own_step_and_the_reverse(
    guest: Guest, walk: Offering, market: Offering
) -> None:
    sold, listed = guest.opens(f"/embed/tours/?day={DAY}").links("run")[:2]

    assert guest.client.get(listed.replace("/event/", "/book/"))["Location"].startswith(listed)
    assert guest.client.get(sold.replace("/book/", "/event/"))["Location"].startswith(sold)


@pytest.mark.parametrize(
    ("status", "line", "words"),
    [
        ("CANCELLED", "Called off", "This was called off."),
        ("POSTPONED", "Postponed", "This was postponed. A new date is not known yet."),
    ],
)
@pytest.mark.parametrize("capacity", [None, 10])
def test_what_was_called_off_stays_readable_and_says_so(
    guest: Guest, market: Offering, status: str, line: str, words: str, capacity: int | None
) -> None:
    market.variants.update(capacity=capacity)
    Offering.objects.of(market.organization).filter(pk=market.pk).update(event_status=status)

    calendar = guest.opens(f"/embed/tours/?day={DAY}&offering=market")
    page = guest.opens(calendar.links("run")[0])

    assert [each.text.strip() for each in calendar.all("span", "seats")] == [line]
    assert words in page.text
    assert page.all("form") == []
    assert b"STATUS:CONFIRMED" not in guest.opens(page.links("secondary")[0]).response.content


def test_what_is_over_today_is_gone(guest: Guest, market: Offering) -> None:
    with time_machine.travel(harbor.NINE + timedelta(hours=1), tick=False):
        assert len(guest.opens("/embed/tours/?offering=market").links("run")) == 1
    with time_machine.travel(harbor.NINE + timedelta(hours=2), tick=False):
        assert "July 5" in guest.opens("/embed/tours/?offering=market").by_id("day-title").text


def test_a_month_without_anything_leads_to_the_next_listed_dates(
    guest: Guest, market: Offering
) -> None:
    rules = ScheduleRule.objects.of(market.organization).filter(offering=market)
    rules.update(starts_on=date(2026, 9, 5))

    page = guest.opens("/embed/tours/?month=2026-07&offering=market")

    assert "Saturday, September 5, 9:00 AM" in page.text
    assert len(page.links("run")) == 3


def test_its_page_speaks_german(guest: Guest, market: Offering) -> None:
    page = opened(guest, market, lang="de")

    assert "Samstag, 4. Juli 2026" in page.text
    assert "Kostenlos · Ohne Anmeldung" in page.text
