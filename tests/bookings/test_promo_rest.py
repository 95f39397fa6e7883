"""Promo codes over HTTP: staff make them, guests use them."""

import pytest
import time_machine

from bookings import actions
from orgs.models import Role
from tests import harbor
from tests.api.house import House, open_house, without_id
from tests.client import Api, faults, problem
from tests.factories import PromoCodeFactory, TourFactory

pytestmark = pytest.mark.django_db

START = "2026-07-04T09:00:00-04:00"


@pytest.fixture(autouse=True)
def _first_of_july():
    with time_machine.travel(harbor.NOW, tick=False):
        yield


@pytest.fixture
def house() -> House:
    return open_house(Role.STAFF)


def dollars(amount):
    return {"amount": amount, "currency": "USD"}


def wish(walk, code="HARBOR10", **more):
    return {
        "tourId": walk.public_id,
        "instanceStartsAt": START,
        "seats": 2,
        "promoCode": code,
        **more,
    }


CONTACT = {"contact": {"name": "Ada", "email": "ada@example.com"}}


def test_a_code_is_made_with_everything_it_was_given(house):
    walk = TourFactory(organization=house.org)
    given = {
        "code": "summer 25",
        "note": "For the leaflet",
        "amountOff": dollars("25.00"),
        "validFrom": "2026-06-01",
        "validUntil": "2026-08-31",
        "maxUses": 50,
        "maxUsesPerCustomer": 1,
        "minimum": dollars("60.00"),
        "offeringIds": [walk.public_id],
    }

    answer = house.api.post(house.path("promo-codes"), given)

    made = answer.json()
    assert answer.status_code == 201
    assert made["id"].startswith("promo_")
    stored = given | {"code": "SUMMER25", "percentOff": None, "uses": 0, "status": "ACTIVE"}
    assert without_id(made) == stored
    assert house.api.get(house.path(f"promo-codes/{made['id']}")).json() == made
    listed = {"promoCodes": [made], "nextCursor": None}
    assert house.api.get(house.path("promo-codes")).json() == listed


def test_a_code_changes_from_amount_to_share_and_is_archived(house):
    row = PromoCodeFactory(organization=house.org, percent_off=None, amount_off_minor=500)
    path = house.path(f"promo-codes/{row.public_id}")

    changed = house.api.patch(path, {"percentOff": 12.5}).json()
    gone = house.api.delete(path)

    assert (changed["percentOff"], changed["amountOff"]) == (12.5, None)
    assert gone.status_code == 204
    assert house.api.get(path).json()["status"] == "ARCHIVED"
    assert house.api.get(house.path("promo-codes")).json()["promoCodes"] == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"code": "X5"}, ("/percentOff", "contradiction")),
        (
            {"code": "X5", "percentOff": 5, "amountOff": dollars("5.00")},
            ("/percentOff", "contradiction"),
        ),
        ({"code": "X5", "percentOff": 0}, ("/percentOff", "out_of_range")),
        ({"code": "X5", "percentOff": 101}, ("/percentOff", "out_of_range")),
        ({"code": "X5", "amountOff": dollars("0.00")}, ("/amountOff", "min_value")),
        ({"code": "*", "percentOff": 5}, ("/code", "invalid")),
        ({"percentOff": 5}, ("/code", "required")),
        ({"code": "X5", "percentOff": 5, "maxUses": 0}, ("/maxUses", "min_value")),
        ({"code": "X5", "percentOff": 5, "offeringIds": ["no"]}, ("/offeringIds/0", "not_found")),
        (
            {"code": "X5", "percentOff": 5, "validFrom": "2026-07-02", "validUntil": "2026-07-01"},
            ("/validUntil", "before_start"),
        ),
    ],
)
def test_a_code_that_cannot_be_is_refused(house, body, fault):
    assert faults(house.api.post(house.path("promo-codes"), body)) == [fault]


def test_a_spelling_is_taken_once(house):
    PromoCodeFactory(organization=house.org, code="HARBOR10")
    PromoCodeFactory(code="OTHER")

    twice = house.api.post(house.path("promo-codes"), {"code": "harbor10", "percentOff": 5})
    other = house.api.post(house.path("promo-codes"), {"code": "other", "percentOff": 5})

    assert (twice.status_code, twice.json()["code"]) == (409, "duplicate")
    assert other.status_code == 201


