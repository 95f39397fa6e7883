"""Bookings over HTTP: whole bodies of the contract's rows, as clients see them."""

import csv
import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.models import Booking
from orgs.models import Role
from scheduling.models import AddOn, Rate
from tests.harbor import NINE, NOW, member, organization, resource, tour

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _first_of_july():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def harbor():
    return organization()


@pytest.fixture
def guest():
    return Client()


def signed_in(org, role=Role.STAFF, name="Sam"):
    client = Client()
    client.force_login(member(org, role, name))
    return client


def post(client, path, body=None, **headers):
    return client.post(
        path, json.dumps(body or {}), content_type="application/json", headers=headers
    )


def wish(walk, **more):
    return {
        "tourId": walk.public_id,
        "instanceStartsAt": "2026-07-04T09:00:00-04:00",
        "seats": 2,
        "contact": {"name": "Ada", "email": "ada@example.com"},
        **more,
    }


def usd(amount):
    return {"amount": amount, "currency": "USD"}


def booked(walk, client, **more):
    return post(client, "/api/bookings", wish(walk, **more)).json()


def test_a_booking_answers_all_that_the_contract_names(harbor, guest):
    walk = tour(harbor)

    answer = post(guest, "/api/bookings", wish(walk))

    assert answer.status_code == 201
    body = answer.json()
    row = Booking.objects.get()
    now = "2026-07-01T08:00:00-04:00"
    expected_booking = {
        "id": row.public_id,
        "reference": row.reference,
        "status": "CONFIRMED",
        "outstanding": [],
        "proposed": False,
        "offering": {"id": walk.public_id, "type": "TOUR", "name": "Lighthouse walk"},
        "variantId": walk.variants.get().public_id,
        "instanceStartsAt": "2026-07-04T09:00:00-04:00",
        "endsAt": "2026-07-04T11:00:00-04:00",
        "timezone": "America/New_York",
        "seats": 2,
        "lines": [
            {
                "rateId": walk.rates.get().public_id,
                "label": "Adult",
                "quantity": 2,
                "unitPrice": usd("45.00"),
                "total": usd("90.00"),
            }
        ],
        "addOns": [],
        "price": {
            "subtotal": usd("90.00"),
            "discounts": [],
            "addOns": usd("0.00"),
            "fees": [],
            "tax": usd("0.00"),
            "taxes": [],
            "total": usd("90.00"),
            "dueNow": usd("0.00"),
            "dueLater": usd("90.00"),
            "balanceDueAt": None,
            "paid": usd("0.00"),
            "refunded": usd("0.00"),
            "refundPending": usd("0.00"),
        },
        "policy": {
            "cancelUntil": "2026-07-03T09:00:00-04:00",
            "cancelSteps": [
                {
                    "until": "2026-07-03T09:00:00-04:00",
                    "refundPercent": 100,
                    "fee": usd("0.00"),
                }
            ],
            "moveUntil": "2026-07-03T09:00:00-04:00",
            "moveFee": usd("0.00"),
            "version": 1,
            "text": (
                "Free to cancel until Friday, July 3, 2026, 9:00 AM. "
                "After that it cannot be cancelled online. "
                "You may move it to another time until Friday, July 3, 2026, 9:00 AM, "
                "up to 2 times."
            ),
        },
        "holdExpiresAt": None,
        "addedSeatsExpireAt": None,
        "decidesAt": None,
        "otherDate": None,
        "createdAt": now,
        "updatedAt": now,
        "contact": {"name": "Ada", "email": "ada@example.com", "phone": "", "locale": "en"},
        "notes": "",
        "timeline": [
            {
                "at": now,
                "verb": "created",
                "from": None,
                "to": "CONFIRMED",
                "by": None,
                "reason": "",
            }
        ],
    }
    assert body == {
        "id": row.public_id,
        "bookingId": row.public_id,
        "status": "CONFIRMED",
        "requiresPayment": False,
        "checkoutUrl": None,
        "manageUrl": f"http://testserver/b/{row.public_id}/#{row.token}",
        "token": row.token,
        "holdExpiresAt": None,
        "booking": expected_booking,
    }


def test_the_id_alone_shows_state_and_amounts_but_not_who_booked(harbor, guest):
    made = booked(tour(harbor), guest)

    shown = guest.get(f"/api/bookings/{made['id']}").json()

    hidden = {"contact", "notes", "timeline"}
    assert shown == {key: value for key, value in made["booking"].items() if key not in hidden}


