"""Money and everything else at once: real threads, each its own connection, on committed data.

Whoever is first, in the end the operator has what is due and nobody's money is lost: what was
paid is kept for a booking that goes on, or has gone back.
"""

import random
from datetime import timedelta

import pytest
from django.db import connection

from bookings import actions
from bookings.actions import paying, refunding
from bookings.errors import AmountTooLarge
from bookings.models import Booking, Instruction, Payment
from bookings.payments import checkout
from bookings.states import ENDED, Condition, State
from orgs.access import of_user
from orgs.errors import Refusal
from orgs.models import Message
from scheduling.models import Claim, Policy
from tests.bookings.payments import WAY, at_the_page, carry, harbor, ledger, pay, tells, work
from tests.bookings.proposals import answered, private_ride
from tests.bookings.stripe_fake import KEY, SECRET, FakeStripe
from tests.harbor import GUEST, NOW, member, organization, tour, wanting
from tests.races import race, winners

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
LAPSE = NOW + 15 * MINUTE
SEEDS = range(4)


@pytest.fixture
def stripe(settings):
    with FakeStripe() as fake:
        settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE = KEY, fake.address
        settings.STRIPE_WEBHOOK_SECRETS = [SECRET]
        yield fake


def book(offering, now=NOW, **wishes):
    return actions.book(request=wanting(offering, **wishes), by=GUEST, now=now).booking


def fresh(booking):
    return Booking.objects.get(pk=booking.pk)


def telling(payment, now=NOW):
    return lambda: tells(payment, now=now)


def cancelling(booking, now=NOW):
    return lambda: actions.cancel(booking=fresh(booking), by=GUEST, now=now)


def settled(booking, now):
    """The booking once the worker has nothing left to do, and its money in balance."""
    work(now)
    row = fresh(booking)
    standing = row.standing
    assert not Instruction.objects.exclude(status="SENT").exists()
    assert standing.held >= 0
    assert 0 <= standing.refunded <= standing.taken
    assert standing.covered <= row.target_minor(now)
    if row.state_at(now) in ENDED:
        assert standing.covered == (row.kept_minor or 0)
    elif Condition.PAYMENT not in row.conditions:
        assert standing.covered == row.target_minor(now)
    return row


@pytest.mark.parametrize("seed", SEEDS)
def test_one_notice_ten_times_at_once_enters_once(seed):
    booking = book(tour(harbor()))
    payment = at_the_page(booking)

    race([telling(payment)] * 10)

    assert settled(booking, NOW).state == State.CONFIRMED
    assert ledger(booking) == [("CHARGED", 9_000)]
    assert list(booking.steps.values_list("verb", flat=True)) == ["created", "paid"]


@pytest.mark.parametrize("seed", SEEDS)
def test_one_notice_of_the_rest_ten_times_at_once_brings_one_receipt(seed):
    online = harbor()
    terms = {"deposit_percent": 30, "balance_hours_before": 24}
    booking = book(tour(online, policy=Policy.objects.create(organization=online, **terms)))
    pay(booking)
    payment = at_the_page(fresh(booking), NOW + MINUTE)

    race([telling(payment, NOW + MINUTE)] * 10)

    assert ledger(booking) == [("CHARGED", 2_700), ("CHARGED", 6_300)]
    assert Message.objects.filter(kind="payment_received").count() == 1
    assert list(booking.steps.values_list("verb", flat=True)) == ["created", "paid", "paid"]


@pytest.mark.parametrize("seed", SEEDS)
def test_paid_and_cancelled_at_once_is_cancelled_and_the_money_goes_back(seed):
    booking = book(tour(harbor()))
    payment = at_the_page(booking)
    racers = [telling(payment)] * 3 + [cancelling(booking)] * 2
    random.Random(seed).shuffle(racers)

    race(racers)

    row = settled(booking, NOW)
    assert row.state in (State.CANCELLED, State.REFUNDED)
    assert ledger(booking) == [("CHARGED", 9_000), ("REFUNDED", 9_000)]
    assert Claim.objects.live(NOW).count() == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_the_last_seats_are_the_payers_or_somebody_elses_and_never_both(seed):
    walk = tour(harbor(), capacity=2)
    booking = book(walk)
    payment = at_the_page(booking)
    racers = [telling(payment, LAPSE - SECOND)] * 2 + [
        lambda name=name: book(walk, now=LAPSE, name=name) for name in ("Grace", "Mary")
    ]
    random.Random(seed).shuffle(racers)

    answers = race(racers)
    tells(payment, now=LAPSE + MINUTE)  # Stripe repeats what was not answered well.

    row = settled(booking, LAPSE + MINUTE)
    others = [one for one in winners(answers) if isinstance(one, Booking)]
    confirmed = row.state == State.CONFIRMED
    assert len(others) == (0 if confirmed else 1)
    assert row.standing.covered == (9_000 if confirmed else 0)
    assert Claim.objects.live(LAPSE).seats() == 2


