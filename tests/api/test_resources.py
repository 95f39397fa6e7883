"""Resources, their weekly hours and their blocks through the API."""

from typing import Any

import pytest

from orgs.models import AuditEvent, Role
from scheduling.models import Allocation, Block, Offering, Resource
from tests.api.house import MANY, SECOND, House, book, open_house
from tests.client import faults, problem
from tests.factories import BlockFactory, LocationFactory, ResourceFactory, TourFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return open_house(Role.STAFF)


@pytest.fixture
def van(house: House) -> Resource:
    return ResourceFactory(organization=house.org)


def tour_with(resource: Resource, **fields: Any) -> Offering:
    """A tour every run of which needs the resource."""
    tour = TourFactory(organization=resource.organization, **fields)
    tour.requirements.create(organization=resource.organization).resources.set([resource])
    return tour


def named(offering: Offering, holder: str = "bk_ada", day: str = "2035-01-01") -> dict[str, Any]:
    """A booking as it is named among those affected."""
    return {
        "bookingId": holder,
        "instanceStartsAt": f"{day}T09:00:00-05:00",
        "seats": 2,
        "offeringId": offering.public_id,
    }


def test_a_resource_is_made(house: House) -> None:
    place = LocationFactory(organization=house.org, timezone="America/Chicago")
    given = {
        "name": "Van Tern 🚐",
        "kind": "VEHICLE",
        "seats": 7,
        "units": 2,
        "attributes": {"licences": ["B", "D"], "lift": True},
        "turnaroundMinutes": 20,
        "locationId": place.public_id,
        "contact": {"name": "Ria", "email": "ria@example.com", "phone": "+1 555 0100"},
    }

    response = house.api.post(house.path("resources"), given)

    assert response.status_code == 201
    assert response.json() == {
        **given,
        "id": Resource.objects.get().public_id,
        "timezone": "America/Chicago",
        "status": "ACTIVE",
    }


def test_a_resource_needs_a_name_and_a_kind(house: House) -> None:
    response = house.api.post(house.path("resources"), {"name": "Guide Sam", "kind": "PERSON"})

    assert response.json() == {
        "id": Resource.objects.get().public_id,
        "name": "Guide Sam",
        "kind": "PERSON",
        "seats": None,
        "units": 1,
        "attributes": {},
        "turnaroundMinutes": 0,
        "locationId": None,
        "timezone": "America/New_York",
        "contact": {},
        "status": "ACTIVE",
    }


def test_a_resource_sent_back_as_it_came_changes_nothing(house: House, van: Resource) -> None:
    path = house.path(f"resources/{van.public_id}")
    told = house.api.get(path).json()

    response = house.api.patch(path, told)

    assert response.json() == told
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"kind": "SUBMARINE"}, ("/kind", "invalid_choice")),
        ({"units": 0}, ("/units", "min_value")),
        ({"units": 10**30}, ("/units", "max_value")),
        ({"units": None}, ("/units", "null")),
        ({"seats": -1}, ("/seats", "min_value")),
        ({"turnaroundMinutes": -5}, ("/turnaroundMinutes", "min_value")),
        ({"attributes": ["en"]}, ("/attributes", "wrong_type")),
        ({"attributes": {"a": None}}, ("/attributes", "invalid")),
        ({"attributes": {"a": 10**40}}, ("/attributes", "invalid")),
        ({"attributes": {str(n): 1 for n in range(51)}}, ("/attributes", "max_length")),
        ({"attributes": {"a": "\x00"}}, ("/attributes/a", "invalid_character")),
        ({"contact": {"email": "nobody"}}, ("/contact/email", "invalid")),
        ({"contact": {"fax": "1"}}, ("/contact/fax", "unknown_field")),
        ({"locationId": "loc_unknown"}, ("/locationId", "not_found")),
        ({"windows": []}, ("/windows", "unknown_field")),
    ],
)
def test_bad_input_is_refused_by_name(
    house: House, van: Resource, given: dict[str, Any], fault: tuple[str, str]
) -> None:
    response = house.api.patch(house.path(f"resources/{van.public_id}"), given)

    assert faults(response) == [fault]


def test_a_resource_that_bookings_stand_on_stays(house: House, van: Resource) -> None:
    tour = tour_with(van)
    book(tour)

    response = house.api.delete(house.path(f"resources/{van.public_id}"))

    assert response.json() == problem(
        "in_use",
        409,
        "This is still in use",
        "Bookings to come need this resource.",
        affectedBookings=[named(tour)],
    )
    assert Resource.objects.get().archived_at is None


