"""Two workers, a public booker and the guests themselves, all at once, on committed data."""

import random
import time
from datetime import timedelta
from functools import partial
from threading import Event as Signal

import pytest
from django.db import transaction

from bookings import actions
from bookings.actions import missed, waiting
from bookings.models import Booking, WaitlistEntry
from bookings.states import State
from orgs.errors import Refusal
from orgs.models import Event, Message
from scheduling.models import Claim, Occurrence, Variant
from tests.bookings.waitlists import HOUR, booked, free, fresh, full_walk, offered, waits
from tests.harbor import GUEST, NINE, NOW, wanting
from tests.races import race, winners

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

LAPSE = NOW + 4 * HOUR
DECIDED = NINE - 24 * HOUR


def working(now=NOW):
    return lambda: waiting.match(now=now)


def states():
    return [row.state for row in WaitlistEntry.objects.order_by("pk")]


def seats_at_nine(now=NOW):
    return Claim.objects.live(now).filter(occurrence__starts_at=NINE).seats()


@pytest.mark.parametrize("seed", range(4))
def test_six_workers_make_each_offer_once_and_in_order(seed):
    dice = random.Random(seed)
    walk = full_walk(capacity=6, parties=(1,) * 6)
    for number in range(6):
        waits(walk, seats=1, name=f"W{number}")
    places = dice.randint(1, 4)
    for booking in Booking.objects.order_by("pk")[:places]:
        free(booking)

    race([working() for _ in range(6)])

    assert states() == ["OFFERED"] * places + ["WAITING"] * (6 - places)
    assert Event.objects.filter(kind="waitlist.offered").count() == places
    assert seats_at_nine() == 6


@pytest.mark.parametrize("seed", range(4))
def test_a_freed_place_goes_to_a_worker_or_to_a_public_booker_never_to_both(seed):
    walk = full_walk(capacity=2, parties=(2,))
    waits(walk)
    free(Booking.objects.get())

    def booking():
        request = wanting(walk, seats=2, name="Quick")
        return actions.book(request=request, by=GUEST, now=NOW)

    racers = [working(), booking, working(), booking]
    random.Random(seed).shuffle(racers)
    race(racers)

    taken = Booking.objects.filter(claim__released_at=None).exclude(state=State.CANCELLED)
    assert [row.seats for row in taken] == [2]
    assert states() == (["WAITING"] if taken.get().name == "Quick" else ["OFFERED"])
    assert seats_at_nine() == 2


@pytest.mark.parametrize("seed", range(4))
def test_an_offer_is_accepted_declined_left_or_lapsed_and_only_one_of_them(seed):
    entry = offered(full_walk())
    late = LAPSE - timedelta(seconds=1)
    racers = [
        lambda: waiting.accept(entry=entry, by=GUEST, now=late).state,
        lambda: waiting.decline(entry=entry, by=GUEST, now=late).state,
        lambda: waiting.leave(entry=entry, by=GUEST, now=late).state,
        lambda: waiting.label(now=LAPSE),
    ]
    random.Random(seed).shuffle(racers)

    answers = race(racers)

    state = fresh(entry).state
    booking = fresh(entry).booking
    ends = [answer for answer in winners(answers) if answer not in (0, 1)]
    assert ends == ([state] if state != "LAPSED" else [])
    assert booking.state == {"ACCEPTED": "CONFIRMED", "LAPSED": "PENDING"}.get(state, "CANCELLED")
    assert seats_at_nine(LAPSE) == (2 if state == "ACCEPTED" else 0)


@pytest.mark.parametrize("seed", range(4))
def test_accepting_ten_times_at_once_is_accepting_once(seed):
    entry = offered(full_walk())

    answers = race([lambda: waiting.accept(entry=entry, by=GUEST, now=NOW)] * 10)

    assert [answer.state for answer in winners(answers)] == ["ACCEPTED"] * 10
    assert fresh(entry).booking.steps.filter(verb="accepted").count() == 1


