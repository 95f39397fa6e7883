"""Private requests over HTTP, as clients see them."""

from typing import Any

import pytest
import time_machine

from bookings.models import Booking
from orgs.models import Organization
from scheduling.models import Offering
from tests.bookings.proposals import answered, fresh, private_ride, proposing
from tests.client import Api, faults
from tests.harbor import NOW, add_on, member, organization, resource

pytestmark = pytest.mark.django_db

SEVEN_WALL = "2026-07-04T07:00:00-04:00"


@pytest.fixture(autouse=True)
def _first_of_july() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ride() -> Offering:
    return private_ride()


def wish(ride: Offering, **more: Any) -> dict[str, Any]:
    contact = {"name": "Ada", "email": "ada@example.com"}
    body = {"tourId": ride.public_id, "seats": 2, "contact": contact, **more}
    return {"instanceStartsAt": SEVEN_WALL} | body


def problem(answer: Any) -> tuple[int, str]:
    """The status and the code of a refusal."""
    return answer.status_code, answer.json()["code"]


def usd(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "USD"}


def with_token(booking: Booking) -> dict[str, str]:
    return {"X-Booking-Token": booking.token}


def staff_of(org: Organization) -> Api:
    return Api(member(org))


def offer_path(booking: Booking) -> str:
    return f"/api/orgs/{booking.organization.public_id}/bookings/{booking.public_id}/offer"


def own_path(booking: Booking, verb: str) -> str:
    return f"/api/bookings/{booking.public_id}/{verb}"


def test_a_proposal_is_made_like_a_booking(ride: Offering) -> None:
    answer = Api().post("/api/bookings/proposals", wish(ride))

    assert answer.status_code == 201
    made = answer.json()
    assert (made["status"], made["requiresPayment"], made["checkoutUrl"]) == (
        "AWAITING_APPROVAL",
        False,
        None,
    )
    booking = made["booking"]
    assert (booking["proposed"], booking["outstanding"]) == (True, ["APPROVAL"])
    assert booking["instanceStartsAt"] == SEVEN_WALL
    assert booking["timeline"][0]["verb"] == "proposed"


def test_booking_such_a_time_as_anybody_books_is_refused(ride: Offering) -> None:
    assert problem(Api().post("/api/bookings", wish(ride))) == (409, "slot_unavailable")


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"promoCode": "HARBOR"}, [("/promoCode", "read_only")]),
        (
            {"instanceStartsAt": "2026-07-04T07:00:30-04:00"},
            [("/instanceStartsAt", "whole_minutes")],
        ),
        ({"instanceStartsAt": "2026-07-04T07:00:00"}, [("/instanceStartsAt", "naive_datetime")]),
    ],
)
def test_what_a_proposal_cannot_say(ride: Offering, more: Any, found: Any) -> None:
    assert faults(Api().post("/api/bookings/proposals", wish(ride, **more))) == found


def test_where_none_are_taken(ride: Offering) -> None:
    Offering.objects.filter(pk=ride.pk).update(proposals="OFF")

    answer = Api().post("/api/bookings/proposals", wish(ride))

    assert problem(answer) == (422, "proposals_closed")


def test_staff_answer_with_a_price_and_the_guest_accepts(ride: Offering) -> None:
    booking = proposing(ride)
    body = {
        "price": usd("300.00"),
        "instanceStartsAt": "2026-07-04T06:30:00-04:00",
        "expiresAt": "2026-07-02T12:00:00-04:00",
        "reason": "Half an hour earlier, for the light.",
    }

    offered = staff_of(ride.organization).post(offer_path(booking), body)

    assert offered.status_code == 200
    told = offered.json()
    assert (told["status"], told["outstanding"]) == ("PENDING", ["ACCEPTANCE"])
    assert told["holdExpiresAt"] == "2026-07-02T12:00:00-04:00"
    assert told["instanceStartsAt"] == "2026-07-04T06:30:00-04:00"
    assert told["price"]["total"] == usd("300.00")
    assert [(one["code"], one["amount"]) for one in told["price"]["fees"]] == [
        ("AGREED", usd("300.00"))
    ]
    assert [(one["quantity"], one["total"]) for one in told["lines"]] == [(2, usd("0.00"))]
    accepted = Api().post(
        own_path(booking, "accept"),
        {"expectedTotal": usd("300.00")},
        **with_token(booking),
    )
    assert (accepted.status_code, accepted.json()["status"]) == (200, "CONFIRMED")


