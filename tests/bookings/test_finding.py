"""What the clockwork looks for across organizations costs about nothing while nothing is due."""

import re
from copy import copy
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet

from bookings import actions
from bookings.actions import missed
from bookings.models import Booking, LedgerEntry, WaitlistEntry
from bookings.states import State
from bookings.waitlist import WaitState
from scheduling.models import Claim, Occurrence
from tests.bookings.payments import harbor
from tests.factories import WaitlistEntryFactory
from tests.harbor import GUEST, NOW, organization, tour, wanting

pytestmark = pytest.mark.django_db

FINDERS = {
    "lapsed": {"booking_by_hold"},
    "overdue": {"booking_by_addition"},
    "undecided": {"booking_by_decision"},
    "short": {"booking_by_decision"},
    "with_stale_offer": {"booking_with_offer"},
    "to_remind": {"booking_to_come"},
    "with_money": {"booking_waiting"},
    "unlabelled": {"waitlist_by_end", "waitlist_queue"},
}


def rows(finder: str) -> QuerySet:
    match finder:
        case "short":
            return Booking.objects.short(NOW, NOW + missed.NOTICE)
        case "unlabelled":
            return WaitlistEntry.objects.unlabelled(NOW)
        case _:
            return getattr(Booking.objects, finder)(NOW)


@pytest.fixture
def _many_that_are_over() -> None:
    """So many that reading all of them would be dearer, which PostgreSQL has to know."""
    made = actions.book(request=wanting(tour(organization())), by=GUEST, now=NOW).booking
    over = copy(made)
    over.state, over.starts_at = State.CHECKED_IN, NOW - timedelta(days=2)
    seats = {"organization": made.organization, "occurrence": made.claim.occurrence, "seats": 1}
    ids = [f"bk_{number:026}" for number in range(300)]
    Occurrence.objects.update(seats=1000)
    claims = Claim.objects.bulk_create(Claim(**seats, holder=holder) for holder in ids)
    rows = [copy(over) for _ in ids]
    for number, (row, claim) in enumerate(zip(rows, claims, strict=True)):
        row.pk, row.public_id, row.reference = None, claim.holder, f"OVER-{number:04}"
        row.claim = claim
    Booking.objects.bulk_create(rows)
    entry = WaitlistEntryFactory(organization=made.organization, offering=made.offering)
    entries = [copy(entry) for _ in range(300)]
    for number, row in enumerate(entries):
        row.pk, row.public_id, row.state = None, f"wle_{number:026}", WaitState.LEFT
    WaitlistEntry.objects.bulk_create(entries)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


@pytest.mark.usefixtures("_many_that_are_over")
@pytest.mark.parametrize("finder", FINDERS)
def test_a_finder_of_the_clockwork_reads_by_its_index(finder: str) -> None:
    plan = rows(finder).explain()

    assert FINDERS[finder] & set(re.findall(r"(?:INDEX|using|on) (\w+)", plan)), plan


def test_money_that_came_in_parts_is_looked_at_once() -> None:
    booking = actions.book(request=wanting(tour(harbor())), by=GUEST, now=NOW).booking
    for _ in range(2):
        LedgerEntry.objects.create(
            organization=booking.organization,
            booking=booking,
            kind="CHARGED",
            amount_minor=1000,
            at=NOW,
        )

    assert list(Booking.objects.with_money(NOW)) == [booking]
