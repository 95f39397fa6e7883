"""Waitlists over HTTP: whole bodies, as clients see them."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.actions import waiting
from bookings.models import Booking, WaitlistEntry
from orgs.models import ApiKey, PaymentWay, Role
from scheduling.models import Offering
from tests.bookings.waitlists import HOUR, free, fresh, full_walk, offered, waits
from tests.client import Api, faults, problem
from tests.factories import ApiKeyFactory
from tests.harbor import NINE, NOW, member, organization

pytestmark = pytest.mark.django_db

WHEN = "2026-07-04T09:00:00-04:00"
SLOT = {"instanceStartsAt": WHEN}


@pytest.fixture(autouse=True)
def _first_of_july():
    with time_machine.travel(NOW, tick=False):
        yield


def wish(walk: Offering, **more):
    contact = {"name": "Ada", "email": "ada@example.com", "phone": "1", "locale": "de"}
    return {"tourId": walk.public_id, "seats": 2, "contact": contact, **(more or SLOT)}


def path(entry, verb=""):
    return f"/api/waitlist/{entry.public_id}{verb}"


def with_token(entry):
    return {"X-Booking-Token": entry.token}


def test_joining_answers_place_and_link():
    walk = full_walk()
    waits(walk, name="Ben")

    answer = Api().post("/api/waitlist", wish(walk))

    row = WaitlistEntry.objects.get(name="Ada")
    now = "2026-07-01T08:00:00-04:00"
    assert answer.status_code == 201
    assert answer.json() == {
        "id": row.public_id,
        "status": "WAITING",
        "position": 2,
        "manageUrl": f"http://testserver/w/{row.public_id}/#{row.token}",
        "token": row.token,
        "entry": {
            "id": row.public_id,
            "status": "WAITING",
            "offering": {"id": walk.public_id, "type": "TOUR", "name": "Lighthouse walk"},
            "variantId": None,
            "instanceStartsAt": WHEN,
            "from": None,
            "to": None,
            "timezone": "America/New_York",
            "seats": 2,
            "createdAt": now,
            "updatedAt": now,
            "party": [
                {"rateId": walk.rates.get().public_id, "label": "Adult", "quantity": 2},
            ],
            "contact": {
                "name": "Ada",
                "email": "ada@example.com",
                "phone": "1",
                "locale": "de",
            },
            "offer": None,
            "passedOver": [],
            "position": 2,
        },
    }


def test_days_are_waited_for_too():
    walk = full_walk()

    answer = Api().post("/api/waitlist", wish(walk, **{"from": "2026-07-04", "to": "2026-07-04"}))

    entry = answer.json()["entry"]
    assert (entry["from"], entry["to"], entry["instanceStartsAt"]) == (
        "2026-07-04",
        "2026-07-04",
        None,
    )


def test_who_could_book_is_told_where():
    walk = full_walk(parties=())

    answer = Api().post("/api/waitlist", wish(walk))

    body = answer.json()
    assert (answer.status_code, body["code"]) == (409, "places_free")
    assert [slot["startsAt"] for slot in body["alternatives"]] == [WHEN]
    assert not WaitlistEntry.objects.exists()


def test_no_waitlist_no_entry():
    walk = full_walk(waitlist=False)

    answer = Api().post("/api/waitlist", wish(walk))

    assert answer.status_code == 422
    assert answer.json() == problem("waitlist_closed", 422, "There is no waitlist here")


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"from": "2026-07-04"}, ("/to", "required")),
        ({"to": "2026-07-04"}, ("/from", "required")),
        ({"from": "2026-07-05", "to": "2026-07-04"}, ("/to", "before_from")),
        ({"from": "2026-07-04", "to": "2028-07-04"}, ("/to", "range_too_long")),
        (
            {**SLOT, "from": "2026-07-04", "to": "2026-07-04"},
            ("/instanceStartsAt", "contradiction"),
        ),
        ({**SLOT, "addOns": []}, ("/addOns", "unknown_field")),
        ({**SLOT, "party": {"adults": 1}}, ("/seats", "contradiction")),
    ],
)
def test_a_wish_that_says_too_little_or_too_much_is_refused(more, fault):
    answer = Api().post("/api/waitlist", wish(full_walk(), **more))

    assert faults(answer) == [fault]


def test_the_id_alone_tells_the_state_and_nothing_of_the_person():
    entry = waits(full_walk())

    body = Api().get(path(entry)).json()
    whole = Api().get(f"{path(entry)}?token={entry.token}").json()

    assert body["status"] == "WAITING"
    assert set(whole) - set(body) == {"contact", "offer", "party", "passedOver", "position"}
    assert "Ada" not in json.dumps(body)


def test_an_offer_is_shown_and_accepted_with_the_token():
    entry = offered(full_walk())
    url = path(entry)

    shown = Api().get(url, **with_token(entry)).json()
    answer = Api().post(f"{url}/accept", **with_token(entry))

    assert shown["offer"] == {
        "instanceStartsAt": WHEN,
        "endsAt": "2026-07-04T11:00:00-04:00",
        "variantId": entry.booking.variant.public_id,
        "total": {"amount": "90.00", "currency": "USD"},
        "expiresAt": "2026-07-01T12:00:00-04:00",
        "bookingId": None,
    }
    body, booking = answer.json(), Booking.objects.get(pk=entry.booking.pk)
    assert (body["entry"]["status"], body["entry"]["position"]) == ("ACCEPTED", None)
    assert body["entry"]["offer"]["bookingId"] == booking.public_id
    assert (body["booking"]["status"], body["booking"]["token"]) == ("CONFIRMED", booking.token)


def test_accepting_leads_to_the_payment_page_where_one_pays_first():
    entry = offered(full_walk(org=organization(payment_way=PaymentWay.SANDBOX)))

    body = Api().post(path(entry, "/accept"), **with_token(entry)).json()

    assert (body["booking"]["status"], body["booking"]["requiresPayment"]) == ("PENDING", True)
    assert "/pay/ord_" in body["booking"]["checkoutUrl"]


@pytest.mark.parametrize(("verb", "state"), [("decline", "DECLINED"), ("leave", "LEFT")])
def test_an_offer_is_turned_down(verb, state):
    entry = offered(full_walk())

    body = Api().post(path(entry, f"/{verb}"), **with_token(entry)).json()

    assert (body["status"], body["offer"]) == (state, None)
    assert fresh(entry).booking.state == "CANCELLED"


def test_an_offer_that_ran_out_says_so():
    entry = offered(full_walk())
    with time_machine.travel(NOW + 4 * HOUR, tick=False):
        shown = Api().get(path(entry), **with_token(entry)).json()
        answer = Api().post(path(entry, "/accept"), **with_token(entry))

    assert (shown["status"], shown["offer"]) == ("LAPSED", None)
    assert (answer.status_code, answer.json()["code"]) == (409, "hold_lapsed")


@pytest.mark.parametrize("verb", ["accept", "decline", "leave"])
@pytest.mark.parametrize("token", ["", "wrong"])
def test_without_its_token_nothing_is_answered_for_it(verb, token):
    entry = offered(full_walk())
    stranger = member(organization("hills"), Role.OWNER, "Sven")

    for api in (Api(), Api(stranger)):
        answer = api.post(path(entry, f"/{verb}"), **{"X-Booking-Token": token})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert fresh(entry).state == "OFFERED"


def test_the_token_of_one_entry_opens_no_other():
    walk = full_walk()
    ada, ben = waits(walk), waits(walk, name="Ben")

    answer = Api().post(path(ben, "/leave"), **with_token(ada))

    assert answer.status_code == 404


def test_staff_list_those_who_wait_first_come_first():
    walk = full_walk(capacity=4, parties=(2, 2))
    other = full_walk(org=walk.organization, name="Ride", parties=(4,))
    large, first, ride = waits(walk, seats=3), waits(walk, name="Ben"), waits(other, name="Cleo")
    free(Booking.objects.earliest("pk"))
    waiting.match(now=NOW)
    api = Api(member(walk.organization))
    base = f"/api/orgs/{walk.organization.public_id}/waitlist"

    def ids(query=""):
        return [one["id"] for one in api.get(base + query).json()["waitlist"]]

    assert ids() == [large.public_id, first.public_id, ride.public_id]
    assert ids("?status=OFFERED") == [first.public_id]
    assert ids(f"?offeringId={other.public_id}") == [ride.public_id]
    assert len(ids("?limit=2")) == 2
    passed = api.get(base).json()["waitlist"][0]["passedOver"]
    assert [(one["code"], one["remaining"]) for one in passed] == [("party_too_large", 2)]


def test_the_list_costs_the_same_for_one_and_for_three():
    walk = full_walk()
    api = Api(member(walk.organization))
    base = f"/api/orgs/{walk.organization.public_id}/waitlist"

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert api.get(base).status_code == 200
        return len(found)

    waits(walk)
    one = queries()
    waits(walk, name="Ben")
    waits(walk, name="Cleo")
    assert queries() == one


def test_staff_remove_and_offer_out_of_turn():
    walk = full_walk()
    first, friend = waits(walk), waits(walk, name="Ben", seats=3)
    free(Booking.objects.get())
    api = Api(member(walk.organization))
    base = f"/api/orgs/{walk.organization.public_id}/waitlist"

    offer = api.post(f"{base}/{friend.public_id}/offer")
    gone = api.delete(f"{base}/{first.public_id}")
    again = api.delete(f"{base}/{first.public_id}")

    assert (offer.status_code, offer.json()["status"]) == (200, "OFFERED")
    assert (gone.status_code, fresh(first).state) == (204, "LEFT")
    assert (again.status_code, again.json()["from"]) == (409, "LEFT")


def test_a_key_reads_with_its_scope_only():
    walk = full_walk()
    waits(walk)
    staff = member(walk.organization)
    for secret, scopes in (("sk_reads", ["bookings:read"]), ("sk_other", ["org:read"])):
        ApiKeyFactory(organization=walk.organization, made_by=staff, secret=secret, scopes=scopes)
    base = f"/api/orgs/{walk.organization.public_id}/waitlist"

    assert ApiKey.objects.count() == 2
    assert Api(key="sk_reads").get(base).status_code == 200
    assert Api(key="sk_other").get(base).status_code == 403


def test_the_link_works_on_for_a_while():
    entry = waits(full_walk())
    late = NINE + timedelta(days=89)

    with time_machine.travel(late, tick=False):
        assert Api().get(path(entry), **with_token(entry)).json()["contact"]["name"] == "Ada"
    with time_machine.travel(late + timedelta(days=2), tick=False):
        assert "contact" not in Api().get(path(entry), **with_token(entry)).json()
