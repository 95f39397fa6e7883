"""Places that a guest added and did not pay for: gone at their instant, with no job running."""

from datetime import timedelta

import pytest

from bookings import actions, added, clockwork
from bookings.actions import elsewhere, waiting
from bookings.api.rest import words
from bookings.errors import AddOnSoldOut
from bookings.models import Booking, BookingStep
from bookings.parties import Party
from orgs.models import Message
from scheduling.errors import SoldOut
from scheduling.models import Claim, Policy
from tests.bookings import payments
from tests.bookings.waitlists import waits
from tests.harbor import GUEST, NINE, NOW, ONE, add_on, tour, wanting

pytestmark = pytest.mark.django_db

MINUTES = timedelta(minutes=1)
DUE = NOW + 15 * MINUTES
"""As the usual policy holds a booking that is not paid for."""


@pytest.fixture
def online():
    """Harbor, paid before the run."""
    return payments.harbor()


def fresh(booking):
    rows = Booking.objects.select_related("organization", "offering", "variant", "claim")
    return rows.get(pk=booking.pk)


def books(walk, seats=2, name="Grace", now=NOW, **wishes):
    request = wanting(walk, seats=seats, name=name, **wishes)
    return actions.book(request=request, by=GUEST, now=now).booking


def grown(walk, seats=4, now=NOW, **wishes):
    """Ada has paid for two and adds the others."""
    booking = books(walk, name="Ada", **wishes)
    payments.pay(booking)
    actions.change_party(booking=fresh(booking), party=Party(seats=seats), by=GUEST, now=now)
    return fresh(booking)


def held(booking, now):
    """What it takes: each start with how many seats, and until when."""
    rows = Claim.objects.live(now).filter(holder=booking.public_id).order_by("pk")
    return [
        (one.occurrence.starts_at, one.seats, one.until)
        for one in rows.select_related("occurrence")
    ]


def seats(booking, now=DUE):
    return sum(count for _, count, _ in held(booking, now))


def test_added_places_are_anybodys_from_the_instant_they_lapse(online):
    walk = tour(online, capacity=5)
    booking = grown(walk)

    with pytest.raises(SoldOut):
        books(walk, now=DUE - MINUTES)
    other = books(walk, 3, now=DUE)

    assert (seats(booking), seats(other)) == (2, 3)
    assert fresh(booking).seats == 4


def test_what_is_shown_before_it_is_labelled_is_what_it_has(online):
    booking = grown(tour(online))
    before = words.booking(booking, booking.standing, DUE - MINUTES)

    shown = words.booking(booking, booking.standing, DUE)

    clockwork.run(DUE)
    after = fresh(booking)
    labelled = words.booking(after, after.standing, DUE)
    assert (before["seats"], shown["seats"], shown["addedSeatsExpireAt"]) == (4, 2, None)
    assert shown | {"updatedAt": labelled["updatedAt"]} == labelled


def test_paid_after_they_were_sold_to_others_they_are_put_back_and_it_is_refunded(online):
    walk = tour(online, capacity=5)
    booking = grown(walk)
    page = payments.at_the_page(booking)
    books(walk, 3, now=DUE)

    payments.tells(page, now=DUE)
    payments.work(DUE)

    after = fresh(booking)
    assert (after.state, after.seats, after.outstanding) == ("CONFIRMED", 2, [])
    assert (after.standing.covered, after.standing.refunded) == (9_000, 9_000)
    assert (seats(after), added.as_it_is(after)["owed"]) == (2, False)
    assert BookingStep.objects.filter(verb="party_put_back").count() == 1


@pytest.mark.parametrize(("percent", "stays", "late"), [(None, 9_000, 4_500), (30, 2_700, 1_350)])
@pytest.mark.parametrize("is_labelled", [False, True])
def test_money_for_places_that_were_put_back_goes_back_and_both_sides_are_told(
    online, percent, stays, late, is_labelled
):
    rules = Policy.objects.create(organization=online, name="Part", deposit_percent=percent)
    walk = tour(online, capacity=3, policy=rules)
    booking = grown(walk, seats=3)
    page = payments.at_the_page(booking)
    books(walk, 1, now=DUE)
    if is_labelled:
        clockwork.run(DUE)

    payments.tells(page, now=DUE + MINUTES)
    payments.work(DUE + MINUTES)
    clockwork.run(DUE + 2 * MINUTES)
    payments.tells(page, now=DUE + 3 * MINUTES)
    payments.work(DUE + 3 * MINUTES)

    after = fresh(booking)
    assert (after.seats, after.standing.covered, after.standing.refunded) == (2, stays, late)
    told = set(Message.objects.filter(about=booking.public_id).values_list("kind", flat=True))
    if is_labelled or percent:
        assert {"added_paid_late", "staff_added_paid_late"} <= told
    assert {"party_put_back", "refunded"} <= told


def test_who_pays_the_rest_of_a_deposit_early_keeps_it_paid(online):
    rules = Policy.objects.create(organization=online, name="Part", deposit_percent=30)
    booking = grown(tour(online, policy=rules), seats=3)
    clockwork.run(DUE)

    payments.pay(fresh(booking), DUE + MINUTES)
    payments.work(DUE + MINUTES)

    after = fresh(booking)
    assert (after.seats, after.standing.covered, after.standing.refunded) == (2, 9_000, 0)