def test_the_token_shows_who_booked_in_header_and_query(harbor, guest):
    made = booked(tour(harbor), guest)
    path = f"/api/bookings/{made['id']}"

    assert guest.get(path, headers={"X-Booking-Token": made["token"]}).json() == made["booking"]
    assert guest.get(path, {"token": made["token"]}).json() == made["booking"]
    assert "contact" not in guest.get(path, {"token": made["token"][:-1] + "x"}).json()


def test_a_party_by_category_and_by_rate_costs_the_same(harbor, guest):
    walk = tour(harbor)
    child = Rate.objects.create(
        organization=harbor, offering=walk, label="Child", category="CHILD", price_minor=2000
    )
    adult = walk.rates.get(category="ADULT")
    by_rate = [
        {"rateId": adult.public_id, "quantity": 2},
        {"rateId": child.public_id, "quantity": 1},
    ]
    without_seats = {key: value for key, value in wish(walk).items() if key != "seats"}

    by_category = {**without_seats, "party": {"adults": 2, "children": 1}}
    answers = [
        post(guest, "/api/bookings", by_category).json(),
        post(guest, "/api/bookings", {**without_seats, "party": by_rate}).json(),
    ]

    assert [one["booking"]["price"]["total"] for one in answers] == [usd("110.00")] * 2
    assert [one["booking"]["seats"] for one in answers] == [3, 3]


def test_a_quote_says_what_booking_would_and_creates_nothing(harbor, guest):
    walk = tour(harbor)
    lunch = AddOn.objects.create(organization=harbor, name="Lunch", price_minor=1250, per="PERSON")
    walk.add_ons.add(lunch)
    choice = wish(walk, addOns=[{"addOnId": lunch.public_id, "quantity": 2}])
    choice.pop("contact")

    answer = post(guest, "/api/bookings/quote", choice)

    assert answer.status_code == 200
    assert answer.json()["price"]["total"] == usd("115.00")
    assert answer.json()["addOns"] == [
        {
            "addOnId": lunch.public_id,
            "label": "Lunch",
            "quantity": 2,
            "unitPrice": usd("12.50"),
            "total": usd("25.00"),
        }
    ]
    assert Booking.objects.count() == 0


def test_a_quote_is_refused_in_the_same_words_as_a_booking(harbor, guest):
    walk = tour(harbor, capacity=3)
    booked(walk, guest)
    choice = wish(walk)
    choice.pop("contact")

    quoted = post(guest, "/api/bookings/quote", choice)
    gone = post(
        guest, "/api/bookings/quote", {**choice, "instanceStartsAt": "2026-07-04T09:01:00-04:00"}
    )

    assert quoted.status_code == gone.status_code == 409
    assert quoted.json() == post(guest, "/api/bookings", wish(walk)).json()
    assert [one["startsAt"] for one in quoted.json()["alternatives"]] == [
        "2026-07-03T13:00:00-04:00",
        "2026-07-04T13:00:00-04:00",
        "2026-07-05T09:00:00-04:00",
    ]
    assert gone.json()["code"] == "slot_unavailable"
    assert len(gone.json()["alternatives"]) == 3


