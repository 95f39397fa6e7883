"""Money through a provider, and what it means for the booking."""

from datetime import timedelta

import pytest

from bookings import actions, quotes
from bookings.actions import attending, paying, refunding
from bookings.errors import AmountTooLarge, BadNotice, NothingDue
from bookings.models import Booking, Instruction, LedgerEntry, Payment
from bookings.parties import Party
from bookings.payments import checkout, clock, hearing, sandbox
from bookings.payments.provider import Outcome
from bookings.states import State
from orgs.access import of_user
from scheduling.models import Claim, Policy
from tests.bookings.payments import WAY, at_the_page, harbor, ledger, pay, tells, work
from tests.bookings.proposals import answered, private_ride
from tests.harbor import GUEST, NINE, NOW, member, organization, tour, wanting

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def book(offering, now=NOW, **wishes):
    return actions.book(request=wanting(offering, **wishes), by=GUEST, now=now).booking


def fresh(booking):
    return Booking.objects.get(pk=booking.pk)


def verbs(booking):
    return list(booking.steps.values_list("verb", flat=True))


def test_a_booking_to_be_paid_waits_with_its_seats_held():
    booking = book(tour(harbor()))

    assert (booking.state, booking.outstanding) == (State.PENDING, ["PAYMENT"])
    assert booking.hold_expires_at == NOW + 15 * MINUTE
    assert booking.claim.until == NOW + 15 * MINUTE


def test_who_pays_on_arrival_has_no_order_and_nothing_to_pay_now():
    booking = book(tour(organization()))

    assert (booking.state, booking.order) == (State.CONFIRMED, None)


def test_paying_confirms_and_keeps_the_seats_for_good():
    booking = book(tour(harbor()))

    payment = pay(booking, NOW + MINUTE)

    booking = fresh(booking)
    assert (booking.state, booking.outstanding) == (State.CONFIRMED, [])
    assert booking.claim.until is None
    assert ledger(booking) == [("CHARGED", 9_000)]
    assert verbs(booking) == ["created", "paid"]
    payment.refresh_from_db()
    assert (payment.state, payment.amount_minor, payment.parts) == (
        "PAID",
        9_000,
        {booking.public_id: 9_000},
    )


def test_a_notice_that_comes_again_counts_once():
    booking = book(tour(harbor()))
    payment = pay(booking)

    tells(payment, now=NOW + MINUTE)
    work()

    assert ledger(booking) == [("CHARGED", 9_000)]
    assert verbs(booking) == ["created", "paid"]


def test_two_tabs_meet_on_one_page():
    booking = book(tour(harbor()))

    first, second = at_the_page(booking), at_the_page(booking, NOW + MINUTE)

    assert first == second
    assert booking.order.payments.count() == 1


def test_paying_can_be_resumed_after_leaving_or_being_declined():
    booking = book(tour(harbor()))
    payment = at_the_page(booking)
    tells(payment, Outcome.FAILED)
    tells(payment, Outcome.CLOSED)
    assert fresh(booking).state == State.PENDING

    pay(booking, NOW + 5 * MINUTE)

    assert fresh(booking).state == State.CONFIRMED
    assert list(booking.order.payments.order_by("pk").values_list("state", flat=True)) == [
        "CLOSED",
        "PAID",
    ]


def test_a_lapsed_hold_cannot_be_paid_any_more():
    booking = book(tour(harbor()))

    with pytest.raises(NothingDue):
        checkout.page(order=booking.order, way=WAY, now=NOW + 15 * MINUTE)


def test_money_for_a_lost_place_goes_back():
    walk = tour(harbor(), capacity=2)
    booking = book(walk)
    payment = at_the_page(booking)
    late = NOW + 16 * MINUTE
    other = book(walk, now=late, name="Grace")

    tells(payment, now=late)
    work(late)

    booking = fresh(booking)
    assert booking.state_at(late) == State.EXPIRED
    assert ledger(booking) == [("CHARGED", 9_000), ("REFUNDED", 9_000)]
    assert verbs(booking) == ["created", "paid_too_late", "refunded"]
    assert Claim.objects.live(late).get().holder == other.public_id


