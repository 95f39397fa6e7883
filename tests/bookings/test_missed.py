"""Runs short of their minimum: what staff make of them, and who may still book them."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bookings import actions, clockwork
from bookings.actions import elsewhere, missed, waiting
from bookings.errors import IllegalMove, NobodyWaits
from bookings.models import Booking
from bookings.parties import Party
from orgs.access import Caller, of_user
from orgs.errors import Invalid
from orgs.models import Organization
from scheduling import availability
from scheduling.errors import HoldLapsed, SoldOut, TooLate
from scheduling.models import Claim, Occurrence, Offering, Policy, Variant
from tests import harbor
from tests.bookings.mailing import kinds, post
from tests.bookings.payments import ledger, pay, work
from tests.bookings.waitlists import fresh as fresh_entry
from tests.bookings.waitlists import waits
from tests.harbor import FOURTH, GUEST, NINE, NOW, ONE, tour, wanting
from tests.races import race

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = 24 * HOUR
DECIDED = NINE - DAY
WHY = "The boat goes anyway."


@pytest.fixture
def org() -> Organization:
    return harbor.organization()


@pytest.fixture
def stella(org: Organization) -> Caller:
    return of_user(harbor.member(org, name="Stella"))


def book(walk: Offering, name: str = "Ada", now: datetime = NOW, **fields: Any) -> Booking:
    return actions.book(request=wanting(walk, name=name, **fields), by=GUEST, now=now).booking


def run_of(booking: Booking) -> Occurrence:
    assert booking.claim is not None
    return booking.claim.occurrence


def fresh(booking: Booking) -> Booking:
    rows = Booking.objects.select_related("offering__organization", "offered_claim__occurrence")
    return rows.get(pk=booking.pk)


def standing(*bookings: Booking) -> list[tuple[str, list[str]]]:
    return [(one.state, one.outstanding) for one in map(fresh, bookings)]


def steps(booking: Booking) -> list[tuple[str, str, str]]:
    rows = booking.steps.order_by("pk")
    return list(rows.values_list("verb", "actor_name", "reason"))


def test_confirming_anyway_confirms_all_in_one_transaction_and_takes_their_money() -> None:
    org = harbor.organization(payment_way="SANDBOX")
    sam = of_user(harbor.member(org))
    walk = tour(org, minimum_seats=6)
    ada, bea, cleo = (book(walk, name) for name in ("Ada", "Bea", "Cleo"))
    pay(ada)
    pay(bea)

    missed.confirm(run=run_of(ada), by=sam, now=NOW, reason=WHY)
    work()

    assert standing(ada, bea, cleo) == [
        ("CONFIRMED", []),
        ("CONFIRMED", []),
        ("PENDING", ["PAYMENT"]),
    ]
    assert ledger(ada) == ledger(bea) == [("AUTHORISED", 9000), ("CAPTURED", 9000)]
    assert ("minimum_waived", "Sam", WHY) in steps(ada)
    assert ("minimum_waived", "Sam", WHY) in steps(cleo)
    assert kinds(org).count("confirmed") == 2


def test_who_books_a_run_that_was_confirmed_anyway_waits_for_no_minimum(
    org: Organization, stella: Caller
) -> None:
    ada = book(tour(org, minimum_seats=6))
    missed.confirm(run=run_of(ada), by=stella, now=NOW, reason=WHY)

    early, late = book(ada.offering, "Bea"), book(ada.offering, "Cleo", now=DECIDED + HOUR)

    assert standing(early, late) == [("CONFIRMED", []), ("CONFIRMED", [])]
    assert clockwork.decide_minimums(DECIDED + HOUR) == 0


@pytest.mark.parametrize("act", [missed.confirm, missed.release])
def test_what_departs_from_the_terms_needs_a_reason(
    org: Organization, stella: Caller, act: Any
) -> None:
    ada = book(tour(org, minimum_seats=6))

    with pytest.raises(Invalid):
        act(run=run_of(ada), by=stella, now=NOW, reason=" ")

    assert standing(ada) == [("PENDING", ["MINIMUM"])]


def test_putting_the_decision_off_keeps_all_waiting_and_tells_them(
    org: Organization, stella: Caller
) -> None:
    ada = book(tour(org, minimum_seats=8))
    bea = book(ada.offering, "Bea")
    until = DECIDED + 6 * HOUR
    post()

    missed.extend(run=run_of(ada), until=until, by=stella, now=NOW, reason="A group has asked.")
    late = book(ada.offering, "Cleo", now=until - HOUR)

    assert clockwork.decide_minimums(until - HOUR) == 0
    assert [one.decides_at for one in map(fresh, (ada, bea, late))] == [until] * 3
    [mail, _] = [one for one in post() if one.subject.startswith("Decided later")]
    assert "To be decided: Friday, July 3, 2026, 3:00 PM" in " ".join(mail.text.split())
    assert "A group has asked." in mail.text
    assert clockwork.decide_minimums(until) == 3
    assert standing(ada, bea, late) == [("CANCELLED", ["MINIMUM"])] * 3


@pytest.mark.parametrize("until", [DECIDED, NOW - HOUR, NINE + HOUR])
def test_a_decision_is_put_off_to_later_and_not_past_the_start(
    org: Organization, stella: Caller, until: datetime
) -> None:
    ada = book(tour(org, minimum_seats=6))

    with pytest.raises(Invalid) as refusal:
        missed.extend(run=run_of(ada), until=until, by=stella, now=NOW)

    assert [fault.pointer for fault in refusal.value.errors] == ["/until"]
    assert fresh(ada).decides_at == DECIDED


def test_giving_it_up_now_releases_who_waits_and_closes_the_start(
    stella: Caller, org: Organization
) -> None:
    ada = book(tour(org, minimum_seats=6))
    sure = book(ada.offering, "Sure")
    Booking.objects.filter(pk=sure.pk).update(state="CONFIRMED", outstanding=[], decides_at=None)
    post()

    missed.release(run=run_of(ada), by=stella, now=NOW, reason="Storm.")

    assert standing(ada, sure) == [("CANCELLED", ["MINIMUM"]), ("CONFIRMED", [])]
    assert Claim.objects.live(NOW).count() == 1
    [mail] = post()
    assert mail.subject.startswith("It does not take place")
    assert "Storm." in mail.text
    with pytest.raises(TooLate):
        book(ada.offering, "Bea")
    with pytest.raises(NobodyWaits):
        missed.release(run=run_of(ada), by=stella, now=NOW, reason="Storm.")


def test_what_was_given_up_can_be_opened_again(org: Organization, stella: Caller) -> None:
    ada = book(tour(org, minimum_seats=6))
    missed.release(run=run_of(ada), by=stella, now=NOW, reason="Storm.")

    missed.extend(run=run_of(ada), until=DECIDED, by=stella, now=NOW + HOUR)

    assert standing(book(ada.offering, "Bea")) == [("PENDING", ["MINIMUM"])]


def test_nothing_is_decided_of_a_run_that_has_started(org: Organization, stella: Caller) -> None:
    ada = book(tour(org, minimum_seats=6))

    with pytest.raises(TooLate):
        missed.confirm(run=run_of(ada), by=stella, now=NINE, reason=WHY)


def test_after_the_decision_nobody_books_a_run_that_was_short(org: Organization) -> None:
    walk = tour(org, minimum_seats=6)
    book(walk)
    clockwork.decide_minimums(DECIDED)

    with pytest.raises(TooLate):
        book(walk, "Bea", now=DECIDED)
    with pytest.raises(TooLate):
        book(walk, "Cleo", now=ONE - DAY, starts_at=ONE)

    slots = availability.all_of_offering(
        offering=walk, first=FOURTH, last=FOURTH, party=1, now=ONE - DAY
    )
    assert [(slot.status, [one.code for one in slot.reasons]) for slot in slots] == [
        ("CLOSED", ["minimum_missed"]),
        ("CLOSED", ["minimum_missed"]),
    ]


def test_after_the_decision_a_run_that_takes_place_is_booked_without_waiting(
    org: Organization,
) -> None:
    walk = tour(org, minimum_seats=4)
    book(walk, seats=4)

    assert standing(book(walk, "Bea", now=DECIDED)) == [("CONFIRMED", [])]


def test_a_second_run_of_a_start_has_a_minimum_of_its_own(org: Organization) -> None:
    walk = tour(org, capacity=4, parallel=2, minimum_seats=4)
    group, ada = book(walk, "Group", seats=4), book(walk)
    assert standing(group, ada) == [("CONFIRMED", []), ("PENDING", ["MINIMUM"])]

    with pytest.raises(SoldOut):
        book(walk, "Bea", now=DECIDED)
    clockwork.decide_minimums(DECIDED)
    with pytest.raises(SoldOut):
        book(walk, "Cleo", now=DECIDED)

    assert standing(group, ada) == [("CONFIRMED", []), ("CANCELLED", ["MINIMUM"])]


def test_a_policy_s_minimum_closes_its_starts_too(org: Organization) -> None:
    policy = Policy.objects.create(
        organization=org, name="Six", minimum_seats=6, decide_hours_before=12
    )
    walk = tour(org, policy=policy)

    assert standing(book(walk, now=NINE - 13 * HOUR)) == [("PENDING", ["MINIMUM"])]
    with pytest.raises(TooLate):
        book(walk, "Bea", now=NINE - 12 * HOUR)


def test_who_moves_to_a_run_that_takes_place_waits_no_more(org: Organization) -> None:
    walk = tour(org, minimum_seats=4)
    book(walk, "Group", seats=4, starts_at=ONE)
    ada = book(walk)

    actions.reschedule_by_staff(booking=ada, starts_at=ONE, by=GUEST, now=ONE - DAY)

    assert standing(ada) == [("CONFIRMED", [])]


def test_an_approval_after_the_decision_does_not_confirm_a_run_that_is_short(
    org: Organization,
) -> None:
    ada = book(tour(org, minimum_seats=4, requires_approval=True), now=NINE - 2 * DAY)

    actions.approve(booking=ada, by=GUEST, now=DECIDED)

    assert standing(ada) == [("PENDING", ["MINIMUM"])]
    assert clockwork.decide_minimums(DECIDED) == 1


def test_an_offer_from_the_waitlist_runs_out_when_the_minimum_is_decided(
    org: Organization,
) -> None:
    walk = tour(org, capacity=2, waitlist=True, minimum_seats=3)
    ada = book(walk)
    entry = waits(walk)
    Variant.objects.update(capacity=4)
    Occurrence.objects.update(seats=4)

    waiting.match(now=DECIDED - HOUR)

    offered = fresh_entry(entry).booking
    assert offered is not None
    assert offered.hold_expires_at == DECIDED
    waiting.accept(entry=entry, by=GUEST, now=DECIDED - HOUR)
    assert standing(ada, offered) == [("CONFIRMED", []), ("CONFIRMED", [])]


def test_an_offer_of_a_run_that_came_to_nothing_meanwhile_cannot_be_accepted(
    org: Organization, stella: Caller
) -> None:
    walk = tour(org, capacity=2, waitlist=True, minimum_seats=5)
    ada = book(walk)
    missed.extend(run=run_of(ada), until=DECIDED + HOUR, by=stella, now=NOW)
    entry = waits(walk)
    Variant.objects.update(capacity=4)
    Occurrence.objects.update(seats=4)
    waiting.match(now=DECIDED + HOUR / 2)

    with pytest.raises(TooLate):
        waiting.accept(entry=entry, by=GUEST, now=DECIDED + HOUR)

    assert fresh_entry(entry).state == "OFFERED"


def test_staff_are_told_once_of_each_decision_that_a_run_is_short(
    org: Organization, stella: Caller
) -> None:
    ada = book(tour(org, minimum_seats=6))
    book(ada.offering, "Bea")
    post()
    early = clockwork.warn_of_minimums(DECIDED - DAY - HOUR)

    first, second = (clockwork.warn_of_minimums(DECIDED - DAY) for _ in range(2))

    assert (early, first, second) == (0, 1, 0)
    [mail] = post(DECIDED - DAY)
    assert mail.to == "stella@harbor.example"
    assert mail.subject == "Too few guests so far: Lighthouse walk, Saturday, July 4, 2026, 9:00 AM"
    assert "4 of the 6 it needs" in mail.text
    assert f"/admin/scheduling/occurrence/{run_of(ada).pk}/change/" in mail.text
    missed.extend(run=run_of(ada), until=DECIDED + HOUR, by=stella, now=DECIDED - HOUR)
    assert clockwork.warn_of_minimums(DECIDED - HOUR) == 0


def test_a_run_that_has_enough_warns_nobody(org: Organization) -> None:
    walk = tour(org, minimum_seats=2)
    book(walk)

    assert clockwork.warn_of_minimums(DECIDED - HOUR) == 0


def offer(booking: Booking, stella: Caller, **fields: Any) -> list[Booking]:
    given = {"starts_at": ONE, "by": stella, "now": NOW, **fields}
    return elsewhere.offer(run=run_of(booking), **given)


def held_at(start: datetime, now: datetime = NOW) -> int:
    return Claim.objects.live(now).filter(occurrence__starts_at=start).seats()


def test_another_date_is_held_for_all_who_wait_and_told_to_them(
    org: Organization, stella: Caller
) -> None:
    ada = book(tour(org, minimum_seats=6))
    bea = book(ada.offering, "Bea")
    post()

    offer(ada, stella, until=NOW + 5 * HOUR)

    assert held_at(ONE) == held_at(NINE) == 4
    assert held_at(ONE, NOW + 5 * HOUR) == 0
    mails = post()
    assert [one.subject for one in mails] == [
        "Another date for you: Lighthouse walk, Saturday, July 4, 2026"
    ] * 2
    assert f"/b/{ada.public_id}/#" in mails[0].text
    assert standing(ada, bea) == [("PENDING", ["MINIMUM"])] * 2


def test_accepting_another_date_moves_for_nothing_and_counts_there(stella: Caller) -> None:
    org = Organization.objects.get()
    policy = Policy.objects.create(
        organization=org, name="Fee", move_fee_minor=1_000, minimum_seats=4
    )
    walk = tour(org, policy=policy)
    ada, bea = book(walk), book(walk, "Bea", starts_at=ONE)
    offer(ada, stella)

    elsewhere.accept(booking=fresh(ada), by=GUEST, now=NOW + HOUR)

    moved = fresh(ada)
    assert (moved.starts_at, moved.total_minor, moved.moves) == (ONE, 9_000, 0)
    assert standing(ada, bea) == [("CONFIRMED", [])] * 2
    assert (held_at(NINE), held_at(ONE), held_at(ONE, NINE - HOUR)) == (0, 4, 4)
    assert moved.offered_claim is None
    assert moved.claim is not None
    assert moved.claim.holder == ada.public_id
    with pytest.raises(HoldLapsed):
        elsewhere.accept(booking=moved, by=GUEST, now=NOW + HOUR)


def test_a_party_stays_as_it_is_while_another_date_is_held_for_it(
    org: Organization, stella: Caller
) -> None:
    ada = book(tour(org, minimum_seats=6))
    offer(ada, stella)

    with pytest.raises(IllegalMove):
        actions.change_party_by_staff(booking=fresh(ada), party=Party(seats=3), by=stella, now=NOW)

    assert (held_at(ONE), held_at(NINE)) == (2, 2)


def test_a_confirmed_party_that_owes_for_growing_is_moved_all_the_same(stella: Caller) -> None:
    org = Organization.objects.get()
    org.payment_way = "SANDBOX"
    org.save()
    ada = book(tour(org))
    pay(ada)
    actions.change_party_by_staff(booking=fresh(ada), party=Party(seats=3), by=stella, now=NOW)

    actions.reschedule_by_staff(booking=fresh(ada), starts_at=ONE, by=stella, now=NOW)

    assert standing(ada) == [("CONFIRMED", ["PAYMENT"])]
    assert fresh(ada).starts_at == ONE


def test_declining_another_date_keeps_the_own_one(org: Organization, stella: Caller) -> None:
    ada = book(tour(org, minimum_seats=6))
    offer(ada, stella)

    elsewhere.decline(booking=fresh(ada), by=GUEST, now=NOW + HOUR)

    assert (held_at(ONE), held_at(NINE)) == (0, 2)
    assert standing(ada) == [("PENDING", ["MINIMUM"])]
    assert offer(ada, stella)[0].pk == ada.pk


def test_who_does_not_answer_is_released_when_it_is_decided(
    org: Organization, stella: Caller
) -> None:
    ada = book(tour(org, minimum_seats=6))
    bea = book(ada.offering, "Bea")
    offer(ada, stella)
    elsewhere.accept(booking=fresh(bea), by=GUEST, now=NOW)

    with pytest.raises(HoldLapsed):
        elsewhere.accept(booking=fresh(ada), by=GUEST, now=DECIDED)
    clockwork.run(DECIDED)

    assert standing(ada, bea) == [("CANCELLED", ["MINIMUM"]), ("PENDING", ["MINIMUM"])]
    assert fresh(ada).offered_claim is None
    assert held_at(ONE, DECIDED) == 2


def test_seats_on_another_date_go_back_once_nobody_can_choose_them(
    org: Organization, stella: Caller
) -> None:
    ada = book(tour(org, minimum_seats=4))
    bea = book(ada.offering, "Bea", seats=1)
    offer(ada, stella)
    actions.cancel_by_staff(booking=bea, by=stella, now=NOW)
    book(ada.offering, "Cleo")

    clockwork.withdraw_offers(NOW)

    assert standing(ada) == [("CONFIRMED", [])]
    assert held_at(ONE) == 0


def test_another_date_is_offered_to_all_or_to_nobody(org: Organization, stella: Caller) -> None:
    walk = tour(org, capacity=5, minimum_seats=5)
    ada = book(walk)
    book(walk, "Bea")
    book(walk, "Cleo", starts_at=ONE)

    with pytest.raises(SoldOut):
        offer(ada, stella)

    assert held_at(ONE) == 2
    assert fresh(ada).offered_claim is None


def test_who_has_an_offer_keeps_it(org: Organization, stella: Caller) -> None:
    ada = book(tour(org, minimum_seats=6))
    offer(ada, stella)

    with pytest.raises(NobodyWaits):
        offer(ada, stella, starts_at=ONE + DAY)

    bea = book(ada.offering, "Bea")
    assert [one.pk for one in offer(ada, stella, starts_at=ONE + DAY)] == [bea.pk]


@pytest.mark.parametrize("until", [NOW, DECIDED + HOUR])
def test_an_answer_is_due_by_the_decision(
    org: Organization, stella: Caller, until: datetime
) -> None:
    ada = book(tour(org, minimum_seats=6))

    with pytest.raises(Invalid):
        offer(ada, stella, until=until)


def test_an_offer_is_held_no_longer_than_the_booking_itself(stella: Caller) -> None:
    org = Organization.objects.get()
    org.payment_way = "SANDBOX"
    org.save()
    ada = book(tour(org, minimum_seats=6))

    offer(ada, stella)

    assert held_at(ONE, NOW + timedelta(minutes=14)) == 2
    assert held_at(ONE, NOW + timedelta(minutes=15)) == 0


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(3))
def test_an_answer_and_the_decision_at_once_do_one_of_both(seed: int) -> None:
    org = harbor.organization()
    stella = of_user(harbor.member(org, name="Stella"))
    ada = book(tour(org, minimum_seats=6))
    bea = book(ada.offering, "Bea")
    offer(ada, stella)
    late = DECIDED - timedelta(seconds=1)
    deeds = [
        lambda: elsewhere.accept(booking=fresh(ada), by=GUEST, now=late),
        lambda: elsewhere.accept(booking=fresh(bea), by=GUEST, now=late),
        lambda: missed.release(run=run_of(ada), by=stella, now=late, reason="Storm."),
        lambda: actions.reschedule_by_staff(booking=fresh(bea), starts_at=ONE, by=stella, now=late),
    ]

    race(deeds[seed:] + deeds[:seed])
    clockwork.run(late)

    for booking in (ada, bea):
        found = fresh(booking)
        live = Claim.objects.live(late).filter(holder=found.public_id)
        assert found.offered_claim is None
        assert live.seats() == (0 if found.state == "CANCELLED" else 2)
    assert held_at(NINE, late) == 0
