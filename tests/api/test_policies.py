"""Policies and add-ons over HTTP: whole bodies, partial changes, versions, faults."""

from typing import Any

import pytest

from orgs.models import AuditEvent, Role
from scheduling.models import Policy
from tests.api.house import House, open_house, without_id
from tests.client import faults
from tests.factories import AddOnFactory, PolicyFactory, TourFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return open_house(Role.STAFF)


def dollars(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "USD"}


STRICT: dict[str, Any] = {
    "name": "Strict",
    "holdMinutes": 30,
    "requiresApproval": True,
    "approvalHoldsSeats": False,
    "approvalHours": 12,
    "requiresPayment": True,
    "payHours": 6,
    "deposit": {"percent": 30},
    "balanceHoursBefore": 168,
    "minimum": {"seats": 4, "decideHoursBefore": 36},
    "cancelSteps": [
        {"hoursBefore": 24, "refundPercent": 12.5, "fee": dollars("5.00")},
        {"hoursBefore": 168},
    ],
    "moveHoursBefore": 48,
    "movesAllowed": None,
    "moveFee": dollars("7.00"),
    "exempt": ["Boss@Partner.example", "partner.example"],
}
STORED = STRICT | {
    "version": 1,
    "cancelSteps": [
        {"hoursBefore": 168, "refundPercent": 100, "fee": dollars("0.00")},
        {"hoursBefore": 24, "refundPercent": 12.5, "fee": dollars("5.00")},
    ],
    "exempt": ["boss@partner.example", "@partner.example"],
    "status": "ACTIVE",
}


def test_a_policy_is_made_with_everything_it_was_given(house: House) -> None:
    answer = house.api.post(house.path("policies"), STRICT)

    assert answer.status_code == 201
    made = answer.json()
    assert without_id(made) == STORED
    assert made["id"].startswith("pol_")
    assert house.api.get(house.path(f"policies/{made['id']}")).json() == made
    assert house.api.get(house.path("policies")).json() == {"policies": [made], "nextCursor": None}


def test_a_policy_that_says_nothing_is_free_until_a_day_before(house: House) -> None:
    made = house.api.post(house.path("policies"), {"name": "Plain"}).json()

    assert without_id(made) == {
        "name": "Plain",
        "version": 1,
        "holdMinutes": 15,
        "requiresApproval": False,
        "approvalHoldsSeats": True,
        "approvalHours": 48,
        "requiresPayment": True,
        "payHours": 24,
        "deposit": None,
        "balanceHoursBefore": None,
        "minimum": None,
        "cancelSteps": [{"hoursBefore": 24, "refundPercent": 100, "fee": dollars("0.00")}],
        "moveHoursBefore": 24,
        "movesAllowed": 2,
        "moveFee": dollars("0.00"),
        "exempt": [],
        "status": "ACTIVE",
    }


def test_a_change_of_the_rules_is_a_new_version_and_a_name_is_no_rule(house: House) -> None:
    path = house.path(f"policies/{PolicyFactory(organization=house.org).public_id}")

    versions = [
        house.api.patch(path, change).json()["version"]
        for change in (
            {"name": "Gentle"},
            {"deposit": {"amount": dollars("20.00")}},
            {"deposit": {"amount": dollars("20.00")}},
            {"cancelSteps": []},
            {"deposit": None},
        )
    ]

    assert versions == [1, 2, 2, 3, 4]
    rows = AuditEvent.objects.filter(verb="policy.changed").order_by("pk")
    trail = rows.values_list("facts", flat=True)
    assert trail[1] == {
        "before": {"version": 1, "deposit_minor": None},
        "after": {"version": 2, "deposit_minor": 2000},
    }
    assert len(trail) == 4