def test_cancelling_in_time_gives_the_money_back_and_ends_as_refunded():
    booking = book(tour(harbor()))
    pay(booking)

    actions.cancel(booking=fresh(booking), by=GUEST, now=NOW + MINUTE)
    assert fresh(booking).state == State.CANCELLED
    work(NOW + MINUTE)

    assert fresh(booking).state == State.REFUNDED
    assert ledger(booking) == [("CHARGED", 9_000), ("REFUNDED", 9_000)]


def test_cancelling_before_paying_closes_the_page():
    booking = book(tour(harbor()))
    payment = at_the_page(booking)

    actions.cancel(booking=booking, by=GUEST, now=NOW + MINUTE)
    work(NOW + MINUTE)

    assert [told.task for told in Instruction.objects.all()] == ["CLOSE"]
    payment.refresh_from_db()
    assert payment.state == "CLOSED"
    assert fresh(booking).state == State.CANCELLED


def test_paid_then_declined_gives_it_back_by_itself():
    request = book(tour(harbor(), requires_approval=True))
    payment = pay(request)
    assert (payment.manual, fresh(request).outstanding) == (True, ["APPROVAL"])

    actions.decline(booking=fresh(request), by=GUEST, now=NOW + MINUTE)
    work(NOW + MINUTE)

    assert fresh(request).state == State.DECLINED
    assert ledger(request) == [("AUTHORISED", 9_000), ("RELEASED", 9_000)]


def test_what_is_set_aside_is_taken_once_the_request_is_approved():
    request = book(tour(harbor(), requires_approval=True))
    pay(request)

    actions.approve(booking=fresh(request), by=GUEST, now=NOW + MINUTE)
    work(NOW + MINUTE)

    assert fresh(request).state == State.CONFIRMED
    assert ledger(request) == [("AUTHORISED", 9_000), ("CAPTURED", 9_000)]


def test_approved_then_unpaid_until_the_deadline_lapses():
    request = book(tour(harbor(), requires_approval=True))

    actions.approve(booking=request, by=GUEST, now=NOW + MINUTE)

    approved = fresh(request)
    assert (approved.state, approved.outstanding) == (State.PENDING, ["PAYMENT"])
    assert approved.state_at(approved.hold_expires_at) == State.EXPIRED


def test_reaching_the_minimum_confirms_all_and_takes_their_money():
    walk = tour(harbor(), minimum_seats=4)
    first, second = book(walk), book(walk, name="Grace")
    pay(first)
    assert fresh(first).outstanding == ["MINIMUM"]

    pay(second)
    work()

    assert [fresh(one).state for one in (first, second)] == [State.CONFIRMED] * 2
    assert ledger(first)[-1] == ledger(second)[-1] == ("CAPTURED", 9_000)


def test_staff_give_part_back_and_no_more_than_there_is():
    house = harbor()
    booking = book(tour(house))
    pay(booking)
    sam = of_user(member(house))

    refunding.refund(booking=booking, amount=2_000, by=sam, now=NOW, reason="Rain")
    with pytest.raises(AmountTooLarge) as refused:
        refunding.refund(booking=booking, amount=7_001, by=sam, now=NOW, reason="More rain")
    work()

    assert refused.value.facts == {"most": 7_000, "currency": "USD"}
    assert ledger(booking) == [("CHARGED", 9_000), ("REFUNDED", 2_000)]
    assert fresh(booking).state == State.CONFIRMED
    with pytest.raises(NothingDue):
        checkout.page(order=booking.order, way=WAY, now=NOW)


def test_money_taken_by_hand_pays_a_booking():
    house = harbor()
    booking = book(tour(house))

    paying.pay_by_hand(booking=booking, amount=9_000, by=of_user(member(house)), now=NOW)

    assert fresh(booking).state == State.CONFIRMED
    assert ledger(booking) == [("CHARGED", 9_000)]
    with pytest.raises(AmountTooLarge):
        paying.pay_by_hand(booking=booking, amount=1, by=GUEST, now=NOW)


