"""What the clockwork looks for across organizations costs about nothing while nothing is due."""

import re

import pytest
from django.db import connection
from django.db.models import QuerySet

from bookings import actions
from bookings.actions import missed
from bookings.models import Booking, LedgerEntry, WaitlistEntry
from tests.bookings.payments import harbor
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


@pytest.mark.parametrize("finder", FINDERS)
def test_a_finder_of_the_clockwork_reads_by_its_index(finder: str) -> None:
    organization()  # One that reminds its guests: without any there is no question.
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # Else it reads all of a few rows.

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
