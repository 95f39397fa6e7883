"""Money over HTTP: where to pay, what was paid, what goes back."""

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.models import Booking
from bookings.payments import checkout, sandbox
from bookings.payments.provider import Outcome
from tests.bookings.payments import WAY, harbor, pay, work
from tests.bookings.test_rest import post, signed_in, usd, wish
from tests.harbor import NOW, calendar, resource, tour

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _first_of_july():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def house():
    return harbor()


@pytest.fixture
def walk(house):
    return tour(house, calendar=calendar(house, allowed_sites=["https://*.harbor.example"]))


def booked(walk, **more):
    return post(Client(), "/api/bookings", wish(walk, **more))


def test_a_booking_to_be_paid_says_where_and_how_much(walk):
    answer = booked(walk)

    body, booking = answer.json(), Booking.objects.get()
    assert (answer.status_code, body["status"], body["requiresPayment"]) == (201, "PENDING", True)
    assert body["checkoutUrl"] == (
        f"http://testserver/pay/{booking.order.public_id}/#{booking.order.token}"
    )
    assert body["holdExpiresAt"] == "2026-07-01T08:15:00-04:00"
    price = body["booking"]["price"]
    assert (price["total"], price["dueNow"], price["paid"]) == (
        usd("90.00"),
        usd("90.00"),
        usd("0.00"),
    )


def test_a_paid_booking_says_so_and_leads_nowhere_to_pay(walk):
    booked(walk)
    booking = Booking.objects.get()
    pay(booking)

    body = Client().get(f"/api/bookings/{booking.public_id}").json()

    assert (body["status"], body["outstanding"]) == ("CONFIRMED", [])
    assert body["price"]["paid"] == usd("90.00")
    assert body["price"]["dueNow"] == body["price"]["refunded"] == usd("0.00")


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "https://harbor.example.evil.example/",
        "https://harbor.example@evil.example/",
        "https://harbor.example/",
        "http://www.harbor.example/",
        "https://www.harbor.example:8443/",
    ],
)
def test_guests_are_sent_to_the_operators_sites_only(walk, address):
    answer = booked(walk, successUrl=address)

    assert answer.status_code == 400
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [
        ("/successUrl", "not_allowed_site")
    ]
    assert Booking.objects.count() == 0


def test_an_own_page_to_come_back_to_is_kept(walk):
    answer = booked(
        walk,
        successUrl="https://www.harbor.example/thanks",
        cancelUrl="https://book.harbor.example/",
    )

    assert answer.status_code == 201
    order = Booking.objects.get().order
    assert (order.success_url, order.cancel_url) == (
        "https://www.harbor.example/thanks",
        "https://book.harbor.example/",
    )


def test_staff_give_money_back_and_hear_how_much_there_is(house, walk):
    booked(walk)
    booking = Booking.objects.get()
    pay(booking)
    sam = signed_in(house)
    path = f"/api/orgs/{house.public_id}/bookings/{booking.public_id}/refund"

    given = post(sam, path, {"amount": usd("20.00"), "reason": "Rain"})
    refused = post(sam, path, {"amount": usd("70.01"), "reason": "More rain"})
    work()

    assert given.status_code == 200
    assert (refused.status_code, refused.json()["code"], refused.json()["most"]) == (
        422,
        "amount_too_large",
        usd("70.00"),
    )
    body = Client().get(f"/api/bookings/{booking.public_id}").json()
    assert (body["status"], body["price"]["refunded"]) == ("CONFIRMED", usd("20.00"))


def test_staff_write_down_money_they_took_themselves(house, walk):
    booked(walk)
    booking = Booking.objects.get()
    path = f"/api/orgs/{house.public_id}/bookings/{booking.public_id}/payments"

    answer = post(signed_in(house), path, {"amount": usd("90.00"), "reason": "Cash"})

    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["price"]["paid"]) == ("CONFIRMED", usd("90.00"))


@pytest.mark.parametrize("amount", ["0.00", "-1.00", "1.001"])
def test_an_amount_is_above_zero_and_has_the_currencys_digits(house, walk, amount):
    booked(walk)
    booking = Booking.objects.get()
    path = f"/api/orgs/{house.public_id}/bookings/{booking.public_id}/payments"

    answer = post(signed_in(house), path, {"amount": usd(amount), "reason": "Cash"})

    assert answer.status_code == 400
    assert booking.entries.count() == 0


def test_a_booking_that_is_paid_first_costs_forty_queries_at_most(house):
    """The request with the page to pay at are 39; the provider's notice, which confirms it, 33."""
    walk = tour(house, capacity=100, needs=((resource(house),),))
    booked(walk)
    pay(Booking.objects.get())  # Fills what lasts as long as the process.

    with CaptureQueriesContext(connection) as booking:
        made = booked(walk, contact={"name": "Bea", "email": "bea@example.com"}).json()
    row = Booking.objects.get(public_id=made["booking"]["id"])
    with CaptureQueriesContext(connection) as going_to_pay:
        checkout.page(order=row.order, way=WAY, now=NOW)
    letter = sandbox.letter(row.order.payments.get(), Outcome.PAID, NOW)
    with CaptureQueriesContext(connection) as notice:
        told = Client().generic(
            "POST",
            "/api/payments/SANDBOX/notices",
            letter.body,
            content_type="application/json",
            headers=letter.headers,
        )

    row.refresh_from_db()
    assert (told.status_code, row.state) == (204, "CONFIRMED")
    assert [len(one) for one in (booking, going_to_pay, notice)] == [26, 13, 33]