def test_a_policy_sent_back_as_it_came_changes_nothing(house: House) -> None:
    made = house.api.post(house.path("policies"), STRICT).json()
    sent = {name: value for name, value in made.items() if name != "version"}

    assert house.api.patch(house.path(f"policies/{made['id']}"), sent).json() == made


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"deposit": {"percent": 5, "amount": dollars("5.00")}}, ("/deposit", "contradiction")),
        ({"deposit": {"percent": 0}}, ("/deposit/percent", "out_of_range")),
        ({"deposit": {"percent": 101}}, ("/deposit/percent", "out_of_range")),
        ({"deposit": {"amount": dollars("0.00")}}, ("/deposit/amount", "min_value")),
        ({"minimum": {"decideHoursBefore": 5}}, ("/minimum/seats", "required")),
        ({"exempt": ["nobody at all"]}, ("/exempt/0", "invalid")),
        ({"exempt": ["@localhost"]}, ("/exempt/0", "invalid")),
        ({"cancelSteps": [{"refundPercent": 5}]}, ("/cancelSteps/0/hoursBefore", "required")),
        (
            {"cancelSteps": [{"hoursBefore": 5}, {"hoursBefore": 5}]},
            ("/cancelSteps/1/hoursBefore", "duplicate"),
        ),
        (
            {"cancelSteps": [{"hoursBefore": 5}, {"hoursBefore": 9, "refundPercent": 50}]},
            ("/cancelSteps/0/refundPercent", "out_of_range"),
        ),
        ({"holdMinutes": 10**6}, ("/holdMinutes", "max_value")),
        ({"version": 5}, ("/version", "unknown_field")),
    ],
)
def test_what_cannot_be_is_refused_at_its_place(
    house: House, change: dict[str, Any], fault: tuple[str, str]
) -> None:
    policy = PolicyFactory(organization=house.org)

    answer = house.api.patch(house.path(f"policies/{policy.public_id}"), change)

    assert faults(answer) == [fault]
    assert Policy.objects.get().version == 1


def test_an_archived_policy_leaves_the_list_and_comes_back(house: House) -> None:
    path = house.path(f"policies/{PolicyFactory(organization=house.org).public_id}")

    assert house.api.delete(path).status_code == 204
    assert house.api.get(path).json()["status"] == "ARCHIVED"
    assert house.api.get(house.path("policies")).json()["policies"] == []
    assert len(house.api.get(house.path("policies?status=ARCHIVED")).json()["policies"]) == 1
    assert house.api.patch(path, {"status": "ACTIVE"}).json()["status"] == "ACTIVE"


def test_contributors_do_not_see_who_is_exempt() -> None:
    carla = open_house(Role.CONTRIBUTOR)

    assert carla.api.get(carla.path("policies")).status_code == 403
    assert carla.api.get(carla.path("addons")).status_code == 403


LUNCH: dict[str, Any] = {
    "name": "Lunch",
    "description": "A sandwich.",
    "price": dollars("12.50"),
    "per": "PERSON",
    "maxQuantity": 4,
    "stock": 20,
    "taxPercent": 8.875,
}


def test_an_add_on_is_made_listed_changed_and_archived(house: House) -> None:
    made = house.api.post(house.path("addons"), LUNCH).json()
    path = house.path(f"addons/{made['id']}")

    assert made["id"].startswith("add_")
    plain = {"extraMinutes": 0, "requirements": [], "status": "ACTIVE"}
    assert without_id(made) == LUNCH | plain
    assert house.api.get(house.path("addons")).json() == {"addons": [made], "nextCursor": None}
    changed = house.api.patch(path, {"stock": None, "taxPercent": None}).json()
    assert changed == made | {"stock": None, "taxPercent": None}
    assert house.api.delete(path).status_code == 204
    assert house.api.get(path).json() == changed | {"status": "ARCHIVED"}
    assert house.api.get(house.path("addons")).json()["addons"] == []
    assert house.api.patch(path, {"status": "ACTIVE"}).json() == changed