def test_the_guest_turns_an_offer_down(ride: Offering) -> None:
    booking = answered(proposing(ride))

    answer = Api().post(
        own_path(booking, "decline"), {"reason": "Too dear."}, **with_token(booking)
    )

    assert (answer.status_code, answer.json()["status"]) == (200, "CANCELLED")


def test_nobody_answers_without_the_token(ride: Offering) -> None:
    booking = answered(proposing(ride))

    for verb in ("accept", "decline"):
        assert problem(Api().post(own_path(booking, verb), {})) == (404, "not_found")
    assert fresh(booking).outstanding == ["ACCEPTANCE"]


def test_another_price_is_said(ride: Offering) -> None:
    booking = answered(proposing(ride))

    answer = Api().post(
        own_path(booking, "accept"), {"expectedTotal": usd("250.00")}, **with_token(booking)
    )

    assert problem(answer) == (409, "price_changed")
    assert answer.json()["total"] == usd("300.00")


def test_a_proposal_is_not_approved_as_it_is(ride: Offering) -> None:
    booking = proposing(ride)
    path = offer_path(booking).replace("/offer", "/approve")

    assert problem(staff_of(ride.organization).post(path, {})) == (409, "price_needed")


def test_passing_over_hours_needs_a_reason() -> None:
    harbor = organization()
    weekly = [[day, 480, 1080] for day in range(7)]
    van = resource(harbor, weekly_hours=weekly)
    booking = proposing(private_ride(org=harbor, needs=((van,),)))
    staff, price = staff_of(harbor), {"price": usd("300.00")}

    held = staff.post(offer_path(booking), price)
    bare = staff.post(offer_path(booking), price | {"despiteHours": True})
    told = staff.post(
        offer_path(booking), price | {"despiteHours": True, "reason": "Tom comes early."}
    )

    assert problem(held) == (409, "slot_unavailable")
    assert faults(bare) == [("/reason", "required")]
    assert told.status_code == 200


def test_a_deadline_in_the_past_is_named(ride: Offering) -> None:
    body = {"price": usd("300.00"), "expiresAt": "2026-06-30T12:00:00-04:00"}

    answer = staff_of(ride.organization).post(offer_path(proposing(ride)), body)

    assert faults(answer) == [("/expiresAt", "out_of_range")]


def test_availability_is_asked_with_add_ons() -> None:
    harbor = organization()
    ride = private_ride(org=harbor)
    hour = add_on(ride, "One hour more", extra_minutes=60)
    path = f"/api/tours/{ride.public_id}/availability?from=2026-07-04&to=2026-07-04&seats=2"

    plain = Api().get(path).json()["slots"]
    longer = Api().get(f"{path}&addOns={hour.public_id}:2").json()["slots"]
    unknown = Api().get(f"{path}&addOns=add_nothing")
    broken = Api().get(f"{path}&addOns=,")

    assert [one["endsAt"] for one in plain] == [
        "2026-07-04T11:00:00-04:00",
        "2026-07-04T15:00:00-04:00",
    ]
    assert [one["endsAt"] for one in longer] == [
        "2026-07-04T13:00:00-04:00",
        "2026-07-04T17:00:00-04:00",
    ]
    assert faults(unknown) == [("/addOns/0/addOnId", "not_found")]
    assert broken.status_code == 400
