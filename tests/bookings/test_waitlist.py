"""Waiting for a place: joining, being offered one in order, and each way it ends."""

from datetime import date, timedelta
from itertools import product

import pytest

from bookings import actions, clockwork, nudges
from bookings.actions import waiting
from bookings.errors import IllegalMove, PlacesFree, WaitlistClosed
from bookings.models import Booking, WaitlistEntry
from bookings.parties import Party
from bookings.states import Condition, State
from bookings.waitlist import MOVES, Room, WaitState, Wish, may_move, pairs
from orgs.access import of_user
from orgs.errors import Invalid
from orgs.models import Event, Message, PaymentWay
from scheduling.errors import (
    HoldLapsed,
    NotBookable,
    OutsideHorizon,
    PartyTooLarge,
    PartyTooSmall,
    SlotUnavailable,
    SoldOut,
    TooLate,
)
from scheduling.models import Block, Claim, Occurrence, Policy, Rate, Variant
from tests.bookings.waitlists import (
    HOUR,
    asking,
    booked,
    free,
    fresh,
    full_walk,
    offered,
    told,
    waits,
)
from tests.harbor import (
    FOURTH,
    GUEST,
    NINE,
    NOW,
    member,
    organization,
    resource,
    tour,
)
from tests.test_docs import quoted, table

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LEGAL = {
    "WAITING": "OFFERED LEFT OVER",
    "OFFERED": "ACCEPTED DECLINED LAPSED LEFT",
}
"""As drawn in docs/waitlist.md, written down a second time on purpose."""


def states(*entries: WaitlistEntry) -> list[str]:
    return [fresh(entry).state for entry in entries]


def resize(seats):
    """Staff change the size of the boat, of runs that are booked too."""
    Variant.objects.update(capacity=seats)
    Occurrence.objects.update(seats=seats)


def seats_at_nine(walk, now=NOW):
    return Claim.objects.of(walk.organization).live(now).filter(occurrence__starts_at=NINE).seats()


@pytest.mark.parametrize(("origin", "target"), list(product(WaitState, WaitState)))
def test_every_move_not_in_the_table_is_illegal(origin, target):
    assert may_move(origin, target) == (target.value in LEGAL.get(origin.value, "").split())


def test_every_state_has_its_row():
    assert set(MOVES) == set(WaitState)


def test_who_joined_first_comes_first_and_takes_the_earliest_start_that_fits():
    rooms = [Room(1, NINE, 2), Room(1, NINE + DAY, 4)]
    ada = Wish(1, 4, NINE, NINE + 9 * DAY)
    ben = Wish(2, 2, NINE, NINE + 9 * DAY)
    cleo = Wish(3, 1, NINE + DAY, NINE + 2 * DAY)
    dora = Wish(4, 1, NINE, NINE + 9 * DAY, variant=2)

    found = [(one.wish.key, one.room.starts_at) for one in pairs([ada, ben, cleo, dora], rooms)]

    assert found == [(1, NINE + DAY), (2, NINE), (2, NINE + DAY), (3, NINE + DAY)]
    assert [one.key for one in list(pairs([ada, ben], rooms))[1].passed] == [1]


def test_joining_keeps_the_party_and_tells_the_outbox():
    walk = full_walk()

    entry = waits(walk, seats=3)

    adult = walk.rates.get().public_id
    assert entry.party == [{"rateId": adult, "label": "Adult", "quantity": 3}]
    assert (entry.seats, entry.state, entry.starts_at) == (3, WaitState.WAITING, NINE)
    event = Event.objects.get(subject=entry.public_id)
    assert (event.kind, event.at) == ("waitlist.joined", NOW)
    assert event.data == {
        "status": "WAITING",
        "offering": walk.public_id,
        "seats": 3,
        "by": "",
    }


def test_the_same_form_joins_once():
    walk = full_walk()
    request = asking(walk, client_ref="form-1")

    first = waiting.join(request=request, by=GUEST, now=NOW)
    again = waiting.join(request=request, by=GUEST, now=NOW + HOUR)

    assert (first.is_new, again.is_new) == (True, False)
    assert first.entry.pk == again.entry.pk


def test_an_offering_without_a_waitlist_takes_none():
    walk = full_walk(waitlist=False)

    with pytest.raises(WaitlistClosed):
        waits(walk)


