"""The keys of guests' own pages: taken at the door, kept by one page, and told to nobody."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from bookings import actions
from bookings.models import Booking
from orgs.models import Organization, PaymentWay
from scheduling.models import Offering
from tests import harbor
from tests.bookings.waitlists import waits
from tests.embed.guest import Guest, Page, fill, sources

pytestmark = pytest.mark.django_db


def booking(walk: Offering) -> tuple[str, str]:
    """The page and key of a booking that is to be paid."""
    request = harbor.wanting(walk, seats=2)
    made = actions.book(request=request, by=harbor.GUEST, now=harbor.NOW).booking
    return f"/b/{made.public_id}/", made.token


def order(walk: Offering) -> tuple[str, str]:
    """The way to its payment."""
    booking(walk)
    found = Booking.objects.get().order
    assert found is not None
    return f"/pay/{found.public_id}/", found.token


def entry(walk: Offering) -> tuple[str, str]:
    """Somebody's place on a waitlist."""
    Offering.objects.filter(pk=walk.pk).update(waitlist=True)
    for seats in (8, 2):
        fill(walk, seats)
    walk.refresh_from_db()
    found = waits(walk)
    return f"/w/{found.public_id}/", found.token


EACH = pytest.mark.parametrize("kind", [booking, order, entry], ids=lambda kind: kind.__name__)
Kind = Callable[[Offering], tuple[str, str]]


@pytest.fixture
def paid(walk: Offering) -> Offering:
    """The walk of a house that is paid through a provider."""
    Organization.objects.update(payment_way=PaymentWay.SANDBOX)
    walk.organization.refresh_from_db()
    return Offering.objects.get(pk=walk.pk)


@EACH
def test_the_door_knows_nothing_of_what_is_behind_it(
    guest: Guest, paid: Offering, kind: Kind
) -> None:
    page, _ = kind(paid)

    there = guest.opens(page)
    nowhere = guest.opens(f"{page[:-2]}x/")

    assert there.status == nowhere.status == 200
    assert there.text == nowhere.text
    assert "Please open the link in our mail" in there.text
    assert there.response["Referrer-Policy"] == "no-referrer"
    assert there.response["Cache-Control"] == "private, no-store"
    assert sources(there.response["Content-Security-Policy"], "frame-ancestors") == ["'none'"]
    assert sources(there.response["Content-Security-Policy"], "script-src") == ["'self'"]


@EACH
def test_a_key_becomes_a_cookie_of_its_page_alone(
    guest: Guest, paid: Offering, kind: Kind, settings: Any
) -> None:
    settings.SESSION_COOKIE_SECURE = True
    page, key = kind(paid)

    answer = guest.client.post(page, {"key": key})

    (cookie,) = answer.cookies.values()
    assert (answer.status_code, answer["Location"]) == (303, page)
    assert (cookie.value, cookie["path"], cookie["max-age"]) == (key, page.rstrip("/"), "")
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Lax")


@EACH
@pytest.mark.parametrize("form", ["https://x.example{page}#{key}", "{page}?token={key}", " {key} "])
def test_a_whole_link_may_be_pasted(guest: Guest, paid: Offering, kind: Kind, form: str) -> None:
    page, key = kind(paid)

    answer = guest.client.post(page, {"key": form.format(page=page, key=key)})

    assert [cookie.value for cookie in answer.cookies.values()] == [key]


@EACH
def test_an_older_link_comes_to_the_same(guest: Guest, paid: Offering, kind: Kind) -> None:
    page, key = kind(paid)

    answer = guest.client.get(f"{page}?lang=de&token={key}")

    assert (answer.status_code, answer["Location"]) == (303, f"{page}?lang=de")
    assert [cookie.value for cookie in answer.cookies.values()] == [key]


@EACH
@pytest.mark.parametrize("given", ["wrong", "ü", "x" * 600])
def test_a_wrong_key_opens_nothing(guest: Guest, paid: Offering, kind: Kind, given: str) -> None:
    page, _ = kind(paid)

    answer = guest.client.post(page, {"key": given})

    assert (answer.status_code, len(answer.cookies)) == (404, 0)


def test_a_foreign_key_opens_nothing(guest: Guest, paid: Offering) -> None:
    mine, _ = booking(paid)
    other = harbor.wanting(paid, seats=1, name="Ben")
    theirs = actions.book(request=other, by=harbor.GUEST, now=harbor.NOW).booking

    assert guest.client.post(mine, {"key": theirs.token}).status_code == 404
    elsewhere = Client()
    elsewhere.cookies["booking_key"] = theirs.token
    assert "Please open the link in our mail" in elsewhere.get(mine).content.decode()