def test_a_sold_out_slot_offers_the_nearest_ones_before_and_after(harbor, guest):
    walk = tour(harbor, capacity=3)
    booked(walk, guest)

    answer = post(guest, "/api/bookings", wish(walk))

    body = answer.json()
    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    assert (body["code"], body["remaining"]) == ("sold_out", 1)
    assert [one["startsAt"] for one in body["alternatives"]] == [
        "2026-07-03T13:00:00-04:00",
        "2026-07-04T13:00:00-04:00",
        "2026-07-05T09:00:00-04:00",
    ]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"instanceStartsAt": "2026-07-04T09:01:00-04:00"}, 409, "slot_unavailable"),
        ({"instanceStartsAt": "2026-06-04T09:00:00-04:00"}, 422, "too_late"),
        ({"instanceStartsAt": "2036-07-04T09:00:00-04:00"}, 422, "outside_horizon"),
        ({"instanceStartsAt": "2026-07-04T09:00:00"}, 400, "invalid"),
        ({"seats": 11}, 422, "party_too_large"),
        ({"seats": 0}, 400, "invalid"),
        ({"seats": -1}, 400, "invalid"),
        ({"seats": 10**12}, 400, "invalid"),
        ({"seats": True}, 400, "invalid"),
        ({"seats": "2"}, 400, "invalid"),
        ({"party": {"adults": 2}}, 400, "invalid"),
        ({"party": [], "seats": None}, 400, "invalid"),
        ({"tourId": "tour_of_nobody"}, 404, "not_found"),
        ({"eventId": "evt_of_nobody"}, 400, "invalid"),
        ({"contact": {"name": "Ada"}}, 400, "invalid"),
        ({"contact": {"name": "Ada", "email": "ada"}}, 400, "invalid"),
        ({"contact": {"name": "A\x00da", "email": "ada@example.com"}}, 400, "invalid"),
        ({"contact": {"name": "A" * 100_000, "email": "ada@example.com"}}, 400, "invalid"),
        ({"notes": "n" * 2_001}, 400, "invalid"),
        ({"addOns": [{"addOnId": "add_of_nobody", "quantity": 1}]}, 400, "invalid"),
        ({"addOns": [{"addOnId": "add_x", "quantity": -1}]}, 400, "invalid"),
        ({"variantId": "var_of_nobody"}, 400, "invalid"),
        ({"colour": "blue"}, 400, "invalid"),
        ({"utm": {"source": 7}}, 400, "invalid"),
    ],
)
def test_bad_wishes_are_refused_and_leave_no_trace(harbor, guest, change, status, code):
    answer = post(guest, "/api/bookings", wish(tour(harbor), **change))

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert Booking.objects.count() == 0


def test_a_quiet_emoji_is_a_name_too(harbor, guest):
    contact = {"name": "Zoë 🌊", "email": "zoe@example.com"}

    assert booked(tour(harbor), guest, contact=contact)["booking"]["contact"]["name"] == "Zoë 🌊"


def test_repeating_under_one_key_books_once(harbor, guest):
    walk = tour(harbor)

    first = post(guest, "/api/bookings", wish(walk), **{"Idempotency-Key": "k1"})
    again = post(guest, "/api/bookings", wish(walk), **{"Idempotency-Key": "k1"})
    other = post(guest, "/api/bookings", wish(walk, seats=3), **{"Idempotency-Key": "k1"})

    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert Booking.objects.count() == 1


def test_a_kept_answer_is_for_whoever_shows_the_token_again(harbor, guest):
    made = booked(tour(harbor), guest)
    path = f"/api/bookings/{made['id']}/cancel"
    key = {"Idempotency-Key": "cancel-1"}
    shown = key | {"X-Booking-Token": made["token"]}

    first = post(guest, path, {}, **shown)
    again = post(guest, path, {}, **shown)
    without = post(guest, path, {}, **key)

    assert (first.status_code, again.json()) == (200, first.json())
    assert (without.status_code, without.json()["code"]) == (422, "idempotency_key_reused")


def test_the_guest_cancels_with_the_token_and_not_without(harbor, guest):
    made = booked(tour(harbor), guest)
    path = f"/api/bookings/{made['id']}/cancel"

    assert post(guest, path).status_code == 404
    answer = post(guest, path, {"reason": "Rain"}, **{"X-Booking-Token": made["token"]})

    assert answer.json()["status"] == "CANCELLED"
    assert answer.json()["timeline"][-1]["reason"] == "Rain"
    again = post(guest, path, **{"X-Booking-Token": made["token"]})
    assert (again.status_code, again.json()["code"]) == (409, "illegal_move")
    assert (again.json()["from"], again.json()["to"]) == ("CANCELLED", "CANCELLED")


def test_the_preview_says_what_cancelling_would_mean(harbor, guest):
    made = booked(tour(harbor), guest)
    path = f"/api/bookings/{made['id']}/cancel/preview"

    assert guest.get(path).status_code == 404
    assert guest.get(path, {"token": made["token"]}).json() == {
        "allowed": True,
        "cancelUntil": "2026-07-03T09:00:00-04:00",
        "fee": usd("0.00"),
        "refund": usd("0.00"),
    }