def test_a_resource_without_bookings_is_archived(house: House, van: Resource) -> None:
    path = house.path(f"resources/{van.public_id}")

    response = house.api.delete(path)

    assert response.status_code == 204
    assert house.api.get(path).json()["status"] == "ARCHIVED"
    assert house.api.get(house.path("resources")).json()["resources"] == []


def test_an_archived_resource_cannot_be_named_anew(house: House, van: Resource) -> None:
    tour = tour_with(van)
    other = TourFactory(organization=house.org)
    house.api.delete(house.path(f"resources/{van.public_id}"))
    given = {"resourceIds": [van.public_id]}

    kept = house.api.patch(house.path(f"tours/{tour.public_id}"), given)
    anew = house.api.patch(house.path(f"tours/{other.public_id}"), given)

    assert kept.json()["resourceIds"] == [van.public_id]
    assert faults(anew) == [("/resourceIds/0", "not_found")]


def test_fewer_units_than_are_booked_at_once_are_refused(house: House) -> None:
    kayaks = ResourceFactory(organization=house.org, units=3)
    first, second = tour_with(kayaks), tour_with(kayaks)
    book(first)
    book(second, holder="bk_ben")
    path = house.path(f"resources/{kayaks.public_id}")

    one = house.api.patch(path, {"units": 1, "name": "Kayak"})
    two = house.api.patch(path, {"units": 2})

    assert (one.status_code, one.json()["code"]) == (409, "in_use")
    assert one.json()["affectedBookings"] == [named(first), named(second, "bk_ben")]
    assert (two.json()["units"], two.json()["name"]) == (2, "Van")


def test_fewer_seats_than_a_run_was_opened_with_are_refused(house: House) -> None:
    van = ResourceFactory(organization=house.org, seats=7)
    tour = tour_with(van)
    book(tour)
    path = house.path(f"resources/{van.public_id}")

    fewer = house.api.patch(path, {"seats": 6})
    more = house.api.patch(path, {"seats": 8})

    assert (fewer.status_code, fewer.json()["affectedBookings"]) == (409, [named(tour)])
    assert more.json()["seats"] == 8


def test_weekly_hours_are_replaced(house: House, van: Resource) -> None:
    path = house.path(f"resources/{van.public_id}/availability")
    windows = [
        {"weekday": "MON", "startTime": "08:00", "endTime": "18:00"},
        {"weekday": "FRI", "startTime": "22:00", "endTime": "02:00"},
        {"weekday": "SAT", "startTime": "12:00", "endTime": "24:00"},
        {"weekday": "SUN", "startTime": "00:00", "endTime": "24:00"},
    ]

    response = house.api.post(path, {"windows": windows})

    assert (response.status_code, response.json()) == (200, {"windows": windows})
    assert house.api.get(path).json() == {"windows": windows}
    assert Resource.objects.get().weekly_hours == [
        [0, 480, 1080],
        [4, 1320, 1560],
        [5, 720, 1440],
        [6, 0, 1440],
    ]


def test_no_hours_mean_always_open(house: House, van: Resource) -> None:
    path = house.path(f"resources/{van.public_id}/availability")

    assert house.api.get(path).json() == {"windows": []}
    assert house.api.post(path, {"windows": []}).json() == {"windows": []}


def test_windows_that_overlap_become_one_and_those_that_touch_stay(
    house: House, van: Resource
) -> None:
    windows = [
        {"weekday": "MON", "startTime": "12:00", "endTime": "18:00"},
        {"weekday": "MON", "startTime": "08:00", "endTime": "13:00"},
        {"weekday": "MON", "startTime": "18:00", "endTime": "20:00"},
        {"weekday": "MON", "startTime": "09:00", "endTime": "10:00"},
    ]

    response = house.api.post(
        house.path(f"resources/{van.public_id}/availability"), {"windows": windows}
    )

    assert response.json()["windows"] == [
        {"weekday": "MON", "startTime": "08:00", "endTime": "18:00"},
        {"weekday": "MON", "startTime": "18:00", "endTime": "20:00"},
    ]


@pytest.mark.parametrize(
    ("window", "fault"),
    [
        ({"weekday": "MONDAY"}, ("/windows/0/weekday", "invalid_choice")),
        ({"startTime": "24:00"}, ("/windows/0/startTime", "invalid")),
        ({"endTime": "24:30"}, ("/windows/0/endTime", "invalid")),
        ({"endTime": "8pm"}, ("/windows/0/endTime", "invalid")),
        ({"startTime": 8}, ("/windows/0/startTime", "wrong_type")),
        ({"date": "2035-01-01"}, ("/windows/0/date", "unknown_field")),
    ],
)
def test_hours_that_are_none_are_refused(
    house: House, van: Resource, window: dict[str, Any], fault: tuple[str, str]
) -> None:
    good = {"weekday": "MON", "startTime": "08:00", "endTime": "18:00"}

    response = house.api.post(
        house.path(f"resources/{van.public_id}/availability"), {"windows": [{**good, **window}]}
    )

    assert faults(response) == [fault]


