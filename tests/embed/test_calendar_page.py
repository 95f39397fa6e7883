"""The calendar page, without scripts."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from embed import theme
from scheduling.models import Offering, ScheduleRule
from tests import harbor
from tests.embed.guest import Guest, Page, fill, sources

pytestmark = pytest.mark.django_db


def opened(guest: Guest, walk: Offering, **query: str) -> Page:
    """The walk's calendar."""
    words = "&".join(f"{name}={value}" for name, value in query.items())
    return guest.opens(f"/embed/{walk.calendar.public_id}/?{words}")


@pytest.mark.parametrize("ref", ["{0.public_id}", "harbor/tours", "tours"])
def test_a_calendar_is_found_by_its_id_or_its_slug(guest: Guest, walk: Offering, ref: str) -> None:
    address = f"/embed/{ref.format(walk.calendar)}"

    assert guest.opens(f"{address}/").status == 200
    assert guest.opens(address).status == 200


def test_nobody_who_comes_later_takes_a_calendar_off_a_website(
    guest: Guest, walk: Offering
) -> None:
    harbor.calendar(harbor.organization("lagoon"), "tours", name="Lagoon tours")

    assert "Harbor tours" in guest.opens("/embed/tours/").text
    assert "Lagoon tours" in guest.opens("/embed/lagoon/tours/").text


@pytest.mark.parametrize("path", ["", "book/", "done/", "done/?r=forged", "theme.css"])
def test_a_calendar_that_is_not_there_is_not_found(guest: Guest, db: None, path: str) -> None:
    assert guest.opens(f"/embed/nowhere/{path}").status == 404


def test_a_draft_is_not_shown(guest: Guest, walk: Offering) -> None:
    Offering.objects.of(walk.organization).update(status="DRAFT")

    assert walk.name not in opened(guest, walk).text


def test_only_listed_sites_may_frame_the_calendar(guest: Guest, walk: Offering) -> None:
    response = opened(guest, walk).response

    policy = response["Content-Security-Policy"]
    assert sources(policy, "frame-ancestors") == ["'self'", "https://harbor.example"]
    assert "X-Frame-Options" not in response


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere(
    guest: Guest, walk: Offering
) -> None:
    page = opened(guest, walk)

    policy = page.response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert sources(policy, "script-src") == sources(policy, "style-src") == ["'self'"]
    assert [each for each in page.elements if "style" in each.attributes] == []
    assert page.all("style") == []
    assert [each.text.strip() for each in page.all("script")] == [""]


def test_the_month_leads_to_days_and_the_day_to_its_runs(guest: Guest, walk: Offering) -> None:
    month = opened(guest, walk, month="2026-07")
    day = guest.opens(month.links("cell")[3])

    assert month.by_id("title").text.strip() == "July 2026"
    assert len(month.links("cell")) == 31
    assert day.by_id("day-title").text.strip() == "Saturday, July 4"
    assert [each.text.strip() for each in day.all("time")] == ["9:00", "1:00"]
    assert "2 h · $45" in day.text


def test_each_view_shows_the_same_runs(guest: Guest, walk: Offering) -> None:
    week = opened(guest, walk, view="week", week="2026-07-04")
    agenda = opened(guest, walk, view="list", day="2026-06-30")

    assert week.by_id("title").text.strip() == "Jun 28 \u2013 Jul 4"
    # On the first of July it is eight in the morning: both runs of four days are to come.
    assert len(week.links("block")) == 8
    assert agenda.by_id("title").text.strip() == "Jul 1 \u2013 12"
    assert len(agenda.links("run")) == 24