def test_the_guest_moves_and_a_refused_move_keeps_the_place(harbor, guest):
    walk = tour(harbor, capacity=2)
    made = booked(walk, guest)
    booked(walk, guest, instanceStartsAt="2026-07-05T09:00:00-04:00")
    path = f"/api/bookings/{made['id']}/reschedule"
    token = {"X-Booking-Token": made["token"]}

    moved = post(guest, path, {"instanceStartsAt": "2026-07-04T17:00:00Z"}, **token)
    refused = post(guest, path, {"instanceStartsAt": "2026-07-05T09:00:00-04:00"}, **token)

    assert moved.json()["instanceStartsAt"] == "2026-07-04T13:00:00-04:00"
    assert (refused.status_code, refused.json()["code"]) == (409, "sold_out")
    kept = guest.get(f"/api/bookings/{made['id']}").json()
    assert kept["instanceStartsAt"] == "2026-07-04T13:00:00-04:00"


def test_staff_list_approve_and_check_in(harbor, guest):
    walk = tour(harbor, requires_approval=True)
    made = booked(walk, guest)
    assert (made["status"], made["booking"]["outstanding"]) == ("AWAITING_APPROVAL", ["APPROVAL"])
    staff = signed_in(harbor)
    base = f"/api/orgs/{harbor.public_id}/bookings"

    waiting = staff.get(base, {"status": "AWAITING_APPROVAL"}).json()
    approved = post(staff, f"{base}/{made['id']}/approve")
    twice = post(staff, f"{base}/{made['id']}/approve")
    arrived = post(staff, f"{base}/{made['id']}/check-in")

    assert [one["id"] for one in waiting["bookings"]] == [made["id"]]
    assert waiting["nextCursor"] is None
    assert approved.json()["status"] == "CONFIRMED"
    assert (twice.status_code, twice.json()["code"]) == (409, "illegal_move")
    assert arrived.json()["status"] == "CHECKED_IN"


def test_a_request_that_lapsed_is_listed_as_expired(harbor, guest):
    made = booked(tour(harbor, requires_approval=True), guest)
    staff = signed_in(harbor)
    base = f"/api/orgs/{harbor.public_id}/bookings"

    with time_machine.travel(NOW + timedelta(hours=48), tick=False):
        expired = staff.get(base, {"status": "EXPIRED"}).json()
        waiting = staff.get(base, {"status": "AWAITING_APPROVAL"}).json()

    assert [one["id"] for one in expired["bookings"]] == [made["id"]]
    assert expired["bookings"][0]["status"] == "EXPIRED"
    assert waiting["bookings"] == []


def test_the_list_is_filtered_by_day_text_and_change(harbor, guest):
    walk = tour(harbor)
    ada = booked(walk, guest)
    zoe = booked(
        walk,
        guest,
        instanceStartsAt="2026-07-06T09:00:00-04:00",
        contact={"name": "Zoe", "email": "zoe@example.com"},
        reference="PO-7",
    )
    staff = signed_in(harbor)

    def ids(**query):
        answer = staff.get(f"/api/orgs/{harbor.public_id}/bookings", query)
        return [one["id"] for one in answer.json()["bookings"]]

    assert ids() == [zoe["id"], ada["id"]]
    assert ids(**{"from": "2026-07-05", "to": "2026-07-06"}) == [zoe["id"]]
    assert ids(to="2026-07-04") == [ada["id"]]
    assert ids(q="zoe@") == ids(q="PO-7") == [zoe["id"]]
    assert ids(q=ada["booking"]["reference"]) == [ada["id"]]
    assert ids(offeringId=walk.public_id, limit=1) == [zoe["id"]]
    assert ids(updatedSince="2026-07-02T00:00:00Z") == []


def test_the_table_is_safe_to_open_in_a_spreadsheet(harbor, guest):
    booked(tour(harbor), guest, contact={"name": "=cmd()", "email": "ada@example.com"})
    staff = signed_in(harbor)

    answer = staff.get(f"/api/orgs/{harbor.public_id}/bookings", {"format": "csv"})

    head, row = b"".join(answer.streaming_content).decode().splitlines()
    assert head.split(",")[:4] == ["id", "reference", "status", "offering"]
    assert "'=cmd()" in row.split(",")


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"party": {"adults": 1, "children": 1}}, [("/party/children", "not_found")]),
        ({"party": {"adults": 2.5}}, [("/party", "invalid")]),
        ({"party": {"dogs": 1}}, [("/party", "unknown_field")]),
        ({"seats": 2, "party": {"adults": 2}}, [("/seats", "contradiction")]),
        ({"eventId": "evt_1", "seats": 2}, [("/eventId", "contradiction")]),
    ],
)
def test_faults_of_a_party_are_named_as_on_the_wire(harbor, guest, change, faults):
    walk = tour(harbor)
    wanted = {"tourId": walk.public_id, "instanceStartsAt": NINE.isoformat()} | change

    answer = post(guest, "/api/bookings/quote", wanted)

    assert answer.status_code == 400
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == faults