@pytest.mark.parametrize("seed", SEEDS)
def test_ten_tabs_get_one_page(seed):
    booking = book(tour(harbor()))
    order = booking.order

    addresses = race([lambda: checkout.page(order=order, way=WAY, now=NOW)] * 10)

    payment = Payment.objects.get()
    assert addresses == [payment.page] * 10


@pytest.mark.parametrize("seed", SEEDS)
def test_ten_tabs_get_one_page_of_stripe(seed, stripe):
    booking = book(tour(organization(payment_way="STRIPE")))
    order = booking.order

    addresses = race([lambda: checkout.page(order=order, way=WAY, now=NOW)] * 10)

    payment = Payment.objects.get()
    assert addresses == [payment.page] * 10
    assert list(stripe.own.sessions) == [payment.provider_ref]


def test_a_page_made_while_the_booking_was_given_up_is_closed(stripe):
    booking = book(tour(organization(payment_way="STRIPE")))

    def meanwhile():
        actions.cancel(booking=booking, by=GUEST, now=NOW)
        work()
        connection.close()

    stripe.meanwhile = meanwhile

    with pytest.raises(checkout.NothingDue):
        checkout.page(order=booking.order, way=WAY, now=NOW)

    assert [one["status"] for one in stripe.own.sessions.values()] == ["expired"]
    assert Payment.objects.get().state == "CLOSED"


@pytest.mark.parametrize("seed", SEEDS)
def test_two_pages_paid_at_once_leave_one_payment(seed):
    booking = book(tour(harbor()))
    first = at_the_page(booking)
    Payment.objects.update(state="CLOSED")
    second = at_the_page(booking)

    race([telling(first), telling(second)] * 3)

    assert settled(booking, NOW).state == State.CONFIRMED
    assert sorted(ledger(booking)) == [("CHARGED", 9_000)] * 2 + [("REFUNDED", 9_000)]


@pytest.mark.parametrize("seed", SEEDS)
def test_paid_online_and_in_cash_at_once_gives_one_of_both_back(seed):
    house = harbor()
    booking = book(tour(house))
    payment, sam = at_the_page(booking), of_user(member(house))

    def in_cash():
        return paying.pay_by_hand(booking=booking, amount=9_000, by=sam, now=NOW)

    answers = race([telling(payment), in_cash, in_cash])

    row = settled(booking, NOW)
    assert row.state == State.CONFIRMED
    assert row.standing.kept == 9_000
    assert len([one for one in answers if isinstance(one, AmountTooLarge)]) in (1, 2)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_request_answered_while_it_is_paid_is_captured_or_released(seed):
    house = harbor()
    request = book(tour(house, requires_approval=True))
    payment, sam = at_the_page(request), of_user(member(house))
    racers = [
        telling(payment),
        telling(payment),
        lambda: actions.approve(booking=fresh(request), by=sam, now=NOW),
        lambda: actions.decline(booking=fresh(request), by=sam, now=NOW),
    ]
    random.Random(seed).shuffle(racers)

    race(racers)

    row = settled(request, NOW)
    last = ("CAPTURED", 9_000) if row.state == State.CONFIRMED else ("RELEASED", 9_000)
    assert row.state in (State.CONFIRMED, State.DECLINED)
    assert ledger(request) == [("AUTHORISED", 9_000), last]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_last_two_payments_of_a_minimum_confirm_all_and_take_each_once(seed):
    walk = tour(harbor(), minimum_seats=6)
    bookings = [book(walk, name=name) for name in ("Ada", "Grace", "Mary")]
    pages = [at_the_page(booking) for booking in bookings]

    race([telling(page) for page in pages] * 2)

    for booking in bookings:
        assert settled(booking, NOW).state == State.CONFIRMED
        assert ledger(booking) == [("AUTHORISED", 9_000), ("CAPTURED", 9_000)]


