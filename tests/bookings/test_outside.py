"""Money that goes back around us at Stripe: written down once, in whatever order it is heard."""

import random
from datetime import timedelta

import pytest

from bookings import actions
from bookings.actions import carried, refunding
from bookings.errors import AmountTooLarge, PaymentUnavailable
from bookings.models import Booking, Instruction
from bookings.payments import checkout, hearing
from bookings.states import State
from orgs.access import of_user
from orgs.models import Message
from tests.bookings.mailing import post
from tests.bookings.payments import WAY, ledger, work
from tests.bookings.stripe_fake import KEY, SECRET, FakeStripe, Fault
from tests.harbor import GUEST, NOW, member, organization, tour, wanting
from tests.races import race

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
CHARGED = ("CHARGED", 9_000)


@pytest.fixture
def stripe(settings):
    with FakeStripe() as fake:
        settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE = KEY, fake.address
        settings.STRIPE_WEBHOOK_SECRETS = [SECRET]
        yield fake


@pytest.fixture
def house():
    return organization(payment_way="STRIPE")


def tell(stripe, *events, now=NOW):
    for event in events:
        stripe.now = now
        body, headers = stripe.letter(event)
        hearing.hear(word="STRIPE", body=body, headers=headers, now=now)


def at_stripe(stripe, house, **wishes):
    """A booking that is paid there, and the event of it, which we have not heard yet."""
    booking = actions.book(request=wanting(tour(house), **wishes), by=GUEST, now=NOW).booking
    checkout.page(order=booking.order, way=WAY, now=NOW)
    return booking, stripe.pay(booking.order.payments.get().provider_ref)


def paid(stripe, house):
    booking, event = at_stripe(stripe, house)
    tell(stripe, event)
    [intent] = stripe.own.intents
    return fresh(booking), intent


def fresh(booking):
    return Booking.objects.get(pk=booking.pk)


def verbs(booking):
    return list(booking.steps.values_list("verb", flat=True))


@pytest.mark.parametrize("seed", range(4))
def test_a_refund_in_the_dashboard_is_written_down_once(stripe, house, seed):
    booking, intent = paid(stripe, house)
    events = stripe.refund(intent, 2_000) * 3
    random.Random(seed).shuffle(events)

    tell(stripe, *events)

    assert ledger(booking) == [CHARGED, ("REFUNDED", 2_000)]
    assert verbs(booking) == ["created", "paid", "refunded"]
    assert booking.steps.last().actor_name == "Stripe"


def test_it_comes_off_the_price_of_a_booking_that_goes_on(stripe, house):
    booking, intent = paid(stripe, house)

    tell(stripe, *stripe.refund(intent, 2_000))

    after = fresh(booking)
    assert (after.state, after.target_minor(NOW), after.standing.kept) == (
        "CONFIRMED",
        7_000,
        7_000,
    )
    assert after.due_at(after.standing, NOW).later == 0


def test_a_refund_heard_before_the_payment_is_written_after_it(stripe, house):
    booking, event = at_stripe(stripe, house)
    [intent] = stripe.own.intents

    tell(stripe, *stripe.refund(intent, 2_000))
    tell(stripe, event)

    assert ledger(booking) == [CHARGED, ("REFUNDED", 2_000)]
    assert fresh(booking).state == State.CONFIRMED


def test_what_the_dashboard_gave_back_is_not_given_back_again(stripe, house):
    booking, intent = paid(stripe, house)
    actions.cancel(booking=booking, by=GUEST, now=NOW)

    tell(stripe, *stripe.refund(intent, 3_000))
    work()

    assert ledger(booking) == [CHARGED, ("REFUNDED", 3_000), ("REFUNDED", 6_000)]
    assert fresh(booking).state == State.REFUNDED
    told = Instruction.objects.filter(task="REFUND").order_by("pk")
    assert [(one.status, one.amount_minor) for one in told] == [("DROPPED", 9_000), ("SENT", 6_000)]


def test_a_cancelled_booking_refunded_in_the_dashboard_is_refunded(stripe, house):
    booking, intent = paid(stripe, house)
    actions.cancel(booking=booking, by=GUEST, now=NOW)

    tell(stripe, *stripe.refund(intent, 9_000))
    work()

    assert ledger(booking) == [CHARGED, ("REFUNDED", 9_000)]
    assert fresh(booking).state == State.REFUNDED