def test_paid_late_they_are_taken_again_where_there_is_room(online):
    booking = grown(tour(online, capacity=4))
    page = payments.at_the_page(booking)

    payments.tells(page, now=DUE + MINUTES)

    after = fresh(booking)
    assert (after.seats, after.outstanding, after.standing.covered) == (4, [], 18_000)
    assert held(after, DUE + MINUTES) == [(NINE, 4, None)]


def test_paid_once_the_run_has_started_they_are_put_back(online):
    booking = grown(tour(online))
    page = payments.at_the_page(booking)

    payments.tells(page, now=NINE)
    payments.work(NINE)

    assert (fresh(booking).seats, fresh(booking).standing.covered) == (2, 9_000)


def test_paid_in_time_they_are_held_as_the_rest_is(online):
    booking = grown(tour(online))
    payments.pay(booking, DUE - MINUTES)

    assert held(booking, DUE) == [(NINE, 4, None)]


def test_fewer_gives_the_added_ones_back_first(online):
    booking = grown(tour(online), 5)

    actions.change_party(booking=booking, party=Party(seats=3), by=GUEST, now=NOW)

    assert held(booking, NOW) == [(NINE, 2, None), (NINE, 1, DUE)]


def test_more_of_them_lapse_together(online):
    booking = grown(tour(online), 3)

    later = NOW + 10 * MINUTES
    actions.change_party(booking=booking, party=Party(seats=5), by=GUEST, now=later)

    assert held(booking, later) == [(NINE, 2, None), (NINE, 3, DUE)]


def test_moved_they_lapse_where_they_are(online):
    booking = grown(tour(online))

    actions.reschedule(booking=booking, starts_at=ONE, by=GUEST, now=NOW)

    assert held(booking, NOW) == [(ONE, 2, None), (ONE, 2, DUE)]


def test_moved_after_they_lapsed_the_others_move(online):
    walk = tour(online, capacity=3)
    booking = grown(walk, 3)

    actions.reschedule(booking=booking, starts_at=ONE, by=GUEST, now=DUE)

    assert (held(booking, DUE), fresh(booking).seats) == ([(ONE, 2, None)], 2)


def test_who_is_here_in_time_stays_with_all_of_them(online):
    booking = grown(tour(online), now=NINE - 10 * MINUTES)

    actions.check_in(booking=booking, by=GUEST, now=NINE - 5 * MINUTES)

    assert held(booking, NINE + MINUTES) == [(NINE, 4, None)]
    assert (fresh(booking).state, fresh(booking).seats) == ("CHECKED_IN", 4)


def test_who_is_here_after_it_comes_as_before(online):
    booking = grown(tour(online))

    actions.check_in(booking=booking, by=GUEST, now=NINE)

    assert held(booking, NINE) == [(NINE, 2, None)]
    assert (fresh(booking).state, fresh(booking).seats) == ("CHECKED_IN", 2)


def test_who_has_the_run_alone_may_add_for_a_while(online):
    booking = grown(tour(online, exclusive=True))

    assert held(booking, NOW) == [(NINE, 2, None), (NINE, 2, DUE)]
    assert held(booking, DUE) == [(NINE, 2, None)]


def test_cancelled_it_takes_nothing(online):
    booking = grown(tour(online))

    actions.cancel(booking=booking, by=GUEST, now=NOW)

    assert held(booking, NOW) == []


def test_scarce_add_ons_of_those_who_lapsed_are_free_with_their_places(online):
    walk = tour(online)
    lunch = add_on(walk, "Lunch", sold="PERSON", stock=4)
    booking = grown(walk, add_ons=((lunch.public_id, 2),))

    with pytest.raises(AddOnSoldOut):
        books(walk, add_ons=((lunch.public_id, 2),))
    page = payments.at_the_page(booking)
    books(walk, now=DUE, add_ons=((lunch.public_id, 2),))
    payments.tells(page, now=DUE)
    payments.work(DUE)

    assert (fresh(booking).seats, seats(booking), fresh(booking).standing.covered) == (
        2,
        2,
        fresh(booking).total_minor,
    )


def test_another_date_is_held_no_longer_than_all_who_would_come(online):
    rules = Policy.objects.create(organization=online, name="Six", minimum_seats=6)
    booking = grown(tour(online, policy=rules))
    run = booking.claim.occurrence

    elsewhere.offer(run=run, starts_at=ONE, by=GUEST, now=NOW)

    offered = fresh(booking).offered_claim
    assert (offered.seats, offered.until) == (4, DUE)


def test_who_changes_to_another_date_still_owes_there(online):
    rules = Policy.objects.create(organization=online, name="Six", minimum_seats=6)
    booking = grown(tour(online, policy=rules))
    elsewhere.offer(run=booking.claim.occurrence, starts_at=ONE, by=GUEST, now=NOW)

    elsewhere.accept(booking=fresh(booking), by=GUEST, now=NOW)

    assert held(booking, NOW) == [(ONE, 2, None), (ONE, 2, DUE)]


def test_who_waits_for_places_is_offered_them_from_the_instant_they_lapse(online):
    walk = tour(online, capacity=4, waitlist=True)
    grown(walk)
    waits(walk, seats=2, name="Mary")

    assert (waiting.match(now=DUE - MINUTES), waiting.match(now=DUE)) == (0, 1)
