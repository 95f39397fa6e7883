"""What was never confirmed costs nothing, and its guest can give it back until the start."""

import json
from datetime import timedelta

import pytest
from django.utils import translation

from bookings import actions, sentences
from bookings.errors import PriceChanged
from bookings.ledger import Standing
from bookings.models import Booking
from bookings.states import State
from scheduling.errors import TooLate
from scheduling.models import Policy
from tests.bookings.payments import harbor, pay
from tests.harbor import GUEST, NINE, NOW, tour, wanting

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


@pytest.fixture
def waits():
    """A paid booking of two that waits for four, as its guest looks at it; half is kept of what is
    certain."""
    house = harbor()
    steps = [{"hoursBefore": 24, "refundPercent": "50", "fee": 0}]
    rules = Policy.objects.create(organization=house, name="Half", cancel_steps=steps)
    return paid(tour(house, policy=rules, minimum_seats=4))


def paid(walk, name="Ada"):
    """Two seats for somebody, paid at once."""
    made = actions.book(request=wanting(walk, name=name), by=GUEST, now=NOW).booking
    pay(made)
    return Booking.objects.get(pk=made.pk)


def test_what_is_confirmed_meanwhile_is_not_cancelled_for_more_than_was_shown(waits):
    shown = actions.preview_cancel(booking=waits, now=NOW)
    paid(waits.offering, "Bea")

    with pytest.raises(PriceChanged) as refusal:
        actions.cancel(booking=waits, by=GUEST, now=NOW, expected_fee=shown.fee)

    waits.refresh_from_db()
    assert (shown.fee, shown.refund) == (0, 9_000)
    assert refusal.value.facts == {"fee": 4_500, "currency": "USD"}
    assert (waits.state, waits.kept_minor) == (State.CONFIRMED, None)
    actions.cancel(booking=waits, by=GUEST, now=NOW, expected_fee=4_500)
    assert Booking.objects.get(pk=waits.pk).kept_minor == 4_500


def test_the_api_cancels_for_the_fee_that_the_preview_answered(client, waits, time_machine):
    time_machine.move_to(NOW, tick=False)
    path, token = f"/api/bookings/{waits.public_id}/cancel", {"X-Booking-Token": waits.token}
    shown = client.get(f"{path}/preview", headers=token).json()["fee"]
    paid(waits.offering, "Bea")

    def cancelled(fee):
        body = json.dumps({"expectedFee": fee})
        return client.post(path, body, content_type="application/json", headers=token)

    refused = cancelled(shown)
    assert (refused.status_code, refused.json()["code"]) == (409, "price_changed")
    assert refused.json()["fee"] == {"amount": "45.00", "currency": "USD"}
    assert cancelled(refused.json()["fee"]).json()["status"] == "CANCELLED"


def test_the_page_shows_first_what_cancelling_costs_by_now(client, waits, time_machine):
    time_machine.move_to(NOW, tick=False)
    address = f"/b/{waits.public_id}/"
    client.post(address, {"key": waits.token})
    before = client.get(address)
    paid(waits.offering, "Bea")

    def presses(page, query=""):
        form = {name: page.context[name] for name in ("form", "fee")}
        return client.post(address + query, form)

    after, german = presses(before), presses(before, "?lang=de")
    assert "You get back the $90.00 you have paid." in before.content.decode()
    assert (after.status_code, german.status_code) == (409, 409)
    assert "What cancelling costs has changed meanwhile." in after.content.decode()
    assert "It costs $45.00; you get back $45.00 of what you have paid." in after.content.decode()
    assert "Was eine Stornierung kostet, hat sich inzwischen geändert." in german.content.decode()
    assert presses(after).status_code == 303
    assert Booking.objects.get(pk=waits.pk).kept_minor == 4_500


STEPS = {
    "en": (
        "Until it is confirmed, you can cancel at no cost. Once it is confirmed: "
        "Cancel until Friday, July 3, 2026, 9:00 AM and get back 50% of what you paid. "
        "After that it cannot be cancelled online."
    ),
    "de": (
        "Bis die Buchung bestätigt ist, können Sie kostenlos stornieren. "
        "Sobald die Buchung bestätigt ist, gilt: "
        "Bei Stornierung bis Freitag, 3. Juli 2026, 09:00 erhalten Sie 50 % des gezahlten Betrags "
        "zurück. Danach ist eine Stornierung online nicht mehr möglich."
    ),
}


@pytest.mark.parametrize("language", STEPS)
def test_the_steps_are_said_to_hold_once_it_is_confirmed(waits, language):
    with translation.override(language):
        before = plain(sentences.of_booking(waits, waits.standing, language, NOW))
        paid(waits.offering, "Bea")
        waits.refresh_from_db()
        after = plain(sentences.of_booking(waits, waits.standing, language, NOW))

    own = STEPS[language]
    later = own.partition(": ")[2]
    assert (own in before, own in after, later in after) == (True, False, True)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "You get back the $90.00 you have paid. Once it is confirmed:</p>"),
        ("?lang=de", "90,00 $ zurück. Sobald die Buchung bestätigt ist, gilt:</p>"),
    ],
)
def test_the_page_tells_what_holds_now_from_what_will(client, waits, time_machine, query, words):
    time_machine.move_to(NOW, tick=False)
    address = f"/b/{waits.public_id}/"
    client.post(address, {"key": waits.token})

    shown = plain(client.get(address + query).content.decode())

    steps = STEPS["de" if query else "en"].rpartition(": ")[2]
    until, _, afterwards = steps.rpartition(". ")
    listed = f"<li>{until}.</li><li>{afterwards}</li>"
    assert (words in shown, listed in shown) == (True, True)


def plain(text):
    """With ordinary spaces."""
    return text.replace("\xa0", " ").replace("\u202f", " ")


def test_in_german_what_is_confirmed_is_not_named_twice(held):
    with translation.override("de"):
        said = sentences.of_booking(held, Standing(), "de", LATE)

    assert (
        "Bis die Buchung bestätigt ist, können Sie kostenlos stornieren. "
        "Sobald die Buchung bestätigt ist, lässt sie sich nicht mehr online stornieren."
    ) in said


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
