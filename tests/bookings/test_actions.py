"""The life of a booking, one step at a time."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings import actions, quotes
from bookings.actions import moves
from bookings.errors import ApprovalRequired, IllegalMove, MovesUsedUp, PriceChanged
from bookings.models import Booking, BookingStep, Customer
from bookings.parties import Party
from bookings.states import State
from orgs.access import of_user
from orgs.errors import Invalid
from orgs.models import Event
from scheduling.errors import (
    PartyTooLarge,
    PartyTooSmall,
    SlotUnavailable,
    SoldOut,
    TooLate,
)
from scheduling.models import AddOn, Policy, Rate
from tests.harbor import (
    GUEST,
    NINE,
    NOW,
    ONE,
    free_until,
    member,
    organization,
    resource,
    tour,
    wanting,
)

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def book(offering, now=NOW, **wishes):
    return actions.book(request=wanting(offering, **wishes), by=GUEST, now=now).booking


def fresh(booking):
    return Booking.objects.get(pk=booking.pk)


def events(booking):
    return list(Event.objects.filter(subject=booking.public_id).values_list("kind", flat=True))


def test_booking_pays_on_arrival_and_is_confirmed_at_once():
    walk = tour(organization())

    booking = book(walk, seats=2)

    assert booking.state == State.CONFIRMED
    assert booking.outstanding == []
    assert booking.total_minor == 9_000
    assert booking.claim.until is None
    assert [(line.label, line.quantity, line.total_minor) for line in booking.lines.all()] == [
        ("Adult", 2, 9_000)
    ]


def test_every_move_is_on_the_time_line_and_in_the_outbox():
    harbor = organization()
    sam = of_user(member(harbor))
    booking = book(tour(harbor))

    actions.check_in(booking=booking, by=sam, now=NOW + HOUR, reason="Came early")

    steps = BookingStep.objects.filter(booking=booking).values_list(
        "verb", "from_state", "to_state", "actor_name", "reason", "at"
    )
    assert list(steps) == [
        ("created", "", "CONFIRMED", "", "", NOW),
        ("checked_in", "CONFIRMED", "CHECKED_IN", "Sam", "Came early", NOW + HOUR),
    ]
    assert events(booking) == ["booking.created", "booking.checked_in"]


def test_a_refused_booking_leaves_no_trace():
    walk = tour(organization(), capacity=3)
    book(walk, seats=2)

    with pytest.raises(SoldOut) as refusal:
        book(walk, seats=2, name="Bob")

    assert Booking.objects.count() == Customer.objects.count() == 1
    assert refusal.value.facts["remaining"] == 1
    assert [slot.starts_at for slot in refusal.value.facts["alternatives"]] == [
        ONE - timedelta(days=1),
        ONE,
        NINE + timedelta(days=1),
    ]


def test_seats_are_taken_before_the_guest_is_written():
    walk = tour(organization())

    with CaptureQueriesContext(connection) as queries:
        book(walk)

    written = [query["sql"].split('"')[1] for query in queries if "INSERT" in query["sql"]]
    assert written[:3] == ["scheduling_occurrence", "scheduling_claim", "bookings_customer"]


def test_the_same_form_books_once():
    walk = tour(organization())
    request = wanting(walk, client_ref="form-1")

    first = actions.book(request=request, by=GUEST, now=NOW)
    again = actions.book(request=request, by=GUEST, now=NOW + HOUR)

    assert (first.is_new, again.is_new) == (True, False)
    assert first.booking.pk == again.booking.pk
    assert first.booking.token == again.booking.token


def test_a_price_that_is_not_the_one_shown_is_refused():
    walk = tour(organization(), price=4500)

    with pytest.raises(PriceChanged) as refusal:
        book(walk, seats=2, expected_total=8_000)

    assert refusal.value.facts == {"total": 9_000, "currency": "USD"}


def test_a_party_below_the_smallest_is_refused():
    walk = tour(organization(), min_party=2)

    with pytest.raises(PartyTooSmall):
        book(walk, seats=1)


def test_a_party_above_the_largest_is_refused():
    walk = tour(organization(), max_party=4)

    with pytest.raises(PartyTooLarge):
        book(walk, seats=5)


def test_a_party_by_category_takes_the_seats_of_its_rates():
    harbor = organization()
    walk = tour(harbor)
    Rate.objects.create(
        organization=harbor, offering=walk, label="Child", category="CHILD", price_minor=2000
    )
    Rate.objects.create(
        organization=harbor,
        offering=walk,
        label="Infant",
        category="INFANT",
        price_minor=0,
        seats=0,
    )
    party = Party(by_category={"ADULT": 2, "CHILD": 1, "INFANT": 1})

    booking = book(walk, party=party)

    assert (booking.seats, booking.total_minor) == (3, 11_000)


def test_a_rate_of_another_tour_is_not_known_here():
    harbor = organization()
    walk, ride = tour(harbor), tour(harbor, name="Ride")
    foreign = ride.rates.get().public_id

    with pytest.raises(Invalid) as refusal:
        book(walk, party=Party(by_rate=((foreign, 2),)))

    assert [(error.pointer, error.code) for error in refusal.value.errors] == [
        ("/party/0/rateId", "not_found")
    ]


def test_add_ons_are_bounded_and_priced():
    harbor = organization()
    walk = tour(harbor)
    lunch = AddOn.objects.create(organization=harbor, name="Lunch", price_minor=1250, per="PERSON")
    walk.add_ons.add(lunch)

    assert book(walk, add_ons=((lunch.public_id, 2),)).total_minor == 11_500
    with pytest.raises(Invalid) as refusal:
        book(walk, add_ons=((lunch.public_id, 3),))
    assert refusal.value.errors[0].pointer == "/addOns/0/quantity"


def test_a_quote_creates_nothing_and_says_what_booking_would():
    walk = tour(organization(), capacity=3)

    found = quotes.quote(choice=wanting(walk, seats=3).choice, now=NOW)

    assert (found.price.total, found.due_now, found.seats) == (13_500, 0, 3)
    assert Booking.objects.count() == 0
    book(walk, seats=1)
    with pytest.raises(SoldOut):
        quotes.quote(choice=wanting(walk, seats=3).choice, now=NOW)


def test_a_request_waits_for_approval_and_holds_its_seats():
    walk = tour(organization(), capacity=3, requires_approval=True)

    booking = book(walk, seats=2)

    assert booking.state == State.AWAITING_APPROVAL
    assert booking.hold_expires_at == NOW + 48 * HOUR
    with pytest.raises(SoldOut):
        book(walk, seats=2, name="Bob")


def test_approving_confirms_and_keeps_the_seats():
    harbor = organization()
    booking = book(tour(harbor, requires_approval=True))

    approved = actions.approve(booking=booking, by=of_user(member(harbor)), now=NOW + HOUR)

    assert approved.state == State.CONFIRMED
    assert fresh(booking).claim.until is None


def test_approving_twice_is_refused():
    booking = book(tour(organization(), requires_approval=True))
    actions.approve(booking=booking, by=GUEST, now=NOW)

    with pytest.raises(IllegalMove):
        actions.approve(booking=fresh(booking), by=GUEST, now=NOW)


def test_a_move_to_where_a_booking_stands_says_that_it_stands_there():
    booking = book(tour(organization()))
    actions.cancel(booking=booking, by=GUEST, now=NOW)

    with pytest.raises(IllegalMove) as refusal:
        moves.check(fresh(booking), State.CANCELLED, NOW)

    assert str(refusal.value) == "This booking is cancelled already."
    assert refusal.value.facts == {"from": "CANCELLED", "to": "CANCELLED"}


def test_a_request_that_nobody_answered_in_time_has_expired():
    booking = book(tour(organization(), capacity=2, requires_approval=True))
    later = NOW + 48 * HOUR

    assert booking.state_at(later) == State.EXPIRED
    with pytest.raises(IllegalMove) as refusal:
        actions.approve(booking=booking, by=GUEST, now=later)
    assert refusal.value.facts == {"from": "EXPIRED", "to": "CONFIRMED"}
    assert book(booking.offering, name="Bob", now=later)


def test_a_request_without_held_seats_takes_them_when_approved():
    harbor = organization()
    policy = Policy.objects.create(organization=harbor, name="Loose", approval_holds_seats=False)
    walk = tour(harbor, capacity=2, requires_approval=True, policy=policy)
    ada, bob = book(walk), book(walk, name="Bob")

    actions.approve(booking=ada, by=GUEST, now=NOW)

    with pytest.raises(SoldOut):
        actions.approve(booking=bob, by=GUEST, now=NOW)
    assert fresh(ada).claim.seats == 2
    assert fresh(bob).state == State.AWAITING_APPROVAL


def test_declining_gives_the_seats_back():
    walk = tour(organization(), capacity=2, requires_approval=True)
    booking = book(walk)

    actions.decline(booking=booking, by=GUEST, now=NOW, reason="Storm")

    assert fresh(booking).state == State.DECLINED
    assert book(walk, name="Bob")


def test_the_booking_that_reaches_the_minimum_confirms_them_all():
    walk = tour(organization(), minimum_seats=4)
    ada, bob = book(walk, seats=2), book(walk, seats=1, name="Bob")
    assert (ada.state, bob.state, ada.hold_expires_at) == (State.PENDING, State.PENDING, None)

    cleo = book(walk, seats=1, name="Cleo")

    assert [fresh(one).state for one in (ada, bob, cleo)] == [State.CONFIRMED] * 3
    assert events(ada) == ["booking.created", "booking.minimum_reached"]


def test_a_request_counts_towards_the_minimum_once_it_is_approved():
    walk = tour(organization(), minimum_seats=3)
    ada = book(walk, seats=2)
    walk.requires_approval = True
    walk.save()
    bob = book(walk, seats=1, name="Bob")
    assert fresh(ada).state == State.PENDING

    actions.approve(booking=bob, by=GUEST, now=NOW)

    assert (fresh(ada).state, fresh(bob).state) == (State.CONFIRMED, State.CONFIRMED)


def test_cancelling_gives_seats_and_van_back():
    harbor = organization()
    van = resource(harbor)
    walk, ride = tour(harbor, needs=((van,),)), tour(harbor, name="Ride", needs=((van,),))
    booking = book(walk)
    with pytest.raises(SlotUnavailable):
        book(ride)

    actions.cancel(booking=booking, by=GUEST, now=NOW)

    assert fresh(booking).state == State.CANCELLED
    assert book(ride)


def test_cancelling_after_the_cutoff_is_too_late_for_the_guest_but_not_for_staff():
    booking = book(tour(organization()))
    late = NINE - 24 * HOUR

    assert actions.preview_cancel(booking=booking, now=late).allowed is False
    with pytest.raises(TooLate):
        actions.cancel(booking=booking, by=GUEST, now=late)
    assert actions.cancel_by_staff(booking=booking, by=GUEST, now=late).state == State.CANCELLED


def test_a_cancelled_booking_stays_cancelled():
    booking = book(tour(organization()))
    actions.cancel(booking=booking, by=GUEST, now=NOW)

    for verb in (actions.cancel, actions.approve, actions.check_in, actions.no_show):
        with pytest.raises(IllegalMove):
            verb(booking=fresh(booking), by=GUEST, now=NOW)


def test_moving_takes_the_new_place_and_gives_the_old_back():
    walk = tour(organization(), capacity=2)
    booking = book(walk)

    actions.reschedule(booking=booking, starts_at=ONE, by=GUEST, now=NOW)

    assert (fresh(booking).starts_at, fresh(booking).moves) == (ONE, 1)
    assert fresh(booking).claim.occurrence.starts_at == ONE
    assert book(walk, name="Bob").starts_at == NINE


def test_a_refused_move_changes_nothing():
    walk = tour(organization(), capacity=2)
    ada = book(walk)
    book(walk, name="Bob", starts_at=ONE)

    with pytest.raises(SoldOut) as refusal:
        actions.reschedule(booking=ada, starts_at=ONE, by=GUEST, now=NOW)

    assert (fresh(ada).starts_at, fresh(ada).claim.released_at) == (NINE, None)
    assert [slot.starts_at for slot in refusal.value.facts["alternatives"]] == [
        ONE - timedelta(days=1),
        NINE + timedelta(days=1),
        ONE + timedelta(days=1),
    ]
    assert events(ada) == ["booking.created"]


def test_moves_are_counted_against_the_terms():
    booking = book(tour(organization()))
    for start in (ONE, NINE):
        actions.reschedule(booking=fresh(booking), starts_at=start, by=GUEST, now=NOW)

    with pytest.raises(MovesUsedUp):
        actions.reschedule(booking=fresh(booking), starts_at=ONE, by=GUEST, now=NOW)


def test_moving_to_a_run_with_enough_guests_confirms():
    walk = tour(organization(), minimum_seats=3)
    ada = book(walk, seats=2)
    book(walk, seats=2, name="Bob", starts_at=ONE)

    actions.reschedule(booking=ada, starts_at=ONE, by=GUEST, now=NOW)

    assert [one.state for one in Booking.objects.all()] == [State.CONFIRMED] * 2


def test_terms_stay_as_they_were_when_the_booking_was_made():
    harbor = organization()
    policy = Policy.objects.create(organization=harbor, name="Soft", cancel_steps=free_until(1))
    booking = book(tour(harbor, policy=policy))
    policy.cancel_steps = free_until(1000)
    policy.save()

    assert fresh(booking).agreed.cancel_until(NINE) == NINE - HOUR


@pytest.mark.parametrize("others", [0, 30])
def test_a_booking_costs_the_same_however_many_there_are(others):
    harbor = organization()
    walk = tour(harbor, capacity=100, needs=((resource(harbor),),))
    for number in range(others):
        book(walk, starts_at=NINE + timedelta(days=number % 10), name=f"Guest{number}")
    request = wanting(walk, starts_at=NINE + timedelta(days=20))

    with CaptureQueriesContext(connection) as opening:
        actions.book(request=request, by=GUEST, now=NOW)
    with CaptureQueriesContext(connection) as joining:
        actions.book(request=request, by=GUEST, now=NOW)

    assert (len(opening), len(joining)) == (25, 24)


def test_a_booking_without_a_minimum_does_not_confirm_those_who_wait_for_one():
    walk = tour(organization(), requires_approval=True)
    ada = book(walk, seats=1)
    walk.requires_approval, walk.minimum_seats = False, 6
    walk.save()
    bob = book(walk, seats=1, name="Bob")

    actions.approve(booking=ada, by=GUEST, now=NOW)

    assert (fresh(ada).state, fresh(bob).state) == (State.CONFIRMED, State.PENDING)


def test_a_party_that_waits_for_nothing_completes_the_number_for_others():
    walk = tour(organization(), minimum_seats=4)
    ada = book(walk, seats=2)
    walk.minimum_seats = None
    walk.save()
    bob = book(walk, seats=3, name="Bob", starts_at=ONE)

    actions.reschedule(booking=bob, starts_at=NINE, by=GUEST, now=NOW)

    assert fresh(ada).state == State.CONFIRMED


def test_a_booking_made_after_the_minimum_was_lifted_counts_for_those_who_wait():
    walk = tour(organization(), minimum_seats=4)
    ada = book(walk, seats=2)
    walk.minimum_seats = None
    walk.save()

    book(walk, seats=2, name="Bob")

    assert fresh(ada).state == State.CONFIRMED


def test_an_approved_request_is_moved_by_staff_only():
    booking = book(tour(organization(), requires_approval=True))
    actions.approve(booking=booking, by=GUEST, now=NOW)

    with pytest.raises(ApprovalRequired):
        actions.reschedule(booking=fresh(booking), starts_at=ONE, by=GUEST, now=NOW)
    moved = actions.reschedule_by_staff(booking=fresh(booking), starts_at=ONE, by=GUEST, now=NOW)
    assert (moved.starts_at, moved.claim.until) == (ONE, None)


def test_a_move_that_read_the_booking_before_it_was_approved_keeps_its_seats_for_good():
    booking = book(tour(organization(), requires_approval=True))
    stale = fresh(booking)
    assert stale.claim.until is not None
    actions.approve(booking=booking, by=GUEST, now=NOW)

    moved = actions.reschedule_by_staff(booking=stale, starts_at=ONE, by=GUEST, now=NOW)

    assert moved.state == State.CONFIRMED
    assert fresh(booking).claim.until is None


def test_moving_to_where_it_is_uses_no_move_up():
    booking = book(tour(organization()))

    actions.reschedule(booking=booking, starts_at=NINE, by=GUEST, now=NOW)

    assert fresh(booking).moves == 0


def test_a_request_waits_no_longer_than_until_its_run_starts():
    walk = tour(organization(), requires_approval=True)

    booking = book(walk, now=NINE - HOUR)

    assert booking.hold_expires_at == NINE