def test_a_forged_or_old_notice_is_refused():
    payment = at_the_page(book(tour(harbor())))
    letter = sandbox.letter(payment, Outcome.PAID, NOW)

    for body, headers, now in [
        (letter.body, {}, NOW),
        (letter.body.replace(b"9000", b"9001"), letter.headers, NOW),
        (letter.body, letter.headers, NOW + timedelta(hours=1)),
    ]:
        with pytest.raises(BadNotice):
            hearing.hear(word="SANDBOX", body=body, headers=headers, now=now)

    assert ledger(Booking.objects.get()) == []


def test_quoting_says_what_is_due_now():

    wanted = wanting(tour(harbor())).choice

    assert quotes.quote(choice=wanted, now=NOW).due_now == 9_000
    assert wanted.starts_at == NINE


def test_what_is_set_aside_is_not_taken_before_the_request_is_approved():
    house = harbor()
    request = book(tour(house, requires_approval=True))
    pay(request)
    sam = of_user(member(house))

    refunding.refund(booking=request, amount=2_000, by=sam, now=NOW, reason="Rain")
    with pytest.raises(AmountTooLarge) as refused:
        refunding.refund(booking=request, amount=7_001, by=sam, now=NOW, reason="More rain")
    work()
    assert refused.value.facts["most"] == 7_000
    assert ledger(request) == [("AUTHORISED", 9_000)]
    actions.decline(booking=fresh(request), by=GUEST, now=NOW)
    work()

    assert ledger(request) == [("AUTHORISED", 9_000), ("RELEASED", 9_000)]


def test_a_request_paid_on_two_pages_takes_one_payment_and_only_when_approved():
    request = book(tour(harbor(), requires_approval=True))
    first = at_the_page(request)
    Payment.objects.update(state="CLOSED")
    second = at_the_page(request)

    tells(first)
    tells(second)
    work()
    assert ledger(request) == [("AUTHORISED", 9_000)] * 2 + [("RELEASED", 9_000)]
    actions.approve(booking=fresh(request), by=GUEST, now=NOW)
    work()

    assert ledger(request)[-1] == ("CAPTURED", 9_000)
    assert fresh(request).standing.kept == 9_000


def left_undrawn(booking, payment, amount):
    """Money is written down, and the process dies."""
    LedgerEntry.objects.create(
        organization=booking.organization,
        booking=booking,
        payment=payment,
        kind="CHARGED",
        amount_minor=amount,
        provider_ref="sbx_1" if payment else "",
        at=NOW,
    )


@pytest.mark.parametrize("by_hand", [True, False])
def test_money_that_nobody_drew_the_consequence_of_is_found_by_the_worker(by_hand):
    booking = book(tour(harbor()))
    payment = at_the_page(booking)

    left_undrawn(booking, None if by_hand else payment, 9_000)
    assert clock.run(NOW + MINUTE) == 1
    assert clock.run(NOW + MINUTE) == 0

    assert fresh(booking).state == State.CONFIRMED


def grown(org, name):
    """A party that is paid for two and has brought a third."""
    booking = book(tour(org, name=name), name=name)
    pay(booking)
    actions.change_party(booking=fresh(booking), party=Party(seats=3), by=GUEST, now=NOW)
    return fresh(booking)


@pytest.mark.parametrize("arrive", [None, attending.check_in, attending.no_show])
def test_so_is_the_money_of_who_is_confirmed_and_has_grown(arrive):
    booking = grown(harbor(), "Ada")
    if arrive is not None:
        arrive(booking=booking, by=GUEST, now=NOW)

    left_undrawn(booking, None, 4_500)

    assert clock.run(NOW) == 1
    assert fresh(booking).outstanding == []


def test_who_waits_for_something_else_or_owes_the_rest_keeps_nobody_from_being_found(monkeypatch):
    monkeypatch.setattr(clock, "AT_ONCE", 1)
    org = harbor()
    short = book(tour(org, name="Short", minimum_seats=4, decide_hours_before=24))
    pay(short)
    grown(org, "Grown")
    booking = book(tour(org, name="Walk"), name="Bert")

    left_undrawn(booking, at_the_page(booking), 9_000)
    assert clock.run(NOW) == 1

    assert fresh(booking).state == State.CONFIRMED