def test_a_plain_add_on_is_free_and_there_is_enough_of_it(house: House) -> None:
    made = house.api.post(house.path("addons"), {"name": "Map"}).json()

    assert without_id(made) == {
        "name": "Map",
        "description": "",
        "price": dollars("0.00"),
        "per": "BOOKING",
        "maxQuantity": 1,
        "stock": None,
        "extraMinutes": 0,
        "requirements": [],
        "taxPercent": None,
        "status": "ACTIVE",
    }


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"price": dollars("-1.00")}, ("/price", "min_value")),
        ({"price": {"amount": "1.00", "currency": "EUR"}}, ("/price", "wrong_currency")),
        ({"taxPercent": 8.8755}, ("/taxPercent", "invalid")),
        ({"taxPercent": "101"}, ("/taxPercent", "out_of_range")),
        ({"taxPercent": True}, ("/taxPercent", "invalid")),
        ({"stock": -1}, ("/stock", "min_value")),
        ({"maxQuantity": 0}, ("/maxQuantity", "min_value")),
        ({"per": "DOG"}, ("/per", "invalid_choice")),
    ],
)
def test_an_add_on_that_cannot_be_is_refused(
    house: House, change: dict[str, Any], fault: tuple[str, str]
) -> None:
    add_on = AddOnFactory(organization=house.org)

    assert faults(house.api.patch(house.path(f"addons/{add_on.public_id}"), change)) == [fault]


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_however_many(
    house: House, rows: int, django_assert_max_num_queries: Any
) -> None:
    PolicyFactory.create_batch(rows, organization=house.org)
    AddOnFactory.create_batch(rows, organization=house.org)

    for name in ("policies", "addons"):
        with django_assert_max_num_queries(6):
            assert len(house.api.get(house.path(name)).json()[name]) == rows


def a_resource(house: House, name: str = "Paula", kind: str = "PERSON") -> str:
    body = {"name": name, "kind": kind}
    return str(house.api.post(house.path("resources"), body).json()["id"])


def test_an_add_on_names_what_it_needs_and_how_much_longer_it_takes(house: House) -> None:
    paula = a_resource(house)
    need = {"resourceIds": [paula], "quantity": 1, "per": "BOOKING"}
    body = {"name": "Photographer", "extraMinutes": 30, "requirements": [need]}

    made = house.api.post(house.path("addons"), body).json()

    [stored] = made["requirements"]
    assert made["extraMinutes"] == 30
    assert without_id(stored) == need | {"kind": None, "attributes": {}}
    path = house.path(f"addons/{made['id']}")
    each = {"id": stored["id"], "per": "PERSON", "quantity": 2}
    changed = house.api.patch(path, {"requirements": [each]}).json()
    assert changed["requirements"] == [stored | {"per": "PERSON", "quantity": 2}]
    assert house.api.get(path).json() == changed
    assert house.api.patch(path, {"requirements": []}).json()["requirements"] == []


def test_what_an_add_on_needs_is_checked_like_what_a_run_needs(house: House) -> None:
    body = {"name": "Photographer", "requirements": [{"resourceIds": ["res_nobody"]}, {}]}

    answer = house.api.post(house.path("addons"), body)

    assert answer.status_code == 400
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [
        ("/requirements/0/resourceIds/0", "not_found"),
        ("/requirements/1/resourceIds", "required"),
    ]


def test_what_makes_a_run_longer_goes_only_with_whole_runs(house: House) -> None:
    walk = TourFactory(organization=house.org, exclusive=True)
    body = {"name": "One hour more", "extraMinutes": 60}
    hour = house.api.post(house.path("addons"), body).json()["id"]
    plain = house.api.post(house.path("addons"), {"name": "Map"}).json()["id"]
    tour = house.path(f"tours/{walk.public_id}")
    assert house.api.patch(tour, {"addOnIds": [plain, hour]}).status_code == 200

    shared = house.api.patch(tour, {"exclusive": False})
    open_to_ideas = house.api.patch(tour, {"exclusive": False, "proposals": "ANY"})
    closed = house.api.patch(tour, {"proposals": "OFF"})

    assert (shared.status_code, open_to_ideas.status_code) == (400, 200)
    assert [(one["code"]) for one in shared.json()["errors"]] == ["whole_run_only"]
    assert [(one["code"]) for one in closed.json()["errors"]] == ["whole_run_only"]
    house.api.patch(tour, {"addOnIds": [plain], "proposals": "OFF"})
    longer = house.api.patch(house.path(f"addons/{plain}"), {"extraMinutes": 15})
    assert longer.json()["errors"][0]["pointer"] == "/extraMinutes"