def test_the_number_of_windows_is_bounded(house: House, van: Resource) -> None:
    path = house.path(f"resources/{van.public_id}/availability")
    window = {"weekday": "MON", "startTime": "08:00", "endTime": "18:00"}

    assert faults(house.api.post(path, {})) == [("/windows", "required")]
    assert faults(house.api.post(path, {"windows": [window] * 101})) == [("/windows", "max_length")]


def test_a_block_of_a_day_names_the_bookings_it_conflicts_with(house: House, van: Resource) -> None:
    tour = tour_with(van)
    book(tour)
    book(tour, at=SECOND, holder="bk_ben")

    response = house.api.post(
        house.path(f"resources/{van.public_id}/blocks"),
        {"date": "2035-01-01", "reason": "Garage"},
    )

    assert response.status_code == 201
    assert response.json() == {
        "id": Block.objects.get().public_id,
        "startsAt": "2035-01-01T00:00:00-05:00",
        "endsAt": "2035-01-02T00:00:00-05:00",
        "recurrence": None,
        "reason": "Garage",
        "affectedBookings": [named(tour)],
    }
    assert Allocation.objects.filter(released_at=None).count() == 2


def test_a_dry_run_only_tells(house: House, van: Resource) -> None:
    tour = tour_with(van)
    book(tour)

    response = house.api.post(
        house.path(f"resources/{van.public_id}/blocks?dryRun=true"), {"date": "2035-01-01"}
    )

    told = response.json()
    assert (response.status_code, told["id"]) == (200, None)
    assert told["affectedBookings"] == [named(tour)]
    assert not Block.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_block_that_repeats_conflicts_with_each_of_its_days(house: House, van: Resource) -> None:
    tour = tour_with(van)
    book(tour)
    book(tour, at=SECOND, holder="bk_ben")
    given = {
        "startsAt": "2034-12-04T09:30:00-05:00",
        "endsAt": "2034-12-04T10:00:00-05:00",
        "recurrence": "FREQ=WEEKLY;BYDAY=MO",
    }

    response = house.api.post(house.path(f"resources/{van.public_id}/blocks"), given)

    told = response.json()
    assert told["recurrence"] == "FREQ=WEEKLY;BYDAY=MO"
    assert told["affectedBookings"] == [named(tour)]


def test_a_block_that_only_touches_affects_nobody(house: House, van: Resource) -> None:
    book(tour_with(van))
    path = house.path(f"resources/{van.public_id}/blocks")
    before = {"startsAt": "2035-01-01T08:00:00-05:00", "endsAt": "2035-01-01T09:00:00-05:00"}
    after = {"startsAt": "2035-01-01T11:00:00-05:00", "endsAt": "2035-01-01T12:00:00-05:00"}

    answers = [house.api.post(path, given).json() for given in (before, after)]

    assert [answer["affectedBookings"] for answer in answers] == [[], []]


def test_a_block_keeps_the_turnaround_clear(house: House) -> None:
    van = ResourceFactory(organization=house.org, turnaround_minutes=30)
    tour = tour_with(van)
    book(tour)
    given = {"startsAt": "2035-01-01T08:00:00-05:00", "endsAt": "2035-01-01T08:31:00-05:00"}

    response = house.api.post(house.path(f"resources/{van.public_id}/blocks"), given)

    assert response.json()["affectedBookings"] == [named(tour)]


def test_one_persons_equipment_affects_that_person_alone(house: House) -> None:
    boots = ResourceFactory(organization=house.org, kind="EQUIPMENT", units=4)
    tour = TourFactory(organization=house.org)
    need = tour.requirements.create(organization=house.org, per="PERSON")
    need.resources.set([boots])
    book(tour)
    spare = ResourceFactory(organization=house.org, kind="EQUIPMENT", units=4)
    need.resources.set([spare])
    book(tour, holder="bk_ben")

    response = house.api.post(
        house.path(f"resources/{boots.public_id}/blocks"), {"date": "2035-01-01"}
    )

    assert response.json()["affectedBookings"] == [named(tour)]


