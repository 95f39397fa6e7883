"""Parties that grow and shrink at once: no run is oversold, and nothing is paid twice."""

import random
from datetime import timedelta

import pytest

from bookings import actions, clockwork
from bookings.models import Booking, BookingStep
from bookings.parties import Party
from orgs.errors import Refusal
from scheduling.models import Claim
from tests.bookings import payments
from tests.harbor import GUEST, NINE, NOW, ONE, organization, tour, wanting
from tests.races import race, winners

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def booked(walk, name, seats=1):
    return actions.book(request=wanting(walk, name=name, seats=seats), by=GUEST, now=NOW).booking


def changing(booking, seats):
    row = Booking.objects.select_related("organization", "offering", "claim").get(pk=booking.pk)
    party = Party(seats=seats)
    return lambda: actions.change_party(booking=row, party=party, by=GUEST, now=NOW)


@pytest.mark.parametrize("seed", range(4))
def test_ten_who_want_the_last_three_seats_for_a_friend_get_exactly_three(seed):
    walk = tour(organization(), capacity=13)
    bookings = [booked(walk, f"G{number}") for number in range(10)]

    answers = race([changing(one, 2) for one in random.Random(seed).sample(bookings, 10)])

    assert len(winners(answers)) == 3
    assert {one.code for one in answers if one not in winners(answers)} == {"sold_out"}
    assert Claim.objects.live(NOW).seats() == 13
    assert sum(Booking.objects.values_list("seats", flat=True)) == 13


@pytest.mark.parametrize("seed", range(4))
def test_growing_shrinking_and_booking_at_once_never_oversells(seed):
    dice = random.Random(seed)
    walk = tour(organization(), capacity=12)
    bookings = [booked(walk, f"G{number}", seats=2) for number in range(5)]
    racers = [changing(one, dice.choice((1, 3, 4))) for one in bookings]
    racers += [lambda name=name: booked(walk, name) for name in ("New", "Newer", "Newest")]
    dice.shuffle(racers)

    race(racers)

    assert Claim.objects.live(NOW).seats() <= 12
    for one in Booking.objects.all():
        assert Claim.objects.live(NOW).filter(holder=one.public_id).seats() == one.seats


@pytest.mark.parametrize("seed", range(4))
def test_one_party_changed_in_many_tabs_is_changed_one_after_the_other(seed):
    dice = random.Random(seed)
    walk = tour(payments.harbor(), capacity=12)
    booking = booked(walk, "Ada", seats=4)
    payments.pay(booking)
    sizes = dice.sample((1, 2, 3, 5, 6, 7), k=6)  # The same size twice is asked and answered once.

    answers = race([changing(booking, seats) for seats in sizes])
    payments.work()

    after = Booking.objects.get()
    changed = BookingStep.objects.filter(verb="party_changed")
    refusals = {one.code for one in answers if isinstance(one, Refusal)}
    assert len(winners(answers)) == changed.count() >= 1
    assert refusals <= {"changed_meanwhile", "hold_lapsed"}
    assert Claim.objects.live(NOW).seats() == after.seats
    assert after.total_minor == after.seats * 4_500
    assert after.standing.covered == min(18_000, after.seats * 4_500)


@pytest.mark.parametrize("seed", range(4))
def test_a_party_changed_and_cancelled_at_once_is_gone_and_paid_back(seed):
    walk = tour(payments.harbor(), capacity=12)
    booking = booked(walk, "Ada", seats=4)
    payments.pay(booking)
    row = Booking.objects.get()
    racers = [changing(booking, 2), changing(booking, 5)]
    racers.append(lambda: actions.cancel(booking=row, by=GUEST, now=NOW))
    random.Random(seed).shuffle(racers)

    race(racers)
    payments.work()

    after = Booking.objects.get()
    assert after.state in ("CANCELLED", "REFUNDED")
    assert not Claim.objects.live(NOW).exists()
    assert after.standing.covered == 0


@pytest.mark.parametrize("seed", range(4))
def test_a_party_changed_and_moved_at_once_has_the_seats_it_says(seed):
    walk = tour(organization(), capacity=12)
    booking = booked(walk, "Ada", seats=4)
    row = Booking.objects.select_related("organization", "offering", "claim").get(pk=booking.pk)
    racers = [changing(booking, 2), changing(booking, 5)]
    racers += [
        lambda at=starts_at: actions.reschedule(booking=row, starts_at=at, by=GUEST, now=NOW)
        for starts_at in (ONE, NINE + timedelta(days=1))
    ]
    random.Random(seed).shuffle(racers)

    race(racers)

    after = Booking.objects.get()
    claim = Claim.objects.live(NOW).get()
    assert (claim.pk, claim.seats) == (after.claim_id, after.seats)
    assert claim.occurrence.starts_at == after.starts_at
    assert after.total_minor == after.seats * 4_500


