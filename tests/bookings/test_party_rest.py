"""POST /api/bookings/{id}/party and its preview, over the wire."""

import pytest
import time_machine

from bookings import actions
from bookings.models import Booking
from orgs.models import Role
from tests.bookings import payments
from tests.client import Api
from tests.harbor import GUEST, NOW, member, tour, wanting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _first_of_july():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def booking():
    """Two seats, paid."""
    walk = tour(payments.harbor(), requires_approval=False)
    made = actions.book(request=wanting(walk), by=GUEST, now=NOW).booking
    payments.pay(made)
    return Booking.objects.get()


def usd(amount):
    return {"amount": amount, "currency": "USD"}


def token(booking):
    return {"X-Booking-Token": booking.token}


def test_the_preview_says_what_it_costs_and_changes_nothing(booking):
    path = f"/api/bookings/{booking.public_id}/party/preview"

    answer = Api().post(path, {"party": {"adults": 3}}, **token(booking))

    (rate,) = booking.offering.rates.all()
    line = {"rateId": rate.public_id, "label": "Adult", "quantity": 3, "unitPrice": usd("45.00")}
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "seats": 3,
            "lines": [line | {"total": usd("135.00")}],
            "addOns": [],
            "discounts": [],
            "fees": [],
            "totalBefore": usd("90.00"),
            "total": usd("135.00"),
            "refund": usd("0.00"),
            "fee": usd("0.00"),
            "dueNow": usd("45.00"),
            "addedSeatsExpireAt": "2026-07-01T08:15:00-04:00",
        },
    )
    assert Booking.objects.get().seats == 2


def test_a_guest_brings_a_friend_and_owes_the_difference(booking):
    body = {"seats": 3, "expectedTotal": usd("135.00"), "reason": "Ben comes too"}

    answer = Api().post(f"/api/bookings/{booking.public_id}/party", body, **token(booking))

    found = answer.json()
    assert answer.status_code == 200
    assert (found["seats"], found["status"], found["outstanding"]) == (3, "CONFIRMED", ["PAYMENT"])
    assert found["price"]["dueNow"] == usd("45.00")
    assert found["addedSeatsExpireAt"] == "2026-07-01T08:15:00-04:00"
    assert (found["timeline"][-1]["verb"], found["timeline"][-1]["reason"]) == (
        "party_changed",
        "Ben comes too",
    )


def test_what_goes_back_is_named_and_does_not_count_as_paid(booking):
    path = f"/api/bookings/{booking.public_id}/party"

    price = Api().post(path, {"seats": 1}, **token(booking)).json()["price"]

    assert (price["paid"], price["refundPending"]) == (usd("90.00"), usd("45.00"))
    assert price["total"] == usd("45.00")
    assert price["dueNow"] == price["dueLater"] == price["refunded"] == usd("0.00")


def test_another_price_than_was_shown_is_refused(booking):
    body = {"seats": 3, "expectedTotal": usd("1.00")}

    answer = Api().post(f"/api/bookings/{booking.public_id}/party", body, **token(booking))

    assert (answer.status_code, answer.json()["code"]) == (409, "price_changed")
    assert answer.json()["total"] == usd("135.00")


@pytest.mark.parametrize("body", [{}, {"seats": 2, "party": {"adults": 2}}, {"seats": 0}])
def test_a_party_is_said_in_one_way(booking, body):
    answer = Api().post(f"/api/bookings/{booking.public_id}/party", body, **token(booking))

    assert answer.status_code == 400


def test_without_the_token_there_is_no_such_booking(booking):
    for path in ("party", "party/preview"):
        answer = Api().post(f"/api/bookings/{booking.public_id}/{path}", {"seats": 3})
        assert answer.status_code == 404


def test_staff_change_a_party_and_strangers_do_not(booking):
    org = booking.organization
    path = f"/api/orgs/{org.public_id}/bookings/{booking.public_id}/party"
    stranger = member(tour(payments.harbor(slug="elsewhere")).organization, Role.OWNER, "Eve")

    assert Api(stranger).post(path, {"seats": 1}).status_code == 404
    answer = Api(member(org)).post(path, {"seats": 1, "reason": "One is ill"})

    assert (answer.status_code, answer.json()["seats"]) == (200, 1)