def test_blocks_are_listed_and_taken_back(house: House, van: Resource) -> None:
    block = BlockFactory(resource=van, organization=house.org)
    path = house.path(f"resources/{van.public_id}/blocks")
    listed = house.api.get(path).json()

    response = house.api.delete(f"{path}/{block.public_id}")

    assert listed == {
        "blocks": [
            {
                "id": block.public_id,
                "startsAt": "2035-01-02T00:00:00-05:00",
                "endsAt": "2035-01-03T00:00:00-05:00",
                "recurrence": None,
                "reason": "",
            }
        ],
        "nextCursor": None,
    }
    assert response.status_code == 204
    assert house.api.get(path).json() == {"blocks": [], "nextCursor": None}


def test_a_block_of_another_resource_is_not_there(house: House, van: Resource) -> None:
    block = BlockFactory(organization=house.org)

    response = house.api.delete(house.path(f"resources/{van.public_id}/blocks/{block.public_id}"))

    assert response.status_code == 404
    assert Block.objects.exists()


NINE, TEN = "2035-01-01T09:00:00-05:00", "2035-01-01T10:00:00-05:00"


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({}, ("/date", "required")),
        ({"startsAt": NINE}, ("/endsAt", "required")),
        ({"endsAt": NINE}, ("/startsAt", "required")),
        ({"startsAt": TEN, "endsAt": NINE}, ("/endsAt", "before_start")),
        ({"date": "2035-01-01", "startsAt": NINE}, ("/date", "contradiction")),
        ({"date": "01.01.2035"}, ("/date", "invalid")),
        ({"date": "1970-01-01"}, ("/date", "out_of_range")),
        ({"date": "2200-12-31"}, ("/date", "out_of_range")),
        ({"date": "9999-12-31"}, ("/date", "out_of_range")),
        ({"date": 20350101}, ("/date", "wrong_type")),
        ({"startsAt": "2035-01-01T09:00:00", "endsAt": TEN}, ("/startsAt", "naive_datetime")),
        ({"startsAt": NINE, "endsAt": "2045-01-01T09:00:00Z"}, ("/endsAt", "too_long")),
        ({"date": "2035-01-01", "recurrence": "FREQ=SECONDLY"}, ("/recurrence", "invalid_rule")),
        (
            {"date": "2035-01-01", "recurrence": "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30"},
            ("/recurrence", "invalid_rule"),
        ),
        ({"date": "2035-01-01", "recurrence": "x" * 100_000}, ("/recurrence", "max_length")),
        ({"date": "2035-01-01", "reason": "x" * 100_000}, ("/reason", "max_length")),
        ({"date": "2035-01-01", "notify": True}, ("/notify", "unknown_field")),
    ],
)
def test_a_block_that_is_none_is_refused_by_name(
    house: House, van: Resource, given: dict[str, Any], fault: tuple[str, str]
) -> None:
    response = house.api.post(house.path(f"resources/{van.public_id}/blocks"), given)

    assert faults(response) == [fault]
    assert not Block.objects.exists()


def test_a_stranger_finds_nothing() -> None:
    house, stranger = open_house(), open_house()
    van = ResourceFactory(organization=house.org)
    block = BlockFactory(resource=van, organization=house.org)
    path = f"resources/{van.public_id}"
    own = stranger.path(path)
    answers = [
        stranger.api.get(house.path(path)),
        stranger.api.get(own),
        stranger.api.patch(own, {"name": "Mine"}),
        stranger.api.delete(own),
        stranger.api.get(f"{own}/availability"),
        stranger.api.post(f"{own}/availability", {"windows": []}),
        stranger.api.get(f"{own}/blocks"),
        stranger.api.post(f"{own}/blocks", {"date": "2035-01-01"}),
        stranger.api.delete(f"{own}/blocks/{block.public_id}"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 9


@pytest.mark.parametrize("number", [1, MANY])
def test_a_list_of_resources_costs_the_same_however_long(
    house: House, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        ResourceFactory(organization=house.org, location=LocationFactory(organization=house.org))

    with django_assert_num_queries(5):
        response = house.api.get(house.path("resources"))

    assert len(response.json()["resources"]) == number


@pytest.mark.parametrize("number", [1, MANY])
def test_a_block_costs_the_same_however_many_it_affects(
    house: House, van: Resource, number: int, django_assert_num_queries: Any
) -> None:
    tour = tour_with(van, seats=2 * MANY)
    for one in range(number):
        book(tour, holder=f"bk_{one}")

    with django_assert_num_queries(13):
        response = house.api.post(
            house.path(f"resources/{van.public_id}/blocks"), {"date": "2035-01-01"}
        )

    assert len(response.json()["affectedBookings"]) == number
