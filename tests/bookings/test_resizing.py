"""Changing who comes: what it costs, what comes back, and that the seats follow."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings import actions, clockwork, quotes
from bookings.actions import elsewhere, missed
from bookings.errors import AddOnSoldOut, ApprovalRequired, IllegalMove, PriceChanged
from bookings.models import Booking, BookingLine, BookingStep, PromoCode, PromoUse
from bookings.parties import Party
from bookings.requests import Choice
from orgs.access import of_user
from orgs.errors import Invalid
from scheduling.errors import PartyTooLarge, SoldOut, TooLate
from scheduling.models import AddOn, Allocation, Claim, Offering, Policy, Rate, Requirement
from tests import harbor as house
from tests.bookings import payments
from tests.harbor import GUEST, NINE, NOW, ONE, member, organization, tour, wanting

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
AMOUNT = {"amount_off_minor": 1_000}
STEPS = [
    {"hoursBefore": 48, "refundPercent": "100", "fee": 0},
    {"hoursBefore": 24, "refundPercent": "50", "fee": 500},
]


@pytest.fixture
def harbor():
    return organization()


@pytest.fixture
def online():
    """Harbor, paid before the run."""
    return payments.harbor()


def policy(org, **rules):
    return Policy.objects.create(organization=org, name="Steps", cancel_steps=STEPS, **rules)


def book(walk, **wishes):
    return actions.book(request=wanting(walk, **wishes), by=GUEST, now=NOW).booking


def paid(walk, **wishes):
    booking = book(walk, **wishes)
    payments.pay(booking)
    return fresh(booking)


def fresh(booking):
    return Booking.objects.get(pk=booking.pk)


def changes(booking, seats, now=NOW, **more):
    party = more.pop("party", None) or Party(seats=seats)
    actions.change_party(booking=booking, party=party, by=GUEST, now=now, **more)
    return fresh(booking)


def preview(booking, seats, now=NOW):
    return actions.preview_party(booking=booking, party=Party(seats=seats), now=now)


def held(booking):
    """The seats that its claim has."""
    return Claim.objects.live(NOW).filter(holder=booking.public_id).seats()


def test_more_of_a_party_take_their_seats_and_cost_what_the_first_did(harbor):
    walk = tour(harbor)
    booking = book(walk)
    Rate.objects.update(price_minor=9_900)

    bigger = changes(booking, 4)

    assert (bigger.seats, held(bigger), bigger.total_minor) == (4, 4, 18_000)
    assert bigger.sequence == booking.sequence + 1
    assert list(BookingLine.objects.values_list("quantity", "total_minor")) == [(4, 18_000)]


def test_fewer_give_their_seats_back(harbor):
    booking = changes(book(tour(harbor), seats=5), 2)

    assert (booking.seats, held(booking), booking.total_minor) == (2, 2, 9_000)
    assert BookingStep.objects.last().facts == {
        "seats_were": 5,
        "seats_are": 2,
        "price_was": 22_500,
        "price_is": 9_000,
        "refund": 0,
        "fee": 0,
    }


def test_a_rate_that_is_new_to_the_booking_costs_what_it_does_today(harbor):
    walk = tour(harbor)
    booking = book(walk)
    child = Rate.objects.create(
        organization=harbor, offering=walk, label="Child", price_minor=2_000, position=1
    )
    adult = walk.rates.get(label="Adult")
    party = Party(by_rate=[(adult.public_id, 2), (child.public_id, 1)])

    assert changes(booking, 0, party=party).total_minor == 11_000


def test_a_rate_that_is_no_longer_sold_stays_with_who_has_it(harbor):
    walk = tour(harbor)
    booking = book(walk)
    Rate.objects.create(organization=harbor, offering=walk, label="Grown-up", price_minor=6_000)
    old = walk.rates.get(label="Adult")
    walk.rates.filter(pk=old.pk).update(is_active=False)

    new = walk.rates.get(label="Grown-up")

    with pytest.raises(Invalid):
        changes(booking, 0, party=Party(by_rate=[(old.public_id, 3)]))
    more = changes(booking, 0, party=Party(by_rate=[(old.public_id, 2), (new.public_id, 1)]))
    fewer = changes(more, 0, party=Party(by_rate=[(old.public_id, 1), (new.public_id, 1)]))

    assert (more.total_minor, fewer.total_minor) == (15_000, 10_500)


def test_the_same_party_again_changes_nothing(harbor):
    booking = book(tour(harbor))

    assert changes(booking, 2).sequence == booking.sequence
    assert BookingStep.objects.count() == 1


def test_more_than_there_is_room_for_keeps_the_old_party(harbor):
    walk = tour(harbor, capacity=6)
    booking, _ = book(walk), book(walk, seats=3, name="Ben")

    with pytest.raises(SoldOut):
        preview(booking, 4)
    with pytest.raises(SoldOut):
        changes(booking, 4)

    assert (fresh(booking).seats, held(booking)) == (2, 2)
    assert preview(booking, 3).seats == 3
    assert (fresh(booking).seats, held(booking)) == (2, 2)


def test_the_limits_of_the_offering_hold(harbor):
    with pytest.raises(PartyTooLarge):
        changes(book(tour(harbor, max_party=4)), 5)


def test_size_discounts_follow_the_party(harbor):
    discounts = [{"minSeats": 4, "percentOff": "10"}]
    booking = book(tour(harbor, group_discounts=discounts), seats=3)

    bigger = changes(booking, 4)
    smaller = changes(bigger, 2)

    assert (bigger.total_minor, smaller.total_minor) == (16_200, 9_000)


def test_a_promo_code_goes_on_to_count_and_is_used_once(harbor):
    walk = tour(harbor)
    PromoCode.objects.create(organization=harbor, code="TEN", percent_off=Decimal(10), max_uses=1)
    booking = book(walk, promo="TEN")
    PromoCode.objects.update(ends_on=NOW.date() - timedelta(days=1))

    bigger = changes(booking, 4)

    assert bigger.total_minor == 16_200
    assert PromoUse.objects.get().amount_minor == 1_800


@pytest.mark.parametrize(("off", "three"), [({"percent_off": 10}, 12_150), (AMOUNT, 12_500)])
def test_a_promo_code_stays_as_it_was_when_it_was_used(harbor, off, three):
    walk = tour(harbor)
    PromoCode.objects.create(organization=harbor, code="OFF", **off)
    booking = book(walk, promo="OFF")
    PromoCode.objects.update(percent_off=50, amount_off_minor=None)

    assert changes(booking, 3).total_minor == three


@pytest.mark.parametrize(("lunches", "after"), [(2, 4), (1, 1)])
def test_what_everybody_has_follows_the_party(harbor, lunches, after):
    walk = tour(harbor)
    lunch = AddOn.objects.create(organization=harbor, name="Lunch", price_minor=1_000, per="PERSON")
    walk.add_ons.add(lunch)
    booking = book(walk, add_ons=((lunch.public_id, lunches),))

    bigger = changes(booking, 4)
    alone = changes(bigger, 1)

    assert bigger.total_minor == 18_000 + after * 1_000
    assert alone.total_minor == 4_500 + 1_000


def test_a_lunch_more_than_there_is_keeps_the_old_party(harbor):
    walk = tour(harbor)
    lunch = AddOn.objects.create(
        organization=harbor, name="Lunch", price_minor=1_000, per="PERSON", stock=3
    )
    walk.add_ons.add(lunch)
    booking = book(walk, add_ons=((lunch.public_id, 2),))

    with pytest.raises(AddOnSoldOut):
        changes(booking, 4)

    assert (fresh(booking).seats, held(booking)) == (2, 2)
    assert changes(booking, 3).seats == 3


@pytest.mark.parametrize(
    ("before", "refund", "fee"),
    [(72 * HOUR, 4_500, 0), (30 * HOUR, 1_750, 2_750)],
)
def test_what_is_given_up_comes_back_as_cancelling_it_would(online, before, refund, fee):
    booking = paid(tour(online, policy=policy(online)))
    now = NINE - before

    shown = preview(booking, 1, now)
    smaller = changes(booking, 1, now, expected_total=shown.price.total)
    payments.work(now)

    assert (shown.refund, shown.fee, shown.due) == (refund, fee, 0)
    assert smaller.total_minor == 4_500 + fee
    assert smaller.standing.covered == smaller.total_minor
    assert (smaller.state, smaller.outstanding) == ("CONFIRMED", [])


def test_of_a_deposit_only_its_part_for_the_places_comes_back(online):
    walk = tour(online, policy=policy(online, deposit_percent=Decimal(20)))
    booking = paid(walk)
    assert booking.standing.covered == 1_800

    smaller = changes(booking, 1)
    payments.work()

    assert smaller.standing.covered == 900
    assert smaller.target_minor(NOW) == 4_500
    assert smaller.outstanding == []


def test_too_late_to_cancel_is_too_late_to_give_places_back(online):
    booking = paid(tour(online, policy=policy(online)))
    late = NINE - 23 * HOUR

    with pytest.raises(TooLate):
        changes(booking, 1, late)
    sam = of_user(member(online), "")
    actions.change_party_by_staff(booking=booking, party=Party(seats=1), by=sam, now=late)

    smaller = fresh(booking)
    assert (smaller.seats, smaller.total_minor) == (1, 9_000)
    assert smaller.standing.covered == 9_000


def test_the_difference_is_outstanding_and_the_booking_stays_confirmed(online):
    booking = paid(tour(online))

    shown = preview(booking, 3)
    bigger = changes(booking, 3)

    assert (shown.refund, shown.fee, shown.due) == (0, 0, 4_500)
    assert (bigger.state, bigger.outstanding) == ("CONFIRMED", ["PAYMENT"])
    assert (bigger.hold_expires_at, held(bigger)) == (None, 3)
    payments.pay(bigger)
    after = fresh(bigger)
    assert (after.state, after.outstanding) == ("CONFIRMED", [])
    assert after.standing.covered == 13_500


def test_with_a_deposit_only_its_difference_is_outstanding(online):
    walk = tour(online, policy=policy(online, deposit_percent=Decimal(20)))

    bigger = changes(paid(walk), 4)

    assert bigger.outstanding == ["PAYMENT"]
    assert payments.at_the_page(bigger).amount_minor == 1_800


def test_who_gives_the_added_place_back_owes_nothing(online):
    booking = changes(paid(tour(online)), 3)

    back = changes(booking, 2)

    assert (back.state, back.outstanding) == ("CONFIRMED", [])
    assert back.standing.covered == back.total_minor == 9_000


def test_what_is_on_its_way_back_does_not_pay_for_another(online):
    smaller = changes(paid(tour(online)), 1)

    bigger = changes(smaller, 2)
    payments.work()

    assert bigger.outstanding == ["PAYMENT"]
    assert payments.at_the_page(fresh(bigger)).amount_minor == 4_500


def test_who_has_not_paid_yet_pays_for_the_new_party(online):
    booking = book(tour(online))
    early = payments.at_the_page(booking)

    bigger = changes(booking, 3)

    assert (bigger.state, bigger.outstanding) == ("PENDING", ["PAYMENT"])
    assert bigger.hold_expires_at == booking.hold_expires_at
    assert bigger.claim.until == booking.hold_expires_at
    early.refresh_from_db()
    assert early.state == "CLOSED"
    assert payments.pay(bigger).amount_minor == 13_500
    assert fresh(bigger).state == "CONFIRMED"


def test_an_approved_party_grows_by_staff_alone(harbor):
    booking = book(tour(harbor, requires_approval=True))
    changes(booking, 3)
    sam = of_user(member(harbor), "")
    approved = actions.approve(booking=fresh(booking), by=sam, now=NOW)

    with pytest.raises(ApprovalRequired):
        changes(approved, 4)
    assert changes(approved, 2).seats == 2
    actions.change_party_by_staff(booking=fresh(approved), party=Party(seats=5), by=sam, now=NOW)
    assert held(approved) == 5


MAY = {
    "free": ({}, NOW),
    "too late to give back": ({}, NINE - 23 * HOUR),
    "in the lead time": ({"lead_time_minutes": 25 * 60}, NINE - 24.5 * HOUR),
    "too late for both": ({"lead_time_minutes": 25 * 60}, NINE - 23 * HOUR),
    "a request": ({"requires_approval": True}, NINE - HOUR),
    "waits for the minimum": ({"minimum_seats": 6, "decide_hours_before": 1}, NINE - 2 * HOUR),
    "another date": ({"minimum_seats": 6}, NOW),
    "approved": ({"requires_approval": True}, NOW),
}


@pytest.mark.parametrize("case", MAY)
def test_what_is_said_to_be_possible_is_what_is_possible(harbor, case):
    fields, now = MAY[case]
    booking = book(tour(harbor, **fields))
    if case == "another date":
        elsewhere.offer(run=booking.claim.occurrence, starts_at=ONE, by=GUEST, now=NOW)
    if case == "approved":
        actions.approve(booking=booking, by=of_user(member(harbor), ""), now=NOW)
    booking = fresh(booking)

    leeway = actions.preview_leeway(booking=booking, now=now)

    assert (leeway.grow, leeway.shrink) == (may(booking, 3, now), may(booking, 1, now))


def may(booking, seats, now):
    """Whether its guest can have so many."""
    try:
        preview(booking, seats, now)
    except (ApprovalRequired, IllegalMove, TooLate):
        return False
    return True


def test_within_the_lead_time_a_party_grows_by_staff_alone(harbor):
    walk = tour(harbor, lead_time_minutes=120)
    booking, soon = book(walk), NINE - HOUR
    Offering.objects.update(horizon_days=0)
    asked = {"booking": booking, "party": Party(seats=3), "now": soon}

    with pytest.raises(TooLate):
        changes(booking, 3, now=soon)
    assert actions.preview_party_by_staff(**asked).seats == 3
    actions.change_party_by_staff(**asked, by=GUEST)

    assert held(booking) == 3
    assert fresh(booking).claim.occurrence.private is False
    more = {"booking": fresh(booking), "party": Party(seats=4), "by": GUEST}
    with pytest.raises(TooLate):
        actions.change_party_by_staff(**more, now=NINE)


def test_a_request_without_seats_only_has_to_fit(harbor):
    rules = Policy.objects.create(organization=harbor, name="Loose", approval_holds_seats=False)
    booking = book(tour(harbor, capacity=4, policy=rules, requires_approval=True))

    bigger = changes(booking, 4)
    with pytest.raises(PartyTooLarge):
        changes(bigger, 5)

    assert (bigger.claim, bigger.seats) == (None, 4)


def test_who_joins_completes_the_minimum_of_the_run(harbor):
    walk = tour(harbor, minimum_seats=5, decide_hours_before=24)
    ada, ben = book(walk), book(walk, name="Ben")
    assert {fresh(one).state for one in (ada, ben)} == {"PENDING"}

    changes(ada, 3)

    assert {fresh(one).state for one in (ada, ben)} == {"CONFIRMED"}


@pytest.mark.parametrize("change", [actions.change_party, actions.change_party_by_staff])
def test_a_party_grows_on_a_run_that_takes_place_with_it(harbor, change):
    walk = tour(harbor, minimum_seats=4, decide_hours_before=24)
    ada, ben = book(walk), book(walk, name="Ben")

    change(booking=fresh(ada), party=Party(seats=3), by=GUEST, now=NINE - 20 * HOUR)

    assert held(ada) == 3
    assert {fresh(one).state for one in (ada, ben)} == {"CONFIRMED"}


def test_a_party_does_not_grow_on_a_run_that_came_to_nothing(harbor):
    walk = tour(harbor, minimum_seats=4, decide_hours_before=24)
    ada = book(walk)

    with pytest.raises(TooLate):
        changes(ada, 4, now=NINE - 20 * HOUR)


def two_runs(org):
    """Ada and Cy wait on one run, Di on another; who grows by two has room on the other alone."""
    walk = tour(org, minimum_seats=10, decide_hours_before=24, parallel=2)
    _ada, cy, di = book(walk, seats=5), book(walk, name="Cy", seats=4), book(walk, name="Di")
    return cy, di, fresh(di).claim.occurrence


def test_who_grows_onto_another_run_waits_for_its_decision(harbor):
    cy, di, run = two_runs(harbor)
    missed.extend(run=run, until=NINE - HOUR, by=GUEST, now=NOW)

    changes(cy, 6)

    assert fresh(cy).claim.occurrence == run
    assert fresh(cy).decides_at == NINE - HOUR
    clockwork.decide_minimums(NINE - 24 * HOUR)
    assert {fresh(one).state for one in (cy, di)} == {"PENDING"}


def test_who_grows_onto_a_run_that_takes_place_anyway_is_confirmed(harbor):
    cy, _di, run = two_runs(harbor)
    missed.confirm(run=run, by=GUEST, now=NOW, reason="It goes.")

    changes(cy, 6)

    assert (fresh(cy).state, fresh(cy).decides_at) == ("CONFIRMED", None)


def test_who_leaves_a_run_that_waits_still_waits(harbor):
    walk = tour(harbor, minimum_seats=5, decide_hours_before=24)

    booking = changes(book(walk, seats=4), 3)

    assert (booking.state, booking.outstanding) == ("PENDING", ["MINIMUM"])


def test_on_a_private_run_the_party_has_room_to_grow(harbor):
    booking = book(tour(harbor, exclusive=True))

    assert held(changes(booking, 6)) == 6


def test_what_each_person_needs_follows_the_party(harbor):
    kayaks = house.resource(harbor, "Kayaks", kind="EQUIPMENT", units=6)
    walk = tour(harbor)
    need = Requirement.objects.create(organization=harbor, offering=walk, per="PERSON")
    need.resources.set([kayaks])
    booking = book(walk, seats=2)

    def used():
        return sum(Allocation.objects.live(NOW).values_list("units", flat=True))

    changes(booking, 5)
    grown = used()
    changes(fresh(booking), 1)

    assert (grown, used()) == (5, 1)
    with pytest.raises(SoldOut):
        book(walk, seats=6, name="Ben")
    assert book(walk, seats=5, name="Ben").seats == 5


def test_places_can_be_given_back_when_nothing_can_be_booked_any_more(harbor):
    walk = tour(harbor, lead_time_minutes=7 * 24 * 60, policy=None)
    booking = actions.book(request=wanting(walk), by=GUEST, now=NINE - timedelta(days=8)).booking

    with pytest.raises(TooLate):
        changes(booking, 3, NINE - timedelta(days=2))
    assert changes(booking, 1, NINE - timedelta(days=2)).seats == 1


def test_a_price_that_was_not_shown_is_not_charged(harbor):
    booking = book(tour(harbor))

    with pytest.raises(PriceChanged):
        changes(booking, 3, expected_total=1)

    assert fresh(booking).seats == 2


def test_what_has_ended_is_not_changed(harbor):
    booking = book(tour(harbor))
    actions.cancel(booking=booking, by=GUEST, now=NOW)

    with pytest.raises(IllegalMove):
        changes(fresh(booking), 1)


PARTIES = st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(any)


@settings(
    max_examples=18, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=PARTIES, steps=st.lists(PARTIES, min_size=1, max_size=4), deposit=st.booleans())
def test_whatever_the_way_the_price_is_that_of_the_party_and_the_money_adds_up(
    first, steps, deposit
):
    org = payments.harbor(slug=f"harbor-{Booking.objects.count()}-{len(steps)}-{id(steps)}")
    rules = policy(org, deposit_percent=Decimal(30) if deposit else None)
    discounts = [{"minSeats": 3, "percentOff": "7"}, {"minSeats": 6, "amountOff": 2_500}]
    walk = tour(org, group_discounts=discounts, policy=rules, capacity=12)
    adult = walk.rates.get()
    child = Rate.objects.create(
        organization=org, offering=walk, label="Child", price_minor=1_333, position=1
    )

    def party(counts):
        return Party(by_rate=[(adult.public_id, counts[0]), (child.public_id, counts[1])])

    booking = paid(walk, party=party(first))
    for counts in steps:
        shown = actions.preview_party(booking=booking, party=party(counts), now=NOW)
        booking = changes(booking, 0, party=party(counts), expected_total=shown.price.total)
        payments.work()
        booking = fresh(booking)
        new = quotes.work_out(Choice(walk, NINE, party(counts)), NOW)
        assert booking.total_minor == shown.price.total == new.price.total
        assert booking.seats == held(booking) == sum(counts)
        assert booking.standing.covered <= booking.total_minor
        assert (booking.outstanding == ["PAYMENT"]) == (shown.due > 0)
        assert (booking.standing.covered >= booking.due_minor) == (shown.due == 0)
        if shown.due:
            assert payments.pay(booking).amount_minor == shown.due
            booking = fresh(booking)
        assert booking.outstanding == []
