"""Everybody does anything in any order, and some of them wait for a place."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from bookings import actions
from bookings.actions import waiting
from bookings.models import WaitlistEntry
from bookings.states import ENDED, Condition
from bookings.waitlist import Room, WaitState, pairs
from orgs.models import PaymentWay
from scheduling import availability
from scheduling.models import Claim, Occurrence, Variant
from tests.bookings.test_life import NAMES, SEATS, Life
from tests.bookings.waitlists import asking
from tests.harbor import FOURTH, GUEST, NINE, ONE, organization, tour, wanting


class WaitingLife(Life):
    """The same tour, with a waitlist."""

    waiters = Bundle("waiters")

    @initialize(
        target=Life.booked,
        approval=st.sampled_from([False, False, True]),
        minimum=st.sampled_from([None, None, 3]),
        way=st.sampled_from([PaymentWay.SANDBOX, PaymentWay.OFFLINE, PaymentWay.OFFLINE]),
    )
    def house(self, approval, minimum, way):
        """Both runs of the day are full from the beginning."""
        house = organization(payment_way=way)
        self.walk = tour(
            house,
            capacity=SEATS,
            requires_approval=approval,
            minimum_seats=minimum,
            waitlist=True,
        )
        wanted = [(at, seats) for at in (NINE, ONE) for seats in (1, 3)]
        requests = [wanting(self.walk, starts_at=at, seats=seats) for at, seats in wanted]
        return multiple(
            *(actions.book(request=one, by=GUEST, now=self.now).booking for one in requests)
        )

    @rule(
        target=waiters,
        seats=st.integers(1, 3),
        wish=st.sampled_from([{"starts_at": NINE}, {"starts_at": ONE}, {"days": (FOURTH, FOURTH)}]),
        who=st.sampled_from(NAMES),
    )
    def waits(self, seats, wish, who):
        request = asking(self.walk, seats=seats, name=f"Wait{who}", **wish)
        made = self.attempt(lambda: waiting.join(request=request, by=GUEST, now=self.now))
        return made.entry if made else multiple()

    @rule(
        entry=waiters,
        act=st.sampled_from(
            [waiting.accept, waiting.accept, waiting.decline, waiting.leave, waiting.offer_now]
        ),
    )
    def answers(self, entry, act):
        row = WaitlistEntry.objects.select_related("booking").get(pk=entry.pk)
        self.attempt(lambda: act(entry=row, by=GUEST, now=self.now))

    @rule(seats=st.sampled_from([SEATS, SEATS + 2]))
    def the_boat_changes(self, seats):
        taken = max(
            (Claim.objects.live(self.now).filter(occurrence=run).seats() for run in self.runs()),
            default=0,
        )
        if taken <= seats:
            Variant.objects.update(capacity=seats)
            Occurrence.objects.update(seats=seats)

    def runs(self):
        return Occurrence.objects.all()

    @rule()
    def the_worker_looks(self):
        waiting.match(now=self.now)

        wishes = [
            entry.wish
            for entry in WaitlistEntry.objects.order_by("pk")
            if entry.state_at(self.now) == WaitState.WAITING
        ]
        assert list(pairs(wishes, self.rooms())) == [], "Somebody waits for what is free."

    def rooms(self):
        found = availability.of_offering(
            offering=self.walk, first=FOURTH, last=FOURTH, party=1, now=self.now
        )
        return [Room(slot.variant.pk, slot.starts_at, slot.remaining) for slot in found]

    @invariant()
    def an_offer_holds_its_seats_and_nothing_else_does(self):
        for entry in WaitlistEntry.objects.select_related("booking"):
            state, booking = entry.state_at(self.now), entry.booking
            if state == WaitState.OFFERED:
                assert booking.conditions == {Condition.ACCEPTANCE}
                own = Claim.objects.live(self.now).get(holder=booking.public_id)
                assert (own.seats, own.until) == (entry.seats, booking.hold_expires_at)
            elif state == WaitState.ACCEPTED:
                assert Condition.ACCEPTANCE not in booking.conditions
            else:
                assert booking is None or booking.state_at(self.now) in ENDED


@pytest.mark.django_db
def test_whatever_everybody_does_while_others_wait():
    run_state_machine_as_test(
        WaitingLife,
        settings=settings(
            max_examples=15,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