def test_a_guest_sees_the_code_in_the_quote_and_in_the_booking(house):
    house.org.tax_percent = 10
    house.org.save()
    walk = TourFactory(organization=house.org)
    code = PromoCodeFactory(organization=house.org, code="HARBOR10")

    quote = Api().post("/api/bookings/quote", wish(walk)).json()
    booking = Api().post("/api/bookings", wish(walk) | CONTACT).json()["booking"]

    assert quote["price"] == booking["price"]
    assert booking["price"] == {
        "subtotal": dollars("90.00"),
        "discounts": [{"code": "PROMO", "label": "HARBOR10", "amount": dollars("9.00")}],
        "addOns": dollars("0.00"),
        "fees": [],
        "tax": dollars("7.36"),
        "taxes": [{"percent": 10, "gross": dollars("81.00"), "amount": dollars("7.36")}],
        "total": dollars("81.00"),
        "dueNow": dollars("0.00"),
        "dueLater": dollars("81.00"),
        "balanceDueAt": None,
        "paid": dollars("0.00"),
        "refunded": dollars("0.00"),
        "refundPending": dollars("0.00"),
    }
    told = house.api.get(house.path(f"promo-codes/{code.public_id}")).json()
    assert told["uses"] == 1


@pytest.mark.parametrize("code", ["NOTHING", "x" * 60])
def test_an_unknown_code_is_refused(house, code):
    walk = TourFactory(organization=house.org)

    answer = Api().post("/api/bookings/quote", wish(walk, code))

    assert answer.status_code == 422
    assert answer.json() == problem("promo_unknown", 422, "There is no such promo code")


@pytest.mark.parametrize("code", [None, ""])
def test_no_code_is_no_code(house, code):
    walk = TourFactory(organization=house.org)

    assert Api().post("/api/bookings/quote", wish(walk, code)).status_code == 200


def test_a_code_for_more_says_from_how_much(house):
    walk = TourFactory(organization=house.org)
    PromoCodeFactory(organization=house.org, code="HARBOR10", minimum_minor=10_000)

    answer = Api().post("/api/bookings/quote", wish(walk))

    assert answer.json() == problem(
        "promo_not_valid",
        422,
        "This promo code cannot be used here",
        "This code needs a price of $100.00 or more.",
        minimum=dollars("100.00"),
    )


def test_a_used_up_code_is_a_conflict(house):
    walk = TourFactory(organization=house.org)
    PromoCodeFactory(organization=house.org, code="HARBOR10", max_uses=1)
    Api().post("/api/bookings", wish(walk) | CONTACT)

    answer = Api().post("/api/bookings", wish(walk) | CONTACT)

    assert answer.json() == problem("promo_used_up", 409, "This promo code is used up")


def test_a_code_that_this_guest_has_used_up_says_how_often_it_may_be_used(house):
    walk = TourFactory(organization=house.org)
    PromoCodeFactory(organization=house.org, code="HARBOR10", max_uses_per_customer=1)
    Api().post("/api/bookings", wish(walk) | CONTACT)

    answer = Api().post("/api/bookings", wish(walk) | CONTACT)

    said = "You have used this code as often as it may be used."
    title = "This promo code is used up"
    assert answer.json() == problem("promo_used_up", 409, title, said, maxUsesPerCustomer=1)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_many(house, rows, django_assert_num_queries):
    walk = TourFactory(organization=house.org)
    for number in range(rows):
        PromoCodeFactory(organization=house.org, code=f"CODE{number}").offerings.add(walk)
        request = harbor.wanting(walk, promo=f"CODE{number}", name=f"Guest{number}")
        actions.book(request=request, by=harbor.GUEST, now=harbor.NOW)

    with django_assert_num_queries(6):
        found = house.api.get(house.path("promo-codes")).json()["promoCodes"]

    assert [one["uses"] for one in found] == [1] * rows


def test_staff_give_another_fee_only_with_a_reason(house):
    walk = TourFactory(organization=house.org)
    made = Api().post("/api/bookings", wish(walk, None) | CONTACT).json()
    path = house.path(f"bookings/{made['id']}/move")
    body = {"instanceStartsAt": "2026-07-05T09:00:00-04:00", "fee": dollars("3.00")}

    refused = house.api.post(path, body)
    moved = house.api.post(path, body | {"reason": "Changed her mind twice"}).json()

    assert faults(refused) == [("/reason", "required")]
    assert moved["price"]["fees"] == [
        {"code": "MOVE", "label": "Change of time", "amount": dollars("3.00")}
    ]
    assert moved["price"]["total"] == dollars("93.00")
    assert moved["timeline"][-1]["reason"] == "Changed her mind twice"


def test_staff_cannot_give_back_what_was_not_paid(house):
    walk = TourFactory(organization=house.org)
    made = Api().post("/api/bookings", wish(walk, None) | CONTACT).json()
    path = house.path(f"bookings/{made['id']}/cancel")

    answer = house.api.post(path, {"refund": dollars("1.00"), "reason": "Sorry"})

    assert (answer.status_code, answer.json()["code"]) == (422, "amount_too_large")
