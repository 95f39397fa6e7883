"""Tours through the API: the rows of a public contract."""

from typing import Any

import pytest

from orgs.models import AuditEvent, Role
from scheduling.models import AddOn, Offering, Policy, Rate
from tests.api.house import MANY, House, book, open_house, without_id
from tests.client import Api, faults
from tests.factories import (
    CalendarFactory,
    EventFactory,
    LocationFactory,
    ResourceFactory,
    TourFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return open_house(Role.STAFF)


def dollars(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "USD"}


def whole(house: House) -> dict[str, Any]:
    """A tour with everything there is, as a client would send it."""
    van, sam, ria = (
        ResourceFactory(organization=house.org, name=name).public_id for name in ("Van", "S", "R")
    )
    place = LocationFactory(organization=house.org, timezone="America/Chicago")
    lunch = AddOn.objects.create(organization=house.org, name="Lunch", price_minor=1500)
    policy = Policy.objects.create(organization=house.org, name="Flexible")
    return {
        "calendarId": CalendarFactory(organization=house.org).public_id,
        "kind": "GROUP",
        "name": "Hill villages 🚌",
        "slug": "hill-villages",
        "summary": "Five unhurried hours.",
        "description": "Up through Upper and Nether Salloway.",
        "imageUrl": "https://example.com/hills.jpg",
        "tags": ["van", "food"],
        "status": "PUBLISHED",
        "locationId": place.public_id,
        "timezone": "America/New_York",
        "durationMinutes": 300,
        "capacity": 28,
        "minParty": 2,
        "maxParty": 20,
        "parallel": 2,
        "bufferBeforeMinutes": 15,
        "bufferAfterMinutes": 30,
        "leadTimeMinutes": 120,
        "horizonDays": None,
        "rates": [
            {
                "label": "Adult",
                "category": "ADULT",
                "price": dollars("79.00"),
                "seats": 1,
                "minAge": None,
                "maxAge": None,
                "minQuantity": 1,
                "maxQuantity": 20,
            },
            {
                "label": "Child",
                "category": "CHILD",
                "price": dollars("45.50"),
                "seats": 1,
                "minAge": 3,
                "maxAge": 12,
                "minQuantity": 0,
                "maxQuantity": None,
            },
        ],
        "scheduleRules": [
            {
                "weekdays": ["MON", "FRI"],
                "rrule": None,
                "startTimes": ["09:30", "14:00"],
                "startsOn": "2035-01-01",
                "endsOn": "2035-12-31",
                "skipDates": ["2035-07-04"],
                "addDates": ["2035-07-03"],
            },
            {
                "weekdays": [],
                "rrule": "FREQ=MONTHLY;BYDAY=1SA",
                "startTimes": ["19:30"],
                "startsOn": None,
                "endsOn": None,
                "skipDates": [],
                "addDates": [],
            },
        ],
        "resourceIds": [van],
        "requirements": [
            {
                "resourceIds": [sam, ria],
                "kind": None,
                "attributes": {},
                "quantity": 1,
                "per": "RUN",
            },
            {
                "resourceIds": [],
                "kind": "EQUIPMENT",
                "attributes": {"sizes": ["m", "l"]},
                "quantity": 1,
                "per": "PERSON",
            },
        ],
        "groupDiscounts": [
            {"minSeats": 12, "percentOff": 10},
            {"minSeats": 20, "amountOff": dollars("99.00")},
        ],
        "minimum": {"seats": 4, "decideHoursBefore": 36},
        "requiresApproval": True,
        "exclusive": False,
        "proposals": "OFF",
        "waitlist": True,
        "waitlistHours": 12,
        "addOnIds": [lunch.public_id],
        "taxPercent": None,
        "policyId": policy.public_id,
    }


def test_a_tour_is_made_with_everything_it_was_given(house: House) -> None:
    given = whole(house)

    response = house.api.post(house.path("tours"), given)

    told = response.json()
    assert response.status_code == 201
    parts = ("rates", "scheduleRules", "requirements")
    stripped = {name: [without_id(one) for one in told[name]] for name in parts}
    van = {"kind": None, "attributes": {}, "quantity": 1, "per": "RUN"}
    needs = [*given["requirements"], {"resourceIds": given["resourceIds"], **van}]
    row = Offering.objects.get()
    assert {**told, **stripped} == {**given, "id": row.public_id, "requirements": needs}


def test_a_tour_sent_back_as_it_came_changes_nothing(house: House) -> None:
    made = house.api.post(house.path("tours"), whole(house)).json()
    AuditEvent.objects.all().delete()

    response = house.api.patch(house.path(f"tours/{made['id']}"), made)

    assert response.json() == made
    assert not AuditEvent.objects.exists()


def test_a_minimal_tour_gets_defaults_and_a_free_adult_rate(house: House) -> None:
    calendar = CalendarFactory(organization=house.org)
    given = {"calendarId": calendar.public_id, "name": "Dawn", "durationMinutes": 90, "capacity": 8}

    response = house.api.post(house.path("tours"), given)

    assert response.json() == {
        "id": Offering.objects.get().public_id,
        "calendarId": calendar.public_id,
        "kind": "RECURRING_PUBLIC",
        "name": "Dawn",
        "slug": "dawn",
        "summary": "",
        "description": "",
        "imageUrl": None,
        "tags": [],
        "status": "DRAFT",
        "locationId": None,
        "timezone": "America/New_York",
        "durationMinutes": 90,
        "capacity": 8,
        "minParty": 1,
        "maxParty": None,
        "parallel": 1,
        "bufferBeforeMinutes": 0,
        "bufferAfterMinutes": 0,
        "leadTimeMinutes": 0,
        "horizonDays": 365,
        "rates": [
            {
                "id": Rate.objects.get().public_id,
                "label": "Adult",
                "category": "ADULT",
                "price": dollars("0.00"),
                "seats": 1,
                "minAge": None,
                "maxAge": None,
                "minQuantity": 0,
                "maxQuantity": None,
            }
        ],
        "scheduleRules": [],
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


def test_tours_are_listed_newest_first_with_a_cursor(house: House) -> None:
    first, second, third = (TourFactory(organization=house.org) for _ in range(3))
    EventFactory(organization=house.org)

    page = house.api.get(house.path("tours?limit=2")).json()
    rest = house.api.get(house.path(f"tours?limit=2&cursor={page['nextCursor']}")).json()

    assert [one["id"] for one in page["tours"]] == [third.public_id, second.public_id]
    assert [one["id"] for one in rest["tours"]] == [first.public_id]
    assert (list(page), rest["nextCursor"]) == (["tours", "nextCursor"], None)


def test_a_list_holds_what_was_asked_for(house: House) -> None:
    boat = TourFactory(organization=house.org, name="Harbor boat", kind="GROUP")
    walk = TourFactory(organization=house.org, name="Old port walk", status="DRAFT")
    gone = TourFactory(organization=house.org, name="Gone", status="ARCHIVED")

    def ids(query: str) -> list[str]:
        found = house.api.get(house.path(f"tours?{query}")).json()["tours"]
        return [one["id"] for one in found]

    assert ids("") == [walk.public_id, boat.public_id]
    assert ids("status=ARCHIVED") == [gone.public_id]
    assert ids("status=PUBLISHED") == [boat.public_id]
    assert ids("kind=GROUP") == [boat.public_id]
    assert ids(f"calendarId={walk.calendar.public_id}") == [walk.public_id]
    assert ids("calendarId=cal_unknown") == []
    assert ids("q=PORT%20old") == [walk.public_id]
    assert ids("q=%25") == []


@pytest.mark.parametrize(
    ("query", "pointer"),
    [("status=GONE", "/status"), ("kind=FERRY", "/kind"), ("limit=9999", "/limit")],
)
def test_a_filter_that_means_nothing_is_refused(house: House, query: str, pointer: str) -> None:
    response = house.api.get(house.path(f"tours?{query}"))

    assert [fault[0] for fault in faults(response)] == [pointer]


def test_a_change_touches_what_was_given_and_is_written_down(house: House) -> None:
    tour = TourFactory(organization=house.org)
    path = house.path(f"tours/{tour.public_id}")
    before = house.api.get(path).json()

    response = house.api.patch(path, {"name": "Harbor at dusk", "capacity": 6})

    assert response.json() == {**before, "name": "Harbor at dusk", "capacity": 6}
    entry = AuditEvent.objects.get()
    assert (entry.verb, entry.subject) == ("tour.changed", tour.public_id)
    assert entry.actor_name == "Stella"
    assert entry.facts == {
        "before": {"name": "Harbor at dawn", "capacity": 10},
        "after": {"name": "Harbor at dusk", "capacity": 6},
    }


def test_resource_ids_set_what_every_run_needs(house: House) -> None:
    tour = TourFactory(organization=house.org)
    van, bus = (ResourceFactory(organization=house.org).public_id for _ in range(2))
    path = house.path(f"tours/{tour.public_id}")
    pool = {"resourceIds": [van, bus], "quantity": 1}
    house.api.patch(path, {"requirements": [pool]})

    both = house.api.patch(path, {"resourceIds": [van, bus]}).json()
    one = house.api.patch(path, {"resourceIds": [bus]}).json()
    none = house.api.patch(path, {"resourceIds": []}).json()

    assert [len(told["requirements"]) for told in (both, one, none)] == [3, 2, 1]
    assert [told["resourceIds"] for told in (both, one, none)] == [[van, bus], [bus], []]
    assert one["requirements"][1] == both["requirements"][2]
    assert none["requirements"][0]["resourceIds"] == [van, bus]


def test_a_whole_tour_can_come_back_with_only_its_resources_changed(house: House) -> None:
    tour = TourFactory(organization=house.org)
    van, bus = (ResourceFactory(organization=house.org).public_id for _ in range(2))
    path = house.path(f"tours/{tour.public_id}")
    told = house.api.patch(path, {"resourceIds": [van]}).json()

    response = house.api.patch(path, {**told, "resourceIds": [bus]})

    assert response.json()["resourceIds"] == [bus]
    assert len(response.json()["requirements"]) == 1


def test_a_whole_tour_can_come_back_with_only_its_needs_changed(house: House) -> None:
    tour = TourFactory(organization=house.org)
    van, bus = (ResourceFactory(organization=house.org).public_id for _ in range(2))
    path = house.path(f"tours/{tour.public_id}")
    told = house.api.patch(path, {"resourceIds": [van]}).json()

    response = house.api.patch(path, {**told, "requirements": [{"resourceIds": [bus]}]})

    assert response.json()["resourceIds"] == [bus]


def test_rates_given_back_keep_their_ids_and_those_left_out_rest(house: House) -> None:
    tour = TourFactory(organization=house.org)
    path = house.path(f"tours/{tour.public_id}")
    adult = house.api.get(path).json()["rates"][0]
    child = {"category": "CHILD", "price": dollars("20.00")}

    grown = house.api.patch(path, {"rates": [child, {"id": adult["id"], "label": "Grown-up"}]})
    left = house.api.patch(path, {"rates": [grown.json()["rates"][0]]})
    back = house.api.patch(path, {"rates": [{"id": adult["id"]}]})

    labels = [[one["label"] for one in told.json()["rates"]] for told in (grown, left, back)]
    assert labels == [["Child", "Grown-up"], ["Child"], ["Grown-up"]]
    assert grown.json()["rates"][1] == {**adult, "label": "Grown-up"}
    assert Rate.objects.count() == 2


def test_a_tour_is_never_without_a_rate(house: House) -> None:
    tour = TourFactory(organization=house.org)

    response = house.api.patch(house.path(f"tours/{tour.public_id}"), {"rates": []})

    (rate,) = response.json()["rates"]
    assert (rate["category"], rate["price"]) == ("ADULT", dollars("0.00"))


def test_rules_given_back_keep_their_ids_and_those_left_out_are_gone(house: House) -> None:
    tour = TourFactory(organization=house.org)
    path = house.path(f"tours/{tour.public_id}")
    daily = house.api.get(path).json()["scheduleRules"][0]
    monthly = {"rrule": "FREQ=MONTHLY;BYDAY=1SA", "startTimes": ["19:30", "08:00", "19:30"]}

    both = house.api.patch(
        path, {"scheduleRules": [monthly, {"id": daily["id"], "weekdays": ["SUN", "MON"]}]}
    ).json()["scheduleRules"]
    left = house.api.patch(path, {"scheduleRules": [both[1]]}).json()["scheduleRules"]

    assert both[0] == {**daily, "weekdays": ["MON", "SUN"]}
    assert both[1]["startTimes"] == ["08:00", "19:30"]
    assert left == [both[1]]


def test_weekdays_take_the_place_of_a_recurrence(house: House) -> None:
    tour = TourFactory(organization=house.org)
    path = house.path(f"tours/{tour.public_id}")
    rule = house.api.get(path).json()["scheduleRules"][0]["id"]
    house.api.patch(path, {"scheduleRules": [{"id": rule, "rrule": "FREQ=DAILY"}]})

    response = house.api.patch(path, {"scheduleRules": [{"id": rule, "weekdays": ["MON"]}]})

    (told,) = response.json()["scheduleRules"]
    assert (told["weekdays"], told["rrule"], told["startTimes"]) == (["MON"], None, ["09:00"])


def test_a_place_brings_its_zone(house: House) -> None:
    tour = TourFactory(organization=house.org)
    place = LocationFactory(organization=house.org, timezone="America/Denver")
    path = house.path(f"tours/{tour.public_id}")

    moved = house.api.patch(path, {"locationId": place.public_id}).json()
    fixed = house.api.patch(
        path, {"locationId": place.public_id, "timezone": "America/Chicago"}
    ).json()

    assert (moved["timezone"], fixed["timezone"]) == ("America/Denver", "America/Chicago")


def test_a_private_tour_needs_approval_and_takes_the_whole_run(house: House) -> None:
    calendar = CalendarFactory(organization=house.org).public_id
    given = {"calendarId": calendar, "name": "Charter", "durationMinutes": 90, "capacity": 8}

    private = house.api.post(house.path("tours"), {**given, "kind": "PRIVATE_REQUEST"}).json()
    open_to_all = house.api.post(
        house.path("tours"), {**given, "kind": "PRIVATE_REQUEST", "requiresApproval": False}
    ).json()

    assert (private["requiresApproval"], private["exclusive"]) == (True, True)
    assert (open_to_all["requiresApproval"], open_to_all["exclusive"]) == (False, True)


def test_a_tour_from_a_minimum_says_how_many(house: House) -> None:
    tour = TourFactory(organization=house.org)
    path = house.path(f"tours/{tour.public_id}")

    without = house.api.patch(path, {"kind": "MINIMUM_THRESHOLD"})
    given = house.api.patch(path, {"kind": "MINIMUM_THRESHOLD", "minimum": {"seats": 4}})

    assert faults(without) == [("/minimum", "required")]
    assert given.json()["minimum"] == {"seats": 4, "decideHoursBefore": 24}


def test_an_archived_tour_stays_and_says_so(house: House) -> None:
    tour = TourFactory(organization=house.org)
    claim = book(tour)
    path = house.path(f"tours/{tour.public_id}")

    response = house.api.delete(path)

    claim.refresh_from_db()
    assert (response.status_code, claim.released_at) == (204, None)
    assert house.api.get(path).json()["status"] == "ARCHIVED"
    assert Api().get(f"/api/tours/{tour.public_id}").status_code == 404


def test_what_anybody_sees_of_a_tour(house: House) -> None:
    tour = TourFactory(organization=house.org)

    response = Api().get(f"/api/tours/{tour.public_id}")

    assert response.json() == {
        "id": tour.public_id,
        "calendarId": tour.calendar.public_id,
        "kind": "RECURRING_PUBLIC",
        "name": "Harbor at dawn",
        "slug": tour.slug,
        "summary": "",
        "description": "",
        "imageUrl": None,
        "tags": [],
        "locationId": None,
        "location": None,
        "timezone": "America/New_York",
        "currency": "USD",
        "durationMinutes": 120,
        "capacity": 10,
        "minParty": 1,
        "maxParty": None,
        "leadTimeMinutes": 0,
        "horizonDays": None,
        "rates": [
            {
                "id": Rate.objects.get().public_id,
                "label": "Adult",
                "category": "ADULT",
                "price": dollars("45.00"),
                "seats": 1,
                "minAge": None,
                "maxAge": None,
                "minQuantity": 0,
                "maxQuantity": None,
            }
        ],
        "groupDiscounts": [],
        "minimum": None,
        "requiresApproval": False,
        "exclusive": False,
        "proposals": "OFF",
        "waitlist": False,
        "addOns": [],
    }
    again = Api().get(f"/api/tours/{tour.public_id}", If_None_Match=response["ETag"])
    assert again.status_code == 304


@pytest.mark.parametrize("status", ["DRAFT", "ARCHIVED"])
def test_only_published_tours_are_public(house: House, status: str) -> None:
    tour = TourFactory(organization=house.org, status=status)
    event = EventFactory(organization=house.org)

    assert Api().get(f"/api/tours/{tour.public_id}").status_code == 404
    assert Api().get(f"/api/tours/{event.public_id}").status_code == 404
    assert house.api.get(house.path(f"tours/{event.public_id}")).status_code == 404


def test_a_stranger_finds_nothing() -> None:
    house, stranger = open_house(), open_house()
    path = house.path(f"tours/{TourFactory(organization=house.org).public_id}")

    answers = [
        stranger.api.get(house.path("tours")),
        stranger.api.post(house.path("tours"), {}),
        stranger.api.get(path),
        stranger.api.patch(path, {"name": "Mine"}),
        stranger.api.delete(path),
        stranger.api.get(path.replace(house.org.public_id, stranger.org.public_id)),
    ]

    assert [answer.status_code for answer in answers] == [404] * 6
    assert Api().get(path).status_code == 401


def test_ids_of_another_house_are_no_ids(house: House) -> None:
    other = open_house().org
    theirs = TourFactory(organization=other)
    resource = ResourceFactory(organization=other).public_id
    rate = Rate.objects.get(offering=theirs).public_id
    rule = theirs.rules.get().public_id
    tour = TourFactory(organization=house.org)
    given = {
        "calendarId": theirs.calendar.public_id,
        "locationId": LocationFactory(organization=other).public_id,
        "policyId": Policy.objects.create(organization=other, name="Strict").public_id,
        "addOnIds": [AddOn.objects.create(organization=other, name="Lunch").public_id],
        "resourceIds": [resource],
        "requirements": [{"resourceIds": [resource]}],
        "rates": [{"id": rate}],
        "scheduleRules": [{"id": rule, "startTimes": ["09:00"]}],
    }

    response = house.api.patch(house.path(f"tours/{tour.public_id}"), given)

    assert sorted(faults(response)) == [
        ("/addOnIds/0", "not_found"),
        ("/calendarId", "not_found"),
        ("/locationId", "not_found"),
        ("/policyId", "not_found"),
        ("/rates/0/id", "not_found"),
        ("/requirements/0/resourceIds/0", "not_found"),
        ("/resourceIds/0", "not_found"),
        ("/scheduleRules/0/id", "not_found"),
    ]


MONDAYS = {"startTimes": ["09:00"], "weekdays": ["MON"]}


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"colour": "red"}, ("/colour", "unknown_field")),
        ({"id": "tour_other"}, ("/id", "read_only")),
        ({"name": None}, ("/name", "null")),
        ({"name": 7}, ("/name", "wrong_type")),
        ({"name": "a\x00b"}, ("/name", "invalid_character")),
        ({"description": "x" * 100_000}, ("/description", "max_length")),
        ({"capacity": "10"}, ("/capacity", "wrong_type")),
        ({"capacity": 0}, ("/capacity", "min_value")),
        ({"capacity": 10**30}, ("/capacity", "max_value")),
        ({"capacity": -1}, ("/capacity", "min_value")),
        ({"capacity": True}, ("/capacity", "wrong_type")),
        ({"durationMinutes": 0}, ("/durationMinutes", "min_value")),
        ({"durationMinutes": 10**9}, ("/durationMinutes", "max_value")),
        ({"parallel": 0}, ("/parallel", "min_value")),
        ({"minParty": 5, "maxParty": 4}, ("/maxParty", "below_minimum")),
        ({"timezone": "Mars/Olympus"}, ("/timezone", "unknown_zone")),
        ({"timezone": "../../etc/passwd"}, ("/timezone", "unknown_zone")),
        ({"imageUrl": "javascript:alert(1)"}, ("/imageUrl", "invalid")),
        ({"tags": ["x"] * 31}, ("/tags", "max_length")),
        ({"tags": [{}]}, ("/tags/0", "wrong_type")),
        ({"status": "SOLD"}, ("/status", "invalid_choice")),
        ({"kind": "FERRY"}, ("/kind", "invalid_choice")),
        ({"minimum": {"seats": 0}}, ("/minimum/seats", "min_value")),
        ({"minimum": {}}, ("/minimum/seats", "required")),
        ({"rates": {}}, ("/rates", "not_a_list")),
        ({"rates": [{"label": "Adult"}]}, ("/rates/0/price", "required")),
        ({"rates": [{"price": 45}]}, ("/rates/0/price", "wrong_type")),
        ({"rates": [{"price": dollars("1.001")}]}, ("/rates/0/price", "invalid")),
        ({"rates": [{"price": dollars("-1.00")}]}, ("/rates/0/price", "min_value")),
        (
            {"rates": [{"price": {"amount": "1.00", "currency": "EUR"}}]},
            ("/rates/0/price", "wrong_currency"),
        ),
        (
            {"rates": [{"price": dollars("1.00"), "minAge": 12, "maxAge": 3}]},
            ("/rates/0/maxAge", "below_minimum"),
        ),
        (
            {"rates": [{"price": dollars("1.00"), "minQuantity": 3, "maxQuantity": 2}]},
            ("/rates/0/maxQuantity", "below_minimum"),
        ),
        ({"rates": [{"price": dollars("1.00")}] * 51}, ("/rates", "max_length")),
        ({"groupDiscounts": [{"minSeats": 6}]}, ("/groupDiscounts/0", "contradiction")),
        (
            {"groupDiscounts": [{"minSeats": 6, "percentOff": 101}]},
            ("/groupDiscounts/0/percentOff", "out_of_range"),
        ),
        (
            {"groupDiscounts": [{"minSeats": 6, "percentOff": -5}]},
            ("/groupDiscounts/0/percentOff", "invalid"),
        ),
        ({"requirements": [{}]}, ("/requirements/0/resourceIds", "required")),
        (
            {"requirements": [{"kind": "PERSON", "attributes": {"a": {"b": 1}}}]},
            ("/requirements/0/attributes", "invalid"),
        ),
        (
            {"requirements": [{"kind": "PERSON", "quantity": 0}]},
            ("/requirements/0/quantity", "min_value"),
        ),
        ({"scheduleRules": [{}]}, ("/scheduleRules/0/startTimes", "required")),
        ({"scheduleRules": [MONDAYS] * 51}, ("/scheduleRules", "max_length")),
        (
            {"scheduleRules": [{**MONDAYS, "startTimes": ["25:00"]}]},
            ("/scheduleRules/0/startTimes/0", "invalid"),
        ),
        (
            {"scheduleRules": [{**MONDAYS, "startTimes": ["09:00"] * 49}]},
            ("/scheduleRules/0/startTimes", "max_length"),
        ),
        (
            {"scheduleRules": [{**MONDAYS, "weekdays": ["monday"]}]},
            ("/scheduleRules/0/weekdays/0", "invalid_choice"),
        ),
        (
            {"scheduleRules": [{**MONDAYS, "skipDates": ["2035-01-01"] * 367}]},
            ("/scheduleRules/0/skipDates", "max_length"),
        ),
        (
            {"scheduleRules": [{**MONDAYS, "addDates": ["2035-02-30"]}]},
            ("/scheduleRules/0/addDates/0", "invalid"),
        ),
        (
            {"scheduleRules": [{**MONDAYS, "startsOn": "2035-02-01", "endsOn": "2035-01-01"}]},
            ("/scheduleRules/0/endsOn", "before_start"),
        ),
        *(
            (
                {"scheduleRules": [{"startTimes": ["09:00"], "rrule": rrule}]},
                ("/scheduleRules/0/rrule", "invalid_rule"),
            )
            for rrule in (
                "FREQ=SECONDLY",
                "FREQ=HOURLY;INTERVAL=1",
                "FREQ=YEARLY",
                "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
                "FREQ=WEEKLY;INTERVAL=2",
                "every day",
            )
        ),
        (
            {"scheduleRules": [{"startTimes": ["09:00"], "rrule": "x" * 100_000}]},
            ("/scheduleRules/0/rrule", "max_length"),
        ),
    ],
)
def test_bad_input_is_refused_by_name_and_changes_nothing(
    house: House, given: dict[str, Any], fault: tuple[str, str]
) -> None:
    tour = TourFactory(organization=house.org)
    path = house.path(f"tours/{tour.public_id}")
    before = house.api.get(path).json()

    response = house.api.patch(path, {"summary": "New", **given})

    assert faults(response) == [fault]
    assert house.api.get(path).json() == before
    assert not AuditEvent.objects.exists()


def test_a_tour_says_what_it_lacks(house: House) -> None:
    response = house.api.post(house.path("tours"), {})

    assert sorted(faults(response)) == [
        ("/calendarId", "required"),
        ("/capacity", "required"),
        ("/durationMinutes", "required"),
        ("/name", "required"),
    ]


def test_a_slug_of_another_offering_is_taken(house: House) -> None:
    EventFactory(organization=house.org, slug="fair")
    tour = TourFactory(organization=house.org)

    response = house.api.patch(house.path(f"tours/{tour.public_id}"), {"slug": "fair"})

    assert (response.status_code, response.json()["code"]) == (409, "duplicate")


@pytest.mark.parametrize("number", [1, MANY])
def test_a_list_of_tours_costs_the_same_however_long(
    house: House, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        tour = TourFactory(organization=house.org)
        van = ResourceFactory(organization=house.org)
        tour.requirements.create(organization=house.org).resources.set([van])

    with django_assert_num_queries(11):
        response = house.api.get(house.path("tours"))

    assert len(response.json()["tours"]) == number
