"""Money through Stripe: the paths of test_paying, and those that only a real provider has."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from bookings import actions
from bookings.actions import carried, refunding
from bookings.errors import AmountTooLarge, BadNotice, PaymentUnavailable
from bookings.models import Booking, Instruction, Payment
from bookings.payments import checkout, hearing, providers, stripe_client, stripe_words
from bookings.payments.provider import ProviderFails
from bookings.states import State
from orgs.access import of_user
from orgs.models import Organization
from scheduling.models import Claim
from tests.bookings.payments import WAY, ledger, work
from tests.bookings.stripe_fake import KEY, SECRET, FakeStripe, Fault
from tests.client import Api, problem
from tests.harbor import GUEST, NOW, member, organization, tour, wanting
from tests.sources import ROOT

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
SESSIONS, REFUNDS = "/v1/checkout/sessions", "/v1/refunds"


@pytest.fixture
def stripe(settings):
    """A Stripe to talk to, whose key and secret we have."""
    with FakeStripe() as fake:
        settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE = KEY, fake.address
        settings.STRIPE_WEBHOOK_SECRETS = ["whsec_of_an_endpoint_that_was", SECRET]
        yield fake


def harbor(**fields):
    return organization(payment_way="STRIPE", **fields)


def book(offering, now=NOW, **wishes):
    return actions.book(request=wanting(offering, **wishes), by=GUEST, now=now).booking


def fresh(booking):
    return Booking.objects.get(pk=booking.pk)


def at_the_page(booking, now=NOW):
    address = checkout.page(order=booking.order, way=WAY, now=now)
    payment = booking.order.payments.get(state="OPEN")
    assert address == payment.page
    return payment


def tell(stripe, event, now=NOW):
    stripe.now = now
    body, headers = stripe.letter(event)
    hearing.hear(word="STRIPE", body=body, headers=headers, now=now)


def pay(stripe, booking, now=NOW):
    payment = at_the_page(booking, now)
    tell(stripe, stripe.pay(payment.provider_ref), now)
    payment.refresh_from_db()
    return payment


def verbs(booking):
    return list(booking.steps.values_list("verb", flat=True))


def test_the_page_says_what_is_bought_and_for_how_much(stripe):
    booking = book(tour(harbor()), name="Ada")

    payment = at_the_page(booking)

    asked = stripe.own.sessions[payment.provider_ref]["asked"]
    about = {"payment": payment.public_id, "manual": "0"}
    title = f"Lighthouse walk ({booking.reference})"
    price = {"currency": "usd", "unit_amount": "9000", "product_data": {"name": title}}
    assert asked == {
        "mode": "payment",
        "client_reference_id": payment.public_id,
        "metadata": about,
        "payment_intent_data": {"metadata": about, "description": title},
        "line_items": {"0": {"quantity": "1", "price_data": price}},
        "customer_email": "ada@example.com",
        "locale": "en",
        "success_url": WAY.back,
        "cancel_url": WAY.leave,
        "expires_at": str(int((NOW + 35 * MINUTE).timestamp())),
    }
    assert payment.page == f"https://checkout.stripe.com/c/pay/{payment.provider_ref}"
    assert payment.expires_at == NOW + 35 * MINUTE
    assert stripe.told(SESSIONS)[0].key == payment.public_id


def test_paying_confirms_and_keeps_the_seats_for_good(stripe):
    booking = book(tour(harbor()))

    payment = pay(stripe, booking, NOW + MINUTE)

    booking = fresh(booking)
    assert (booking.state, booking.claim.until) == (State.CONFIRMED, None)
    assert ledger(booking) == [("CHARGED", 9_000)]
    assert payment.state == "PAID"


def test_a_notice_that_comes_twice_counts_once(stripe):
    booking = book(tour(harbor()))
    payment = at_the_page(booking)
    event = stripe.pay(payment.provider_ref)

    tell(stripe, event)
    tell(stripe, event | {"id": "evt_again"}, NOW + MINUTE)
    work()

    assert ledger(booking) == [("CHARGED", 9_000)]
    assert verbs(booking) == ["created", "paid"]


def test_a_page_that_expired_after_it_was_paid_changes_nothing(stripe):
    booking = book(tour(harbor()))
    payment = pay(stripe, booking)

    tell(
        stripe, stripe.event("checkout.session.expired", stripe.own.sessions[payment.provider_ref])
    )

    payment.refresh_from_db()
    assert (payment.state, fresh(booking).state) == ("PAID", State.CONFIRMED)


def test_the_guest_may_be_back_before_the_notice_and_the_other_way_round(stripe):
    booking = book(tour(harbor()))
    payment = at_the_page(booking)
    event = stripe.pay(payment.provider_ref)

    checkout.refresh(order=booking.order, now=NOW)
    assert fresh(booking).state == State.CONFIRMED
    tell(stripe, event)
    checkout.refresh(order=booking.order, now=NOW)

    assert ledger(booking) == [("CHARGED", 9_000)]


def test_a_page_can_be_left_declined_and_taken_up_again(stripe):
    booking = book(tour(harbor()))
    payment = at_the_page(booking)
    tell(stripe, stripe.decline(payment.provider_ref))
    checkout.refresh(order=booking.order, now=NOW)
    assert at_the_page(booking, NOW + MINUTE) == payment

    tell(stripe, stripe.expire(payment.provider_ref))
    again = pay(stripe, booking, NOW + 2 * MINUTE)

    payment.refresh_from_db()
    assert (payment.state, payment.facts["failures"]) == ("CLOSED", 1)
    assert (again.state, fresh(booking).state) == ("PAID", State.CONFIRMED)


def test_an_expired_page_is_noticed_by_the_guest_who_comes_back(stripe):
    booking = book(tour(harbor()))
    payment = at_the_page(booking)
    stripe.expire(payment.provider_ref)

    checkout.refresh(order=booking.order, now=NOW)

    payment.refresh_from_db()
    assert payment.state == "CLOSED"


def test_money_that_comes_days_later_pays_while_the_places_are_held(stripe):
    booking = book(tour(harbor()))
    payment = at_the_page(booking)

    tell(stripe, stripe.pay(payment.provider_ref, status="processing"))
    checkout.refresh(order=booking.order, now=NOW)
    assert ledger(booking) == []
    tell(stripe, stripe.settle(payment.provider_ref, "succeeded"), NOW + 10 * MINUTE)

    assert ledger(booking) == [("CHARGED", 9_000)]
    assert fresh(booking).state == State.CONFIRMED


def test_a_delayed_way_that_fails_makes_room_for_a_new_page(stripe):
    booking = book(tour(harbor()))
    payment = at_the_page(booking)
    tell(stripe, stripe.pay(payment.provider_ref, status="processing"))

    tell(stripe, stripe.settle(payment.provider_ref, "requires_payment_method"))
    again = at_the_page(booking, NOW + MINUTE)

    assert again != payment
    assert ledger(booking) == []


def test_money_for_a_lost_place_goes_back(stripe):
    walk = tour(harbor(), capacity=2)
    booking = book(walk)
    payment = at_the_page(booking)
    late = NOW + 16 * MINUTE
    other = book(walk, now=late, name="Grace")

    tell(stripe, stripe.pay(payment.provider_ref), late)
    work(late)

    assert ledger(booking) == [("CHARGED", 9_000), ("REFUNDED", 9_000)]
    assert verbs(booking) == ["created", "paid_too_late", "refunded"]
    assert [one["amount"] for one in stripe.own.refunds.values()] == [9_000]
    assert Claim.objects.live(late).get().holder == other.public_id


def test_cancelling_before_paying_closes_the_page(stripe):
    booking = book(tour(harbor()))
    payment = at_the_page(booking)

    actions.cancel(booking=booking, by=GUEST, now=NOW + MINUTE)
    work(NOW + MINUTE)

    assert stripe.own.sessions[payment.provider_ref]["status"] == "expired"
    assert [told.status for told in Instruction.objects.all()] == ["SENT"]


@pytest.mark.parametrize("ending", ["pay", "expire"])
def test_a_page_that_is_over_needs_no_closing(stripe, ending):
    booking = book(tour(harbor()))
    payment = at_the_page(booking)
    getattr(stripe, ending)(payment.provider_ref)

    actions.cancel(booking=booking, by=GUEST, now=NOW + MINUTE)
    work(NOW + MINUTE)

    assert [(told.task, told.status) for told in Instruction.objects.all()] == [("CLOSE", "SENT")]


def test_what_is_set_aside_is_taken_once_the_request_is_approved(stripe):
    request = book(tour(harbor(), requires_approval=True))
    payment = pay(stripe, request)
    [intent] = stripe.own.intents.values()
    assert (payment.state, intent["status"]) == ("AUTHORISED", "requires_capture")

    actions.approve(booking=fresh(request), by=GUEST, now=NOW + MINUTE)
    work(NOW + MINUTE)

    assert fresh(request).state == State.CONFIRMED
    assert ledger(request) == [("AUTHORISED", 9_000), ("CAPTURED", 9_000)]
    assert (intent["status"], intent["amount_received"]) == ("succeeded", 9_000)


def test_what_is_set_aside_is_seen_by_asking_too(stripe):
    request = book(tour(harbor(), requires_approval=True))
    payment = at_the_page(request)
    event = stripe.pay(payment.provider_ref)

    checkout.refresh(order=request.order, now=NOW)
    tell(stripe, event)

    assert ledger(request) == [("AUTHORISED", 9_000)]
    assert fresh(request).outstanding == ["APPROVAL"]


def test_reaching_the_minimum_confirms_all_and_takes_their_money(stripe):
    walk = tour(harbor(), minimum_seats=4)
    first, second = book(walk), book(walk, name="Grace")
    pay(stripe, first)
    work()
    assert [one["status"] for one in stripe.own.intents.values()] == ["requires_capture"]

    pay(stripe, second)
    work()

    assert [fresh(one).state for one in (first, second)] == [State.CONFIRMED] * 2
    assert [one["status"] for one in stripe.own.intents.values()] == ["succeeded"] * 2
    assert ledger(first)[-1] == ledger(second)[-1] == ("CAPTURED", 9_000)


def test_a_declined_request_lets_the_money_go(stripe):
    request = book(tour(harbor(), requires_approval=True))
    payment = pay(stripe, request)

    actions.decline(booking=fresh(request), by=GUEST, now=NOW + MINUTE)
    work(NOW + MINUTE)
    [intent] = stripe.own.intents.values()
    tell(stripe, stripe.event("payment_intent.canceled", intent), NOW + MINUTE)

    assert intent["status"] == "canceled"
    assert ledger(request) == [("AUTHORISED", 9_000), ("RELEASED", 9_000)]
    assert verbs(request) == ["created", "paid", "declined", "released"]
    assert payment.provider_ref


def test_stripes_word_of_our_own_letting_go_may_come_before_our_row(stripe):
    request = book(tour(harbor(), requires_approval=True))
    payment = pay(stripe, request)
    actions.decline(booking=fresh(request), by=GUEST, now=NOW + MINUTE)

    tell(stripe, stripe.lapse(payment.provider_ref), NOW + MINUTE)
    work(NOW + MINUTE)

    assert ledger(request) == [("AUTHORISED", 9_000), ("RELEASED", 9_000)]
    assert verbs(request) == ["created", "paid", "declined", "released"]


def test_money_set_aside_too_long_is_no_longer_counted(stripe):
    request = book(tour(harbor(), requires_approval=True))
    payment = pay(stripe, request)

    event = stripe.lapse(payment.provider_ref)
    tell(stripe, event, NOW + MINUTE)
    tell(stripe, event, NOW + 2 * MINUTE)

    assert ledger(request) == [("AUTHORISED", 9_000), ("RELEASED", 9_000)]
    assert verbs(request) == ["created", "paid", "authorisation_lapsed"]
    assert fresh(request).standing.covered == 0


def test_a_capture_that_comes_too_late_is_for_staff_and_the_ledger_knows(stripe):
    request = book(tour(harbor(), requires_approval=True))
    payment = pay(stripe, request)
    stripe.lapse(payment.provider_ref)

    actions.approve(booking=fresh(request), by=GUEST, now=NOW + MINUTE)
    work(NOW + MINUTE)

    told = Instruction.objects.get()
    assert (told.status, told.task) == ("FAILED", "CAPTURE")
    assert "status of canceled" in told.last_error
    assert ledger(request) == [("AUTHORISED", 9_000), ("RELEASED", 9_000)]
    assert verbs(request)[-1] == "payment_failed"


def test_a_capture_that_the_bank_declines_is_for_staff_who_may_try_again(stripe):
    request = book(tour(harbor(), requires_approval=True))
    pay(stripe, request)
    no = {"error": {"type": "card_error", "code": "card_declined", "message": "No."}}
    stripe.faults.append(Fault("/v1/payment_intents/.*/capture", 402, body=no))

    actions.approve(booking=fresh(request), by=GUEST, now=NOW + MINUTE)
    work(NOW + MINUTE)
    told = Instruction.objects.get()
    assert (told.status, verbs(request)[-1]) == ("FAILED", "payment_failed")
    assert ledger(request) == [("AUTHORISED", 9_000)]

    carried.again(told=told, by=GUEST, now=NOW + 2 * MINUTE)
    work(NOW + 2 * MINUTE)

    assert ledger(request) == [("AUTHORISED", 9_000), ("CAPTURED", 9_000)]


def test_only_a_part_of_what_is_set_aside_may_be_taken(stripe):
    house = harbor()
    request = book(tour(house, requires_approval=True))
    pay(stripe, request)

    refunding.refund(booking=request, amount=2_000, by=of_user(member(house)), now=NOW, reason="-")
    work()
    assert ledger(request) == [("AUTHORISED", 9_000)]
    actions.approve(booking=fresh(request), by=GUEST, now=NOW + MINUTE)
    work(NOW + MINUTE)

    [intent] = stripe.own.intents.values()
    assert intent["amount_received"] == 7_000
    assert ledger(request) == [("AUTHORISED", 9_000), ("CAPTURED", 7_000), ("RELEASED", 2_000)]


def paid_and_cancelled(stripe):
    booking = book(tour(harbor()))
    pay(stripe, booking)
    actions.cancel(booking=fresh(booking), by=GUEST, now=NOW)
    return booking


@pytest.mark.parametrize("done", [True, False], ids=["carried out", "lost"])
@pytest.mark.parametrize("status", [0, 500, 429, 409], ids=["hung up", "500", "429", "409"])
def test_a_refund_that_failed_on_the_way_is_told_again_and_made_once(stripe, status, done):
    booking = paid_and_cancelled(stripe)
    stripe.faults.append(Fault(REFUNDS, status, done))
    stripe.faults.append(Fault(REFUNDS, status, done))

    work()
    waiting = Instruction.objects.get()
    assert (waiting.status, waiting.tries) == ("WAITING", 1)
    assert waiting.last_error.startswith("Stripe: ")
    work(NOW + 5 * MINUTE)
    work(NOW + 20 * MINUTE)

    assert [one["amount"] for one in stripe.own.refunds.values()] == [9_000]
    assert ledger(booking) == [("CHARGED", 9_000), ("REFUNDED", 9_000)]
    assert fresh(booking).state == State.REFUNDED


def test_what_waits_for_something_else_keeps_nobody_from_their_turn(stripe):
    house = harbor()
    walk, sam = tour(house, capacity=20), of_user(member(house))
    held_up = [book(walk, name=f"Ada{number}", seats=1) for number in range(6)]
    for booking in held_up:
        pay(stripe, booking)
        refunding.refund(booking=booking, amount=1_000, by=sam, now=NOW, reason="Rain")
        refunding.refund(booking=booking, amount=1_000, by=sam, now=NOW, reason="More rain")
    Instruction.objects.filter(pk__in=[one.instructions.first().pk for one in held_up]).update(
        due_at=NOW + 60 * MINUTE
    )
    other = book(walk, name="Grace", seats=1)
    pay(stripe, other)
    actions.cancel(booking=fresh(other), by=GUEST, now=NOW)

    work()

    assert fresh(other).state == State.REFUNDED
    assert len(stripe.own.refunds) == 1
    work(NOW + 60 * MINUTE)
    assert len(stripe.own.refunds) == 13


def test_a_refund_is_made_once_even_when_stripe_has_forgotten_the_key(stripe):
    booking = paid_and_cancelled(stripe)
    payment, told = Payment.objects.get(), Instruction.objects.get()
    providers.of_payment(payment).refund(payment, 9_000, told.public_id)
    stripe.own.answers.clear()

    work()

    assert len(stripe.own.refunds) == 1
    assert ledger(booking)[-1] == ("REFUNDED", 9_000)


def test_a_capture_and_a_letting_go_are_made_once_too(stripe):
    request = book(tour(harbor(), requires_approval=True))
    payment = pay(stripe, request)
    provider = providers.of_payment(payment)

    for key in ("ins_a", "ins_b"):
        assert provider.capture(payment, 9_000, key) == next(iter(stripe.own.intents))

    other = book(tour(harbor(slug="other"), name="Other", requires_approval=True))
    payment = pay(stripe, other)
    for key in ("ins_c", "ins_d"):
        provider.release(payment, key)
    assert [one["status"] for one in stripe.own.intents.values()] == ["succeeded", "canceled"]


def test_what_failed_for_good_is_not_given_back_twice_when_staff_try_again(stripe):
    house = harbor()
    booking = book(tour(house))
    payment = pay(stripe, booking)
    no = {"error": {"type": "invalid_request_error", "code": "balance_insufficient", "message": ""}}
    stripe.faults.append(Fault(f"{REFUNDS}", 400, body=no))
    sam = of_user(member(house))
    refunding.refund(booking=booking, amount=2_000, by=sam, now=NOW, reason="Rain")
    work()
    failed = Instruction.objects.get()
    assert failed.status == "FAILED"

    tell(
        stripe,
        stripe.event("checkout.session.completed", stripe.own.sessions[payment.provider_ref]),
    )
    work()
    with pytest.raises(AmountTooLarge) as refused:
        carried.again(told=failed, by=GUEST, now=NOW)

    assert refused.value.facts == {"most": 0, "currency": "USD"}
    assert ledger(booking) == [("CHARGED", 9_000), ("REFUNDED", 2_000)]


def test_a_refusal_that_stripe_only_repeats_is_asked_for_anew(stripe):
    booking = paid_and_cancelled(stripe)
    [intent] = stripe.own.intents.values()
    intent["amount_received"] = 0
    work()
    failed = Instruction.objects.get()
    assert (failed.status, "greater than left" in failed.last_error) == ("FAILED", True)

    intent["amount_received"] = 9_000
    carried.again(told=failed, by=GUEST, now=NOW)
    work()

    assert ledger(booking)[-1] == ("REFUNDED", 9_000)
    assert fresh(booking).state == State.REFUNDED


def test_nobody_reaches_the_page_while_stripe_is_down_and_everybody_afterwards(stripe):
    booking = book(tour(harbor()))
    for status in (0, 503):
        stripe.faults.append(Fault(SESSIONS, status))
        with pytest.raises(PaymentUnavailable):
            checkout.page(order=booking.order, way=WAY, now=NOW)

    payment = at_the_page(booking)

    assert booking.order.payments.count() == 1
    assert {call.key for call in stripe.told(SESSIONS)} == {payment.public_id}


def test_a_page_that_was_made_without_our_hearing_of_it_is_found_again(stripe):
    booking = book(tour(harbor()))
    stripe.faults.append(Fault(SESSIONS, 0, done=True))
    with pytest.raises(PaymentUnavailable):
        checkout.page(order=booking.order, way=WAY, now=NOW)

    payment = at_the_page(booking, NOW + MINUTE)

    assert list(stripe.own.sessions) == [payment.provider_ref]


def test_an_attempt_that_never_got_a_page_is_given_up_after_a_while(stripe):
    booking = book(tour(harbor()))
    refusing = {"error": {"type": "invalid_request_error", "code": "x", "message": "No."}}
    stripe.faults.append(Fault(SESSIONS, 400, body=refusing))
    with pytest.raises(PaymentUnavailable):
        checkout.page(order=booking.order, way=WAY, now=NOW)

    stripe.now = NOW + 5 * MINUTE
    payment = at_the_page(booking, NOW + 5 * MINUTE)
    work(NOW + 5 * MINUTE)

    assert booking.order.payments.count() == 2
    assert stripe.told(".*/expire") == []
    assert payment.state == "OPEN"


def test_another_tab_that_is_faster_has_made_the_page(stripe):
    booking = book(tour(harbor()))
    first = at_the_page(booking)
    Payment.objects.update(page="")
    attempt = Payment.objects.get()
    Payment.objects.update(page=first.page)
    stripe.faults.append(Fault(SESSIONS, 409))

    sale = checkout._sale(booking.order, WAY)  # noqa: SLF001 - between its two steps
    address = checkout._opened(attempt, providers.of_payment(attempt), sale, NOW)  # noqa: SLF001

    assert address == first.page


@pytest.mark.parametrize(
    ("letter", "why"),
    [
        (lambda fake, event: (fake.letter(event)[0], {}), "It is not signed."),
        (lambda fake, event: fake.letter(event, secret="whsec_other"), "The signature is wrong."),
        (
            lambda fake, event: (fake.letter(event)[0] + b" ", fake.letter(event)[1]),
            "The signature is wrong.",
        ),
        (
            lambda fake, event: (fake.letter(event)[0], {"Stripe-Signature": "t=x,v1=\xff"}),
            "The signature is wrong.",
        ),
        (
            lambda fake, event: (
                fake.letter(event, at=NOW - 6 * MINUTE)[0],
                {"Stripe-Signature": f"t={int(NOW.timestamp())}=,v1=00"},
            ),
            "The signature is wrong.",
        ),
        (lambda fake, event: (b"\xff", fake.letter(event)[1]), "The signature is wrong."),
        (lambda fake, event: fake.letter(event, at=NOW - 6 * MINUTE), "The notice is too old."),
        (lambda fake, event: fake.letter(event, at=NOW + 6 * MINUTE), "The notice is too old."),
        (lambda fake, event: fake.letter({"type": 1}), "This is no event as Stripe sends them."),
    ],
    ids=[
        "unsigned",
        "forged",
        "changed",
        "garbled",
        "twisted",
        "no text",
        "old",
        "of tomorrow",
        "no event",
    ],
)
def test_only_what_stripe_signed_just_now_is_heard(stripe, letter, why):
    booking = book(tour(harbor()))
    event = stripe.pay(at_the_page(booking).provider_ref)
    body, headers = letter(stripe, event)

    with pytest.raises(BadNotice) as refused:
        hearing.hear(word="STRIPE", body=body, headers=headers, now=NOW)

    assert str(refused.value) == why
    assert ledger(booking) == []


def test_what_is_none_of_our_business_is_left_alone(stripe):
    booking = book(tour(harbor()))
    session = stripe.own.sessions[at_the_page(booking).provider_ref]
    others = session | {"metadata": {"payment": "pay_of_another_installation", "manual": "0"}}

    tell(stripe, stripe.event("customer.created", {"id": "cus_1", "metadata": {}}))
    tell(stripe, stripe.event("payout.paid", {"id": "po_1"}))
    tell(stripe, stripe.event("payment_intent.succeeded", session))
    tell(stripe, stripe.event("checkout.session.completed", others))

    assert ledger(booking) == []
    assert fresh(booking).state == State.PENDING


def test_an_organization_is_paid_on_its_own_account_also_after_it_has_another(stripe):
    house = harbor(stripe_account="acct_harbor")
    booking = book(tour(house))
    payment = at_the_page(booking)
    Organization.objects.update(stripe_account="acct_new")

    tell(stripe, stripe.pay(payment.provider_ref, account="acct_harbor"))
    actions.cancel(booking=fresh(booking), by=GUEST, now=NOW)
    work()

    assert {call.account for call in stripe.calls} == {"acct_harbor"}
    assert ledger(booking) == [("CHARGED", 9_000), ("REFUNDED", 9_000)]


def test_one_account_cannot_say_that_another_was_paid(stripe):
    booking = book(tour(harbor(stripe_account="acct_harbor")))
    payment = at_the_page(booking)
    event = stripe.pay(payment.provider_ref, account="acct_harbor")

    tell(stripe, event | {"account": "acct_rogue"})
    tell(stripe, {key: one for key, one in event.items() if key != "account"})

    assert ledger(booking) == []


@pytest.mark.parametrize(
    ("currency", "ours", "theirs"),
    [
        ("USD", 4_500, 4_500),
        ("JPY", 4_500, 4_500),
        ("KWD", 4_500, 4_500),
        ("ISK", 4_500, 450_000),
        ("UGX", 4_500, 450_000),
        ("RSD", 4_500, 450_000),
        ("MGA", 4_500, 4_500),
    ],
)
def test_amounts_are_told_in_stripes_units_and_heard_in_ours(stripe, currency, ours, theirs):
    booking = book(tour(harbor(currency=currency), price=ours), seats=1)

    payment = pay(stripe, booking)
    actions.cancel(booking=fresh(booking), by=GUEST, now=NOW)
    work()

    assert stripe.own.sessions[payment.provider_ref]["amount_total"] == theirs
    assert [one["amount"] for one in stripe.own.refunds.values()] == [theirs]
    assert ledger(booking) == [("CHARGED", ours), ("REFUNDED", ours)]


def test_an_amount_too_fine_for_stripe_is_refused_before_it_is_rounded(stripe, caplog):
    booking = book(tour(harbor(currency="KWD"), price=4_505), seats=1)

    with pytest.raises(PaymentUnavailable):
        checkout.page(order=booking.order, way=WAY, now=NOW)

    assert "Stripe takes no amount as fine as 4.505 KWD." in caplog.text
    assert stripe.calls == []
    with pytest.raises(stripe_words.NoSuchAmount):
        stripe_words.minor(4_550, "ISK")


@pytest.mark.parametrize(
    ("tag", "page"), [("de-AT", "de"), ("en-GB", "en-GB"), ("pt_BR", "pt-BR"), ("eo", "auto")]
)
def test_the_page_speaks_the_guests_language_if_stripe_does(tag, page):
    assert stripe_words.locale(tag) == page


def test_pages_live_from_half_an_hour_to_a_day(stripe):
    request = book(tour(harbor(), requires_approval=True))

    payment = at_the_page(request)

    assert payment.expires_at == NOW + timedelta(hours=23)


def test_without_a_key_nobody_pays_and_nothing_is_lost(stripe, settings, caplog):
    booking = paid_and_cancelled(stripe)
    other = book(tour(harbor(slug="other"), name="Other"))
    settings.STRIPE_SECRET_KEY = ""

    with pytest.raises(PaymentUnavailable):
        checkout.page(order=other.order, way=WAY, now=NOW)
    work()
    told = Instruction.objects.get()
    assert (told.status, told.last_error) == ("WAITING", "Stripe is not set up here.")
    assert "STRIPE is not set up here." in caplog.text
    settings.STRIPE_SECRET_KEY = KEY
    work(NOW + 5 * MINUTE)

    assert ledger(booking)[-1] == ("REFUNDED", 9_000)


def test_a_wrong_key_is_mended_and_then_all_goes_on(stripe, settings):
    booking = paid_and_cancelled(stripe)
    settings.STRIPE_SECRET_KEY = "sk_test_rolled"
    work()
    assert Instruction.objects.get().status == "WAITING"

    settings.STRIPE_SECRET_KEY = KEY
    work(NOW + 5 * MINUTE)

    assert ledger(booking)[-1] == ("REFUNDED", 9_000)


def test_the_package_is_loaded_by_nobody_who_does_not_need_it():
    asked = "import config.wsgi, config.urls, sys; print('stripe' in sys.modules)"

    told = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=ROOT,
        env=os.environ | {"DEBUG": "1", "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout == "False\n"


def test_the_package_is_asked_for_where_it_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "stripe", None)

    with pytest.raises(ProviderFails, match="not installed"):
        stripe_client.library()


class TestTheEndpoint:
    """POST /api/payments/{provider}/notices."""

    PATH = "/api/payments/stripe/notices"

    def send(self, stripe, event, **headers):
        body, signed = stripe.letter(event, at=datetime.now(UTC))
        kind = {"Content-Type": "application/json; charset=utf-8"}
        return Api().send_raw("POST", self.PATH, body, **kind, **signed, **headers)

    def test_a_notice_is_taken_in(self, stripe):
        now = datetime.now(UTC)
        stripe.now = now
        start = now.replace(hour=13, minute=0, second=0, microsecond=0) + timedelta(days=3)
        walk = tour(harbor(timezone="UTC"), times=(780,))
        booking = book(walk, now, starts_at=start)

        answer = self.send(stripe, stripe.pay(at_the_page(booking, now).provider_ref))

        assert (answer.status_code, answer.content) == (204, b"")
        assert ledger(booking) == [("CHARGED", 9_000)]

    def test_no_sign_of_a_caller_matters(self, stripe):
        event = stripe.event("payout.paid", {"id": "po_1"})

        answer = self.send(stripe, event, Authorization="Bearer sk_wrong", Origin="https://x.test")

        assert answer.status_code == 204

    def test_a_forged_one_is_refused_without_a_query(self, stripe, django_assert_num_queries):
        forged = {"Stripe-Signature": "t=1,v1=00", "Cookie": "sessionid=guessed"}

        with django_assert_num_queries(0):
            answer = Api().send_raw("POST", self.PATH, b"{", **forged)

        title = "This is no notice of this payment provider"
        assert answer.status_code == 400
        assert answer.json() == problem("bad_notice", 400, title, "The signature is wrong.")

    def test_a_large_one_is_not_even_looked_at(self, stripe):
        answer = Api().send_raw("POST", self.PATH, b"x" * 131_073)

        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")

    @pytest.mark.parametrize("word", ["stripe", "offline", "nobody"])
    def test_a_provider_that_is_not_set_up_is_not_there(self, word):
        answer = Api().send_raw("POST", f"/api/payments/{word}/notices", b"{}")

        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
