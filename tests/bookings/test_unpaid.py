"""Places that a guest added and has to pay for: held as long as a new booking, then given back."""

from datetime import timedelta

import pytest

from bookings import actions, clockwork, queries
from bookings.actions import paying
from bookings.ledger import Kind
from bookings.models import Booking, BookingLine, BookingStep, LedgerEntry, PromoCode, PromoUse
from bookings.parties import Party
from bookings.payments import checkout
from bookings.payments.provider import Notice, Outcome
from orgs.access import Caller, of_user
from orgs.models import Message
from scheduling.errors import HoldLapsed
from scheduling.models import AddOn, Claim, Policy
from tests.bookings import payments
from tests.harbor import GUEST, NINE, NOW, ONE, member, organization, tour, wanting

pytestmark = pytest.mark.django_db

MINUTES = timedelta(minutes=1)
DUE = NOW + 15 * MINUTES
"""As the usual policy holds a booking that is not paid for."""


@pytest.fixture
def online():
    """Harbor, paid before the run."""
    return payments.harbor()


def paid(walk, **wishes):
    booking = actions.book(request=wanting(walk, **wishes), by=GUEST, now=NOW).booking
    payments.pay(booking)
    return fresh(booking)


def fresh(booking):
    return Booking.objects.get(pk=booking.pk)


def changes(booking, seats, now=NOW):
    actions.change_party(booking=booking, party=Party(seats=seats), by=GUEST, now=now)
    return fresh(booking)


def by_staff(booking, seats):
    staff = of_user(member(booking.organization), 0)
    actions.change_party_by_staff(booking=booking, party=Party(seats=seats), by=staff, now=NOW)
    return fresh(booking)


def passes(booking, now=DUE):
    """The clock goes round; the booking after it."""
    clockwork.run(now)
    return fresh(booking)


def held(booking, now=DUE):
    """The seats that it takes."""
    return Claim.objects.live(now).filter(holder=booking.public_id).seats()


def added(booking):
    return (booking.added_seats, booking.added_until, booking.party_before)


NOTHING = (0, None, {})


def test_added_places_that_are_not_paid_for_go_back_at_their_time(online):
    booking = changes(paid(tour(online)), 4)
    before = passes(booking, DUE - MINUTES)

    after = passes(booking)

    assert (before.seats, before.added_until) == (4, DUE)
    assert (after.seats, held(after), after.total_minor) == (2, 2, 9_000)
    assert (after.state, after.outstanding, added(after)) == ("CONFIRMED", [], NOTHING)
    assert list(BookingLine.objects.values_list("quantity", "total_minor")) == [(2, 9_000)]
    assert after.standing.covered == 9_000


def test_it_is_on_the_time_line_and_both_are_told_once(online):
    booking = changes(paid(tour(online)), 4)
    Message.objects.all().delete()

    passes(booking)
    passes(booking, DUE + MINUTES)

    step = BookingStep.objects.last()
    assert (step.verb, step.actor_name) == ("party_put_back", "Slotwright")
    assert step.facts == {
        "seats_were": 4,
        "seats_are": 2,
        "price_was": 18_000,
        "price_is": 9_000,
    }
    assert set(Message.objects.values_list("kind", flat=True)) == {
        "party_put_back",
        "staff_put_back",
    }
    assert BookingStep.objects.filter(verb="party_put_back").count() == 1


def test_whoever_pays_in_time_keeps_what_was_added(online):
    booking = changes(paid(tour(online)), 4)
    payments.pay(booking, DUE - MINUTES)

    after = passes(booking)

    assert (after.seats, held(after), after.outstanding, added(after)) == (4, 4, [], NOTHING)
    assert after.standing.covered == 18_000


def test_the_page_to_pay_on_is_open_no_longer_than_that(online):
    booking = changes(paid(tour(online)), 3)

    assert payments.at_the_page(booking).expires_at == DUE
    assert checkout.due(booking, booking.standing, DUE) == 0


def test_a_payment_after_it_goes_back(online):
    booking = changes(paid(tour(online)), 4)
    page = payments.at_the_page(booking)
    passes(booking)

    payments.tells(page, Outcome.PAID, DUE)
    payments.work(DUE)

    after = fresh(booking)
    assert (after.seats, after.standing.covered, after.standing.refunded) == (2, 9_000, 9_000)


def test_a_payment_before_the_clock_came_round_counts(online):
    booking = changes(paid(tour(online)), 4)
    payments.tells(payments.at_the_page(booking), Outcome.PAID, DUE + MINUTES)

    after = passes(booking, DUE + 2 * MINUTES)

    assert (after.seats, after.standing.covered, after.outstanding) == (4, 18_000, [])


def test_money_that_is_written_down_and_not_drawn_yet_counts(online):
    booking = changes(paid(tour(online)), 4)
    page = payments.at_the_page(booking)
    LedgerEntry.objects.create(
        organization=online,
        booking=booking,
        payment=page,
        kind=Kind.CHARGED,
        amount_minor=9_000,
        at=DUE,
    )

    assert (passes(booking).seats, fresh(booking).outstanding) == (4, [])


def test_what_came_in_part_goes_back(online):
    booking = changes(paid(tour(online)), 4)
    page = payments.at_the_page(booking)
    notice = Notice(page.provider_ref, Outcome.PAID, 4_500)
    paying.take_in(payment=page, notice=notice, now=NOW)

    after = passes(booking)
    payments.work(DUE)

    assert (after.seats, after.standing.covered, after.standing.refunded) == (2, 9_000, 4_500)


