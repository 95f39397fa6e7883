"""What happens by itself: holds expire, minimums are decided, guests are reminded."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bookings import actions, clockwork
from bookings.models import Booking, BookingStep
from orgs.models import Organization
from scheduling.models import Claim, Offering
from tests import harbor
from tests.bookings.mailing import after, kinds, post
from tests.harbor import GUEST, NINE, NOW, ONE, wanting
from tests.races import race

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def org() -> Organization:
    return harbor.organization()


def book(walk: Offering, name: str = "Ada", now: datetime = NOW, **fields: Any) -> Booking:
    return actions.book(request=wanting(walk, name=name, **fields), by=GUEST, now=now).booking


def states(org: Organization) -> list[str]:
    return list(Booking.objects.of(org).order_by("pk").values_list("state", flat=True))


def test_a_lapsed_request_is_labelled_and_told_once(org: Organization) -> None:
    booking = book(harbor.tour(org, requires_approval=True))
    before = clockwork.run(after(hours=47))

    first, second = clockwork.run(after(hours=48)), clockwork.run(after(hours=48))

    assert (before, first, second) == (0, 1, 0)
    assert states(org) == ["EXPIRED"]
    assert kinds(org)[2:] == ["unanswered"]
    step = BookingStep.objects.of(org).filter(booking=booking).last()
    assert (step.verb, step.from_state, step.to_state, step.actor_name) == (
        "expired",
        "AWAITING_APPROVAL",
        "EXPIRED",
        "Slotwright",
    )


def test_an_answer_in_the_last_moment_is_not_expired(org: Organization) -> None:
    booking = book(harbor.tour(org, requires_approval=True))
    actions.approve(booking=booking, by=GUEST, now=after(hours=47))

    assert clockwork.label_lapsed(after(hours=48)) == 0
    assert states(org) == ["CONFIRMED"]


def test_a_run_short_of_its_minimum_is_given_up_at_its_time(org: Organization) -> None:
    walk = harbor.tour(org, minimum_seats=6)
    book(walk)
    book(walk, name="Bea")
    early = clockwork.decide_minimums(NINE - timedelta(hours=24, seconds=1))

    done = clockwork.decide_minimums(NINE - DAY)

    assert (early, done, clockwork.decide_minimums(NINE - DAY)) == (0, 2, 0)
    assert states(org) == ["CANCELLED", "CANCELLED"]
    assert Claim.objects.of(org).live(NINE - DAY).count() == 0
    assert kinds(org)[4:] == ["minimum_missed", "minimum_missed"]


def test_a_minimum_that_was_reached_is_not_decided_again(org: Organization) -> None:
    walk = harbor.tour(org, minimum_seats=4)
    book(walk)
    book(walk, name="Bea")

    assert clockwork.decide_minimums(NINE - DAY) == 0
    assert states(org) == ["CONFIRMED", "CONFIRMED"]


def test_a_booking_that_moved_is_decided_at_its_new_time(org: Organization) -> None:
    booking = book(harbor.tour(org, minimum_seats=4))
    later = NINE + 3 * DAY
    actions.reschedule(booking=booking, starts_at=later, by=GUEST, now=NOW)

    assert clockwork.decide_minimums(NINE - DAY) == 0
    assert clockwork.decide_minimums(later - DAY) == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", range(3))
def test_completing_the_minimum_and_deciding_it_at_once_do_one_of_both(number: int) -> None:
    org = harbor.organization()
    walk = harbor.tour(org, minimum_seats=4)
    book(walk)
    due = NINE - DAY

    last = due - timedelta(seconds=1)
    race([lambda: book(walk, name="Bea", now=last), lambda: clockwork.decide_minimums(due)])

    assert states(org) in (["CONFIRMED", "CONFIRMED"], ["CANCELLED", "PENDING"])


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_workers_do_each_thing_once() -> None:
    org = harbor.organization()
    walk = harbor.tour(org, requires_approval=True)
    book(walk)
    book(harbor.tour(org, name="Sure walk"), name="Bea", starts_at=ONE)
    now = ONE - timedelta(hours=20)

    race([lambda: clockwork.run(now)] * 4)

    assert sorted(kinds(org)[4:]) == ["reminder", "unanswered"]


def test_a_guest_is_reminded_once_of_each_start(org: Organization) -> None:
    booking = book(harbor.tour(org))
    early = clockwork.remind(NINE - timedelta(hours=25))
    first, again = clockwork.remind(NINE - DAY), clockwork.remind(NINE - timedelta(hours=23))
    actions.reschedule_by_staff(
        booking=Booking.objects.get(), starts_at=NINE + 5 * DAY, by=GUEST, now=NINE - DAY
    )
    moved = clockwork.remind(NINE + 4 * DAY)

    assert (early, first, again, moved) == (0, 1, 0, 1)
    assert kinds(org)[2:] == ["reminder", "moved", "reminder"]
    assert booking.sequence == 0


def test_who_has_just_booked_is_not_reminded(org: Organization) -> None:
    book(harbor.tour(org), now=NINE - timedelta(hours=20))

    assert clockwork.remind(NINE - timedelta(hours=19)) == 0


def test_each_house_reminds_when_it_likes_or_never(org: Organization) -> None:
    org.reminder_hours = 48
    org.save()
    never = harbor.organization("hills", reminder_hours=None)
    book(harbor.tour(org))
    book(harbor.tour(never))

    assert clockwork.remind(NINE - timedelta(hours=48)) == 1
    assert clockwork.remind(NINE - timedelta(hours=1)) == 0


def test_a_reminder_that_comes_too_late_is_not_sent(org: Organization) -> None:
    booking = book(harbor.tour(org))
    post()
    clockwork.remind(NINE - DAY)
    actions.cancel_by_staff(booking=booking, by=GUEST, now=NINE - timedelta(hours=23))

    assert [one.subject.split(":")[0] for one in post(NINE - timedelta(hours=22))] == ["Cancelled"]


@pytest.mark.parametrize("number", [1, 12])
def test_looking_costs_the_same_however_many_wait(
    org: Organization, number: int, django_assert_num_queries: Any
) -> None:
    walk = harbor.tour(org, capacity=100)
    for each in range(number):
        book(walk, name=f"Guest{each}")

    with django_assert_num_queries(9):
        clockwork.run(NOW)
