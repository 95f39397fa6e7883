"""What was never confirmed costs nothing, and its guest can give it back until the start."""

import json
from datetime import timedelta

import pytest

from bookings import actions, sentences
from bookings.ledger import Standing
from bookings.models import Booking
from bookings.states import State
from scheduling.errors import TooLate
from tests.bookings.payments import harbor, pay
from tests.harbor import GUEST, NINE, tour, wanting

pytestmark = pytest.mark.django_db

LATE = NINE - timedelta(minutes=20)
"""Long after the terms' last deadline."""


@pytest.fixture
def held():
    """A booking of the last minute that waits for its money."""
    walk = tour(harbor())
    return actions.book(request=wanting(walk), by=GUEST, now=LATE).booking


def test_an_unpaid_hold_close_to_the_start_is_given_back(held):
    preview = actions.preview_cancel(booking=held, now=LATE)

    actions.cancel(booking=held, by=GUEST, now=LATE)

    assert (preview.allowed, preview.until, preview.fee, preview.refund) == (True, NINE, 0, 0)
    assert Booking.objects.get().state == State.CANCELLED


def test_a_request_is_not_given_back_once_its_run_has_started(held):
    Booking.objects.update(hold_expires_at=None)

    assert actions.preview_cancel(booking=Booking.objects.get(), now=NINE).allowed is False
    with pytest.raises(TooLate):
        actions.cancel(booking=Booking.objects.get(), by=GUEST, now=NINE)


def test_what_is_paid_while_its_guest_gives_it_back_stays_booked(held):
    pay(Booking.objects.get(), now=LATE)

    with pytest.raises(TooLate):
        actions.cancel(booking=held, by=GUEST, now=LATE)

    assert Booking.objects.get().state == State.CONFIRMED


def test_the_words_tell_it_from_what_is_confirmed(held):
    before = sentences.cancelling(held, Standing(), "en_US", LATE)
    pay(held, now=LATE)
    paid = Booking.objects.get()
    after = sentences.cancelling(paid, paid.standing, "en_US", LATE)

    assert before == ["Once it is confirmed, it cannot be cancelled online."]
    assert after == ["It is too close to the start to cancel online."]


def test_the_api_says_so_and_does_it(client, held, time_machine):
    time_machine.move_to(LATE, tick=False)
    path = f"/api/bookings/{held.public_id}/cancel"

    said = client.get(f"{path}/preview", {"token": held.token}).json()
    done = client.post(
        path,
        json.dumps({}),
        content_type="application/json",
        headers={"X-Booking-Token": held.token},
    )

    assert (said["allowed"], said["cancelUntil"]) == (True, "2026-07-04T09:00:00-04:00")
    assert (done.status_code, done.json()["status"]) == (200, "CANCELLED")


def test_the_page_offers_it_until_it_is_confirmed(client, held, time_machine):
    time_machine.move_to(LATE, tick=False)
    address = f"/b/{held.public_id}/"
    client.post(address, {"key": held.token})

    shown = client.get(address).content.decode()
    german = client.get(f"{address}?lang=de").content.decode()

    assert "It costs nothing. This is possible until it is confirmed." in shown
    assert "Das geht, bis die Buchung bestätigt ist." in german
