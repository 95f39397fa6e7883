"""Everybody does anything in any order, and what must always hold still does."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bookings import actions, added, clockwork
from bookings.actions import elsewhere, missed, money
from bookings.models import Booking, Payment
from bookings.models.order import PaymentState
from bookings.parties import Party
from bookings.payments.provider import Outcome
from bookings.states import ENDED, Condition, State, state_under
from orgs.errors import Refusal
from orgs.models import PaymentWay
from scheduling.models import Claim, Occurrence
from tests.bookings.payments import at_the_page, tells, work
from tests.harbor import GUEST, NINE, NOW, ONE, organization, tour, wanting

SEATS = 4
AGES = [timedelta(seconds=30), timedelta(minutes=16), timedelta(hours=20), timedelta(hours=49)]
NAMES = ["Ada", "Grace", "Mary"]


class Life(RuleBasedStateMachine):
    """One tour of few seats, sold under terms that are drawn first."""

    booked = Bundle("booked")
    pages = Bundle("pages")

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.now = NOW

    @initialize(
        approval=st.sampled_from([False, False, True]),
        minimum=st.sampled_from([None, None, 3]),
        way=st.sampled_from([PaymentWay.SANDBOX, PaymentWay.SANDBOX, PaymentWay.OFFLINE]),
    )
    def house(self, approval, minimum, way):
        house = organization(payment_way=way)
        self.walk = tour(house, capacity=SEATS, requires_approval=approval, minimum_seats=minimum)

    def attempt(self, act):
        """What came of it; a refusal is an answer too, and leaves no trace."""
        try:
            with transaction.atomic():
                return act()
        except Refusal:
            return None

    def row(self, booking):
        return Booking.objects.select_related("organization", "claim", "order").get(pk=booking.pk)

    @rule(
        target=booked,
        seats=st.integers(1, 3),
        at=st.sampled_from([NINE, ONE]),
        who=st.sampled_from(NAMES),
    )
    def books(self, seats, at, who):
        request = wanting(self.walk, seats=seats, starts_at=at, name=who)
        made = self.attempt(lambda: actions.book(request=request, by=GUEST, now=self.now))
        return made.booking if made else multiple()

    @rule(target=pages, booking=booked)
    def goes_to_pay(self, booking):
        row = self.row(booking)
        if row.order is None:
            return multiple()
        return self.attempt(lambda: at_the_page(row, self.now)) or multiple()

    @rule(booking=booked)
    def pays_at_once(self, booking):
        row = self.row(booking)
        if row.order is not None and self.attempt(lambda: at_the_page(row, self.now)):
            tells(Payment.objects.get(order=row.order, state=PaymentState.OPEN), now=self.now)

    @rule(page=pages, again=st.booleans())
    def pays(self, page, again):
        page.refresh_from_db()
        tells(page, now=self.now)
        if again:
            tells(page, now=self.now)

    @rule(page=consumes(pages), outcome=st.sampled_from([Outcome.FAILED, Outcome.CLOSED]))
    def does_not_pay(self, page, outcome):
        tells(page, outcome, now=self.now)

    @rule(booking=booked, amount=st.sampled_from([1, 4_500, 9_000]))
    def pays_by_hand(self, booking, amount):
        row = self.row(booking)
        self.attempt(
            lambda: actions.pay_by_hand(booking=row, amount=amount, by=GUEST, now=self.now)
        )

    @rule(booking=booked, amount=st.sampled_from([1, 4_500, 9_000]))
    def gets_some_back(self, booking, amount):
        row = self.row(booking)
        self.attempt(
            lambda: actions.refund(
                booking=row, amount=amount, by=GUEST, now=self.now, reason="Rain"
            )
        )

    @rule(
        booking=booked,
        act=st.sampled_from(
            [
                actions.approve,
                actions.decline,
                actions.cancel,
                actions.cancel_by_staff,
                actions.check_in,
                actions.no_show,
            ]
        ),
    )
    def is_acted_upon(self, booking, act):
        row = self.row(booking)
        self.attempt(lambda: act(booking=row, by=GUEST, now=self.now))

    @rule(
        booking=booked,
        at=st.sampled_from([NINE, ONE]),
        act=st.sampled_from([actions.reschedule, actions.reschedule_by_staff]),
    )
    def moves(self, booking, at, act):
        row = self.row(booking)
        self.attempt(lambda: act(booking=row, starts_at=at, by=GUEST, now=self.now))

    @rule(
        booking=booked,
        seats=st.integers(1, 4),
        act=st.sampled_from([actions.change_party, actions.change_party_by_staff]),
    )
    def changes_the_party(self, booking, seats, act):
        row = self.row(booking)
        party = Party(seats=seats)
        self.attempt(lambda: act(booking=row, party=party, by=GUEST, now=self.now))

    @rule(booking=booked, until=st.sampled_from([NINE, NINE - timedelta(hours=5)]))
    def is_decided_later(self, booking, until):
        self.of_its_run(
            booking, lambda run: missed.extend(run=run, until=until, by=GUEST, now=self.now)
        )

    @rule(booking=booked, act=st.sampled_from([missed.confirm, missed.release]))
    def is_decided_now(self, booking, act):
        self.of_its_run(booking, lambda run: act(run=run, by=GUEST, now=self.now, reason="Rain"))

    @rule(booking=booked, at=st.sampled_from([NINE, ONE]))
    def is_offered_another_date(self, booking, at):
        self.of_its_run(
            booking, lambda run: elsewhere.offer(run=run, starts_at=at, by=GUEST, now=self.now)
        )

    @rule(
        booking=booked, act=st.sampled_from([elsewhere.accept, elsewhere.accept, elsewhere.decline])
    )
    def answers_it(self, booking, act):
        row = self.row(booking)
        self.attempt(lambda: act(booking=row, by=GUEST, now=self.now))

    def of_its_run(self, booking, act):
        """Staff decide about the run that a booking is on."""
        row = self.row(booking)
        if row.claim is not None:
            self.attempt(lambda: act(row.claim.occurrence))

    @rule(age=st.sampled_from(AGES))
    def time_passes(self, age):
        self.now += age

    @precondition(lambda self: hasattr(self, "walk"))
    @rule()
    def the_worker_works(self):
        clockwork.run(self.now)
        work(self.now)
        held = Claim.objects.live(self.now).filter(part_of=None)
        assert held.exclude(booking=None, offered_to=None).count() == held.count()
        for booking in Booking.objects.all():
            if booking.state_at(self.now) in ENDED and booking.state in ENDED:
                kept = max(booking.kept_minor or 0, money.by_hand(booking))
                assert booking.standing.covered == kept

    @invariant()
    def no_run_is_oversold(self):
        for run in Occurrence.objects.all():
            taken = Claim.objects.live(self.now).filter(occurrence=run).seats()
            assert taken <= run.seats

    @invariant()
    def states_say_what_is_outstanding(self):
        for booking in Booking.objects.all():
            # A confirmed party that has grown owes the difference, and stays confirmed.
            owes = {Condition.PAYMENT} if booking.state == State.CONFIRMED else set()
            if booking.state in (State.PENDING, State.AWAITING_APPROVAL, State.CONFIRMED):
                assert booking.state == state_under(booking.conditions - owes)

    @invariant()
    def seats_are_held_by_those_who_come_and_by_nobody_else(self):
        for booking in Booking.objects.all():
            own = Claim.objects.live(self.now).filter(holder=booking.public_id)
            if booking.state_at(self.now) in ENDED:
                assert not own.exists()
            elif booking.state == State.CONFIRMED:
                assert booking.decides_at is None
                assert [claim.until for claim in own.filter(part_of=None)] == [None]

    @invariant()
    def everybody_has_the_seats_that_they_are_entitled_to_labelled_or_not(self):
        for booking in Booking.objects.exclude(claim=None):
            if booking.state_at(self.now) in ENDED:
                continue
            own = Claim.objects.live(self.now).filter(holder=booking.public_id)
            is_over = booking.added_until is not None and booking.added_until <= self.now
            lapses = [] if is_over or not booking.added_seats else [booking.added_until]
            assert own.seats() == booking.seats - (booking.added_seats if is_over else 0)
            assert [part.until for part in own.exclude(part_of=None)] == lapses
            assert added.as_it_stands(booking, self.now).seats == own.seats()

    @invariant()
    def money_is_never_taken_twice_nor_below_zero(self):
        for booking in Booking.objects.all():
            standing = booking.standing
            assert min(standing.held, standing.kept, standing.taken) >= 0
            shares = money.shares(booking)
            assert all(share.held >= 0 and share.kept >= 0 for share in shares)
            # Of what is set aside for one that waits, the less is taken once it is confirmed; where
            # its time ran out, all of it goes back with the label.
            waits = booking.state in (State.PENDING, State.AWAITING_APPROVAL)
            promised = sum(share.kept + (0 if waits else share.held) for share in shares)
            # What staff took by hand beyond a party that shrank is theirs to give back.
            assert promised <= max(0, booking.total_minor - money.by_hand(booking))

    @invariant()
    def an_order_has_one_open_page(self):
        open_pages = Payment.objects.filter(state=PaymentState.OPEN)
        orders = list(open_pages.values_list("order", flat=True))
        assert len(orders) == len(set(orders))

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)


@pytest.mark.django_db
def test_whatever_everybody_does_in_whatever_order():
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=10,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
