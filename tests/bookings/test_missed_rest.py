"""Runs short of their minimum over HTTP: staff decide, guests answer another date."""

import pytest
import time_machine

from bookings.models import Booking
from orgs.access import of_user
from orgs.models import Role
from tests import harbor
from tests.api.house import House
from tests.bookings.test_missed import WHY, book, offer
from tests.client import Api
from tests.harbor import NOW, tour

pytestmark = pytest.mark.django_db
NINE, ONE = "2026-07-04T09:00:00-04:00", "2026-07-04T13:00:00-04:00"
DECIDED = "2026-07-03T09:00:00-04:00"


@pytest.fixture(autouse=True)
def _first_of_july():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def house():
    org = harbor.organization()
    user = harbor.member(org, name="Stella")
    return House(org, Api(user), user)


@pytest.fixture
def ada(house):
    return book(tour(house.org, minimum_seats=4))


def decide(house, verb, booking, **body):
    run = {"offeringId": booking.offering.public_id, "instanceStartsAt": NINE}
    return house.api.post(house.path(f"occurrences/minimum/{verb}"), run | body)


def shown(answer):
    assert answer.status_code == 200, answer.json()
    keys = ("status", "outstanding", "instanceStartsAt", "decidesAt", "otherDate")
    return [tuple(one[key] for key in keys) for one in answer.json()["bookings"]]


def test_staff_put_the_decision_off(house, ada):
    until = "2026-07-03T18:00:00-04:00"

    answer = decide(house, "extend", ada, until=until)

    assert shown(answer) == [("PENDING", ["MINIMUM"], NINE, until, None)]
    again = decide(house, "extend", ada, until=until)
    assert [fault["pointer"] for fault in again.json()["errors"]] == ["/until"]


def test_staff_confirm_it_anyway(house, ada):
    without = decide(house, "confirm", ada)

    answer = decide(house, "confirm", ada, reason=WHY)

    assert without.status_code == 400
    assert shown(answer) == [("CONFIRMED", [], NINE, None, None)]
    last = answer.json()["bookings"][0]["timeline"][-1]
    assert (last["verb"], last["by"], last["reason"]) == ("minimum_waived", "Stella", WHY)


def test_staff_give_it_up(house, ada):
    answer = decide(house, "release", ada, reason="Storm.")
    again = decide(house, "release", ada, reason="Storm.")

    assert shown(answer) == [("CANCELLED", ["MINIMUM"], NINE, DECIDED, None)]
    assert (again.status_code, again.json()["code"]) == (409, "nobody_waits")


def test_a_guest_chooses_another_date_with_the_token(house, ada):
    bea = book(ada.offering, "Bea", starts_at=harbor.ONE)
    place = {
        "instanceStartsAt": ONE,
        "endsAt": "2026-07-04T15:00:00-04:00",
        "expiresAt": DECIDED,
    }

    offered = decide(house, "offer", ada, newStartsAt=ONE)
    stranger = Api().post(f"/api/bookings/{ada.public_id}/other-date/accept")
    accepted = Api().post(
        f"/api/bookings/{ada.public_id}/other-date/accept", X_Booking_Token=ada.token
    )

    assert shown(offered) == [("PENDING", ["MINIMUM"], NINE, DECIDED, place)]
    assert stranger.status_code == 404
    body = accepted.json()
    assert (body["status"], body["instanceStartsAt"], body["otherDate"]) == ("CONFIRMED", ONE, None)
    assert Booking.objects.get(pk=bea.pk).state == "CONFIRMED"


def test_a_date_that_came_to_nothing_meanwhile_is_too_late(house, ada):
    bea = book(ada.offering, "Bea", starts_at=harbor.ONE)
    offer(ada, of_user(house.user))
    decide(house, "release", bea, instanceStartsAt=ONE, reason="Storm.")

    answer = Api().post(
        f"/api/bookings/{ada.public_id}/other-date/accept", X_Booking_Token=ada.token
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "too_late")
    assert Booking.objects.get(pk=ada.pk).state == "PENDING"


def test_a_guest_turns_another_date_down(house, ada):
    offer(ada, of_user(house.user))
    path = f"/api/bookings/{ada.public_id}/other-date/decline"

    first, second = (Api().post(path, X_Booking_Token=ada.token) for _ in range(2))

    assert (first.status_code, first.json()["otherDate"]) == (200, None)
    assert (second.status_code, second.json()["code"]) == (409, "hold_lapsed")


def test_a_run_that_nobody_is_on_is_not_found(house, ada):
    run = {"offeringId": ada.offering.public_id, "instanceStartsAt": ONE, "reason": WHY}

    answer = house.api.post(house.path("occurrences/minimum/confirm"), run)

    assert answer.status_code == 404


def test_contributors_decide_nothing(house, ada):
    tom = Api(harbor.member(house.org, Role.CONTRIBUTOR, "Tom"))
    run = {"offeringId": ada.offering.public_id, "instanceStartsAt": NINE, "reason": WHY}

    answer = tom.post(house.path("occurrences/minimum/confirm"), run)

    assert (answer.status_code, Booking.objects.get().state) == (403, "PENDING")