@pytest.mark.parametrize("seed", range(4))
def test_paid_in_the_very_moment_in_which_it_is_put_back_is_one_of_both(seed):
    walk = tour(payments.harbor(), capacity=12)
    booking = booked(walk, "Ada", seats=2)
    payments.pay(booking)
    changing(booking, 4)()
    page = payments.at_the_page(Booking.objects.get())
    due = Booking.objects.get().added_until
    racers = [lambda: payments.tells(page, now=due)]
    racers += [lambda: clockwork.run(due), lambda: clockwork.run(due)]
    random.Random(seed).shuffle(racers)

    race(racers)
    clockwork.run(due)
    payments.work(due)

    after = Booking.objects.get()
    put_back = BookingStep.objects.filter(verb="party_put_back").count()
    assert (after.seats, put_back) in [(4, 0), (2, 1)]
    assert (after.state, after.outstanding, after.added_until) == ("CONFIRMED", [], None)
    assert after.total_minor == after.standing.covered == after.seats * 4_500
    assert Claim.objects.live(due).get().seats == after.seats


@pytest.mark.parametrize("seed", range(4))
def test_put_back_moved_and_cancelled_at_once_holds_no_more_than_it_says(seed):
    walk = tour(payments.harbor(), capacity=12)
    booking = booked(walk, "Ada", seats=2)
    payments.pay(booking)
    changing(booking, 4)()
    row = Booking.objects.select_related("organization", "offering", "claim").get(pk=booking.pk)
    due = row.added_until
    other = (
        lambda: actions.cancel(booking=row, by=GUEST, now=due),
        lambda: actions.reschedule(booking=row, starts_at=ONE, by=GUEST, now=due),
    )[seed % 2]

    race([lambda: clockwork.run(due), other, lambda: clockwork.run(due)])
    clockwork.run(due)
    payments.work(due)

    after = Booking.objects.get()
    assert (after.added_seats, after.added_until) == (0, None)
    assert Claim.objects.live(due).seats() == (2 if after.state == "CONFIRMED" else 0)
    assert after.standing.covered == (9_000 if after.state == "CONFIRMED" else 0)


@pytest.mark.parametrize("seed", range(4))
def test_paid_late_while_somebody_else_takes_the_last_place_is_one_of_both(seed):
    walk = tour(payments.harbor(), capacity=4)
    booking = booked(walk, "Ada", seats=2)
    payments.pay(booking)
    changing(booking, 4)()
    page = payments.at_the_page(Booking.objects.get())
    due = Booking.objects.get().added_until
    grace = wanting(walk, name="Grace", seats=1)
    racers = [lambda: payments.tells(page, now=due)]
    racers += [lambda: clockwork.run(due)] * (seed % 2)
    racers += [lambda: actions.book(request=grace, by=GUEST, now=due)] * 2
    random.Random(seed).shuffle(racers)

    race(racers)
    clockwork.run(due)
    payments.work(due)

    ada, others = Booking.objects.get(pk=booking.pk), Booking.objects.exclude(pk=booking.pk)
    assert (ada.seats, others.count()) in [(4, 0), (2, 1), (2, 2)]
    assert (ada.state, ada.outstanding, ada.added_until) == ("CONFIRMED", [], None)
    assert ada.total_minor == ada.standing.covered == ada.seats * 4_500
    assert ada.standing.refunded == 18_000 - ada.total_minor
    assert Claim.objects.live(due).filter(holder=ada.public_id).seats() == ada.seats
    assert Claim.objects.live(due).seats() == ada.seats + others.count()


@pytest.mark.parametrize("seed", range(4))
def test_grown_again_shrunk_moved_paid_and_here_at_once_it_has_the_seats_it_says(seed):
    walk = tour(payments.harbor(), capacity=12)
    booking = booked(walk, "Ada", seats=2)
    payments.pay(booking)
    changing(booking, 4)()
    row = Booking.objects.select_related("organization", "offering", "claim").get()
    page = payments.at_the_page(row)
    racers = [changing(booking, 3), changing(booking, 5), lambda: payments.tells(page, now=NOW)]
    racers.append(lambda: actions.reschedule(booking=row, starts_at=ONE, by=GUEST, now=NOW))
    racers.append(lambda: actions.check_in(booking=row, by=GUEST, now=NOW))
    random.Random(seed).shuffle(racers)

    race(racers)
    payments.work()

    after = Booking.objects.get()
    own = Claim.objects.live(NOW).filter(holder=after.public_id)
    assert own.seats() == after.seats
    parts = own.exclude(part_of=None).values_list("seats", "until")
    assert list(parts) == ([(after.added_seats, after.added_until)] if after.added_until else [])
    assert after.total_minor == after.seats * 4_500