def test_of_our_own_refunds_the_notices_say_nothing_new(stripe, house):
    booking, intent = paid(stripe, house)
    actions.cancel(booking=booking, by=GUEST, now=NOW)
    work()
    [refund] = stripe.own.refunds.values()

    tell(stripe, stripe.event("refund.created", refund), stripe.charge_refunded(intent))

    assert ledger(booking) == [CHARGED, ("REFUNDED", 9_000)]


def test_a_refund_that_we_gave_up_and_that_went_through_all_the_same_is_done(stripe, house):
    booking, intent = paid(stripe, house)
    sam = of_user(member(house))
    refunding.refund(booking=booking, amount=2_000, by=sam, now=NOW, reason="Rain")
    stripe.faults.append(Fault("/v1/refunds", 500))
    work()
    Instruction.objects.update(status="FAILED")
    told = Instruction.objects.get()
    words = {"payment_intent": intent, "amount": 2_000, "metadata": {"instruction": told.public_id}}
    stripe._refund(words, stripe.own)  # noqa: SLF001 - as a worker that died had it done

    tell(stripe, stripe.charge_refunded(intent))

    assert ledger(booking) == [CHARGED, ("REFUNDED", 2_000)]
    assert Instruction.objects.get().status == "SENT"
    assert fresh(booking).target_minor(NOW) == 7_000


def test_a_refund_that_the_bank_sends_back_is_for_staff_who_may_try_again(stripe, house):
    booking, _ = paid(stripe, house)
    sam = of_user(member(house))
    refunding.refund(booking=booking, amount=2_000, by=sam, now=NOW, reason="Rain")
    work()
    [first] = stripe.own.refunds

    tell(stripe, *stripe.send_back(first) * 2)
    told = Instruction.objects.get()
    assert (told.status, first in told.last_error) == ("FAILED", True)
    assert ledger(booking) == [CHARGED, ("REFUNDED", 2_000), ("RETURNED", 2_000)]
    assert verbs(booking)[-1] == "payment_failed"
    carried.again(told=told, by=GUEST, now=NOW)
    work()

    assert ledger(booking)[-1] == ("REFUNDED", 2_000)
    assert fresh(booking).standing.kept == 7_000


@pytest.mark.parametrize("seed", range(4))
def test_a_dispute_takes_the_money_once_and_staff_are_told(stripe, house, seed):
    booking, intent = paid(stripe, house)
    events = stripe.dispute(intent) * 2
    random.Random(seed).shuffle(events)

    tell(stripe, *events)

    assert ledger(booking) == [CHARGED, ("DISPUTED", 9_000)]
    assert verbs(booking) == ["created", "paid", "disputed"]
    assert fresh(booking).standing.kept == 0
    assert Message.objects.filter(kind="staff_disputed").count() == 1


@pytest.mark.parametrize("seed", range(4))
def test_a_dispute_that_is_won_gives_it_back(stripe, house, seed):
    booking, intent = paid(stripe, house)
    events = stripe.dispute(intent)
    [name] = stripe.own.disputes
    tell(stripe, events[0])
    later = [events[1], *stripe.close_dispute(name, "won")]
    random.Random(seed).shuffle(later)

    tell(stripe, *later)
    work()

    assert ledger(booking) == [CHARGED, ("DISPUTED", 9_000), ("RETURNED", 9_000)]
    assert fresh(booking).standing.kept == 9_000


def test_a_dispute_that_is_heard_of_when_it_is_won_is_none(stripe, house):
    booking, intent = paid(stripe, house)
    events = stripe.dispute(intent)
    [name] = stripe.own.disputes

    tell(stripe, *stripe.close_dispute(name, "won"), *events)

    assert ledger(booking) == [CHARGED]


def test_a_warning_takes_nothing(stripe, house):
    booking, intent = paid(stripe, house)

    tell(stripe, stripe.dispute(intent, "warning_needs_response")[0])

    assert ledger(booking) == [CHARGED]


def test_nothing_is_refunded_while_the_bank_has_it(stripe, house):
    booking, intent = paid(stripe, house)
    tell(stripe, *stripe.dispute(intent))

    actions.cancel(booking=fresh(booking), by=GUEST, now=NOW)
    work()
    [name] = stripe.own.disputes
    assert stripe.own.refunds == {}
    tell(stripe, *stripe.close_dispute(name, "won"))
    work()

    assert ledger(booking)[-2:] == [("RETURNED", 9_000), ("REFUNDED", 9_000)]