def test_one_whose_seats_are_gone_keeps_nobody_else_from_being_drawn():
    org = harbor()
    stuck, other = (book(tour(org, name=name), name=name) for name in ("Ada", "Bert"))
    Claim.objects.filter(pk=stuck.claim_id).update(released_at=NOW)
    left_undrawn(stuck, at_the_page(stuck), 9_000)
    left_undrawn(other, at_the_page(other), 9_000)

    assert clock.run(NOW) == 1

    assert (fresh(stuck).state, fresh(other).state) == (State.PENDING, State.CONFIRMED)


def on_the_page(start=NINE, waits=24):
    """A guest is about to pay for a private request when staff answer it with a price."""
    org = harbor()
    terms = {"requires_approval": True, "requires_payment": True, "approval_hours": waits}
    policy = Policy.objects.create(organization=org, name="Long", **terms)
    booking = book(private_ride(org=org, policy=policy), starts_at=start)
    payment = at_the_page(booking)
    answered(booking)
    return fresh(booking), payment


def test_a_price_that_staff_name_closes_the_page_for_the_old_one():
    booking, payment = on_the_page()
    payment.refresh_from_db()

    assert (booking.order, payment.state) == (payment.order, "CLOSED")
    assert booking.due_at(booking.standing, NOW).now == 0
    with pytest.raises(NothingDue):
        checkout.page(order=booking.order, way=WAY, now=NOW)


@pytest.mark.parametrize(
    ("wish", "money"),
    [
        ({}, [("AUTHORISED", 9_000), ("RELEASED", 9_000)]),
        (
            {"start": NINE + timedelta(days=20), "waits": 24 * 30},
            [("CHARGED", 9_000), ("REFUNDED", 9_000)],
        ),
    ],
)
def test_what_was_paid_while_staff_named_a_price_goes_back_to_who_turns_it_down(wish, money):
    booking, payment = on_the_page(**wish)
    tells(payment)
    assert (fresh(booking).state, fresh(booking).outstanding) == (State.PENDING, ["ACCEPTANCE"])

    actions.turn_down(booking=fresh(booking), by=GUEST, now=NOW)
    work()

    assert ledger(booking) == money


def test_what_was_paid_while_staff_named_a_price_counts_for_who_accepts_it():
    booking, payment = on_the_page()
    tells(payment)

    accepted = actions.accept(booking=fresh(booking), by=GUEST, now=NOW)
    assert (accepted.state, accepted.outstanding) == (State.PENDING, ["PAYMENT"])
    assert pay(fresh(booking)).amount_minor == 21_000
    work()

    assert (fresh(booking).state, fresh(booking).standing.kept) == (State.CONFIRMED, 30_000)


def test_who_has_paid_enough_for_the_price_that_staff_named_is_confirmed_by_accepting_it():
    booking = book(private_ride(org=harbor(), requires_approval=True))
    payment = at_the_page(booking)
    answered(booking, price=5_000)
    tells(payment)

    accepted = actions.accept(booking=fresh(booking), by=GUEST, now=NOW)
    work()

    assert (accepted.state, accepted.outstanding) == (State.CONFIRMED, [])
    assert (fresh(booking).standing.held, fresh(booking).standing.kept) == (0, 5_000)


@pytest.mark.parametrize("arrive", [attending.check_in, attending.no_show])
@pytest.mark.parametrize("by_hand", [True, False])
def test_what_a_party_that_grew_owes_is_paid_after_its_run_began_too(arrive, by_hand):
    booking = book(tour(harbor()))
    pay(booking)
    three = Party(seats=3)
    actions.change_party_by_staff(booking=fresh(booking), party=three, by=GUEST, now=NOW)
    page = at_the_page(fresh(booking))
    begun = arrive(booking=fresh(booking), by=GUEST, now=NINE)
    assert begun.outstanding == ["PAYMENT"]

    if by_hand:
        paying.pay_by_hand(booking=begun, amount=4_500, by=GUEST, now=NINE)
    else:
        tells(page, now=NINE)

    paid = fresh(booking)
    assert (paid.state, paid.outstanding) == (begun.state, [])
    assert ledger(booking) == [("CHARGED", 9_000), ("CHARGED", 4_500)]
    assert verbs(booking)[4:] == (["paid_by_hand", "paid"] if by_hand else ["paid"])
