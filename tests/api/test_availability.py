"""What can be booked, through the API."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orgs.models import Role
from scheduling.models import Resource
from tests.api.house import FIRST, MANY, SECOND, House, book, open_house
from tests.client import Api, faults, problem
from tests.factories import (
    ApiKeyFactory,
    BlockFactory,
    CalendarFactory,
    EventFactory,
    ResourceFactory,
    TourFactory,
)

pytestmark = pytest.mark.django_db

DAY = "from=2035-01-01&to=2035-01-01"
TWO_DAYS = "from=2035-01-01&to=2035-01-02"
MONTH = "from=2035-01-01&to=2035-01-31"


@pytest.fixture
def house() -> House:
    return open_house(Role.STAFF)


def needing(resource: Resource, **fields: Any) -> Any:
    """A tour every run of which needs the resource."""
    tour = TourFactory(organization=resource.organization, **fields)
    tour.requirements.create(organization=resource.organization).resources.set([resource])
    return tour


def ask(tour: Any, query: str, api: Api | None = None) -> Any:
    return (api or Api()).get(f"/api/tours/{tour.public_id}/availability?{query}")


def starts(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [slot["startsAt"] for slot in response.json()["slots"]]


def test_the_slots_of_a_tour() -> None:
    tour = TourFactory()
    book(tour, seats=8)

    response = ask(tour, TWO_DAYS)

    slot = {
        "capacity": 10,
        "priceFrom": {"amount": "45.00", "currency": "USD"},
        "offeringId": tour.public_id,
        "variantId": tour.default_variant.public_id,
    }
    assert response.json() == {
        "tourId": tour.public_id,
        "timezone": "America/New_York",
        "slots": [
            {
                "startsAt": "2035-01-01T09:00:00-05:00",
                "endsAt": "2035-01-01T11:00:00-05:00",
                "remaining": 2,
                "status": "LIMITED",
                **slot,
            },
            {
                "startsAt": "2035-01-02T09:00:00-05:00",
                "endsAt": "2035-01-02T11:00:00-05:00",
                "remaining": 10,
                "status": "AVAILABLE",
                **slot,
            },
        ],
    }


def test_a_start_without_room_for_the_least_party_is_not_offered() -> None:
    tour = TourFactory(min_party=4)
    book(tour, seats=7)

    slots = ask(tour, TWO_DAYS)

    assert starts(slots) == ["2035-01-02T09:00:00-05:00"]


def test_nothing_new_is_not_said_again() -> None:
    tour = TourFactory()
    etag = ask(tour, DAY)["ETag"]
    path = f"/api/tours/{tour.public_id}/availability?{DAY}"

    same = Api().get(path, If_None_Match=etag)
    book(tour)
    changed = Api().get(path, If_None_Match=etag)

    assert (same.status_code, same.content) == (304, b"")
    assert (changed.status_code, changed.json()["slots"][0]["remaining"]) == (200, 8)


def test_a_booking_on_one_tour_closes_the_other_that_shares_its_van() -> None:
    van = ResourceFactory()
    first = needing(van)
    second = needing(van, times=[600])
    calendar = first.calendar.public_id
    second.calendar = first.calendar
    second.save()
    before = [starts(ask(tour, DAY)) for tour in (first, second)]

    book(first)

    after = [starts(ask(tour, DAY)) for tour in (first, second)]
    shared = starts(Api().get(f"/api/calendars/{calendar}/availability?{DAY}"))
    assert before == [["2035-01-01T09:00:00-05:00"], ["2035-01-01T10:00:00-05:00"]]
    assert after == [["2035-01-01T09:00:00-05:00"], []]
    assert shared == ["2035-01-01T09:00:00-05:00"]


def test_the_unavailable_come_only_when_asked_for() -> None:
    tour = TourFactory()
    book(tour, seats=10)

    free, every = ask(tour, TWO_DAYS), ask(tour, f"{TWO_DAYS}&include=unavailable")

    assert starts(free) == ["2035-01-02T09:00:00-05:00"]
    assert [(slot["status"], slot["remaining"]) for slot in every.json()["slots"]] == [
        ("SOLD_OUT", 0),
        ("AVAILABLE", 10),
    ]


@pytest.mark.parametrize("name", ["seats", "party"])
def test_only_slots_with_room_for_the_party_come_back(name: str) -> None:
    tour = TourFactory()
    book(tour, seats=8)

    assert starts(ask(tour, f"{TWO_DAYS}&{name}=3")) == ["2035-01-02T09:00:00-05:00"]
    assert len(starts(ask(tour, f"{TWO_DAYS}&{name}=2"))) == 2


def test_days_are_those_of_the_venue() -> None:
    tour = TourFactory(timezone="Pacific/Auckland", times=[30])

    response = ask(tour, DAY)

    assert starts(response) == ["2035-01-01T00:30:00+13:00"]


def test_a_tour_on_request_says_so() -> None:
    tour = TourFactory(requires_approval=True)

    assert [slot["status"] for slot in ask(tour, DAY).json()["slots"]] == ["REQUEST"]


def test_a_whole_leap_year_can_be_asked_for_and_not_a_day_more() -> None:
    tour = TourFactory()

    year = ask(tour, "from=2036-01-01&to=2036-12-31")
    more = ask(tour, "from=2036-01-01&to=2037-01-01")

    assert len(starts(year)) == 366
    assert faults(more) == [("/to", "range_too_long")]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [("/from", "required"), ("/to", "required")]),
        ("from=2035-01-01", [("/to", "required")]),
        ("from=2035-01-02&to=2035-01-01", [("/to", "before_from")]),
        ("from=2035-01-01&to=2045-01-01", [("/to", "range_too_long")]),
        ("from=0001-01-01&to=0001-01-02", [("/from", "out_of_range"), ("/to", "out_of_range")]),
        ("from=9999-12-31&to=9999-12-31", [("/from", "out_of_range"), ("/to", "out_of_range")]),
        ("from=yesterday&to=2035-01-01", [("/from", "invalid")]),
        ("from=2035-01-01T09:00:00&to=2035-01-01", [("/from", "invalid")]),
        (f"{DAY}&party=0", [("/party", "min_value")]),
        (f"{DAY}&party=-1", [("/party", "min_value")]),
        (f"{DAY}&seats=1000000000000", [("/seats", "max_value")]),
        (f"{DAY}&party=two", [("/party", "invalid")]),
        (f"{DAY}&party=2&seats=3", [("/party", "contradiction")]),
        (f"{DAY}&include=everything", [("/include", "invalid_choice")]),
        (f"{DAY}&explain=maybe", [("/explain", "invalid")]),
    ],
)
def test_a_question_that_is_none_is_refused(query: str, expected: list[tuple[str, str]]) -> None:
    assert faults(ask(TourFactory(), query)) == expected


@pytest.mark.parametrize("edge", ["1970-01-01", "2200-12-31"])
def test_the_edges_of_time_are_quiet(edge: str) -> None:
    response = ask(TourFactory(timezone="Pacific/Kiritimati"), f"from={edge}&to={edge}")

    assert response.status_code == 200


def test_what_is_not_public_is_not_there(house: House) -> None:
    draft = TourFactory(organization=house.org, status="DRAFT")
    event = EventFactory(organization=house.org)
    unknown = "/api/tours/tour_unknown/availability?" + DAY

    answers = [
        ask(draft, DAY),
        ask(draft, DAY, house.api),
        ask(event, DAY),
        Api().get(unknown),
        Api().get(f"/api/calendars/cal_unknown/availability?{DAY}"),
        Api().get("/api/tours/%F0%9F%9A%8C/availability?" + DAY),
        Api().get("/api/tours/" + "x" * 5_000 + "/availability?" + DAY),
    ]

    assert [answer.status_code for answer in answers] == [404] * 7


def test_an_event_has_slots_when_it_has_a_capacity(house: House) -> None:
    listed = EventFactory(organization=house.org)
    bookable = EventFactory(organization=house.org, dates__capacity=5)
    path = "/api/events/{}/availability?" + DAY

    nothing = Api().get(path.format(listed.public_id))
    shown = Api().get(path.format(listed.public_id) + "&include=unavailable")
    five = Api().get(path.format(bookable.public_id))

    assert starts(nothing) == []
    assert [slot["status"] for slot in shown.json()["slots"]] == ["LISTED"]
    assert five.json() == {
        "eventId": bookable.public_id,
        "timezone": "America/New_York",
        "slots": [
            {
                "startsAt": "2035-01-01T10:00:00-05:00",
                "endsAt": "2035-01-01T13:00:00-05:00",
                "remaining": 5,
                "capacity": 5,
                "status": "AVAILABLE",
                "priceFrom": None,
                "offeringId": bookable.public_id,
                "variantId": bookable.default_variant.public_id,
            }
        ],
    }


def test_a_calendar_answers_for_all_it_shows_in_order() -> None:
    calendar = CalendarFactory()
    house = {"organization": calendar.organization, "calendar": calendar}
    late = TourFactory(**house, times=[780])
    early = TourFactory(**house)
    TourFactory(**house, status="DRAFT")

    response = Api().get(f"/api/calendars/{calendar.public_id}/availability?{DAY}")

    told = response.json()
    assert (told["calendarId"], told["timezone"]) == (calendar.public_id, "America/New_York")
    assert [slot["offeringId"] for slot in told["slots"]] == [early.public_id, late.public_id]


def test_the_next_slots_that_fit_a_party() -> None:
    tour = TourFactory(horizon_days=365)
    start = datetime.now(UTC).replace(hour=14, minute=0, second=0, microsecond=0)
    path = f"/api/tours/{tour.public_id}/availability/next"

    three = Api().get(f"{path}?party=10").json()
    none = Api().get(f"{path}?party=11").json()
    one = Api().get(f"/api/calendars/{tour.calendar.public_id}/availability/next?limit=1").json()

    times = [datetime.fromisoformat(slot["startsAt"]) for slot in three["slots"]]
    assert [later - times[0] for later in times] == [timedelta(days=n) for n in range(3)]
    assert times[0] - start < timedelta(days=2)
    assert (three["tourId"], none["slots"]) == (tour.public_id, [])
    assert one["slots"] == three["slots"][:1]


def test_staff_are_told_why(house: House) -> None:
    van = ResourceFactory(organization=house.org, weekly_hours=[[0, 480, 1080]])
    tour = needing(van, times=[540, 600, 1050])
    book(tour)
    tour.rules.update(skip_dates=["2035-01-02"])
    block = BlockFactory(
        organization=house.org,
        resource=van,
        starts_at=datetime(2035, 1, 8, 5, tzinfo=UTC),
        ends_at=datetime(2035, 1, 9, 5, tzinfo=UTC),
    )
    days = "from=2035-01-01&to=2035-01-08&explain=true"

    told = {
        slot["startsAt"][:16]: (slot["status"], slot["reasons"])
        for slot in ask(tour, days, house.api).json()["slots"]
    }

    closes = {"code": "outside_window", "resourceId": van.public_id}
    assert told["2035-01-01T09:00"] == ("AVAILABLE", [])
    busy = {
        "code": "resource_busy",
        "resourceId": van.public_id,
        "bookingId": "bk_ada",
        "until": "2035-01-01T11:00:00-05:00",
    }
    assert told["2035-01-01T10:00"] == (
        "CLOSED",
        [{"code": "parallel", "until": busy["until"]}, busy],
    )
    assert told["2035-01-01T17:30"] == (
        "CLOSED",
        [{**closes, "until": "2035-01-08T08:00:00-05:00"}],
    )
    assert "skipped_date" in [reason["code"] for reason in told["2035-01-02T09:00"][1]]
    assert {
        "code": "blocked",
        "resourceId": van.public_id,
        "blockId": block.public_id,
        "until": "2035-01-09T00:00:00-05:00",
    } in told["2035-01-08T09:00"][1]


def test_staff_are_told_of_drafts_too(house: House) -> None:
    tour = TourFactory(organization=house.org, status="DRAFT")

    (slot,) = ask(tour, f"{DAY}&explain=true", house.api).json()["slots"]

    assert (slot["status"], slot["reasons"]) == ("CLOSED", [{"code": "not_published"}])


def test_reasons_are_for_staff_of_the_house_alone(house: House) -> None:
    tour = TourFactory(organization=house.org)
    query = f"{DAY}&explain=true"
    stranger, contributor = open_house(Role.OWNER), open_house(Role.CONTRIBUTOR)
    theirs = TourFactory(organization=contributor.org)

    nobody = ask(tour, query)

    assert nobody.json() == problem("unauthenticated", 401, "Please sign in")
    assert nobody["WWW-Authenticate"] == 'Bearer realm="api"'
    assert ask(tour, query, stranger.api).status_code == 404
    assert ask(theirs, query, contributor.api).status_code == 403
    assert "reasons" not in str(ask(tour, DAY, house.api).json())


def test_a_key_explains_within_its_scopes(house: House) -> None:
    tour = TourFactory(organization=house.org)
    given = {"organization": house.org, "made_by": house.user}
    ApiKeyFactory(**given, secret="sk_may", scopes=["availability:explain"])
    ApiKeyFactory(**given, secret="sk_may_not", scopes=["offerings:read"])
    query = f"{DAY}&explain=true"

    assert ask(tour, query, Api(key="sk_may")).status_code == 200
    assert ask(tour, query, Api(key="sk_may_not")).status_code == 403


@pytest.mark.parametrize("number", [1, MANY])
def test_a_month_of_a_tour_costs_eight_queries_however_much_is_booked(
    number: int, django_assert_num_queries: Any
) -> None:
    van = ResourceFactory(weekly_hours=[[day, 0, 1440] for day in range(7)])
    tour = needing(van)
    BlockFactory(organization=van.organization, resource=van)
    for day in range(number):
        book(tour, at=FIRST + timedelta(days=2 + day), holder=f"bk_{day}")

    with django_assert_num_queries(8):
        response = ask(tour, MONTH)

    assert len(starts(response)) == 30


@pytest.mark.parametrize("number", [1, MANY])
def test_a_month_of_a_calendar_costs_eight_queries_however_many_its_tours(
    number: int, django_assert_num_queries: Any
) -> None:
    calendar = CalendarFactory()
    van = ResourceFactory(organization=calendar.organization)
    for _ in range(number):
        needing(van, calendar=calendar)

    with django_assert_num_queries(8):
        response = Api().get(f"/api/calendars/{calendar.public_id}/availability?{MONTH}")

    assert len(starts(response)) == 31 * number


@pytest.mark.parametrize("number", [1, MANY])
def test_reasons_cost_the_same_however_many(
    house: House, number: int, django_assert_num_queries: Any
) -> None:
    van = ResourceFactory(organization=house.org)
    tour, other = needing(van), needing(van)
    for day in range(number):
        book(other, at=SECOND + timedelta(days=day), holder=f"bk_{day}")

    with django_assert_num_queries(15):
        response = ask(tour, f"{MONTH}&explain=true", house.api)

    closed = [slot for slot in response.json()["slots"] if slot["reasons"]]
    assert len(closed) == number
