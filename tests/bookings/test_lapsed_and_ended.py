"""Bookings that end after the places which their guest added have lapsed, and before the clock."""

import pytest

from bookings import actions
from bookings.actions import missed, paying
from bookings.models import Booking, BookingLine, BookingStep
from bookings.payments.provider import Notice, Outcome
from orgs.access import of_user
from scheduling.models import Claim, Policy
from tests.bookings import payments
from tests.bookings.test_unpaid import DUE, NOTHING, added, changes, fresh, held, paid
from tests.harbor import GUEST, NINE, NOW, member, tour, wanting
from tests.races import race

HALF = [{"hoursBefore": 24, "refundPercent": "50", "fee": 0}]


@pytest.fixture
def online(db):
    """Harbor, paid before the run."""
    return payments.harbor()


def grown(org, **terms):
    """Ada has paid for two, and has added two that she does not pay for."""
    rules = Policy.objects.create(organization=org, name="Terms", **terms)
    return changes(paid(tour(org, policy=rules, capacity=4)), 4)


def by_guest(booking):
    return actions.cancel(booking=booking, by=GUEST, now=DUE)


def by_staff(booking):
    staff = of_user(member(booking.organization), 0)
    return actions.cancel_by_staff(booking=booking, by=staff, now=DUE)


def as_it_came_to_nothing(booking):
    staff = of_user(member(booking.organization), 0)
    run = booking.claim.occurrence
    [given_up] = missed.release(run=run, by=staff, now=DUE, reason="Storm")
    return given_up


@pytest.mark.parametrize(
    ("ends", "terms"),
    [(by_guest, {}), (by_staff, {}), (as_it_came_to_nothing, {"minimum_seats": 6})],
)
def test_it_ends_as_who_was_left(online, ends, terms):
    booking = grown(online, **terms)

    answered = ends(booking)

    after = fresh(booking)
    assert (after.state, after.seats, after.total_minor) == ("CANCELLED", 2, 9_000)
    assert (answered.seats, added(after), held(after)) == (2, NOTHING, 0)
    assert list(BookingLine.objects.values_list("quantity", flat=True)) == [2]


def test_what_came_for_the_lapsed_places_goes_back_without_a_fee(online):
    booking = grown(online, cancel_steps=HALF)
    page = payments.at_the_page(booking)
    paying.take_in(payment=page, notice=Notice(page.provider_ref, Outcome.PAID, 4_500), now=NOW)

    by_guest(fresh(booking))
    payments.work(DUE)

    after = fresh(booking)
    assert (after.kept_minor, after.standing.covered) == (4_500, 4_500)
    assert after.standing.refunded == 9_000


def test_what_it_would_come_to_is_said_before(online):
    booking = grown(online, cancel_steps=HALF)
    page = payments.at_the_page(booking)
    paying.take_in(payment=page, notice=Notice(page.provider_ref, Outcome.PAID, 4_500), now=NOW)

    said = actions.preview_cancel(booking=fresh(booking), now=DUE)

    assert (said.fee, said.refund) == (4_500, 9_000)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(4))
def test_cancelled_in_the_moment_it_is_put_back_and_sold_it_ends_once(seed):
    booking = grown(payments.harbor())
    row = Booking.objects.select_related("organization", "offering", "claim").get(pk=booking.pk)
    request = wanting(row.offering, seats=2, name="Grace")
    racers = [
        lambda: actions.cancel(booking=row, by=GUEST, now=DUE),
        lambda: paying.look_again(booking=row, now=DUE),
        lambda: actions.book(request=request, by=GUEST, now=DUE),
    ]

    race(racers[seed % 3 :] + racers[: seed % 3])

    after = fresh(booking)
    verbs = list(BookingStep.objects.filter(booking=booking).values_list("verb", flat=True))
    assert (after.state, after.seats, held(after)) == ("CANCELLED", 2, 0)
    assert (verbs.count("party_put_back"), verbs.count("cancelled")) == (1, 1)
    assert Claim.objects.live(DUE).filter(occurrence__starts_at=NINE).seats() == 2