def test_what_the_bank_has_not_fetched_of_a_cancelled_booking_still_goes_back(stripe, house):
    booking, intent = paid(stripe, house)
    actions.cancel(booking=booking, by=GUEST, now=NOW)

    tell(stripe, *stripe.dispute(intent, amount=3_000))
    work()

    assert ledger(booking) == [CHARGED, ("DISPUTED", 3_000), ("REFUNDED", 6_000)]
    assert fresh(booking).state == State.REFUNDED


def test_while_stripe_does_not_answer_it_is_to_tell_again(stripe, house):
    booking, intent = paid(stripe, house)
    events = stripe.refund(intent, 2_000)
    stripe.faults.append(Fault("/v1/disputes", 503))

    with pytest.raises(PaymentUnavailable):
        tell(stripe, events[0])
    assert ledger(booking) == [CHARGED]
    tell(stripe, events[0])

    assert ledger(booking) == [CHARGED, ("REFUNDED", 2_000)]


def test_an_order_of_several_gives_back_where_it_was_kept(stripe, house):
    booking, intent = paid(stripe, house)
    other = actions.book(
        request=wanting(booking.offering, name="Grace", seats=1), by=GUEST, now=NOW
    ).booking
    payment = booking.order.payments.get()
    payment.parts |= {other.public_id: 4_500}
    payment.save(update_fields=["parts"])
    booking.entries.update(amount_minor=4_500)
    other.entries.create(
        organization=house,
        payment=payment,
        kind="CHARGED",
        amount_minor=4_500,
        provider_ref=intent,
        at=NOW,
    )

    tell(stripe, *stripe.refund(intent, 6_000))

    assert ledger(booking) == [("CHARGED", 4_500), ("REFUNDED", 4_500)]
    assert ledger(other) == [("CHARGED", 4_500), ("REFUNDED", 1_500)]


def test_strangers_refunds_are_left_alone(stripe, house, caplog):
    booking, _ = paid(stripe, house)
    about = {"id": "re_x", "object": "refund", "payment_intent": "pi_x", "status": "succeeded"}

    tell(stripe, stripe.event("refund.created", about | {"metadata": {}}))
    tell(stripe, stripe.event("refund.created", about | {"payment_intent": None}))

    assert ledger(booking) == [CHARGED]
    assert "STRIPE told of pi_x, which is no payment of ours." in caplog.text


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(4))
def test_heard_ten_times_at_once_beside_a_worker_it_counts_once(stripe, seed):
    house = organization(payment_way="STRIPE")
    booking, intent = paid(stripe, house)
    actions.cancel(booking=booking, by=GUEST, now=NOW)
    events = stripe.refund(intent, 3_000) * 4

    race([lambda event=event: tell(stripe, event) for event in events] + [work, work])
    work(NOW + 10 * MINUTE)

    assert sorted(ledger(booking)) == [CHARGED, ("REFUNDED", 3_000), ("REFUNDED", 6_000)]
    assert fresh(booking).state == State.REFUNDED


class TestStaffAreWrittenTo:
    """A mail about money that could not be moved."""

    @pytest.fixture
    def failed(self, stripe, house):
        booking, _ = paid(stripe, house)
        actions.cancel(booking=booking, by=GUEST, now=NOW)
        Message.objects.all().delete()
        text = {"error": {"type": "invalid_request_error", "code": "x", "message": "No balance."}}
        stripe.faults.append(Fault("/v1/refunds", 400, body=text))
        member(house)
        work()
        return booking

    def test_with_what_was_not_done_and_why(self, failed):
        [letter] = post()

        assert letter.subject.startswith("Money could not be moved: Ada")
        assert "Not paid back: $90.00" in " ".join(letter.text.split())
        assert "No balance." in letter.text

    def test_unless_it_was_put_right_before(self, failed):
        carried.again(told=Instruction.objects.get(), by=GUEST, now=NOW)

        post()

        assert Message.objects.get(kind="staff_payment_failed").status == "DROPPED"

    def test_what_found_another_way_is_refused(self, failed, stripe):
        tell(stripe, *stripe.refund(next(iter(stripe.own.intents)), 9_000))

        with pytest.raises(AmountTooLarge):
            carried.again(told=Instruction.objects.get(), by=GUEST, now=NOW)
