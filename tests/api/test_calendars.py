"""Calendars through the API."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from orgs.models import AuditEvent, Role
from scheduling.actions import rows
from scheduling.models import Calendar
from tests.api.house import MANY, House, open_house
from tests.client import Api, faults, problem
from tests.factories import CalendarFactory, TourFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return open_house()


def test_a_calendar_is_made_with_sensible_defaults(house: House) -> None:
    response = house.api.post(house.path("calendars"), {"name": "Boat tours"})

    assert response.status_code == 201
    assert response.json() == {
        "id": Calendar.objects.get().public_id,
        "name": "Boat tours",
        "slug": "boat-tours",
        "purpose": "TOUR",
        "acceptsSubmissions": False,
        "theme": {},
        "allowedSites": [],
        "status": "ACTIVE",
    }


def test_a_calendar_sent_back_as_it_came_changes_nothing(house: House) -> None:
    theme = {"brand": "#0f6b5c", "radius": 8, "mode": "auto", "dark": {"brand": "#abc"}}
    row = CalendarFactory(organization=house.org, theme=theme, allowed_sites=["*"])
    path = house.path(f"calendars/{row.public_id}")
    told = house.api.get(path).json()

    response = house.api.patch(path, told)

    assert response.json() == told
    assert not AuditEvent.objects.exists()


def test_allowed_sites_are_origins_in_one_spelling(house: House) -> None:
    sites = ["https://Example.com/", "https://*.example.org", "http://localhost:3000", "*"]

    response = house.api.post(house.path("calendars"), {"name": "Boats", "allowedSites": sites})

    assert response.json()["allowedSites"] == [
        "https://example.com",
        "https://*.example.org",
        "http://localhost:3000",
        "*",
    ]


@pytest.mark.parametrize(
    "site",
    [
        "example.com",
        "https://example.com/path",
        "https://exa mple.com",
        "https://example.com; script-src *",
        "https://a.*.example.com",
        "https://*",
        "ftp://example.com",
        "https://example.com:99999",
        "javascript:alert(1)",
        "https://user@example.com",
    ],
)
def test_what_is_no_origin_is_refused(house: House, site: str) -> None:
    response = house.api.post(house.path("calendars"), {"name": "Boats", "allowedSites": [site]})

    assert faults(response) == [("/allowedSites/0", "invalid_site")]


def test_a_slug_belongs_to_one_calendar(house: House) -> None:
    CalendarFactory(organization=house.org, slug="boats")

    response = house.api.post(house.path("calendars"), {"name": "Boats", "slug": "boats"})

    assert response.json() == problem(
        "duplicate",
        409,
        "This is taken already",
        "This slug is taken already.",
        field="slug",
    )


@pytest.mark.parametrize("slug", ["book", "done", "event", "suggest", "cal_tours"])
def test_a_slug_that_addresses_use_themselves_is_refused(house: House, slug: str) -> None:
    made = house.api.post(house.path("calendars"), {"name": "Boats", "slug": slug})
    calendar = CalendarFactory(organization=house.org, slug="boats")
    path = house.path(f"calendars/{calendar.public_id}")

    assert faults(made) == faults(house.api.patch(path, {"slug": slug})) == [("/slug", "reserved")]


def test_a_name_that_addresses_use_themselves_gets_another_slug(house: House) -> None:
    response = house.api.post(house.path("calendars"), {"name": "Book"})

    assert response.json()["slug"] == "calendar"


def test_only_a_taken_slug_is_called_one(house: House) -> None:
    """Another constraint stands against this row, and its slug is free."""
    row = Calendar(organization=house.org, name="Boats", slug="boats", purpose="SLUG")

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.save_with_slug(row)


def test_a_slug_made_of_a_name_evades_those_taken(house: House) -> None:
    slugs = [
        house.api.post(house.path("calendars"), {"name": name}).json()["slug"]
        for name in ("Boats", "Boats", "Лодки", "Лодки")
    ]

    assert slugs == ["boats", "boats-2", "calendar", "calendar-2"]


def test_an_archived_calendar_and_its_tours_leave_the_public_sight(house: House) -> None:
    tour = TourFactory(organization=house.org)
    calendar = tour.calendar.public_id
    seen = [Api().get(f"/api/{path}").status_code for path in _public(calendar, tour.public_id)]

    response = house.api.delete(house.path(f"calendars/{calendar}"))

    hidden = [Api().get(f"/api/{path}").status_code for path in _public(calendar, tour.public_id)]
    told = house.api.get(house.path(f"calendars/{calendar}")).json()
    assert (response.status_code, response.content) == (204, b"")
    assert (seen, hidden) == ([200, 200, 200], [404, 404, 404])
    assert told["status"] == "ARCHIVED"
    assert house.api.get(house.path("calendars")).json()["calendars"] == []


def _public(calendar: str, tour: str) -> list[str]:
    days = "availability?from=2035-01-01&to=2035-01-01"
    return [f"calendars/{calendar}", f"tours/{tour}", f"tours/{tour}/{days}"]


def test_an_archived_calendar_can_be_taken_out_again(house: House) -> None:
    row = CalendarFactory(organization=house.org)
    path = house.path(f"calendars/{row.public_id}")
    house.api.delete(path)

    response = house.api.patch(path, {"status": "ACTIVE"})

    assert response.json()["status"] == "ACTIVE"
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["calendar.changed", "calendar.changed"]


def test_the_public_view_says_nothing_of_sites(house: House) -> None:
    row = CalendarFactory(organization=house.org, allowed_sites=["https://example.com"])

    response = Api().get(f"/api/calendars/{row.public_id}")

    assert response.json() == {
        "id": row.public_id,
        "name": "Tours",
        "slug": row.slug,
        "purpose": "TOUR",
        "acceptsSubmissions": False,
        "theme": {},
    }
    again = Api().get(f"/api/calendars/{row.public_id}", If_None_Match=response["ETag"])
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({}, ("/name", "required")),
        ({"name": " "}, ("/name", "blank")),
        ({"name": "x" * 100_000}, ("/name", "max_length")),
        ({"name": "a\x00b"}, ("/name", "invalid_character")),
        ({"name": "Boats", "colour": "red"}, ("/colour", "unknown_field")),
        ({"name": "Boats", "purpose": "FERRY"}, ("/purpose", "invalid_choice")),
        ({"name": "Boats", "acceptsSubmissions": "yes"}, ("/acceptsSubmissions", "wrong_type")),
        ({"name": "Boats", "theme": {"brand": "url(x)"}}, ("/theme/brand", "invalid")),
        ({"name": "Boats", "theme": {"script": "x"}}, ("/theme/script", "unknown_field")),
        ({"name": "Boats", "slug": "a/b"}, ("/slug", "invalid")),
        ({"name": "Boats", "status": "GONE"}, ("/status", "invalid_choice")),
        ({"name": "Boats", "id": "cal_mine"}, ("/id", "read_only")),
    ],
)
def test_bad_input_is_refused_by_name(
    house: House, given: dict[str, Any], fault: tuple[str, str]
) -> None:
    response = house.api.post(house.path("calendars"), given)

    assert faults(response) == [fault]
    assert not Calendar.objects.exists()


def test_staff_read_calendars_and_administrators_write_them() -> None:
    staff = open_house(Role.STAFF)

    assert staff.api.get(staff.path("calendars")).status_code == 200
    assert staff.api.post(staff.path("calendars"), {"name": "Boats"}).status_code == 403


@pytest.mark.parametrize("number", [1, MANY])
def test_a_list_of_calendars_costs_the_same_however_long(
    house: House, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        CalendarFactory(organization=house.org)

    with django_assert_num_queries(5):
        response = house.api.get(house.path("calendars"))

    assert len(response.json()["calendars"]) == number
