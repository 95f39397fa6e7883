"""Parties that owed something already when their guest added to them, and lapse back to that."""

import pytest

from bookings import actions
from bookings.models import BookingStep
from bookings.parties import Party
from orgs.access import of_user
from orgs.models import User
from scheduling.models import Policy, Rate
from tests.bookings import payments
from tests.bookings.test_unpaid import (
    DUE,
    MINUTES,
    NOTHING,
    added,
    by_staff,
    changes,
    fresh,
    held,
    paid,
    passes,
)
from tests.harbor import GUEST, NOW, ONE, tour, wanting

pytestmark = pytest.mark.django_db


@pytest.fixture
def online():
    """Harbor, paid before the run."""
    return payments.harbor()


@pytest.fixture
def walk(online):
    return tour(online, capacity=5)


def owing(walk):
    """Ada has paid for two; staff added a third, and she herself a fourth."""
    return changes(by_staff(paid(walk), 3), 4)


def staff():
    return of_user(User.objects.get(), 0)


def test_it_lapses_back_to_the_party_that_staff_made_and_stays_confirmed(walk):
    after = passes(owing(walk))

    assert (after.state, after.outstanding, added(after)) == ("CONFIRMED", ["PAYMENT"], NOTHING)
    assert (after.seats, held(after), after.total_minor) == (3, 3, 13_500)
    assert list(BookingStep.objects.values_list("verb", flat=True)).count("party_put_back") == 1


def test_it_lapses_back_to_the_dearer_party_that_the_guest_made(online, walk):
    adult = Rate.objects.get()
    senior = Rate.objects.create(
        organization=online, offering=walk, label="Senior", category="SENIOR", price_minor=6_000
    )
    booking = paid(walk)
    for counts in ((1, 1), (2, 1)):
        ids = (adult.public_id, senior.public_id)
        party = Party(by_rate=tuple(zip(ids, counts, strict=True)))
        actions.change_party(booking=fresh(booking), party=party, by=GUEST, now=NOW)

    after = passes(booking)

    assert (after.state, after.outstanding, after.seats) == ("CONFIRMED", ["PAYMENT"], 2)
    assert (after.total_minor, after.standing.covered) == (10_500, 9_000)


def test_staff_check_it_in_once_the_added_place_has_lapsed(walk):
    booking = owing(walk)

    actions.check_in(booking=booking, by=staff(), now=DUE + MINUTES)

    after = fresh(booking)
    assert (after.state, after.seats, after.outstanding) == ("CHECKED_IN", 3, ["PAYMENT"])


def test_its_guest_moves_it_once_the_added_place_has_lapsed(walk):
    booking = owing(walk)

    actions.reschedule(booking=booking, starts_at=ONE, by=GUEST, now=DUE)

    after = fresh(booking)
    assert (after.starts_at, after.seats, held(after)) == (ONE, 3, 3)


def test_money_too_late_for_the_added_place_pays_for_the_others(walk):
    booking = owing(walk)
    page = payments.at_the_page(booking)
    actions.book(request=wanting(walk, seats=2, name="Grace"), by=GUEST, now=DUE)

    payments.tells(page, now=DUE)
    payments.work(DUE)

    after = fresh(booking)
    assert (after.state, after.seats, after.outstanding) == ("CONFIRMED", 3, [])
    assert (after.standing.covered, after.standing.refunded) == (13_500, 4_500)


def test_money_for_the_third_place_alone_is_enough_once_the_fourth_has_lapsed(walk):
    booking = owing(walk)
    actions.pay_by_hand(booking=booking, amount=4_500, by=staff(), now=NOW)

    after = passes(booking)

    assert (after.state, after.seats, after.outstanding) == ("CONFIRMED", 3, [])
    assert after.standing.covered == 13_500


def test_who_waited_for_others_meanwhile_is_confirmed_as_before(online):
    """They came, and then only what the guest added was still owed."""
    rules = Policy.objects.create(organization=online, name="Four", minimum_seats=4)
    walk = tour(online, policy=rules)
    booking = changes(paid(walk), 3)
    paid(walk, name="Bob")
    before = fresh(booking)

    after = passes(booking)

    assert (before.state, before.outstanding) == ("PENDING", ["PAYMENT"])
    assert (after.state, after.outstanding, after.seats) == ("CONFIRMED", [], 2)


def test_late_money_that_pays_what_is_owed_is_not_given_back_as_well(online):
    rules = Policy.objects.create(organization=online, name="Part", deposit_percent=30)
    booking = owing(tour(online, capacity=5, policy=rules))
    page = payments.at_the_page(booking)
    after = passes(booking)
    assert (after.standing.covered, after.due_minor) == (2_700, 4_050)

    for late in (1, 2):
        payments.tells(page, now=DUE + late * MINUTES)
        payments.work(DUE + late * MINUTES)

    paid_up = fresh(after)
    assert (paid_up.state, paid_up.outstanding, paid_up.seats) == ("CONFIRMED", [], 3)
    assert (paid_up.standing.covered, paid_up.standing.refunded) == (5_400, 0)
