"""Events through the API."""

from typing import Any

import pytest

from orgs.models import AuditEvent, Role
from scheduling.models import Offering
from tests.api.house import MANY, House, open_house
from tests.client import Api, faults
from tests.factories import CalendarFactory, EventFactory

pytestmark = pytest.mark.django_db

TEN = "2035-07-04T10:00:00-04:00"
NOON = "2035-07-04T12:00:00-04:00"
WINTER = {"startsAt": "2035-01-05T10:00:00-05:00", "endsAt": "2035-01-05T13:00:00-05:00"}
SUMMER = {"startsAt": TEN, "endsAt": NOON}


@pytest.fixture
def house() -> House:
    return open_house(Role.STAFF)


def make(house: House, **given: Any) -> Any:
    calendar = CalendarFactory(organization=house.org).public_id
    return house.api.post(
        house.path("events"), {"calendarId": calendar, "name": "Lantern night", **given}
    )


def test_an_event_with_one_date_is_listed_and_not_bookable(house: House) -> None:
    response = make(house, startsAt=TEN, endsAt="2035-07-04T16:00:00Z", venue="Pier 7")

    row = Offering.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "id": row.public_id,
        "calendarId": row.calendar.public_id,
        "name": "Lantern night",
        "slug": "lantern-night",
        "summary": "",
        "description": "",
        "imageUrl": None,
        "tags": [],
        "status": "DRAFT",
        "startsAt": TEN,
        "endsAt": NOON,
        "occurrences": [SUMMER],
        "venue": "Pier 7",
        "organizer": "",
        "url": None,
        "isFree": False,
        "eventStatus": "SCHEDULED",
        "locationId": None,
        "timezone": "America/New_York",
        "capacity": None,
        "minParty": 1,
        "maxParty": None,
        "parallel": 1,
        "bufferBeforeMinutes": 0,
        "bufferAfterMinutes": 0,
        "leadTimeMinutes": 0,
        "horizonDays": 365,
        "rates": [],
        "resourceIds": [],
        "requirements": [],
        "groupDiscounts": [],
        "minimum": None,
        "requiresApproval": False,
        "exclusive": False,
        "proposals": "OFF",
        "waitlist": False,
        "waitlistHours": 4,
        "addOnIds": [],
        "taxPercent": None,
        "policyId": None,
    }


def test_several_dates_keep_their_order_and_their_own_lengths(house: House) -> None:
    response = make(house, occurrences=[SUMMER, WINTER, SUMMER])

    told = response.json()
    assert told["occurrences"] == [WINTER, SUMMER]
    assert (told["startsAt"], told["endsAt"]) == (WINTER["startsAt"], WINTER["endsAt"])


def test_an_event_sent_back_as_it_came_changes_nothing(house: House) -> None:
    made = make(house, occurrences=[SUMMER, WINTER], capacity=5, url="https://example.com").json()
    AuditEvent.objects.all().delete()

    response = house.api.patch(house.path(f"events/{made['id']}"), made)

    assert response.json() == made
    assert not AuditEvent.objects.exists()


def test_a_start_alone_moves_the_one_date(house: House) -> None:
    made = make(house, **SUMMER).json()

    response = house.api.patch(house.path(f"events/{made['id']}"), {"startsAt": NOON})

    assert response.json()["occurrences"] == [
        {"startsAt": NOON, "endsAt": "2035-07-04T14:00:00-04:00"}
    ]


def test_one_of_several_dates_cannot_be_moved_alone(house: House) -> None:
    made = make(house, occurrences=[SUMMER, WINTER]).json()

    response = house.api.patch(house.path(f"events/{made['id']}"), {"startsAt": NOON})

    assert faults(response) == [("/occurrences", "several_dates")]


def test_the_second_of_two_equal_hours_stays_the_second(house: House) -> None:
    second = {"startsAt": "2034-11-05T01:30:00-05:00", "endsAt": "2034-11-05T02:30:00-05:00"}

    response = make(house, occurrences=[second])

    assert response.json()["occurrences"] == [second]


def test_an_event_that_becomes_bookable_gets_a_rate(house: House) -> None:
    made = make(house, **SUMMER).json()

    response = house.api.patch(house.path(f"events/{made['id']}"), {"capacity": 5})

    assert [rate["category"] for rate in response.json()["rates"]] == ["ADULT"]


def test_what_anybody_sees_of_an_event(house: House) -> None:
    event = EventFactory(organization=house.org)

    response = Api().get(f"/api/events/{event.public_id}")

    told = response.json()
    assert response.status_code == 200
    assert told["startsAt"] == "2035-01-01T10:00:00-05:00"
    assert not {"status", "requirements", "resourceIds", "parallel", "policyId"} & set(told)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({}, ("/startsAt", "required")),
        ({"startsAt": TEN}, ("/endsAt", "required")),
        ({"startsAt": NOON, "endsAt": TEN}, ("/endsAt", "before_start")),
        ({"startsAt": TEN, "endsAt": TEN}, ("/endsAt", "before_start")),
        ({"startsAt": "2035-07-04T10:00:00", "endsAt": NOON}, ("/startsAt", "naive_datetime")),
        ({"startsAt": "tomorrow", "endsAt": NOON}, ("/startsAt", "invalid")),
        ({"startsAt": "9999-12-31T23:00:00Z", "endsAt": NOON}, ("/startsAt", "out_of_range")),
        (
            {"startsAt": "2035-07-04T10:00:30-04:00", "endsAt": NOON},
            ("/startsAt", "whole_minutes"),
        ),
        ({"startsAt": TEN, "endsAt": "2036-07-04T10:00:00Z"}, ("/endsAt", "too_long")),
        ({"occurrences": []}, ("/startsAt", "required")),
        ({"occurrences": [SUMMER] * 367}, ("/occurrences", "max_length")),
        (
            {"occurrences": [SUMMER, {"startsAt": NOON, "endsAt": TEN}]},
            ("/occurrences/1/endsAt", "before_start"),
        ),
        ({"occurrences": [SUMMER], "startsAt": NOON}, ("/startsAt", "contradiction")),
        ({**SUMMER, "durationMinutes": 60}, ("/durationMinutes", "unknown_field")),
        ({**SUMMER, "scheduleRules": []}, ("/scheduleRules", "unknown_field")),
        ({**SUMMER, "eventStatus": "RAINED_OFF"}, ("/eventStatus", "invalid_choice")),
        ({**SUMMER, "url": "ftp://example.com/x"}, ("/url", "invalid")),
    ],
)
def test_bad_dates_are_refused_by_name(
    house: House, given: dict[str, Any], fault: tuple[str, str]
) -> None:
    response = make(house, **given)

    assert faults(response) == [fault]
    assert not Offering.objects.exists()


@pytest.mark.parametrize("number", [1, MANY])
def test_a_list_of_events_costs_the_same_however_long(
    house: House, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        EventFactory(organization=house.org)

    with django_assert_num_queries(10):
        response = house.api.get(house.path("events"))

    assert len(response.json()["events"]) == number


def test_a_cancelled_event_has_no_slots(house: House) -> None:
    made = make(house, **SUMMER, capacity=5, status="PUBLISHED", horizonDays=None).json()
    days = f"/api/events/{made['id']}/availability?from=2035-07-04&to=2035-07-04"
    before = Api().get(days).json()["slots"]

    house.api.patch(house.path(f"events/{made['id']}"), {"eventStatus": "CANCELLED"})

    assert [slot["startsAt"] for slot in before] == [TEN]
    assert Api().get(days).json() == {
        "eventId": made["id"],
        "timezone": "America/New_York",
        "slots": [],
    }
