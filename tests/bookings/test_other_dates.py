"""Another date for who waits for a minimum: what becomes of it as time goes by."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from bookings import actions, clockwork, prospects, queries
from bookings.actions import elsewhere, missed
from bookings.errors import ChangedMeanwhile
from bookings.models import Booking
from orgs.access import Caller, of_user
from orgs.models import Message
from orgs.prepared import prepared
from scheduling.errors import TooLate
from scheduling.models import Claim, Occurrence, Offering
from tests.bookings import payments
from tests.bookings.mailing import post
from tests.bookings.payments import pay
from tests.bookings.proposals import fresh, verbs
from tests.harbor import GUEST, NINE, NOW, ONE, member, organization, tour, wanting
from tests.races import race

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = 24 * HOUR
DECIDED = NINE - DAY
STAFF = Caller()


def book(walk: Offering, name: str = "Ada", now: Any = NOW, **fields: Any) -> Booking:
    return actions.book(request=wanting(walk, name=name, **fields), by=GUEST, now=now).booking


def run_of(booking: Booking) -> Occurrence:
    assert booking.claim is not None
    return booking.claim.occurrence


def test_a_date_whose_run_came_to_nothing_meanwhile_cannot_be_accepted() -> None:
    walk = tour(organization(), minimum_seats=6)
    ann, bea = book(walk, "Ann", starts_at=ONE), book(walk, "Bea")
    missed.extend(run=run_of(bea), until=NINE - 22 * HOUR, by=STAFF, now=NOW)
    elsewhere.offer(run=run_of(ann), starts_at=NINE, by=STAFF, now=NOW)
    missed.release(run=run_of(bea), by=STAFF, now=NOW + HOUR, reason="Storm.")

    with pytest.raises(TooLate):
        elsewhere.accept(booking=fresh(ann), by=GUEST, now=NOW + 2 * HOUR)

    assert (fresh(ann).state, fresh(ann).starts_at) == ("PENDING", ONE)
    assert fresh(bea).state == "CANCELLED"


def test_an_earlier_date_is_held_until_it_is_decided_itself() -> None:
    walk = tour(organization(), minimum_seats=6)
    ann = book(walk, "Ann", starts_at=ONE)

    elsewhere.offer(run=run_of(ann), starts_at=NINE, by=STAFF, now=NOW)

    assert Claim.objects.get(offered_to=ann).until == NINE - DAY
    clockwork.run(NINE - DAY)
    assert fresh(ann).offered_claim_id is None
    assert fresh(ann).state == "PENDING"


def test_a_date_that_takes_place_is_held_until_the_own_one_is_decided() -> None:
    walk = tour(organization(), minimum_seats=4)
    book(walk, "Group", seats=4)
    ann = book(walk, "Ann", starts_at=ONE)
    late = NINE - 23 * HOUR
    elsewhere.offer(run=run_of(ann), starts_at=NINE, by=STAFF, now=late)

    elsewhere.accept(booking=fresh(ann), by=GUEST, now=late)

    assert (fresh(ann).state, fresh(ann).starts_at) == ("CONFIRMED", NINE)


def test_an_earlier_date_is_held_no_longer_than_it_can_be_booked() -> None:
    walk = tour(organization(), minimum_seats=4, lead_time_minutes=60)
    book(walk, "Group", seats=4)
    ann = book(walk, "Ann", starts_at=NINE + 3 * DAY)
    late = NINE - 5 * HOUR

    elsewhere.offer(run=run_of(ann), starts_at=NINE, by=STAFF, now=late, until=NINE + DAY)

    assert Claim.objects.get(offered_to=ann).until == NINE - HOUR
    bea = book(walk, "Bea", starts_at=NINE + 3 * DAY, seats=1)
    with pytest.raises(TooLate):
        elsewhere.offer(run=run_of(bea), starts_at=NINE, by=STAFF, now=NINE - HOUR)
    assert fresh(bea).offered_claim_id is None


def test_who_let_a_hold_lapse_waits_for_no_minimum_any_more() -> None:
    walk = tour(payments.harbor(), minimum_seats=8, capacity=10)
    ann = book(walk, "Ann")
    payments.pay(ann)
    bob = book(walk, "Bob", seats=5)
    payments.pay(book(walk, "Cy", seats=4, starts_at=ONE))
    later = NOW + HOUR

    assert [one.pk for one in queries.with_minimum(run_of(ann), later)] == [ann.pk]
    offered = elsewhere.offer(run=run_of(ann), starts_at=ONE, by=STAFF, now=later)
    released = missed.release(run=run_of(ann), by=STAFF, now=later, reason="Storm.")

    assert [one.pk for one in offered] == [one.pk for one in released] == [ann.pk]
    assert fresh(bob).state_at(later) == "EXPIRED"
    assert verbs(bob) == ["created"]


def test_the_clock_decides_nothing_of_who_let_a_hold_lapse() -> None:
    walk = tour(payments.harbor(), minimum_seats=8)
    bob = book(walk, "Bob", now=NINE - 24 * HOUR - HOUR / 10)

    assert clockwork.warn_of_minimums(NINE - 24 * HOUR + HOUR) == 0
    assert clockwork.decide_minimums(NINE - 24 * HOUR + HOUR) == 0
    clockwork.run(NINE - 24 * HOUR + HOUR)

    assert verbs(bob) == ["created", "expired"]


def test_seats_that_nobody_can_choose_go_back_however_many_others_can(monkeypatch: Any) -> None:
    # Put together anew, so that the limit is in this text and in no other.
    one_at_a_time = prepared(clockwork._with_stale_offer.build)  # noqa: SLF001
    monkeypatch.setattr(clockwork, "AT_ONCE", 1)
    monkeypatch.setattr(clockwork, "_with_stale_offer", one_at_a_time)
    walk = tour(organization(), minimum_seats=6)
    ann, bea = book(walk, "Ann"), book(walk, "Bea")
    elsewhere.offer(run=run_of(ann), starts_at=ONE, by=STAFF, now=NOW)
    actions.cancel_by_staff(booking=bea, by=STAFF, now=NOW)

    assert clockwork.withdraw_offers(NOW) == 1

    assert fresh(bea).offered_claim_id is None
    assert Claim.objects.live(NOW).filter(occurrence__starts_at=ONE).get().offered_to == ann


def change_nothing(booking: Booking) -> None:
    """The guest may still choose."""


def lapse(booking: Booking) -> None:
    Booking.objects.filter(pk=booking.pk).update(hold_expires_at=NOW)


def run_out(booking: Booking) -> None:
    Claim.objects.filter(offered_to=booking).update(until=NOW)


def be_released(booking: Booking) -> None:
    Claim.objects.filter(offered_to=booking).update(released_at=NOW)


def grow(booking: Booking) -> None:
    Booking.objects.filter(pk=booking.pk).update(seats=3)


def move_there(booking: Booking) -> None:
    actions.reschedule_by_staff(booking=fresh(booking), starts_at=ONE, by=STAFF, now=NOW)


def be_confirmed(booking: Booking) -> None:
    missed.confirm(run=run_of(booking), by=STAFF, now=NOW, reason="It goes.")


def be_cancelled(booking: Booking) -> None:
    actions.cancel_by_staff(booking=booking, by=STAFF, now=NOW)


@pytest.mark.parametrize(
    "happen",
    [
        change_nothing,
        lapse,
        run_out,
        be_released,
        grow,
        move_there,
        be_confirmed,
        be_cancelled,
    ],
)
def test_the_clock_finds_what_can_be_chosen_no_more(happen: Any) -> None:
    ann = book(tour(organization(), minimum_seats=6), "Ann")
    elsewhere.offer(run=run_of(ann), starts_at=ONE, by=STAFF, now=NOW)
    happen(ann)

    found = Booking.objects.with_stale_offer(NOW)

    assert [one.pk for one in found] == ([] if fresh(ann).other_date(NOW) else [ann.pk])
    assert clockwork.withdraw_offers(NOW) == len(found) == (happen is not change_nothing)


def test_seats_of_a_booking_that_changes_meanwhile_are_kept_for_the_next_round() -> None:
    ann = book(tour(organization(), minimum_seats=6), "Ann")
    elsewhere.offer(run=run_of(ann), starts_at=ONE, by=STAFF, now=NOW)
    stale = fresh(ann)
    run_out(ann)
    Booking.objects.filter(pk=ann.pk).update(outstanding=["MINIMUM", "PAYMENT"])

    with pytest.raises(ChangedMeanwhile):
        elsewhere.withdraw(booking=stale, now=DECIDED)

    held = Claim.objects.get(offered_to=ann)
    assert held.released_at is None


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(6))
def test_offering_places_on_two_runs_while_others_open_them_does_not_lock_up(seed: int) -> None:
    walk = tour(organization(), capacity=4, parallel=3, minimum_seats=9)
    book(walk, "Cy", starts_at=ONE)
    ann = book(walk, "Ann")
    book(walk, "Bea")

    def opening(name: str) -> Any:
        return lambda: book(walk, name, seats=3, starts_at=ONE)

    racers = [opening("Di"), opening("Ed"), opening("Flo")]
    racers.insert(
        seed % 4, lambda: elsewhere.offer(run=run_of(ann), starts_at=ONE, by=STAFF, now=NOW)
    )
    race(racers)

    for run in Occurrence.objects.filter(starts_at=ONE):
        assert Claim.objects.live(NOW).filter(occurrence=run).seats() <= 4


def test_the_mail_says_whether_the_other_date_takes_place() -> None:
    walk = tour(organization(), minimum_seats=6)
    ann = book(walk, "Ann")
    book(walk, "Bea", seats=3, starts_at=ONE)
    post()

    elsewhere.offer(run=run_of(ann), starts_at=ONE, by=STAFF, now=NOW)

    [mail] = post()
    assert (
        "Instead: Saturday, July 4, 2026, 1:00 PM – 3:00 PM\n"
        "  It is not certain yet: 1 more guest besides you has to book by Friday, July 3, 2026, "
        "1:00 PM, or it is called off and costs you nothing.\n"
    ) in mail.text


def test_who_is_still_to_pay_reads_that_this_makes_the_other_date_certain() -> None:
    walk = tour(payments.harbor(), minimum_seats=4)
    Booking.objects.filter(pk=book(walk, "Bea", starts_at=ONE).pk).update(locale="de")
    ann = book(walk, "Ann")
    pay(Booking.objects.get(name="Bea"))

    elsewhere.offer(run=run_of(ann), starts_at=ONE, by=STAFF, now=NOW)

    other = fresh(ann).other_date(NOW)
    assert other is not None
    found = prospects.elsewhere(fresh(ann), other, NOW)
    assert (found.missing, found.is_firm) == (0, False)
    with translation.override("de"):
        assert prospects.words(found, "America/New_York", "de") == (
            "Mit Ihnen haben genug Gäste gebucht, wenn Ihre Buchung bis Freitag, 3. Juli 2026, "
            "13:00 vollständig ist."
        )


def test_staff_are_told_how_a_guest_answered() -> None:
    org = organization()
    member(org, name="Stella")
    walk = tour(org, minimum_seats=6)
    ann, bea = book(walk, "Ann"), book(walk, "Bea")
    elsewhere.offer(run=run_of(ann), starts_at=ONE, by=STAFF, now=NOW)
    post()

    elsewhere.accept(booking=fresh(ann), by=GUEST, now=NOW)
    elsewhere.decline(booking=fresh(bea), by=GUEST, now=NOW)

    yes, no = (mail for mail in post() if mail.to == "stella@harbor.example")
    when = "Lighthouse walk, Saturday, July 4, 2026"
    assert yes.subject == f"Other date accepted: Ann, {when}, 1:00 PM"
    assert "instead of Saturday, July 4, 2026, 9:00 AM" in yes.text
    assert no.subject == f"Other date turned down: Bea, {when}, 9:00 AM"
    assert "Turned down: Saturday, July 4, 2026, 1:00 PM" in no.text


def test_staff_are_not_told_of_a_date_that_its_guest_has_left_by_then() -> None:
    org = organization()
    member(org, name="Stella")
    walk = tour(org, minimum_seats=6)
    ann = book(walk, "Ann")
    elsewhere.offer(run=run_of(ann), starts_at=ONE, by=STAFF, now=NOW)
    post()

    elsewhere.accept(booking=fresh(ann), by=GUEST, now=NOW)
    actions.reschedule(
        booking=fresh(ann), starts_at=NINE + DAY, by=GUEST, now=NOW + timedelta(seconds=1)
    )

    assert [mail.subject for mail in post(NOW + timedelta(seconds=1))] == [
        "New time: Lighthouse walk, Sunday, July 5, 2026, 9:00 AM"
    ]
    dropped = Message.objects.filter(status="DROPPED").values_list("kind", "last_error")
    assert sorted(dropped) == [
        ("moved", "The booking was moved."),
        ("staff_date_accepted", "The booking was moved."),
    ]


def test_staff_who_answer_for_a_guest_are_not_told_what_they_did() -> None:
    org = organization()
    sam = of_user(member(org, name="Sam"))
    walk = tour(org, minimum_seats=6)
    ann, bea = book(walk, "Ann"), book(walk, "Bea")
    elsewhere.offer(run=run_of(ann), starts_at=ONE, by=sam, now=NOW)

    elsewhere.accept(booking=fresh(ann), by=sam, now=NOW)
    elsewhere.decline(booking=fresh(bea), by=sam, now=NOW)

    told = Message.objects.filter(audience="STAFF").values_list("kind", flat=True)
    assert set(told) == {"staff_booking"}
