"""Seated anew at its start, a booking ends when the run does that it is on by then."""

from datetime import timedelta

import pytest

from scheduling.models import Variant
from tests.bookings import payments
from tests.bookings.test_unpaid import DUE, changes, fresh, paid
from tests.harbor import NINE, tour

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def alone():
    """Ada is the only one of her run, and by now the walk takes three hours."""
    booking = paid(tour(payments.harbor(), minutes=120))
    Variant.objects.update(duration_minutes=180)
    return booking


def hours(booking):
    """How long the booking takes, and its run."""
    row = fresh(booking)
    return [
        (end - NINE).total_seconds() / 3600 for end in (row.ends_at, row.claim.occurrence.ends_at)
    ]


def test_for_a_larger_party(alone):
    assert hours(alone) == [2, 2]
    assert hours(changes(alone, 3)) == [3, 3]


def test_for_places_that_lapsed_and_are_paid_for_by_now(alone):
    Variant.objects.update(duration_minutes=120)
    booking = changes(alone, 3)
    page = payments.at_the_page(booking)
    Variant.objects.update(duration_minutes=180)

    payments.tells(page, now=DUE)

    assert (fresh(booking).seats, fresh(booking).outstanding) == (3, [])
    assert hours(booking) == [3, 3]
    assert fresh(booking).sequence == booking.sequence + 1
