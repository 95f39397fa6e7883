"""From a booking to the payment page and back, as a guest without scripts."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from bookings import actions
from bookings.models import Booking, Payment
from bookings.models.order import PaymentState
from bookings.payments import checkout, hearing
from bookings.states import State
from orgs.access import of_user
from orgs.models import Organization
from tests.harbor import GUEST, calendar, member, organization, tour, wanting

pytestmark = pytest.mark.django_db


def unpaid(**wishes):
    """A booking of the day after tomorrow that waits for its money."""
    house = organization(payment_way="SANDBOX")
    walk = tour(house, calendar=calendar(house, allowed_sites=["https://harbor.example"]))
    now = timezone.now()
    start = datetime.combine(now.date() + timedelta(days=2), time(13), ZoneInfo("America/New_York"))
    request = wanting(walk, starts_at=start, **wishes)
    return actions.book(request=request, by=GUEST, now=now).booking


def pay_address(booking):
    return f"/pay/{booking.order.public_id}/"


def manage_address(booking):
    return f"/b/{booking.public_id}/"


def manage(client, booking, query=""):
    """The guest's page, its key handed over at the door."""
    address = manage_address(booking) + query
    assert client.post(address, {"key": booking.token})["Location"] == address
    return client.get(address).content.decode()


def at_the_sandbox(client, booking):
    client.post(pay_address(booking), {"key": booking.order.token})
    answer = client.get(pay_address(booking))
    assert answer.status_code == 303
    return path(answer["Location"])


def path(address):
    """Without the host, and the mark that keeps our own fragment off it."""
    return without_host(address).removesuffix("#")


def without_host(address):
    """As a browser shows it, less the host."""
    return address.removeprefix("http://testserver")


def test_a_guest_pays_and_comes_back_to_the_booking(client):
    booking = unpaid()
    sandbox = at_the_sandbox(client, booking)
    shown = client.get(sandbox)
    assert "Pay $90.00" in shown.content.decode()

    paid = client.post(sandbox, {"do": "pay"})
    home = client.get(path(paid["Location"]))

    assert (paid.status_code, home.status_code) == (303, 303)
    assert without_host(home["Location"]) == manage_address(booking)
    assert "Pay" not in client.get(manage_address(booking)).content.decode()
    assert Booking.objects.get().state == State.CONFIRMED


def test_a_guest_comes_back_to_the_operators_own_page(client):
    booking = unpaid(
        success_url="https://harbor.example/thanks?lang=en",
        cancel_url="https://harbor.example/again",
    )
    sandbox = at_the_sandbox(client, booking)

    left = client.post(sandbox, {"do": "leave"})
    again = client.get(path(left["Location"]))
    paid = client.post(at_the_sandbox(client, booking), {"do": "pay"})
    home = client.get(path(paid["Location"]))

    assert again["Location"] == f"https://harbor.example/again?booking={booking.public_id}"
    assert home["Location"] == (
        f"https://harbor.example/thanks?lang=en&booking={booking.public_id}"
    )
    policy = client.get(sandbox)["Content-Security-Policy"]
    assert "form-action 'self' https://harbor.example;" in policy


def test_the_way_to_pay_and_back_keeps_the_website_the_guest_came_from(client):
    booking = unpaid()
    home = "?home=https%3A%2F%2Fharbor.example%2Ftours%2F"
    address = re.search(r'class="primary" href="([^"]*)"', manage(client, booking, home))[1]

    sandbox = path(client.get(address)["Location"])
    paid = client.post(sandbox, {"do": "pay"})
    back = client.get(without_host(paid["Location"]))["Location"]

    assert address == pay_address(booking) + home
    assert back == manage_address(booking) + home
    assert 'href="https://harbor.example/tours/"' in client.get(back).content.decode()


def test_a_request_can_be_paid_before_it_is_answered_but_need_not(client):
    booking = unpaid()
    Booking.objects.update(outstanding=["APPROVAL", "PAYMENT"], state="AWAITING_APPROVAL")

    page = manage(client, booking)

    assert 'class="secondary" href="/pay/' in page
    assert 'class="primary"' not in page
    assert "You may pay the $90.00 now or once we have accepted your request." in page


def test_what_was_set_aside_is_called_paid_once_it_is_taken(client):
    booking = unpaid()
    Booking.objects.update(outstanding=["APPROVAL", "PAYMENT"], state="AWAITING_APPROVAL")
    client.post(at_the_sandbox(client, booking), {"do": "pay"})
    waiting = manage(client, booking)

    staff = of_user(member(booking.organization))
    actions.approve(booking=Booking.objects.get(), by=staff, now=timezone.now())
    confirmed = manage(client, booking)

    assert "$90.00 is set aside, and taken only once your booking is confirmed." in waiting
    assert "$90.00 is paid." in confirmed
    assert Booking.objects.get().standing.held == 9000


