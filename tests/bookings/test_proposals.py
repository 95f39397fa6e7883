"""A guest proposes a time, staff answer with a price, accepting it takes the whole run."""

from datetime import timedelta
from typing import Any

import pytest

from bookings import actions
from bookings.actions import expiring
from bookings.models import Booking
from bookings.pricing import Price
from bookings.states import Condition, State
from orgs.access import of_user
from orgs.errors import Refusal
from orgs.models import Message
from scheduling import capacity
from scheduling.models import Allocation, Block, Claim, Occurrence, Offering
from tests.bookings import payments
from tests.bookings.mailing import Mail, post
from tests.bookings.proposals import (
    HOUR,
    SEVEN,
    STAFF,
    answered,
    fresh,
    offered,
    private_ride,
    proposing,
    unheld,
    verbs,
)
from tests.harbor import (
    GUEST,
    NINE,
    NOW,
    ONE,
    add_on,
    member,
    organization,
    resource,
    tour,
    variant_of,
    wanting,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def refused(act: Any, **asked: Any) -> str:
    """The code of the refusal."""
    with pytest.raises(Refusal) as refusal:
        act(**asked)
    return refusal.value.code


def told(audience: str) -> list[str]:
    rows = Message.objects.filter(audience=audience).order_by("id")
    return list(rows.values_list("kind", flat=True))


def test_a_proposal_at_a_time_of_ones_own_waits_and_holds_nothing() -> None:
    booking = proposing(private_ride())

    assert (booking.state, booking.outstanding) == (State.AWAITING_APPROVAL, ["APPROVAL"])
    assert (booking.starts_at, booking.ends_at) == (SEVEN, SEVEN + 2 * HOUR)
    assert (booking.proposed, booking.claim) == (True, None)
    assert booking.hold_expires_at == NOW + 48 * HOUR
    assert verbs(booking) == ["proposed"]
    assert (told("GUEST"), told("STAFF")) == (["awaiting_approval"], ["staff_request"])


def test_a_proposal_for_a_real_slot_holds_the_whole_run_of_it() -> None:
    ride = private_ride(exclusive=False)
    booking = proposing(ride, starts_at=NINE)

    assert booking.claim is not None
    assert booking.claim.occurrence.private
    assert refused(actions.book, request=wanting(ride), by=GUEST, now=NOW) == "sold_out"


def test_where_the_policy_holds_nothing_for_requests_neither_does_a_proposal() -> None:
    ride = private_ride()
    unheld(ride)

    assert proposing(ride, starts_at=NINE).claim is None


def test_a_real_slot_that_is_taken_may_be_proposed_where_any_time_may() -> None:
    ride = private_ride()
    actions.book(request=wanting(ride), by=GUEST, now=NOW)

    assert proposing(ride, starts_at=NINE, name="Bert").claim is None


def test_where_only_the_rules_times_may_be_proposed_others_are_refused() -> None:
    ride = private_ride(proposals="RULES")
    actions.book(request=wanting(ride, starts_at=ONE), by=GUEST, now=NOW)

    def asking(at: Any) -> str:
        return refused(proposing, ride=ride, starts_at=at, name="Bert")

    assert asking(SEVEN) == "slot_unavailable"
    assert asking(ONE) == "slot_unavailable"
    assert proposing(ride, starts_at=NINE, name="Bert").state == State.AWAITING_APPROVAL


@pytest.mark.parametrize(
    ("fields", "wish", "code"),
    [
        ({"proposals": "OFF"}, {}, "proposals_closed"),
        ({"capacity": None}, {}, "not_bookable"),
        ({"capacity": 4}, {"seats": 5}, "party_too_large"),
        ({"min_party": 3}, {"seats": 2}, "party_too_small"),
        ({}, {"starts_at": NOW}, "too_late"),
        ({}, {"starts_at": NOW + 1200 * DAY}, "outside_horizon"),
    ],
)
def test_what_cannot_be_proposed(fields: Any, wish: Any, code: str) -> None:
    ride = private_ride(**fields)

    assert refused(proposing, ride=ride, **wish) == code
    assert not Booking.objects.exists()


def test_the_same_form_proposes_once() -> None:
    ride = private_ride()

    assert proposing(ride, client_ref="form").pk == proposing(ride, client_ref="form").pk


def test_an_offer_holds_the_run_at_the_price_that_staff_named() -> None:
    harbor = organization()
    ride = private_ride(org=harbor, needs=((resource(harbor),),))
    booking = offered(ride, seats=3)

    assert (booking.state, booking.outstanding) == (State.PENDING, ["ACCEPTANCE"])
    assert booking.total_minor == 30_000
    assert booking.hold_expires_at == NOW + 48 * HOUR
    assert booking.claim is not None
    assert booking.claim.until == booking.hold_expires_at
    assert [row.until for row in Allocation.objects.all()] == [booking.hold_expires_at]
    price = Price.from_json(booking.price)
    assert [(one.label, one.quantity, one.total_minor) for one in price.rates] == [("Adult", 3, 0)]
    assert [(one.code, one.amount_minor) for one in price.fees] == [("AGREED", 30_000)]
    assert verbs(booking) == ["proposed", "price_offered"]
    step = booking.steps.last()
    assert step is not None
    assert (step.facts["price_was"], step.facts["price_is"]) == (3 * 4500, 30_000)
    assert told("GUEST") == ["awaiting_approval", "price_offered"]


def test_staff_may_offer_another_start_and_another_deadline() -> None:
    booking = answered(
        proposing(private_ride()), starts_at=SEVEN + HOUR, until=NOW + HOUR, reason="Sunrise."
    )

    assert (booking.starts_at, booking.ends_at) == (SEVEN + HOUR, SEVEN + 3 * HOUR)
    assert booking.hold_expires_at == NOW + HOUR
    step = booking.steps.last()
    assert step is not None
    assert step.reason == "Sunrise."
    assert (step.facts["was"], step.facts["is"]) == (
        SEVEN.isoformat(),
        (SEVEN + HOUR).isoformat(),
    )


@pytest.mark.parametrize("until", [NOW, SEVEN + HOUR])
def test_an_offer_ends_in_time_to_come_before_the_start(until: Any) -> None:
    assert refused(answered, booking=proposing(private_ride()), until=until) == "invalid"


def test_accepting_confirms_what_is_paid_on_arrival() -> None:
    booking = actions.accept(booking=offered(private_ride()), by=GUEST, now=NOW)

    assert (booking.state, booking.outstanding) == (State.CONFIRMED, [])
    assert booking.hold_expires_at is None
    claim = Claim.objects.get()
    assert (claim.until, claim.released_at, claim.occurrence.private) == (None, None, True)
    assert verbs(booking)[-1] == "accepted"
    assert told("GUEST")[-1] == "confirmed"
    assert told("STAFF")[-1] == "staff_booking"


def test_accepting_twice_is_accepting_once() -> None:
    booking = offered(private_ride())
    actions.accept(booking=booking, by=GUEST, now=NOW)

    again = actions.accept(booking=fresh(booking), by=GUEST, now=NOW)

    assert again.state == State.CONFIRMED
    assert verbs(booking).count("accepted") == 1


def test_accepting_asks_for_the_payment_that_the_terms_ask_for() -> None:
    booking = offered(private_ride(org=organization(payment_way="SANDBOX")))

    accepted = actions.accept(booking=booking, by=GUEST, now=NOW)

    assert (accepted.state, accepted.outstanding) == (State.PENDING, ["PAYMENT"])
    assert accepted.order is not None
    assert accepted.hold_expires_at == NOW + 24 * HOUR
    assert accepted.due_minor == 30_000
    assert Claim.objects.get().until == accepted.hold_expires_at


def test_nobody_joins_what_was_accepted() -> None:
    ride = private_ride(exclusive=False, parallel=None)
    booking = answered(proposing(ride, starts_at=SEVEN), starts_at=NINE)
    actions.accept(booking=booking, by=GUEST, now=NOW)

    other = actions.book(request=wanting(ride, name="Bert"), by=GUEST, now=NOW).booking

    assert Occurrence.objects.filter(starts_at=NINE).count() == 2
    assert other.claim is not None
    assert not other.claim.occurrence.private


def test_another_price_than_the_one_shown_is_not_accepted() -> None:
    booking = offered(private_ride())
    answered(booking, price=35_000)

    asked = {"booking": fresh(booking), "by": GUEST, "now": NOW, "expected_total": 30_000}

    assert refused(actions.accept, **asked) == "price_changed"
    assert verbs(booking) == ["proposed", "price_offered", "price_offered"]
    assert Claim.objects.filter(released_at=None).count() == 1


def test_turning_down_frees_the_run_and_tells_staff_alone() -> None:
    booking = offered(private_ride())
    guests = told("GUEST")

    gone = actions.turn_down(booking=booking, by=GUEST, now=NOW, reason="Too dear.")

    assert gone.state == State.CANCELLED
    assert not Claim.objects.filter(released_at=None).exists()
    assert told("GUEST") == guests
    assert told("STAFF")[-1] == "staff_turned_down"


def test_an_offer_that_is_not_answered_lapses_by_itself() -> None:
    harbor = organization()
    van = resource(harbor)
    ride = private_ride(org=harbor, needs=((van,),))
    booking = offered(ride)
    late = NOW + 49 * HOUR

    assert refused(actions.accept, booking=booking, by=GUEST, now=late) == "hold_lapsed"
    taken = capacity.take(
        variant=variant_of(tour(harbor, name="Walk", needs=((van,),), times=(420,))),
        starts_at=SEVEN,
        seats=1,
        holder="bk_other",
        until=None,
        now=late,
    )
    assert taken.occurrence.starts_at == SEVEN
    assert expiring.expire(booking=booking, now=late)
    assert fresh(booking).state == State.EXPIRED


def test_staff_decline_a_proposal_with_a_reason() -> None:
    booking = actions.decline(
        booking=proposing(private_ride()), by=STAFF, now=NOW, reason="No guide."
    )

    assert booking.state == State.DECLINED
    assert told("GUEST")[-1] == "declined"


def test_a_proposal_is_answered_with_a_price_not_approved() -> None:
    booking = proposing(private_ride())

    assert refused(actions.approve, booking=booking, by=STAFF, now=NOW) == "price_needed"


def test_an_ordinary_request_for_a_whole_run_may_be_answered_with_a_price_too() -> None:
    ride = private_ride(requires_approval=True, proposals="OFF")
    booking = actions.book(request=wanting(ride), by=GUEST, now=NOW).booking

    named = answered(booking, price=20_000)

    assert (named.state, named.total_minor, named.proposed) == (State.PENDING, 20_000, True)
    assert Claim.objects.filter(released_at=None).count() == 1


@pytest.mark.parametrize("exclusive", [True, False])
def test_what_waits_for_no_offer_gets_none(exclusive: bool) -> None:
    ride = private_ride(exclusive=exclusive, requires_approval=not exclusive)
    booking = actions.book(request=wanting(ride), by=GUEST, now=NOW).booking

    assert refused(answered, booking=booking) == "illegal_move"


def test_a_guest_does_not_move_what_was_agreed_and_staff_do_at_any_time() -> None:
    booking = actions.accept(booking=offered(private_ride()), by=GUEST, now=NOW)
    asked = {"booking": fresh(booking), "starts_at": SEVEN - HOUR, "by": GUEST, "now": NOW}

    assert refused(actions.reschedule, **asked) == "approval_required"
    moved = actions.reschedule_by_staff(**asked)
    assert (moved.starts_at, Claim.objects.get(released_at=None).occurrence.private) == (
        SEVEN - HOUR,
        True,
    )


def accepted(ride: Offering) -> Booking:
    return actions.accept(booking=fresh(offered(ride)), by=GUEST, now=NOW)


@pytest.mark.parametrize("answer", [proposing, offered, accepted])
def test_no_other_time_is_shown_for_what_was_proposed(answer: Any) -> None:
    booking = fresh(answer(private_ride(org=payments.harbor())))

    found = actions.preview_move(booking=booking, now=NOW)

    assert (found.allowed, found.approved) == (False, True)
    asked = {"booking": booking, "starts_at": NINE, "by": GUEST, "now": NOW}
    assert refused(actions.reschedule, **asked) == "approval_required"


def test_rules_lead_time_and_horizon_do_not_bound_what_staff_agree_on() -> None:
    ride = private_ride(lead_time_minutes=10 * 24 * 60, horizon_days=1)

    assert offered(ride).claim is not None


def test_a_minimum_does_not_bound_what_staff_agree_on() -> None:
    ride = private_ride(minimum_seats=4, decide_hours_before=24)
    soon = NOW + 20 * HOUR

    booking = answered(proposing(ride, starts_at=soon), starts_at=soon)
    actions.accept(booking=fresh(booking), by=GUEST, now=NOW)

    assert (fresh(booking).state, fresh(booking).starts_at) == ("CONFIRMED", soon)


def test_blocks_turnaround_and_other_runs_do() -> None:
    harbor = organization()
    van = resource(harbor, turnaround_minutes=60)
    ride = private_ride(org=harbor, needs=((van,),))
    walk = tour(harbor, name="Walk", needs=((van,),))
    actions.book(request=wanting(walk), by=GUEST, now=NOW)
    booking = proposing(ride, starts_at=SEVEN, name="Bert")

    assert refused(answered, booking=booking) == "slot_unavailable"
    assert answered(booking, starts_at=SEVEN - HOUR).claim is not None
    Block.objects.create(
        organization=harbor, resource=van, starts_at=SEVEN - 9 * HOUR, ends_at=SEVEN - 8 * HOUR
    )
    assert refused(answered, booking=booking, starts_at=SEVEN - 10 * HOUR) == "slot_unavailable"
    assert fresh(booking).starts_at == SEVEN - HOUR


def test_weekly_hours_hold_unless_staff_pass_over_them_with_a_reason() -> None:
    harbor = organization()
    weekly = [[day, 480, 1080] for day in range(7)]
    ride = private_ride(org=harbor, needs=((resource(harbor, weekly_hours=weekly),),))
    booking = proposing(ride)

    assert refused(answered, booking=booking) == "slot_unavailable"
    assert refused(answered, booking=booking, despite_hours=True) == "invalid"
    named = answered(booking, despite_hours=True, reason="The guide comes early.")
    assert named.claim is not None
    step = named.steps.last()
    assert step is not None
    assert step.facts["despiteHours"] is True


def test_add_ons_of_a_proposal_are_taken_with_the_offer_and_lengthen_the_run() -> None:
    harbor = organization()
    paula = resource(harbor, "Paula", kind="PERSON")
    ride = private_ride(org=harbor, exclusive=False)
    photos = add_on(ride, needs=((paula,),), extra_minutes=30)
    booking = proposing(ride, add_ons=((photos.public_id, 1),))
    assert booking.ends_at == SEVEN + 2.5 * HOUR

    named = answered(booking)

    assert named.ends_at == SEVEN + 2.5 * HOUR
    assert [row.resource_id for row in Allocation.objects.filter(released_at=None)] == [paula.pk]
    assert Condition.ACCEPTANCE in named.conditions


def mails(address: str) -> list[Mail]:
    return [one for one in post() if one.to == address]


def test_the_mails_name_no_price_before_staff_did_and_then_theirs(settings: Any) -> None:
    settings.PUBLIC_URL = "https://booking.example.org"
    harbor = organization(locale="en-US")
    booking, sam = proposing(private_ride(org=harbor)), of_user(member(harbor))

    [asked] = mails("ada@example.com")
    named = actions.Offer(price=30_000, reason="With breakfast.")
    actions.offer(booking=booking, offered=named, by=sam, now=NOW)
    [offer] = mails("ada@example.com")

    assert "$" not in asked.text
    assert "This is our offer: $300.00 for all of you" in offer.text
    assert "2 × Adult: included" in offer.text
    assert "Answer by: Friday, July 3, 2026" in offer.text
    assert "With breakfast." in offer.text
    link = f"https://booking.example.org/b/{booking.public_id}/offer/#{booking.token}"
    assert link in offer.text


def test_the_mail_says_when_an_accepted_offer_is_paid(settings: Any) -> None:
    settings.PUBLIC_URL = "https://booking.example.org"
    harbor = organization(locale="en-US", payment_way="SANDBOX")
    booking = proposing(private_ride(org=harbor))
    post()

    answered(booking)

    [offer] = mails("ada@example.com")
    assert "Due once you accept: $300.00" in offer.text