def test_who_could_book_is_told_to_book():
    walk = full_walk(capacity=4, parties=(3,))

    with pytest.raises(PlacesFree) as refusal:
        waits(walk, seats=1)

    assert [slot.starts_at for slot in refusal.value.facts["alternatives"]] == [NINE]
    assert waits(walk, seats=2).state == WaitState.WAITING


def test_a_range_with_one_free_start_is_booked_instead():
    walk = full_walk()

    with pytest.raises(PlacesFree) as refusal:
        waits(walk, days=(FOURTH, FOURTH + DAY))

    assert [slot.starts_at for slot in refusal.value.facts["alternatives"]] == [NINE + DAY]
    assert waits(walk, days=(FOURTH, FOURTH)).state == WaitState.WAITING


def test_a_whole_offering_is_waited_for_once_nothing_of_it_is_free():
    walk = full_walk(horizon_days=4)

    with pytest.raises(PlacesFree):
        waits(walk, starts_at=None)
    for days in (-3, -2, -1):
        booked(walk, seats=4, starts_at=NINE + days * DAY, name=f"Day{-days}")

    assert waits(walk, starts_at=None).state == WaitState.WAITING


@pytest.mark.parametrize(
    ("wishes", "refusal"),
    [
        ({"seats": 5}, PartyTooLarge),
        ({"seats": 1, "party": Party(by_category={"CHILD": 1})}, Invalid),
        ({"party": Party(by_rate=[("rate_unknown", 2)])}, Invalid),
        ({"party": Party(seats=0)}, Invalid),
        ({"variant_id": "var_unknown"}, Invalid),
        ({"starts_at": NINE + HOUR}, SlotUnavailable),
        ({"starts_at": NOW - DAY}, TooLate),
        ({"starts_at": NOW + HOUR / 2}, SlotUnavailable),
        ({"days": (date(2026, 6, 1), date(2026, 6, 9))}, TooLate),
        ({"days": (FOURTH, FOURTH - DAY)}, Invalid),
        ({"days": (FOURTH, FOURTH + 400 * DAY)}, Invalid),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_no_trace(wishes, refusal):
    walk = full_walk()
    before = Event.objects.count()

    with pytest.raises(refusal):
        waits(walk, **wishes)

    assert (WaitlistEntry.objects.count(), Event.objects.count()) == (0, before)


def test_a_start_too_near_too_far_or_called_off_is_not_waited_for():
    walk = full_walk(min_party=2)
    with pytest.raises(PartyTooSmall):
        waits(walk, seats=1)
    walk.lead_time_minutes = 4 * 24 * 60
    walk.save()
    with pytest.raises(TooLate):
        waits(walk)
    walk.lead_time_minutes, walk.horizon_days = 0, 1
    walk.save()
    with pytest.raises(OutsideHorizon):
        waits(walk)
    walk.horizon_days = None
    walk.save()
    Occurrence.objects.update(cancelled_at=NOW)
    with pytest.raises(SlotUnavailable):
        waits(walk)


def test_a_listed_offering_has_nothing_to_wait_for():
    walk = full_walk()
    Variant.objects.update(capacity=None)

    with pytest.raises(NotBookable):
        waits(walk)


def test_a_freed_place_is_held_for_the_first_that_fits():
    walk = full_walk(parties=(2, 2), capacity=4)
    large, first, second = (
        waits(walk, seats=seats, name=name) for seats, name in ((3, "Lara"), (2, "Ada"), (2, "Ben"))
    )
    free(Booking.objects.earliest("pk"))

    made = waiting.match(now=NOW)

    assert made == 1
    assert states(large, first, second) == ["WAITING", "OFFERED", "WAITING"]
    booking = fresh(first).booking
    assert (booking.state, booking.outstanding) == (State.PENDING, [Condition.ACCEPTANCE])
    assert booking.hold_expires_at == booking.claim.until == NOW + 4 * HOUR
    assert (booking.name, booking.seats, booking.total_minor) == ("Ada", 2, 9_000)
    assert seats_at_nine(walk) == 4


def test_who_came_before_but_did_not_fit_is_told_why():
    walk = full_walk(parties=(2, 2), capacity=4)
    large, first = waits(walk, seats=3, name="Lara"), waits(walk, seats=2)
    free(Booking.objects.earliest("pk"))

    waiting.match(now=NOW + HOUR)

    assert fresh(large).passed_over == [
        {
            "at": (NOW + HOUR).isoformat(),
            "code": "party_too_large",
            "startsAt": "2026-07-04T09:00:00-04:00",
            "remaining": 2,
        }
    ]
    assert fresh(first).passed_over == []
    assert told(large) == ["joined", "passed_over"]
    assert told(first) == ["joined", "offered"]


def test_nobody_is_passed_over_where_nobody_came_first():
    walk = full_walk(parties=(2, 2), capacity=4)
    large = waits(walk, seats=3, name="Lara")
    free(Booking.objects.earliest("pk"))

    assert waiting.match(now=NOW) == 0
    assert told(large) == ["joined"]


def test_an_offer_tells_what_a_message_needs():
    entry = offered(full_walk())

    event = Event.objects.get(kind="waitlist.offered")

    assert event.subject == entry.public_id
    assert event.data == {
        "status": "OFFERED",
        "offering": entry.offering.public_id,
        "seats": 2,
        "by": "Slotwright",
        "booking": entry.booking.public_id,
        "startsAt": "2026-07-04T09:00:00-04:00",
        "until": "2026-07-01T12:00:00-04:00",
    }


def test_looking_again_offers_nothing_twice():
    walk = full_walk()
    offered(walk)

    assert waiting.match(now=NOW) == 0
    assert Booking.objects.filter(state=State.PENDING).count() == 1


def test_one_large_place_serves_several_small_parties():
    walk = full_walk(capacity=4, parties=(4,))
    entries = [waits(walk, seats=seats, name=f"P{seats}") for seats in (1, 3, 2)]
    free(Booking.objects.get())

    assert waiting.match(now=NOW) == 2
    assert states(*entries) == ["OFFERED", "OFFERED", "WAITING"]


def test_an_offer_never_outlives_the_time_for_booking():
    walk = full_walk(lead_time_minutes=60, waitlist_hours=200)
    entry = offered(walk)

    assert entry.booking.hold_expires_at == NINE - HOUR


def test_accepting_makes_an_ordinary_booking():
    entry = offered(full_walk())

    accepted = waiting.accept(entry=entry, by=GUEST, now=NOW + HOUR)
    again = waiting.accept(entry=entry, by=GUEST, now=NOW + 2 * HOUR)

    booking = fresh(entry).booking
    assert (accepted.state, again.state) == ("ACCEPTED", "ACCEPTED")
    assert (booking.state, booking.outstanding) == (State.CONFIRMED, [])
    assert (booking.hold_expires_at, booking.claim.until) == (None, None)
    assert [step.verb for step in booking.steps.all()] == ["offered", "accepted"]
    assert told(entry) == ["joined", "offered", "accepted"]


@pytest.mark.parametrize(
    ("offering", "policy", "way", "state", "outstanding", "hours"),
    [
        ({}, {}, PaymentWay.SANDBOX, "PENDING", ["PAYMENT"], 0.25),
        ({"requires_approval": True}, {}, PaymentWay.OFFLINE, "AWAITING_APPROVAL", None, 48),
        (
            {"requires_approval": True},
            {"approval_holds_seats": False},
            PaymentWay.OFFLINE,
            "AWAITING_APPROVAL",
            None,
            48,
        ),
        ({"minimum_seats": 3}, {}, PaymentWay.OFFLINE, "PENDING", ["MINIMUM"], None),
        (
            {"minimum_seats": 3, "requires_approval": True},
            {},
            PaymentWay.SANDBOX,
            "AWAITING_APPROVAL",
            ["APPROVAL", "MINIMUM", "PAYMENT"],
            48,
        ),
    ],
)
def test_accepting_leaves_what_the_offering_asks_of_anybody(
    offering, policy, way, state, outstanding, hours
):
    org = organization(payment_way=way)
    rules = Policy.objects.create(organization=org, name="Rules", **policy)
    walk = full_walk(org=org, policy=rules, parties=(), **offering)
    Variant.objects.update(capacity=2)
    blocked = booked(walk, seats=2)
    if blocked.claim is None:
        actions.approve(booking=blocked, by=GUEST, now=NOW)
    entry = offered(walk)

    waiting.accept(entry=entry, by=GUEST, now=NOW)

    booking = fresh(entry).booking
    until = None if hours is None else NOW + hours * HOUR
    assert (booking.state, booking.outstanding) == (state, outstanding or ["APPROVAL"])
    assert (booking.hold_expires_at, booking.claim.until) == (until, until)
    assert (booking.order is not None) == ("PAYMENT" in booking.outstanding)


def test_an_offer_counts_for_no_minimum_until_it_is_accepted():
    walk = full_walk(capacity=4, minimum_seats=4, parties=(2,))
    early = Booking.objects.get()
    resize(2)
    entry = waits(walk)
    resize(4)

    waiting.match(now=NOW)
    early.refresh_from_db()
    assert (early.state, early.outstanding) == (State.PENDING, ["MINIMUM"])

    waiting.accept(entry=entry, by=GUEST, now=NOW)
    early.refresh_from_db()
    assert (early.state, fresh(entry).booking.state) == (State.CONFIRMED, State.CONFIRMED)


def test_a_lapsed_offer_cannot_be_accepted():
    entry = offered(full_walk())

    with pytest.raises(HoldLapsed):
        waiting.accept(entry=entry, by=GUEST, now=NOW + 4 * HOUR)

    assert fresh(entry).state == WaitState.OFFERED
    assert fresh(entry).state_at(NOW + 4 * HOUR) == WaitState.LAPSED


def test_a_hold_that_lapses_goes_to_the_next_with_nobody_labelling_it():
    walk = full_walk()
    first, second = waits(walk, seats=4), waits(walk, seats=4, name="Ben")
    free(Booking.objects.get())
    waiting.match(now=NOW)
    later = NOW + 4 * HOUR

    assert waiting.match(now=later - timedelta(seconds=1)) == 0
    assert waiting.match(now=later) == 1

    assert states(first, second) == ["LAPSED", "OFFERED"]
    assert fresh(first).booking.state == State.PENDING
    assert told(first) == ["joined", "offered", "lapsed"]
    assert seats_at_nine(walk, later) == 4


def test_declining_frees_the_place_for_the_next():
    walk = full_walk()
    first, second = waits(walk, seats=4), waits(walk, seats=4, name="Ben")
    free(Booking.objects.get())
    waiting.match(now=NOW)

    waiting.decline(entry=first, by=GUEST, now=NOW + HOUR)

    assert seats_at_nine(walk) == 0
    assert waiting.match(now=NOW + HOUR) == 1
    assert states(first, second) == ["DECLINED", "OFFERED"]
    assert fresh(first).booking.state == State.CANCELLED
    assert told(first) == ["joined", "offered", "declined"]


def test_leaving_gives_an_offer_back_too():
    entry = offered(full_walk())

    waiting.leave(entry=entry, by=GUEST, now=NOW)

    assert states(entry) == ["LEFT"]
    assert fresh(entry).booking.state == State.CANCELLED
    assert seats_at_nine(entry.offering) == 0
    assert told(entry) == ["joined", "offered", "left"]


def test_staff_remove_an_entry_and_are_named():
    walk = full_walk()
    entry = waits(walk)
    sam = of_user(member(walk.organization))

    waiting.leave(entry=entry, by=sam, now=NOW, reason="Called us.")

    event = Event.objects.get(kind="waitlist.left")
    assert (event.data["by"], event.data["reason"]) == ("Sam", "Called us.")


@pytest.mark.parametrize("verb", ["accept", "decline", "leave"])
def test_what_has_ended_stays_so(verb):
    entry = waits(full_walk())
    waiting.leave(entry=entry, by=GUEST, now=NOW)

    with pytest.raises(IllegalMove) as refusal:
        getattr(waiting, verb)(entry=entry, by=GUEST, now=NOW)

    assert refusal.value.facts["from"] == "LEFT"


def test_an_offer_that_staff_cancel_is_gone():
    entry = offered(full_walk())
    free(entry.booking)

    with pytest.raises(HoldLapsed):
        waiting.accept(entry=entry, by=GUEST, now=NOW)
    waiting.match(now=NOW)

    assert states(entry) == ["LAPSED"]


def test_what_nobody_got_in_time_is_over():
    entry = waits(full_walk())
    later = NINE + HOUR

    assert fresh(entry).state_at(later) == WaitState.OVER
    waiting.match(now=later)

    assert states(entry) == ["OVER"]
    assert told(entry) == ["joined", "over"]


def test_a_waitlist_in_a_state_is_found_as_it_is_now():
    walk = full_walk(capacity=4, parties=(2, 2))
    entry, waiter = offered(walk), waits(walk, name="Ben")
    later = NOW + 5 * HOUR

    def found(state, now):
        return list(WaitlistEntry.objects.of(walk.organization).in_state(state, now))

    assert (found("OFFERED", NOW), found("WAITING", NOW)) == ([entry], [waiter])
    assert (found("OFFERED", later), found("LAPSED", later)) == ([], [entry])
    assert (found("OVER", NINE + HOUR), found("WAITING", NINE + HOUR)) == ([waiter], [])


def test_a_raised_capacity_is_offered():
    walk = full_walk()
    entry = waits(walk)
    resize(6)

    assert waiting.match(now=NOW) == 1
    assert states(entry) == ["OFFERED"]


def test_a_guest_who_moves_away_frees_a_place():
    walk = full_walk()
    entry = waits(walk)
    actions.reschedule(booking=Booking.objects.get(), starts_at=NINE + DAY, by=GUEST, now=NOW)

    assert waiting.match(now=NOW) == 1
    assert states(entry) == ["OFFERED"]


def test_an_unpaid_booking_that_lapses_frees_a_place_with_nobody_labelling_it():
    walk = full_walk(org=organization(payment_way=PaymentWay.SANDBOX))
    entry = waits(walk)

    assert waiting.match(now=NOW) == 0
    assert waiting.match(now=NOW + HOUR) == 1
    assert states(entry) == ["OFFERED"]


def test_a_block_that_is_lifted_frees_a_place():
    org = organization()
    van = resource(org)
    walk = tour(org, capacity=4, times=(540,), needs=((van,),), waitlist=True)
    block = Block.objects.create(
        organization=org, resource=van, starts_at=NINE - HOUR, ends_at=NINE + 9 * HOUR
    )
    entry = waits(walk)

    assert waiting.match(now=NOW) == 0
    block.delete()
    assert waiting.match(now=NOW) == 1
    assert states(entry) == ["OFFERED"]


def test_a_van_given_back_by_another_tour_is_offered():
    org = organization()
    van = resource(org)
    other = tour(org, name="Ride", capacity=2, times=(540,), needs=((van,),))
    walk = tour(org, capacity=4, times=(540,), needs=((van,),), waitlist=True)
    ride = booked(other, seats=1)
    entry = waits(walk)

    free(ride)

    assert waiting.match(now=NOW) == 1
    assert states(entry) == ["OFFERED"]


def test_a_range_is_offered_its_earliest_day():
    walk = full_walk()
    for day in (1, 2):
        booked(walk, seats=4, starts_at=NINE + day * DAY, name=f"Day{day}")
    entry = waits(walk, days=(FOURTH, FOURTH + 2 * DAY))
    for booking in Booking.objects.exclude(starts_at=NINE):
        free(booking)

    waiting.match(now=NOW)

    assert fresh(entry).booking.starts_at == NINE + DAY


def test_a_party_that_cannot_be_booked_any_more_holds_up_nobody():
    walk = full_walk()
    Rate.objects.create(
        organization=walk.organization, offering=walk, label="Child", category="CHILD"
    )
    child = waits(walk, party=Party(by_category={"CHILD": 2}), name="Lara")
    adult = waits(walk)
    Rate.objects.filter(category="CHILD").update(is_active=False)
    free(Booking.objects.get())

    assert waiting.match(now=NOW) == 1

    assert states(child, adult) == ["WAITING", "OFFERED"]
    assert [one["code"] for one in fresh(child).passed_over] == ["invalid"]


def test_staff_offer_out_of_turn_and_it_is_written_down():
    walk = full_walk()
    first, friend = waits(walk), waits(walk, name="Ben", seats=3)
    free(Booking.objects.get())
    sam = of_user(member(walk.organization))

    waiting.offer_now(entry=friend, by=sam, now=NOW)

    assert states(first, friend) == ["WAITING", "OFFERED"]
    assert [one["code"] for one in fresh(first).passed_over] == ["staff_choice"]
    assert Event.objects.get(kind="waitlist.offered").data["by"] == "Sam"


def test_staff_can_offer_only_what_is_there_to_who_waits():
    walk = full_walk()
    entry = waits(walk)

    with pytest.raises(SoldOut):
        waiting.offer_now(entry=entry, by=GUEST, now=NOW)
    waiting.leave(entry=entry, by=GUEST, now=NOW)
    with pytest.raises(IllegalMove):
        waiting.offer_now(entry=fresh(entry), by=GUEST, now=NOW)


def test_another_houses_waitlist_is_no_matter_of_ours():
    walk = full_walk()
    there = full_walk(org=organization("hills"))
    ours, theirs = waits(walk), waits(there)
    free(Booking.objects.of(there.organization).get())

    waiting.match(now=NOW)

    assert states(ours, theirs) == ["WAITING", "OFFERED"]
    assert fresh(theirs).booking.organization == there.organization


def test_looking_at_an_offering_costs_the_same_for_one_entry_and_for_three(
    django_assert_num_queries,
):
    walk = full_walk()
    waits(walk)
    with django_assert_num_queries(6):
        waiting.match_offering(offering=walk, now=NOW)

    waits(walk, name="Ben")
    waits(walk, name="Cleo", days=(FOURTH, FOURTH))
    with django_assert_num_queries(6):
        waiting.match_offering(offering=walk, now=NOW)


def test_the_documented_moves_of_an_entry_are_the_legal_ones():
    told = {
        (origin, target)
        for origins, targets in table("waitlist.md", "from")
        for origin in quoted(origins)
        for target in quoted(targets)
    }

    assert told == {(origin, target) for origin in WaitState for target in MOVES[origin]}


def test_the_clockwork_makes_the_offers():
    walk = full_walk()
    entry = waits(walk)
    free(Booking.objects.get())

    assert clockwork.run(NOW) == 1
    assert clockwork.run(NOW) == 0
    assert states(entry) == ["OFFERED"]


def mails(entry):
    rows = Message.objects.filter(about=fresh(entry).booking.public_id).order_by("id")
    return list(rows.values_list("kind", flat=True))


def test_an_offer_and_its_answer_are_told_to_guest_and_staff():
    entry = offered(full_walk())

    waiting.accept(entry=entry, by=GUEST, now=NOW)

    assert mails(entry) == ["offered", "confirmed", "staff_booking"]


def test_who_accepts_a_request_hears_that_it_is_looked_at():
    entry = offered(full_walk(requires_approval=True))

    waiting.accept(entry=entry, by=GUEST, now=NOW)

    assert mails(entry) == ["offered", "awaiting_approval", "staff_request"]


def test_who_turns_an_offer_down_is_told_that_nothing_is_held_any_more():
    entry = offered(full_walk())

    waiting.decline(entry=entry, by=GUEST, now=NOW)

    assert mails(entry) == ["offered", "offer_over"]


def nudged(nudge):
    """What the worker does at one turn."""
    return nudge(clock=lambda: NOW, stopping=lambda: False, limit=25).claimed


def test_what_a_cancellation_frees_is_offered_at_the_worker_s_next_turn(
    django_assert_num_queries,
):
    walk = full_walk(parties=(2, 2))
    other = full_walk(org=organization("hills"))
    entry, elsewhere = waits(walk), waits(other)
    resize_of(other, 6)
    nudge = nudges.Nudge()
    before = nudged(nudge)

    free(Booking.objects.order_by("pk")[0])

    assert (before, nudged(nudge), nudged(nudge)) == (0, 1, 0)
    assert states(entry, elsewhere) == ["OFFERED", "WAITING"]
    with django_assert_num_queries(1):
        nudged(nudge)


def resize_of(walk, seats):
    """A larger boat, which no step of a booking tells of."""
    Variant.objects.filter(offering=walk).update(capacity=seats)
    Occurrence.objects.filter(offering=walk).update(seats=seats)


def test_a_nudge_that_fails_leaves_it_to_the_clockwork():
    walk = full_walk()
    entry, nudge = waits(walk), nudges.Nudge()
    nudged(nudge)
    free(Booking.objects.get())
    WaitlistEntry.objects.update(party=[{"rateId": 5}])

    assert nudged(nudge) == 0

    WaitlistEntry.objects.update(party=entry.party)
    assert waiting.match(now=NOW) == 1