def test_a_lapsed_key_leads_to_the_door_and_opens_nothing_there(
    guest: Guest, paid: Offering
) -> None:
    page, key = booking(paid)
    guest.opens(f"{page}#{key}")

    with time_machine.travel(harbor.NOW.replace(year=2027), tick=False):
        assert "Please open the link in our mail" in guest.opens(page).text
        assert guest.opens(f"{page}#{key}").status == 404


def test_a_form_without_its_cookie_does_nothing(guest: Guest, paid: Offering) -> None:
    page, key = booking(paid)
    form = guest.opens(f"{page}#{key}").fields()
    guest.client.cookies.clear()

    answer = guest.client.post(page, form)

    assert "Please open the link in our mail" in answer.content.decode()
    assert Booking.objects.get().state == "PENDING"


def test_who_comes_back_from_paying_without_a_cookie_is_told_kindly(
    guest: Guest, paid: Offering
) -> None:
    page, _ = order(paid)

    assert "You are back from paying" in guest.opens(f"{page}back/").text
    assert "Sie sind vom Bezahlen zurück" in guest.opens(f"{page}leave/?lang=de").text


def test_only_the_door_to_paying_lets_its_form_end_elsewhere(guest: Guest, paid: Offering) -> None:
    pay, _ = order(paid)
    page = f"/b/{Booking.objects.get().public_id}/"

    def ends(address: str) -> list[str]:
        return sources(guest.opens(address).response["Content-Security-Policy"], "form-action")

    assert ends(pay) == ["'self'", "https:"]
    assert ends(page) == ["'self'"]


def answers(guest: Guest, addresses: list[str]) -> Iterator[HttpResponse]:
    """Of these pages and of all they redirect to on this site."""
    for address in addresses:
        while address.startswith("/"):
            answer = guest.client.get(address)
            yield answer
            address = answer.get("Location", "").removeprefix("http://testserver")


def said(answer: HttpResponse) -> str:
    """All of an answer but its cookies, which are told to its page alone."""
    return answer.content.decode() + "\n".join(f"{name}: {v}" for name, v in answer.headers.items())


def test_no_page_behind_a_door_says_its_key(
    guest: Guest, paid: Offering, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    page, key = booking(paid)
    made = Booking.objects.get()
    assert made.order is not None
    pay, secrets = f"/pay/{made.order.public_id}/", (key, made.order.token)
    opened = [guest.client.post(page, {"key": key}), guest.client.post(page, {"key": "wrong"})]

    found = [*opened, *answers(guest, [page, f"{page}calendar.ics", pay, f"{pay}back/"])]
    guest.client.cookies.clear()
    found += answers(guest, [page, pay, f"{pay}back/", f"{page}?token=wrong"])

    assert len(found) == 12
    assert not [one for one in found for secret in secrets if secret in said(one)]
    assert not [line for line in caplog.messages for secret in secrets if secret in line]


def test_the_confirmations_address_is_no_key(guest: Guest, paid: Offering) -> None:
    page = guest.books(paid)
    made = Booking.objects.get()
    address = page.response.request["QUERY_STRING"]

    assert made.token not in address
    assert page.response["Referrer-Policy"] == "no-referrer"
    assert guest.client.post(f"/b/{made.public_id}/", {"key": address[2:]}).status_code == 404
    with time_machine.travel(harbor.NOW.replace(day=3), tick=False):
        assert (
            guest.opens(f"/embed/{made.offering.calendar.public_id}/done/?{address}").status == 404
        )


def test_the_confirmation_leads_on_to_paying_without_scripts(guest: Guest, paid: Offering) -> None:
    page = guest.books(paid)

    sandbox = guest.presses(page, "Pay $45.00")

    assert sources(page.response["Content-Security-Policy"], "form-action") == ["'self'", "https:"]
    assert isinstance(sandbox, Page)
    assert sandbox.response["Location"].startswith("/sandbox/pay_")


def test_a_frame_that_keeps_no_cookies_gets_its_calendar_file(guest: Guest, paid: Offering) -> None:
    page, key = booking(paid)

    file = Client().post(f"{page}calendar.ics", {"key": key})

    assert file["Content-Type"] == "text/calendar; charset=utf-8"
    assert not file.cookies