DECISIONS = {
    "confirmed anyway": (partial(missed.confirm, reason="Full boat."), ("CONFIRMED", None)),
    "put off": (partial(missed.extend, until=DECIDED + HOUR), ("PENDING", DECIDED + HOUR)),
    "given up": (partial(missed.release, reason="Storm."), "too_late"),
}


@pytest.mark.parametrize(("decide", "comes_to"), DECISIONS.values(), ids=DECISIONS)
def test_who_accepts_while_staff_decide_about_the_minimum_is_on_the_run_as_decided(
    decide, comes_to
):
    entry = offered_beside_a_waiting_party()
    decided = Signal()

    def staff():
        with transaction.atomic():
            decide(run=Occurrence.objects.get(), by=GUEST, now=NOW)
            decided.set()
            time.sleep(0.3)

    def guest():
        decided.wait()
        return waiting.accept(entry=entry, by=GUEST, now=NOW + timedelta(seconds=1)).booking

    _, answer = race([staff, guest])

    refused = isinstance(answer, Refusal)
    assert (answer.code if refused else (answer.state, answer.decides_at)) == comes_to


def offered_beside_a_waiting_party():
    """An offer on a run that is short of its minimum."""
    walk = full_walk(capacity=2, parties=(2,), minimum_seats=6)
    entry = waits(walk)
    Variant.objects.update(capacity=4)
    Occurrence.objects.update(seats=4)
    assert waiting.match(now=NOW) == 1
    return fresh(entry)


@pytest.mark.parametrize("seed", range(4))
def test_who_leaves_while_being_offered_holds_nothing(seed):
    walk = full_walk(capacity=2, parties=(2,))
    entry = waits(walk)
    free(Booking.objects.get())
    racers = [
        working(),
        lambda: waiting.leave(entry=entry, by=GUEST, now=NOW).state,
        working(),
    ]
    random.Random(seed).shuffle(racers)

    race(racers)

    assert fresh(entry).state == "LEFT"
    assert seats_at_nine() == 0


@pytest.mark.parametrize("seed", range(4))
def test_cancelling_accepting_and_matching_at_once_never_oversells(seed):
    dice = random.Random(seed)
    walk = full_walk(capacity=8, parties=(2,) * 4)
    entries = [waits(walk, seats=dice.randint(1, 3), name=f"W{number}") for number in range(6)]
    leaving = list(Booking.objects.order_by("pk")[:3])
    free(booked_first := leaving.pop())
    waiting.match(now=NOW)

    def accepting(entry):
        return lambda: waiting.accept(entry=entry, by=GUEST, now=NOW)

    def cancelling(booking):
        return lambda: actions.cancel_by_staff(booking=booking, by=GUEST, now=NOW)

    racers = [accepting(entry) for entry in entries]
    racers += [cancelling(booking) for booking in leaving]
    racers += [working(), working(), working()]
    dice.shuffle(racers)
    race(racers)
    waiting.match(now=NOW)

    held = WaitlistEntry.objects.filter(state__in=("OFFERED", "ACCEPTED"))
    live = Claim.objects.live(NOW)
    assert booked_first.pk not in {row.booking_id for row in held}
    assert live.seats() <= 8
    assert {row.booking.public_id for row in held} <= set(live.values_list("holder", flat=True))
    assert all(row.booking.state in ("PENDING", "CONFIRMED") for row in held)
    assert booked(walk, seats=1, starts_at=NINE + timedelta(days=1), name="Free").pk


def test_offers_of_a_start_that_are_turned_down_at_once_are_told_to_staff_once():
    walk = full_walk(capacity=4, parties=(4,))
    entries = [waits(walk, seats=1, name=f"W{number}") for number in range(4)]
    free(Booking.objects.get())
    waiting.match(now=NOW)

    answers = race(
        [partial(waiting.decline, entry=fresh(entry), by=GUEST, now=NOW) for entry in entries]
    )

    assert len(winners(answers)) == 4
    assert Message.objects.filter(kind="staff_unclaimed").count() == 1