@pytest.mark.parametrize("view", ["month", "week", "list"])
def test_a_page_costs_the_same_queries_however_much_it_shows(
    guest: Guest, walk: Offering, view: str
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            opened(guest, walk, view=view, month="2026-07")
        return len(found)

    one = queries()
    for name in ("Harbor at dawn", "Night sail"):
        harbor.tour(walk.organization, calendar=walk.calendar, name=name)

    assert queries() == one == 9


def test_a_full_run_stays_readable_but_leads_nowhere(guest: Guest, walk: Offering) -> None:
    fill(walk, 8)
    fill(walk, 2)

    page = opened(guest, walk, day="2026-07-04")

    assert "Sold out" in page.text
    assert len(page.links("run")) == 1
    assert len(page.all("div", "run")) == 1


def test_few_seats_are_said_quietly(guest: Guest, walk: Offering) -> None:
    fill(walk, 8)

    page = opened(guest, walk, day="2026-07-04")

    assert [each.text.strip() for each in page.all("span", "few")] == ["2 left"]


def test_a_party_sees_only_what_has_room_for_it(guest: Guest, walk: Offering) -> None:
    fill(walk, 8)

    assert len(opened(guest, walk, day="2026-07-04", party="2").links("run")) == 2
    assert len(opened(guest, walk, day="2026-07-04", party="3").links("run")) == 1


def test_a_party_too_large_for_what_is_left_is_told_so(guest: Guest, walk: Offering) -> None:
    fill(walk, 8)

    page = opened(guest, walk, day="2026-07-04", party="3")

    assert [each.text.strip() for each in page.all("span", "short")] == ["Only 2 left"]
    assert "Too few places" in page.text
    assert "Sold out" not in page.text
    labels = [each.attributes["aria-label"] for each in page.all("a", "cell")]
    assert labels[3] == "Saturday, July 4, 2 departures, 1 with too few seats"


def test_the_page_can_be_narrowed_to_one_offering(guest: Guest, walk: Offering) -> None:
    other = harbor.tour(walk.organization, calendar=walk.calendar, name="Night sail", times=(1200,))

    by_slug = opened(guest, walk, day="2026-07-04", offering="night-sail", only="1")
    by_id = opened(guest, walk, day="2026-07-04", offering=other.public_id)

    assert len(by_slug.links("run")) == len(by_id.links("run")) == 1
    assert [each.attributes["id"] for each in by_slug.all("select")] == ["f-party"]
    assert [each.attributes["id"] for each in by_id.all("select")] == ["f-offering", "f-party"]


def test_a_closed_season_says_when_it_opens(guest: Guest, walk: Offering) -> None:
    ScheduleRule.objects.of(walk.organization).update(starts_on="2026-10-03")

    page = opened(guest, walk, month="2026-07")

    assert "Nothing is on in these dates." in page.text
    assert "Saturday, October 3, 9:00 AM" in page.text
    assert len(page.links("run")) == 3


@pytest.mark.parametrize(
    ("view", "title"), [("week", "Oct 4 \u2013 10"), ("month", "October 2026")]
)
def test_a_calendar_with_nothing_left_opens_where_there_is_something(
    guest: Guest, walk: Offering, view: str, title: str
) -> None:
    ScheduleRule.objects.of(walk.organization).update(starts_on="2026-10-05")

    page = opened(guest, walk, view=view)
    back = guest.opens(page.by_id("back").attributes["href"])

    assert page.by_id("title").text.strip() == title
    assert "Today" not in page.text
    assert "The next free dates:" in back.text


def test_a_week_that_is_nearly_over_is_not_where_one_begins(guest: Guest, walk: Offering) -> None:
    with time_machine.travel(harbor.NINE + timedelta(hours=5), tick=False):
        page = opened(guest, walk, view="week")

    assert page.by_id("title").text.strip() == "Jul 5 \u2013 11"


def test_without_any_dates_the_page_says_so(guest: Guest, walk: Offering) -> None:
    ScheduleRule.objects.of(walk.organization).delete()

    for view in ("month", "week", "list"):
        assert "No dates are open for booking" in opened(guest, walk, view=view).text


def test_venue_time_comes_first_and_the_visitors_second(guest: Guest, walk: Offering) -> None:
    page = opened(guest, walk, day="2026-07-04", tz="Europe/Berlin")

    assert page.text.index("9:00 AM") < page.text.index("3:00 PM your time")
    assert "Times are local: Eastern Daylight Time. Yours: Central European Summer Time." in (
        page.text
    )


def test_who_lives_in_the_venues_zone_reads_one_time(guest: Guest, walk: Offering) -> None:
    assert "your time" not in opened(guest, walk, tz="America/New_York").text
    assert "Yours" not in opened(guest, walk, tz="America/New_York").text


@pytest.mark.parametrize(
    ("query", "accepted", "language", "clock"),
    [
        ({}, "", "en", "9:00"),
        ({}, "de-AT,de;q=0.9", "de", "09:00"),
        ({"lang": "de"}, "en", "de", "09:00"),
        ({"lang": "en"}, "de", "en", "9:00"),
        ({"lang": "tlh"}, "", "en", "9:00"),
    ],
)
def test_the_page_speaks_the_hosts_language_then_the_visitors(
    guest: Guest,
    walk: Offering,
    query: dict[str, str],
    accepted: str,
    language: str,
    clock: str,
) -> None:
    words = "&".join(f"{name}={value}" for name, value in query.items())
    address = f"/embed/{walk.calendar.public_id}/?day=2026-07-04&{words}"

    page = guest.opens(address, accept_language=accepted)

    assert page.all("html")[0].attributes["lang"] == language
    assert page.all("time")[0].text.strip() == clock


@pytest.mark.parametrize(
    ("stored", "query", "mode"),
    [
        ({}, {}, "auto"),
        ({}, {"theme": "dark"}, "dark"),
        ({"mode": "dark"}, {}, "dark"),
        ({"mode": "dark"}, {"theme": "light"}, "light"),
        ({}, {"ground": "101418"}, "dark"),
        ({}, {"ground": "f6f1e7"}, "light"),
        ({"mode": "light"}, {"ground": "101418"}, "light"),
    ],
)
def test_light_or_dark_is_the_tags_word_then_the_calendars_then_the_sites(
    guest: Guest, walk: Offering, stored: dict[str, Any], query: dict[str, str], mode: str
) -> None:
    walk.calendar.theme = stored
    walk.calendar.save()

    assert opened(guest, walk, **query).all("html")[0].attributes["data-mode"] == mode


def test_a_framed_page_stands_on_its_hosts_colour(guest: Guest, walk: Offering) -> None:
    host = {"host": "https://harbor.example"}

    clear = opened(guest, walk, ground="f6f1e7", **host).all("html")[0].attributes
    middling = opened(guest, walk, ground="777777", **host).all("html")[0].attributes

    assert "data-clear" in clear
    assert "data-clear" not in middling


def test_the_theme_is_a_stylesheet_that_caches_keep_for_good(guest: Guest, walk: Offering) -> None:
    walk.calendar.theme = {"brand": "#ff2d95"}
    walk.calendar.save()
    address = next(link for link in _stylesheets(opened(guest, walk)) if "theme.css" in link)

    response = guest.opens(address).response

    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in response["Cache-Control"]
    assert response.content.decode() == theme.stylesheet(theme.read({"brand": "#ff2d95"}))
    assert "immutable" not in guest.opens(address.replace("v=", "v=0")).response["Cache-Control"]


def _stylesheets(page: Page) -> list[str]:
    return [each.attributes["href"] for each in page.all("link")]


def test_nothing_between_keeps_a_page_of_free_seats(guest: Guest, walk: Offering) -> None:
    assert opened(guest, walk).response["Cache-Control"] == "private, no-store"


def test_a_run_that_began_is_gone(guest: Guest, walk: Offering) -> None:
    with time_machine.travel(harbor.NINE + timedelta(minutes=1), tick=False):
        assert len(opened(guest, walk, day="2026-07-04").links("run")) == 1


@pytest.mark.parametrize(
    "query", ["month=9999-12", "month=0001-01", "week=9999-12-31", "day=0001-01-01&view=list"]
)
def test_calendars_end_somewhere(guest: Guest, walk: Offering, query: str) -> None:
    assert guest.opens(f"/embed/tours/?{query}").status == 200


def test_names_are_never_markup(guest: Guest, walk: Offering) -> None:
    harbor.tour(
        walk.organization, calendar=walk.calendar, name="<script>alert(1)</script>", slug="x"
    )

    page = opened(guest, walk, day="2026-07-04", reference=json.dumps("<b>"))

    assert b"<script>alert" not in page.response.content
    assert b"<b>&quot;" not in page.response.content


def test_pages_are_counted_as_reads_are(guest: Guest, walk: Offering, settings: Any) -> None:
    settings.RATES = settings.RATES | {"public_read": "2/hour"}

    answers = [guest.opens("/embed/tours/").response for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1]["Retry-After"]) >= 1


def test_a_sold_out_departure_leads_to_its_waitlist_where_there_is_one(
    guest: Guest, walk: Offering
) -> None:
    Offering.objects.filter(pk=walk.pk).update(waitlist=True)
    fill(walk, 8)
    fill(walk, 2)

    page = opened(guest, walk, day="2026-07-04")
    led = [link for link in page.links("run") if "/wait/" in link]

    assert len(led) == 1
    assert "Join the waitlist" in page.text
    assert guest.opens(led[0]).status == 200
