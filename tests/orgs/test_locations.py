"""Places."""

from typing import Any

import pytest

from orgs.models import AuditEvent, Location, Role
from tests.client import Api, faults
from tests.factories import LocationFactory, MemberFactory

pytestmark = pytest.mark.django_db

MORNING = {"weekday": "MON", "startTime": "08:00", "endTime": "12:00"}
EVENING = {"weekday": "MON", "startTime": "18:00", "endTime": "02:00"}


@pytest.fixture
def owner() -> MemberFactory:
    return MemberFactory(role=Role.OWNER)


def path_of(owner: Any) -> str:
    return f"/api/orgs/{owner.organization.public_id}/locations"


def test_a_place_is_added_and_read(owner: MemberFactory) -> None:
    address = {"line1": "7 Dock St", "city": "New York", "state": "NY", "postalCode": "10004"}
    body = {
        "name": "Pier 7",
        "address": address,
        "phone": "+1 212 555 0100",
        "openingHours": [EVENING, MORNING],
    }
    api = Api(owner.user)

    made = api.post(path_of(owner), body)

    location = Location.objects.of(owner.organization).get()
    read = api.get(f"{path_of(owner)}/{location.public_id}")
    assert (made.status_code, read.status_code) == (201, 200)
    assert made.json() == read.json()
    assert read.json() == {
        "id": location.public_id,
        "name": "Pier 7",
        "address": {**address, "country": ""},
        "phone": "+1 212 555 0100",
        "timezone": "America/New_York",
        "openingHours": [MORNING, EVENING],
        "status": "ACTIVE",
        "createdAt": read.json()["createdAt"],
        "updatedAt": read.json()["updatedAt"],
    }
    assert read.json()["createdAt"][-6:] in ("-04:00", "-05:00")
    entry = AuditEvent.objects.of(owner.organization).get()
    assert (entry.verb, entry.subject) == ("location.created", location.public_id)


def test_a_place_is_changed_in_part(owner: MemberFactory) -> None:
    location = LocationFactory(organization=owner.organization)
    api, path = Api(owner.user), f"{path_of(owner)}/{location.public_id}"

    moved = api.patch(path, {"timezone": "Europe/Berlin", "openingHours": [MORNING]}).json()
    back = api.patch(path, {"timezone": None}).json()

    assert (moved["timezone"], moved["openingHours"]) == ("Europe/Berlin", [MORNING])
    assert (back["timezone"], back["openingHours"]) == ("America/New_York", [MORNING])
    assert (back["name"], back["address"]["city"]) == ("Pier 7", "New York")
    entry = AuditEvent.objects.of(owner.organization).order_by("id").last()
    assert entry.facts == {"before": {"timezone": "Europe/Berlin"}, "after": {"timezone": ""}}


def test_an_address_is_replaced_as_a_whole(owner: MemberFactory) -> None:
    location = LocationFactory(organization=owner.organization, line1="7 Dock St")
    path = f"{path_of(owner)}/{location.public_id}"

    changed = Api(owner.user).patch(path, {"address": {"city": "Boston"}}).json()

    assert changed["address"] == {
        "line1": "",
        "city": "Boston",
        "state": "",
        "postalCode": "",
        "country": "",
    }


def test_deleting_a_place_archives_it(owner: MemberFactory) -> None:
    location = LocationFactory(organization=owner.organization)
    api, path = Api(owner.user), f"{path_of(owner)}/{location.public_id}"

    answers = [api.delete(path), api.delete(path)]

    assert [(one.status_code, one.content) for one in answers] == [(204, b"")] * 2
    assert api.get(path).json()["status"] == "ARCHIVED"
    assert api.get(path_of(owner)).json() == {"locations": [], "nextCursor": None}
    archived = api.get(f"{path_of(owner)}?status=ARCHIVED").json()["locations"]
    assert [one["id"] for one in archived] == [location.public_id]
    assert AuditEvent.objects.of(owner.organization).count() == 1


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ([{"weekday": "MON", "startTime": "08:00"}], [("/openingHours/0/endTime", "required")]),
        ([MORNING | {"weekday": "Monday"}], [("/openingHours/0/weekday", "invalid_choice")]),
        ([MORNING | {"startTime": "24:00"}], [("/openingHours/0/startTime", "invalid")]),
        ([MORNING | {"endTime": "08:00"}], [("/openingHours/0", "empty_window")]),
        ([MORNING, MORNING], [("/openingHours/1", "overlap")]),
        (
            [EVENING, MORNING | {"weekday": "TUE", "startTime": "01:00"}],
            [("/openingHours/1", "overlap")],
        ),
        (
            [
                {"weekday": "SUN", "startTime": "22:00", "endTime": "04:00"},
                {"weekday": "MON", "startTime": "03:00", "endTime": "24:00"},
            ],
            [("/openingHours/1", "overlap")],
        ),
        ([MORNING] * 71, [("/openingHours", "max_length")]),
        ("always", [("/openingHours", "not_a_list")]),
        (["MON"], [("/openingHours/0", "invalid")]),
        (None, [("/openingHours", "null")]),
    ],
)
def test_opening_hours_make_sense(owner: MemberFactory, hours: Any, expected: Any) -> None:
    response = Api(owner.user).post(path_of(owner), {"name": "Pier 7", "openingHours": hours})

    assert faults(response) == expected
    assert Location.objects.of(owner.organization).count() == 0


def test_hours_that_touch_do_not_overlap(owner: MemberFactory) -> None:
    hours = [MORNING, MORNING | {"startTime": "12:00", "endTime": "24:00"}]

    response = Api(owner.user).post(path_of(owner), {"name": "Pier 7", "openingHours": hours})

    assert response.json()["openingHours"] == hours


def test_places_are_listed_at_a_fixed_price(
    owner: MemberFactory, django_assert_num_queries: Any
) -> None:
    api = Api(owner.user)
    LocationFactory(organization=owner.organization)

    with django_assert_num_queries(5):
        one = api.get(path_of(owner)).json()
    LocationFactory.create_batch(2, organization=owner.organization)
    LocationFactory()
    with django_assert_num_queries(5):
        three = api.get(path_of(owner)).json()

    assert [len(page["locations"]) for page in (one, three)] == [1, 3]
