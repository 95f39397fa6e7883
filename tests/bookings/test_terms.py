"""Bookings on the terms of policies: deposits, fees, exemptions, overrides with their reasons."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from bookings import actions, fees, quotes, sentences
from bookings.errors import AmountTooLarge, ApprovalRequired
from bookings.models import Booking, BookingStep
from bookings.pricing import Fee, Price
from bookings.states import Condition
from orgs.access import of_user
from orgs.errors import Invalid
from orgs.models import PaymentWay
from scheduling.errors import TooLate
from scheduling.models import Policy
from tests.harbor import GUEST, NINE, NOW, ONE, free_until, member, organization, tour, wanting

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
LATE = NINE - 30 * HOUR
STEPS = [
    {"hoursBefore": 48, "refundPercent": "100", "fee": 0},
    {"hoursBefore": 24, "refundPercent": "50", "fee": 500},
]


@pytest.fixture
def harbor():
    return organization()


@pytest.fixture
def online(harbor):
    """Harbor takes money before the run."""
    harbor.payment_way = PaymentWay.SANDBOX
    harbor.save()


def policy(org, **rules):
    return Policy.objects.create(organization=org, name="Strict", **rules)


def book(walk, **wishes):
    return actions.book(request=wanting(walk, **wishes), by=GUEST, now=NOW).booking


def paid(walk):
    """A booking that staff took its ninety dollars for."""
    booking = book(walk)
    actions.pay_by_hand(booking=booking, amount=9_000, by=GUEST, now=NOW)
    return Booking.objects.get(pk=booking.pk)


def step(booking):
    return BookingStep.objects.filter(booking=booking).last()


def test_cancelling_writes_down_what_comes_back_and_what_is_kept(harbor):
    booking = paid(tour(harbor, policy=policy(harbor, cancel_steps=STEPS)))

    actions.cancel(booking=booking, by=GUEST, now=LATE)

    assert step(booking).facts == {"refund": 4_000, "fee": 5_000}
    assert Booking.objects.get().kept_minor == 5_000


def test_what_was_not_confirmed_costs_nothing_to_cancel(harbor):
    rules = policy(harbor, cancel_steps=STEPS)
    booking = paid(tour(harbor, policy=rules, requires_approval=True))

    preview = actions.preview_cancel(booking=booking, now=booking.hold_expires_at - HOUR)

    assert (preview.fee, preview.refund) == (0, 9_000)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (NOW, (True, 0, 9_000)),
        (LATE, (True, 5_000, 4_000)),
        (NINE - HOUR, (False, 9_000, 0)),
    ],
)
def test_the_preview_says_what_cancelling_does(harbor, now, expected):
    booking = paid(tour(harbor, policy=policy(harbor, cancel_steps=STEPS)))

    preview = actions.preview_cancel(booking=booking, now=now)

    assert (preview.allowed, preview.fee, preview.refund) == expected


def test_a_cancelled_booking_has_nothing_left_to_give_back(harbor):
    booking = paid(tour(harbor))
    actions.cancel(booking=booking, by=GUEST, now=NOW)

    preview = actions.preview_cancel(booking=Booking.objects.get(), now=NOW)

    assert (preview.allowed, preview.fee, preview.refund) == (False, 0, 0)


def test_staff_give_back_another_amount_for_a_reason_that_is_kept(harbor):
    sam = of_user(member(harbor))
    booking = paid(tour(harbor, policy=policy(harbor, cancel_steps=STEPS)))
    asked = {"booking": booking, "by": sam, "now": LATE, "refund": 9_000}

    with pytest.raises(Invalid) as refusal:
        actions.cancel_by_staff(**asked)
    actions.cancel_by_staff(**asked, reason="The boat was late")

    assert [error.pointer for error in refusal.value.errors] == ["/reason"]
    assert step(booking).facts == {"refund": 9_000, "fee": 0, "proposed": 4_000}
    assert step(booking).reason == "The boat was late"


def test_nobody_gives_back_more_than_was_paid(harbor):
    booking = paid(tour(harbor))

    with pytest.raises(AmountTooLarge) as refusal:
        actions.cancel_by_staff(booking=booking, by=GUEST, now=NOW, reason="Sorry", refund=9_001)

    assert refusal.value.facts == {"most": 9_000, "currency": "USD"}
    assert Booking.objects.get().state == "CONFIRMED"


def test_moving_costs_its_fee_as_a_line_of_the_price(harbor):
    walk = tour(harbor, policy=policy(harbor, move_fee_minor=700))
    booking = book(walk)

    moved = actions.reschedule(booking=booking, starts_at=ONE, by=GUEST, now=NOW)

    price = Price.from_json(moved.price)
    assert price.fees == (Fee("MOVE", "Change of time", 700),)
    assert moved.total_minor == price.total == 9_700
    assert step(booking).facts["fee"] == 700


def test_what_a_move_cost_is_not_paid_back(harbor):
    booking = book(tour(harbor, policy=policy(harbor, move_fee_minor=700)))
    moved = actions.reschedule(booking=booking, starts_at=ONE, by=GUEST, now=NOW)
    actions.pay_by_hand(booking=moved, amount=5_000, by=of_user(member(harbor)), now=NOW)

    found = actions.preview_cancel(booking=Booking.objects.get(), now=NOW)
    cancelled = actions.cancel(booking=Booking.objects.get(), by=GUEST, now=NOW)

    assert (found.fee, found.refund, cancelled.kept_minor) == (700, 4_300, 700)


def test_staff_waive_a_move_fee_for_a_reason(harbor):
    booking = book(tour(harbor, policy=policy(harbor, move_fee_minor=700)))
    asked = {"booking": booking, "starts_at": ONE, "by": of_user(member(harbor)), "now": NOW}

    with pytest.raises(Invalid):
        actions.reschedule_by_staff(**asked, fee=0)
    moved = actions.reschedule_by_staff(**asked, fee=0, reason="Our mistake")

    assert moved.total_minor == 9_000
    assert {"fee": 0, "proposed": 700}.items() <= step(booking).facts.items()


def test_the_exempt_cancel_until_the_start_and_move_without_a_fee(harbor):
    rules = {"cancel_steps": free_until(48), "move_fee_minor": 700, "exempt": ["@example.com"]}
    booking = book(tour(harbor, policy=policy(harbor, **rules)))

    moved = actions.reschedule(booking=booking, starts_at=ONE, by=GUEST, now=LATE)
    actions.cancel(booking=moved, by=GUEST, now=ONE - HOUR)

    assert (moved.total_minor, Booking.objects.get().state) == (9_000, "CANCELLED")


def test_everybody_else_keeps_to_the_deadline(harbor):
    rules = {"cancel_steps": free_until(48), "exempt": ["@partner.example"]}
    booking = book(tour(harbor, policy=policy(harbor, **rules)))

    with pytest.raises(TooLate):
        actions.cancel(booking=booking, by=GUEST, now=LATE)


def test_an_offering_s_own_conditions_stand_above_its_policy(harbor):
    rules = policy(harbor, requires_approval=True, minimum_seats=6, decide_hours_before=72)
    plain = tour(harbor, policy=rules)
    own = tour(harbor, name="Own walk", policy=rules, minimum_seats=2, decide_hours_before=12)

    found = [quotes.terms_of(one) for one in (plain, own)]

    assert [(one.minimum_seats, one.decide_hours) for one in found] == [(6, 72), (2, 12)]
    assert [one.requires_approval for one in found] == [True, True]


@pytest.mark.usefixtures("online")
def test_a_quote_says_what_is_due_now_and_later(harbor):
    rules = policy(harbor, deposit_percent=Decimal(30), balance_hours_before=48)
    walk = tour(harbor, policy=rules)

    quote = quotes.quote(choice=wanting(walk).choice, now=NOW)

    assert quote.due == fees.Due(2_700, 6_300, NINE - 48 * HOUR)


@pytest.mark.usefixtures("online")
def test_a_booking_says_what_is_still_due(harbor):
    rules = policy(harbor, deposit_minor=2_000, balance_hours_before=48)
    booking = book(tour(harbor, policy=rules))

    assert booking.conditions == {Condition.PAYMENT}
    standing = booking.standing
    assert booking.due_minor == 2_000
    assert booking.due_at(standing, NOW) == fees.Due(2_000, 7_000, NINE - 48 * HOUR)
    assert booking.due_at(standing, NOW + HOUR) == fees.Due(0, 0, None)


@pytest.mark.usefixtures("online")
def test_the_deposit_confirms_and_the_rest_is_due_by_its_day(harbor):
    rules = policy(harbor, deposit_minor=2_000, balance_hours_before=48)
    booking = book(tour(harbor, policy=rules))

    actions.pay_by_hand(booking=booking, amount=2_000, by=GUEST, now=NOW)

    booking = Booking.objects.get(pk=booking.pk)
    assert booking.state == "CONFIRMED"
    assert booking.due_at(booking.standing, NOW) == fees.Due(0, 7_000, NINE - 48 * HOUR)
    late = NINE - 48 * HOUR
    assert booking.due_at(booking.standing, late) == fees.Due(7_000, 0, late)


def test_where_it_is_paid_on_arrival_nothing_is_due_before(harbor):
    booking = book(tour(harbor, policy=policy(harbor, deposit_percent=Decimal(30))))

    assert booking.due_at(booking.standing, NOW) == fees.Due(0, 9_000, None)


ALL_RULES = {
    "cancel_steps": STEPS,
    "deposit_percent": Decimal(30),
    "balance_hours_before": 48,
    "move_fee_minor": 700,
    "minimum_seats": 4,
}


@pytest.mark.usefixtures("online")
def test_all_terms_in_english(harbor):
    walk = tour(harbor, policy=policy(harbor, **ALL_RULES))
    quote = quotes.quote(choice=wanting(walk).choice, now=NOW)

    with translation.override("en"):
        text = sentences.of_quote(quote, "en-US")

    assert text == (
        "A deposit of $27.00 is due now, the rest of $63.00 by Thursday, July 2, 2026, 9:00 AM. "
        "Free to cancel until Thursday, July 2, 2026, 9:00 AM. "
        "Cancel until Friday, July 3, 2026, 9:00 AM and get back 50% of what you paid, less $5.00. "
        "After that it cannot be cancelled online. "
        "You may move it to another time until Friday, July 3, 2026, 9:00 AM, up to 2 times. "
        "Each move costs $7.00, which is not paid back. "
        "It takes place if at least 4 guests have booked by Friday, July 3, 2026, 9:00 AM."
    )


@pytest.mark.usefixtures("online")
def test_all_terms_in_german(harbor):
    walk = tour(harbor, policy=policy(harbor, **ALL_RULES))
    quote = quotes.quote(choice=wanting(walk).choice, now=NOW)

    with translation.override("de"):
        text = sentences.of_quote(quote, "de")

    assert text == (
        "Eine Anzahlung von 27,00\xa0$ ist jetzt fällig, der Rest von 63,00\xa0$ bis "
        "Donnerstag, 2. Juli 2026, 09:00. "
        "Kostenlos stornierbar bis Donnerstag, 2. Juli 2026, 09:00. "
        "Bei Stornierung bis Freitag, 3. Juli 2026, 09:00 erhalten Sie 50\xa0% des gezahlten "
        "Betrags zurück, abzüglich 5,00\xa0$. "
        "Danach ist eine Stornierung online nicht mehr möglich. "
        "Sie können den Termin bis Freitag, 3. Juli 2026, 09:00 bis zu 2 Mal verlegen. "
        "Jede Verlegung kostet 7,00\xa0$; das wird nicht erstattet. "
        "Es findet statt, wenn bis Freitag, 3. Juli 2026, 09:00 mindestens 4 Gäste gebucht "
        "haben."
    )


@pytest.mark.usefixtures("online")
def test_a_request_says_when_it_is_answered_and_how_long_there_is_to_pay(harbor):
    rules = {"approval_hours": 48, "pay_hours": 5, "approval_holds_seats": False}
    walk = tour(harbor, policy=policy(harbor, requires_approval=True, **rules))
    quote = quotes.quote(choice=wanting(walk).choice, now=NOW)

    with translation.override("en"):
        text = sentences.of_quote(quote, "en-US")

    assert text == (
        "We answer your request within 2 days. Your places are not kept until then. "
        "Once we have accepted it, you have 5 hours to pay. "
        "Free to cancel until Friday, July 3, 2026, 9:00 AM. "
        "After that it cannot be cancelled online. "
        "You may move it to another time until Friday, July 3, 2026, 9:00 AM, up to 2 times. "
        "That is so until we have accepted it; afterwards only we can move it."
    )


@pytest.mark.parametrize(
    ("rules", "text"),
    [
        (
            {"cancel_steps": [], "move_hours_before": None},
            "This booking cannot be cancelled online. It cannot be moved to another time online.",
        ),
        (
            {"cancel_steps": STEPS, "moves_allowed": None, "move_hours_before": 0},
            "Free to cancel until Friday, July 3, 2026, 9:00 AM. "
            "After that it cannot be cancelled online. "
            "You may move it to another time until the start.",
        ),
        (
            {"cancel_steps": free_until(1_000), "moves_allowed": 1},
            "It is too close to the start to cancel online. "
            "You may move it to another time until Friday, July 3, 2026, 9:00 AM, once.",
        ),
        (
            {"exempt": ["ada@example.com"], "cancel_steps": []},
            "You may cancel and move until the start without a fee.",
        ),
    ],
)
def test_who_pays_on_arrival_reads_of_deadlines_only(harbor, rules, text):
    booking = book(tour(harbor, policy=policy(harbor, **rules)))

    with translation.override("en"):
        assert sentences.of_booking(booking, booking.standing, "en-US", NOW) == text


@pytest.mark.parametrize(
    ("hours", "words"),
    [(48, "We answer your request within 2 days."), (168, "We answer your request before the ")],
)
def test_a_request_is_answered_before_the_start(harbor, hours, words):
    walk = tour(harbor, requires_approval=True, policy=policy(harbor, approval_hours=hours))

    booking = book(walk)

    assert words in sentences.of_booking(booking, booking.standing, "en-US", NOW)


def test_a_request_is_moved_by_its_guest_until_it_is_accepted_and_says_so(harbor):
    rules = policy(harbor, requires_approval=True, move_hours_before=24)
    request = book(tour(harbor, policy=rules))

    def told(booking):
        """Whether the guest may move it, and what is said of it."""
        words = sentences.of_booking(booking, booking.standing, "en-US", NOW)
        return actions.preview_move(booking=booking, now=NOW).allowed, words

    may, words = told(request)
    assert may
    assert "You may move it to another time until Friday, July 3, 2026, 9:00 AM" in words
    assert words.endswith("That is so until we have accepted it; afterwards only we can move it.")

    actions.approve(booking=request, by=of_user(member(harbor)), now=NOW)
    may, words = told(Booking.objects.get())
    assert not may
    assert words.endswith("To move it to another time, please get in touch.")


def test_what_was_accepted_and_is_not_paid_yet_is_moved_by_staff(harbor, online):
    request = book(tour(harbor, policy=policy(harbor, requires_approval=True)))
    actions.approve(booking=request, by=of_user(member(harbor)), now=NOW)
    accepted = Booking.objects.get()

    assert (accepted.state, accepted.outstanding) == ("PENDING", ["PAYMENT"])
    with pytest.raises(ApprovalRequired):
        actions.reschedule(booking=accepted, starts_at=ONE, by=GUEST, now=NOW)