def test_a_declined_card_can_be_tried_again(client):
    booking = unpaid()
    sandbox = at_the_sandbox(client, booking)

    declined = client.post(sandbox, {"do": "decline"})
    assert "The card was declined" in declined.content.decode()
    client.post(sandbox, {"do": "pay"})

    assert Booking.objects.get().state == State.CONFIRMED


def test_money_told_of_later_is_heard_by_the_worker(client):
    booking = unpaid()
    client.post(at_the_sandbox(client, booking), {"do": "later"})
    now = timezone.now()

    assert hearing.tell_postponed(now) == 0
    assert Booking.objects.get().state == State.PENDING
    assert hearing.tell_postponed(now + timedelta(minutes=2)) == 1
    assert hearing.tell_postponed(now + timedelta(minutes=2)) == 0
    assert Booking.objects.get().state == State.CONFIRMED


def test_who_is_back_before_the_notice_is_not_asked_to_pay_again(client):
    booking = unpaid()
    done = client.post(at_the_sandbox(client, booking), {"do": "later"})
    client.get(path(done["Location"]))

    shown = manage(client, booking)

    assert "Your payment is being confirmed" in shown
    assert "lease pay" not in shown
    assert "Pay $" not in shown
    assert f'class="quiet" href="{pay_address(booking)}">Try to pay again</a>' in shown


def test_who_has_waited_long_for_the_notice_or_was_declined_may_pay(client):
    booking = unpaid()
    sandbox = at_the_sandbox(client, booking)
    client.get(path(client.post(sandbox, {"do": "later"})["Location"]))
    now = timezone.now()

    assert checkout.is_being_confirmed(booking, now + timedelta(minutes=9))
    assert not checkout.is_being_confirmed(booking, now + timedelta(minutes=11))
    client.post(sandbox, {"do": "decline"})
    assert "Pay $90.00" in manage(client, booking)


def test_a_paid_page_is_closed(client):
    booking = unpaid()
    sandbox = at_the_sandbox(client, booking)
    client.post(sandbox, {"do": "pay"})

    closed = client.post(sandbox, {"do": "pay"})

    assert "This is paid already. This page is closed" in closed.content.decode()
    assert booking.entries.count() == 1


def on_from(client, sandbox):
    """Where the link of a closed page leads in the end."""
    link = re.search(r'class="primary" href="([^"]*)"', client.get(sandbox).content.decode())[1]
    return client.get(path(link.replace("&amp;", "&")))["Location"]


def test_from_a_paid_page_the_way_leads_to_the_booking(client):
    booking = unpaid()
    sandbox = at_the_sandbox(client, booking)
    client.post(sandbox, {"do": "pay"})

    assert without_host(on_from(client, sandbox)) == manage_address(booking)


def test_from_a_closed_page_the_way_leads_where_leaving_it_would(client):
    site = "https://harbor.example"
    booking = unpaid(success_url=f"{site}/thanks", cancel_url=f"{site}/again")
    sandbox = at_the_sandbox(client, booking)

    open_page = client.get(sandbox).content.decode()
    Payment.objects.update(expires_at=timezone.now())
    left = on_from(client, sandbox)
    Payment.objects.update(state=PaymentState.CLOSED)
    abandoned = client.get(sandbox).content.decode()

    assert "Back to the website" not in open_page
    assert left == f"{site}/again?booking={booking.public_id}"
    assert "Back to the website" in abandoned


def test_the_way_to_pay_leads_to_the_booking_once_nothing_is_due(client):
    booking = unpaid()
    client.post(at_the_sandbox(client, booking), {"do": "pay"})

    assert path(client.get(pay_address(booking))["Location"]) == manage_address(booking)


def test_only_the_orders_own_link_opens_it(client):
    booking = unpaid()

    wrong = client.get(f"/pay/{booking.order.public_id}/?token=wrong")
    unknown = client.get("/pay/ord_unknown/?token=wrong")
    nowhere = client.get("/sandbox/pay_unknown/")

    assert (wrong.status_code, unknown.status_code, nowhere.status_code) == (404, 404, 404)
    assert Organization.objects.count() == 1


def test_the_guests_page_leads_to_paying_and_then_says_it_is_paid(client):
    booking = unpaid()
    before = manage(client, booking)
    client.post(path(client.get(pay_address(booking))["Location"]), {"do": "pay"})
    after = manage(client, booking)

    assert "please pay to confirm" in before
    assert f'href="{pay_address(booking)}">Pay $90.00</a>' in before
    assert "$90.00 is paid." in after
    assert "/pay/" not in after


def test_what_goes_back_is_said_in_the_guests_language(client):
    booking = unpaid()
    client.post(at_the_sandbox(client, booking), {"do": "pay"})
    actions.cancel(booking=Booking.objects.get(), by=GUEST, now=timezone.now())

    shown = manage(client, booking, "?lang=de")

    assert "90,00\xa0$ gehen an Sie zurück." in shown
