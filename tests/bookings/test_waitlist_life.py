"""Some have places, some wait for them, and everybody does anything in any order."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from bookings import actions
from bookings.actions import waiting
from bookings.models import Booking, WaitlistEntry
from bookings.states import ENDED, Condition
from bookings.waitlist import Room, WaitState, pairs
from orgs.models import PaymentWay
from scheduling import availability
from scheduling.models import Claim, Occurrence, Variant
from tests.bookings.test_life import SEATS, Life
from tests.bookings.waitlists import asking
from tests.harbor import FOURTH, GUEST, NINE, NOW, ONE, organization, tour, wanting

WISHES = [{"starts_at": NINE}, {"starts_at": ONE}, {"days": (FOURTH, FOURTH)}]
AGES = [timedelta(minutes=16), timedelta(hours=4)]
NUMBERS = st.integers(0, 7)
ANSWERS = [waiting.accept, waiting.accept, waiting.decline, waiting.leave, waiting.offer_now]


class WaitingLife(RuleBasedStateMachine):
    """One tour of few seats, twice a day, both times full from the beginning."""

    attempt = Life.attempt
    no_run_is_oversold = Life.no_run_is_oversold
    states_say_what_is_outstanding = Life.states_say_what_is_outstanding

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.now = NOW

    @initialize(
        approval=st.sampled_from([False, False, True]),
        minimum=st.sampled_from([None, None, 3]),
        way=st.sampled_from([PaymentWay.SANDBOX, PaymentWay.OFFLINE, PaymentWay.OFFLINE]),
    )
    def house(self, approval, minimum, way):
        self.walk = tour(
            organization(payment_way=way),
            capacity=SEATS,
            requires_approval=approval,
            minimum_seats=minimum,
            waitlist=True,
        )
        for at in (NINE, ONE):
            for seats in (1, 3):
                self.book(seats, at, "Early")
        for wish, seats in zip(WISHES, (3, 2, 1), strict=True):
            self.waits(seats, wish)

    def book(self, seats, at, name):
        request = wanting(self.walk, starts_at=at, seats=seats, name=name)
        return actions.book(request=request, by=GUEST, now=self.now).booking

    def waits(self, seats, wish):
        request = asking(self.walk, seats=seats, **wish)
        self.attempt(lambda: waiting.join(request=request, by=GUEST, now=self.now))

    @rule(seats=st.integers(1, 3), wish=st.sampled_from(WISHES))
    def somebody_waits(self, seats, wish):
        self.waits(seats, wish)

    @rule(which=NUMBERS, looks=st.sampled_from([True, True, False]))
    def gives_a_place_back(self, which, looks):
        row = one_of(Booking.objects.select_related("organization", "claim"), which)
        self.attempt(lambda: actions.cancel_by_staff(booking=row, by=GUEST, now=self.now))
        if looks:
            self.the_worker_looks()

    @rule(which=NUMBERS, at=st.sampled_from([NINE, ONE]))
    def moves(self, which, at):
        row = one_of(Booking.objects.select_related("organization", "claim"), which)
        self.attempt(
            lambda: actions.reschedule_by_staff(booking=row, starts_at=at, by=GUEST, now=self.now)
        )

    @rule(seats=st.integers(1, 3), at=st.sampled_from([NINE, ONE]))
    def books_in_between(self, seats, at):
        self.attempt(lambda: self.book(seats, at, "Quick"))

    @rule(which=NUMBERS, act=st.sampled_from(ANSWERS))
    def answers(self, which, act):
        offered = WaitlistEntry.objects.filter(state=WaitState.OFFERED)
        entry = one_of(offered if offered.exists() else WaitlistEntry.objects.all(), which)
        self.attempt(lambda: act(entry=entry, by=GUEST, now=self.now))

    @rule(more=st.sampled_from([0, 2]))
    def the_boat_is_changed(self, more):
        taken = [Claim.objects.live(self.now).filter(occurrence=run).seats() for run in runs()]
        if max(taken) <= SEATS + more:
            Variant.objects.update(capacity=SEATS + more)
            Occurrence.objects.update(seats=SEATS + more)

    @rule(age=st.sampled_from(AGES))
    def time_passes(self, age):
        self.now += age

    @rule()
    def the_worker_looks(self):
        waiting.match(now=self.now)

        found = list(WaitlistEntry.objects.order_by("pk").select_related("booking"))
        wishes = [one.wish for one in found if one.state_at(self.now) == WaitState.WAITING]
        assert [one.state for one in found] == [one.state_at(self.now) for one in found]
        assert list(pairs(wishes, self.rooms())) == [], "Somebody waits for what is free."

    def rooms(self):
        slots = availability.of_offering(
            offering=self.walk, first=FOURTH, last=FOURTH, party=1, now=self.now
        )
        return [Room(slot.variant.pk, slot.starts_at, slot.remaining) for slot in slots]

    @invariant()
    def an_offer_holds_its_seats_and_nothing_else_does(self):
        for entry in WaitlistEntry.objects.select_related("booking"):
            state, booking = entry.state_at(self.now), entry.booking
            if state == WaitState.OFFERED:
                own = Claim.objects.live(self.now).get(holder=booking.public_id)
                assert booking.conditions == {Condition.ACCEPTANCE}
                assert (own.seats, own.until) == (entry.seats, booking.hold_expires_at)
            elif state == WaitState.ACCEPTED:
                assert Condition.ACCEPTANCE not in booking.conditions
            else:
                assert booking is None or booking.state_at(self.now) in ENDED

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)


def one_of(rows, which):
    """A row by number; rows are only ever added."""
    found = list(rows.order_by("pk"))
    return found[which % len(found)]


def runs():
    return Occurrence.objects.all()


@pytest.mark.django_db
def test_whatever_everybody_does_while_others_wait():
    run_state_machine_as_test(
        WaitingLife,
        settings=settings(
            max_examples=10,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