def test_who_adds_twice_pays_for_both_by_the_first_time(online):
    booking = changes(paid(tour(online)), 3)

    bigger = changes(booking, 5, NOW + 10 * MINUTES)

    assert (bigger.added_seats, bigger.added_until) == (3, DUE)
    assert (passes(booking).seats, fresh(booking).total_minor) == (2, 9_000)


def test_who_gives_some_of_it_back_owes_the_rest_by_then(online):
    booking = changes(changes(paid(tour(online)), 5), 3)

    assert (booking.added_seats, booking.added_until) == (1, DUE)
    assert passes(booking).seats == 2


def test_who_gives_all_of_it_back_owes_nothing(online):
    assert added(changes(changes(paid(tour(online)), 5), 2)) == NOTHING


def test_once_the_time_has_passed_the_party_is_not_changed_before_it_is_put_back(online):
    booking = changes(paid(tour(online)), 4)

    with pytest.raises(HoldLapsed):
        changes(booking, 5, DUE)

    assert changes(passes(booking), 3, DUE).added_until == DUE + 15 * MINUTES


def test_what_staff_add_stays(online):
    booking = by_staff(paid(tour(online)), 4)

    assert (added(booking), booking.outstanding) == (NOTHING, ["PAYMENT"])
    assert passes(booking).seats == 4


def test_staff_who_change_what_a_guest_added_decide_that_it_stays(online):
    booking = by_staff(changes(paid(tour(online)), 4), 5)

    assert (added(booking), passes(booking).seats) == (NOTHING, 5)


def test_where_people_pay_on_arrival_nothing_is_due_before():
    booking = actions.book(request=wanting(tour(organization())), by=GUEST, now=NOW).booking

    assert added(changes(booking, 4)) == NOTHING


def test_moved_it_is_put_back_where_it_is_now_and_keeps_the_fee_of_the_move(online):
    rules = Policy.objects.create(organization=online, name="Fee", move_fee_minor=700)
    booking = changes(paid(tour(online, policy=rules)), 4)
    actions.reschedule(booking=booking, starts_at=ONE, by=GUEST, now=NOW)

    after = passes(booking)

    claim = Claim.objects.select_related("occurrence").live(DUE).get()
    assert (claim.occurrence.starts_at, claim.seats, after.seats) == (ONE, 2, 2)
    assert (after.starts_at, after.total_minor) == (ONE, 9_700)


def test_cancelled_it_stays_so_and_all_that_was_paid_comes_back(online):
    booking = changes(paid(tour(online)), 4)
    actions.cancel(booking=booking, by=GUEST, now=NOW)

    after = passes(booking)

    assert (after.state, added(after), Claim.objects.live(DUE).exists()) == (
        "CANCELLED",
        NOTHING,
        False,
    )


def test_who_is_here_already_stays(online):
    booking = changes(paid(tour(online)), 4, NINE - 10 * MINUTES)
    staff = of_user(member(online), 0)
    actions.check_in(booking=booking, by=staff, now=NINE - 5 * MINUTES)

    after = passes(booking, NINE + 15 * MINUTES)

    assert (booking.added_until, after.seats, after.state) == (NINE, 4, "CHECKED_IN")


def test_added_places_do_not_make_up_a_minimum_before_they_are_paid_for(online):
    rules = Policy.objects.create(organization=online, name="Four", minimum_seats=4)
    walk = tour(online, policy=rules)
    booking = changes(paid(walk), 4)
    run = Booking.objects.select_related("claim__occurrence").get().claim.occurrence

    assert (booking.state, queries.firm_seats(run, NOW)) == ("PENDING", 2)
    payments.pay(booking)
    assert (fresh(booking).state, queries.firm_seats(run, NOW)) == ("CONFIRMED", 4)


def test_who_waits_for_a_minimum_goes_on_waiting_as_before(online):
    rules = Policy.objects.create(organization=online, name="Six", minimum_seats=6)
    booking = changes(paid(tour(online, policy=rules)), 4)

    after = passes(booking)

    assert (after.state, after.outstanding, after.seats) == ("PENDING", ["MINIMUM"], 2)
    assert held(after) == 2


def test_a_promo_code_and_what_everybody_has_are_as_before(online):
    walk = tour(online)
    PromoCode.objects.create(organization=online, code="TEN", percent_off=10)
    lunch = AddOn.objects.create(organization=online, name="Lunch", price_minor=1_000, per="PERSON")
    walk.add_ons.add(lunch)
    booking = paid(walk, promo="TEN", add_ons=((lunch.public_id, 2),))
    was = list(BookingLine.objects.values_list("label", "quantity", "total_minor"))

    after = passes(changes(booking, 4))

    assert list(BookingLine.objects.values_list("label", "quantity", "total_minor")) == was
    assert (after.total_minor, after.price) == (booking.total_minor, booking.price)
    assert PromoUse.objects.get().amount_minor == 900


def test_of_a_deposit_what_it_rose_by_is_due(online):
    rules = Policy.objects.create(organization=online, name="Half", deposit_percent=50)
    booking = changes(paid(tour(online, policy=rules)), 4)

    after = passes(booking)

    assert (booking.added_until, after.seats, after.standing.covered) == (DUE, 2, 4_500)
    assert paying.draw(booking=after, by=Caller(), now=DUE).outstanding == []
