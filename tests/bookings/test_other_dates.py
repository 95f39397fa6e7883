"""Another date for who waits for a minimum: what becomes of it as time goes by."""

from datetime import timedelta
from typing import Any

import pytest

from bookings import actions, clockwork, queries
from bookings.actions import elsewhere, missed
from bookings.models import Booking
from orgs.access import Caller
from scheduling.errors import TooLate
from scheduling.models import Claim, Occurrence, Offering
from tests.bookings import payments
from tests.bookings.proposals import fresh, verbs
from tests.harbor import GUEST, NINE, NOW, ONE, organization, tour, wanting

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = 24 * HOUR
STAFF = Caller()


def book(walk: Offering, name: str = "Ada", now: Any = NOW, **fields: Any) -> Booking:
    return actions.book(request=wanting(walk, name=name, **fields), by=GUEST, now=now).booking


def run_of(booking: Booking) -> Occurrence:
    assert booking.claim is not None
    return booking.claim.occurrence


def test_a_date_whose_run_came_to_nothing_meanwhile_cannot_be_accepted() -> None:
    walk = tour(organization(), minimum_seats=6)
    ann, bea = book(walk, "Ann", starts_at=ONE), book(walk, "Bea")
    missed.extend(run=run_of(bea), until=NINE - 22 * HOUR, by=STAFF, now=NOW)
    elsewhere.offer(run=run_of(ann), starts_at=NINE, by=STAFF, now=NOW)
    missed.release(run=run_of(bea), by=STAFF, now=NOW + HOUR, reason="Storm.")

    with pytest.raises(TooLate):
        elsewhere.accept(booking=fresh(ann), by=GUEST, now=NOW + 2 * HOUR)

    assert (fresh(ann).state, fresh(ann).starts_at) == ("PENDING", ONE)
    assert fresh(bea).state == "CANCELLED"


def test_an_earlier_date_is_held_until_it_is_decided_itself() -> None:
    walk = tour(organization(), minimum_seats=6)
    ann = book(walk, "Ann", starts_at=ONE)

    elsewhere.offer(run=run_of(ann), starts_at=NINE, by=STAFF, now=NOW)

    assert Claim.objects.get(offered_to=ann).until == NINE - DAY
    clockwork.run(NINE - DAY)
    assert fresh(ann).offered_claim_id is None
    assert fresh(ann).state == "PENDING"


def test_a_date_that_takes_place_is_held_until_the_own_one_is_decided() -> None:
    walk = tour(organization(), minimum_seats=4)
    book(walk, "Group", seats=4)
    ann = book(walk, "Ann", starts_at=ONE)
    late = NINE - 23 * HOUR
    elsewhere.offer(run=run_of(ann), starts_at=NINE, by=STAFF, now=late)

    elsewhere.accept(booking=fresh(ann), by=GUEST, now=late)

    assert (fresh(ann).state, fresh(ann).starts_at) == ("CONFIRMED", NINE)


def test_who_let_a_hold_lapse_waits_for_no_minimum_any_more() -> None:
    walk = tour(payments.harbor(), minimum_seats=8, capacity=10)
    ann = book(walk, "Ann")
    payments.pay(ann)
    bob = book(walk, "Bob", seats=5)
    payments.pay(book(walk, "Cy", seats=4, starts_at=ONE))
    later = NOW + HOUR

    assert [one.pk for one in queries.with_minimum(run_of(ann), later)] == [ann.pk]
    offered = elsewhere.offer(run=run_of(ann), starts_at=ONE, by=STAFF, now=later)
    released = missed.release(run=run_of(ann), by=STAFF, now=later, reason="Storm.")

    assert [one.pk for one in offered] == [one.pk for one in released] == [ann.pk]
    assert fresh(bob).state_at(later) == "EXPIRED"
    assert verbs(bob) == ["created"]


def test_the_clock_decides_nothing_of_who_let_a_hold_lapse() -> None:
    walk = tour(payments.harbor(), minimum_seats=8)
    bob = book(walk, "Bob", now=NINE - 24 * HOUR - HOUR / 10)

    assert clockwork.warn_of_minimums(NINE - 24 * HOUR + HOUR) == 0
    assert clockwork.decide_minimums(NINE - 24 * HOUR + HOUR) == 0
    clockwork.run(NINE - 24 * HOUR + HOUR)

    assert verbs(bob) == ["created", "expired"]