def test_an_empty_booking_is_told_all_that_is_missing(guest):
    answer = post(guest, "/api/bookings", {})

    pointers = {one["pointer"] for one in answer.json()["errors"] if one["code"] == "required"}
    assert pointers == {"/tourId", "/party", "/instanceStartsAt", "/contact"}


@pytest.mark.parametrize(
    ("phone", "written"),
    [
        ("+49 151 2345678", "+49 151 2345678"),
        ("+491512345678", "+491512345678"),
        ("0151/2345678", "0151/2345678"),
        ("+1-555-0100", "'+1-555-0100"),  # A spreadsheet would subtract.
        ("+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\uff1d1+1", "'\uff1d1+1"),
    ],
)
def test_a_table_stays_readable_and_no_formula(harbor, guest, phone, written):
    contact = {"name": "Ada", "email": "ada@example.com", "phone": phone}
    booked(tour(harbor), guest, contact=contact)

    answer = signed_in(harbor).get(f"/api/orgs/{harbor.public_id}/bookings", {"format": "csv"})

    (row,) = csv.DictReader(b"".join(answer.streaming_content).decode().splitlines())
    assert row["phone"] == written


def test_staff_of_another_organization_find_nothing(harbor, guest):
    made = booked(tour(harbor), guest)
    stranger = signed_in(organization("linden"), Role.OWNER, "Olga")
    own = stranger.get("/api/auth/me").json()["organizations"][0]["id"]
    theirs, ours = f"/api/orgs/{harbor.public_id}/bookings", f"/api/orgs/{own}/bookings"

    assert stranger.get(theirs).status_code == 404
    assert stranger.get(ours).json()["bookings"] == []
    for verb in ("approve", "decline", "cancel", "check-in", "no-show"):
        assert post(stranger, f"{theirs}/{made['id']}/{verb}").status_code == 404
        assert post(stranger, f"{ours}/{made['id']}/{verb}").status_code == 404
    assert "contact" not in stranger.get(f"/api/bookings/{made['id']}").json()
    assert post(stranger, f"/api/bookings/{made['id']}/cancel").status_code == 404


def test_contributors_may_not_see_bookings(harbor):
    client = signed_in(harbor, Role.CONTRIBUTOR)

    assert client.get(f"/api/orgs/{harbor.public_id}/bookings").status_code == 403


@pytest.mark.parametrize("others", [1, 30])
def test_the_list_costs_the_same_however_long_it_is(harbor, guest, others):
    walk = tour(harbor, capacity=100)
    for number in range(others):
        booked(walk, guest, contact={"name": "Guest", "email": f"guest{number}@example.com"})
    staff = signed_in(harbor)

    with CaptureQueriesContext(connection) as queries:
        staff.get(f"/api/orgs/{harbor.public_id}/bookings")

    assert len(queries) <= 9


@pytest.mark.parametrize("others", [0, 30])
def test_a_booking_over_http_costs_twenty_six_queries(harbor, guest, others):
    walk = tour(harbor, capacity=100, needs=((resource(harbor),),))
    for number in range(others):
        booked(walk, guest, instanceStartsAt=f"2026-07-{6 + number % 20:02}T09:00:00-04:00")

    with CaptureQueriesContext(connection) as queries:
        booked(walk, guest)

    assert len(queries) == 26


def test_the_clock_of_the_venue_is_kept_across_the_change(harbor, guest):
    walk = tour(harbor)

    made = booked(walk, guest, instanceStartsAt="2026-11-01T09:00:00-05:00")

    assert made["booking"]["instanceStartsAt"] == "2026-11-01T09:00:00-05:00"
    assert Booking.objects.get().starts_at == datetime(2026, 11, 1, 14, tzinfo=UTC)
    assert NINE.hour == 13