@pytest.mark.parametrize("seed", SEEDS)
def test_refunds_asked_for_at_once_never_exceed_what_was_paid(seed):
    house = harbor()
    booking = book(tour(house))
    pay(booking)
    sam = of_user(member(house))

    def refund():
        return refunding.refund(booking=booking, amount=4_000, by=sam, now=NOW, reason="Rain")

    answers = race([refund] * 6)

    assert len(winners(answers)) == 2
    row = settled(booking, NOW)
    assert (row.standing.refunded, row.standing.kept) == (8_000, 1_000)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_refund_and_a_cancellation_at_once_give_all_back_once(seed):
    house = harbor()
    booking = book(tour(house))
    pay(booking)
    sam = of_user(member(house))

    def refund():
        return refunding.refund(booking=booking, amount=4_000, by=sam, now=NOW, reason="Rain")

    racers = [refund, cancelling(booking), cancelling(booking)]
    random.Random(seed).shuffle(racers)
    race(racers)

    row = settled(booking, NOW)
    assert row.state == State.REFUNDED
    assert row.standing.refunded == 9_000


@pytest.mark.parametrize("seed", SEEDS)
def test_several_workers_carry_out_each_instruction_once(seed, stripe):
    walk = tour(organization(payment_way="STRIPE"))
    bookings = [book(walk, name=name) for name in ("Ada", "Grace", "Mary")]
    for booking in bookings:
        checkout.page(order=booking.order, way=WAY, now=NOW)
        stripe.pay(booking.order.payments.get().provider_ref)
        checkout.refresh(order=booking.order, now=NOW)
        actions.cancel(booking=fresh(booking), by=GUEST, now=NOW)
    # Half of them come when the first ones' lease has run out, and so tell Stripe again.
    moments = [NOW, NOW, NOW + 5 * MINUTE, NOW + 5 * MINUTE]

    race([lambda now=now: carry(now) for now in moments])

    for booking in bookings:
        assert settled(booking, NOW + 10 * MINUTE).state == State.REFUNDED
        assert ledger(booking) == [("CHARGED", 9_000), ("REFUNDED", 9_000)]
    assert len(stripe.own.refunds) == 3


@pytest.mark.parametrize("seed", SEEDS)
def test_a_worker_and_stripes_word_of_its_work_release_once(seed, stripe):
    house = organization(payment_way="STRIPE")
    request = book(tour(house, requires_approval=True))
    checkout.page(order=request.order, way=WAY, now=NOW)
    payment = request.order.payments.get()
    stripe.pay(payment.provider_ref)
    checkout.refresh(order=request.order, now=NOW)
    notice = paying.Notice(payment.public_id, paying.Outcome.RELEASED, 0, "pi_1")
    racers = [
        lambda: actions.decline(booking=fresh(request), by=GUEST, now=NOW),
        *[lambda: paying.take_in(payment=payment, notice=notice, now=NOW)] * 2,
        lambda: carry(),
    ]
    random.Random(seed).shuffle(racers)

    answers = race(racers)

    assert [one for one in answers if isinstance(one, Refusal)] == []
    assert settled(request, NOW).state == State.DECLINED
    assert ledger(request) == [("AUTHORISED", 9_000), ("RELEASED", 9_000)]


@pytest.mark.parametrize("answer", [actions.accept, actions.turn_down])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_price_is_named_answered_and_the_old_one_paid_at_once(seed, answer):
    booking = book(private_ride(org=harbor(), requires_approval=True))
    payment = at_the_page(booking)
    racers = [
        lambda: answered(booking, price=5_000 + seed * 2_000),
        lambda: answer(booking=fresh(booking), by=GUEST, now=NOW),
        telling(payment),
        telling(payment),
        work,
    ]
    random.Random(seed).shuffle(racers)

    race(racers)

    tells(payment)
    if fresh(booking).is_offered(NOW):
        answer(booking=fresh(booking), by=GUEST, now=NOW)
    assert settled(booking, NOW).order == booking.order
