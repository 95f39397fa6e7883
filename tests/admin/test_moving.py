"""Moving a booking: to one of the free starts, or to another time that is typed."""

from datetime import date, datetime

import pytest
import time_machine
from django.test import Client

from bookings import actions
from bookings.models import Booking, BookingStep
from bookings.parties import Party
from bookings.states import State
from orgs import formats
from orgs.models import Organization, PaymentWay
from scheduling.engine.recurrence import instant
from scheduling.models import ScheduleRule
from tests import harbor
from tests.admin.conftest import House, page
from tests.bookings import payments


@pytest.fixture
def booking(harbor_house: House) -> Booking:
    """Two seats on Saturday the fourth, at nine."""
    return harbor_house.booking


@pytest.fixture
def address(booking: Booking) -> str:
    """Where it is moved."""
    return page(Booking, "move", booking.pk)


def nine_on(day: int) -> datetime:
    """Nine o'clock in New York in July."""
    return instant(datetime(2026, 7, day, 9), harbor.NEW_YORK)  # noqa: DTZ001 - wall time


def starts_at(booking: Booking) -> datetime:
    """As it is stored now."""
    booking.refresh_from_db()
    return booking.starts_at


def test_the_free_starts_are_offered_and_its_own_is_not(
    staff: Client, booking: Booking, address: str
) -> None:
    days = staff.get(address).context["days"]

    offered = [one.value for _day, choices in days for one in choices]
    assert nine_on(5).isoformat() in offered
    assert booking.starts_at.isoformat() not in offered


def test_the_free_starts_are_for_who_is_left_when_added_places_lapse(
    staff: Client, harbor_house: House
) -> None:
    Organization.objects.update(payment_way=PaymentWay.SANDBOX)
    walk = harbor.tour(Organization.objects.get(pk=harbor_house.org.pk), name="Bike tour")
    pool = tuple(harbor.resource(walk.organization, f"Bike {number}") for number in range(4))
    bike = harbor.add_on(walk, "Bike", needs=(pool,), sold="PERSON", per="PERSON")
    for start in (harbor.ONE, harbor.NINE):
        wanted = harbor.wanting(walk, starts_at=start, add_ons=((bike.public_id, 2),))
        booking = actions.book(request=wanted, by=harbor.GUEST, now=harbor.NOW).booking
        payments.pay(booking)
    booking.refresh_from_db()
    party = Party(seats=4)
    grown = actions.change_party(booking=booking, party=party, by=harbor.GUEST, now=harbor.NOW)

    assert grown.added_until is not None
    with time_machine.travel(grown.added_until, tick=False):
        days = staff.get(page(Booking, "move", booking.pk)).context["days"]

    assert harbor.ONE.isoformat() in [one.value for _day, choices in days for one in choices]


def test_one_of_them_is_chosen(staff: Client, booking: Booking, address: str) -> None:
    sent = {"slot": nine_on(5).isoformat(), "reason": "Storm."}

    answer = staff.post(address, sent, follow=True)

    assert f"{booking.reference} is moved to Sun 5 Jul, 9:00 AM." in answer.text
    assert starts_at(booking) == nine_on(5)
    step = BookingStep.objects.filter(booking=booking).last()
    assert (step.verb, step.reason, step.actor_name) == ("rescheduled", "Storm.", "StaffHarbor")


def test_another_time_is_typed_on_the_venues_clock(
    staff: Client, booking: Booking, address: str
) -> None:
    staff.post(address, {"other_0": "2026-07-20", "other_1": "09:00"})

    assert starts_at(booking) == nine_on(20)


@pytest.mark.parametrize("day", ["2026-07-01", "2028-07-01"])
def test_what_is_too_soon_or_too_far_ahead_for_guests_needs_a_reason(
    staff: Client, booking: Booking, address: str, day: str
) -> None:
    booking.offering.lead_time_minutes, booking.offering.horizon_days = 24 * 60, 30
    booking.offering.save()
    before, wanted = booking.starts_at, {"other_0": day, "other_1": "13:00"}

    asked = staff.post(address, wanted)
    stayed = starts_at(booking)
    staff.post(address, wanted | {"reason": "The boat is back early."})

    words = ["Guests may not book this time: it needs a reason."]
    assert asked.context["form"].errors == {"reason": words}
    assert stayed == before
    assert formats.iso(starts_at(booking), harbor.NEW_YORK) == f"{day}T13:00:00-04:00"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Please choose one time"),
        ({"slot": "soon"}, "Please choose one time"),
        (
            {"slot": nine_on(5).isoformat(), "other_0": "2026-07-20", "other_1": "09:00"},
            "Please choose one time",
        ),
        ({"other_0": "2026-07-20", "other_1": "09:05"}, "Nothing can start at this time."),
        ({"other_0": "2020-07-20", "other_1": "09:00"}, "too late"),
    ],
)
def test_what_cannot_be_is_said_and_the_old_place_kept(
    staff: Client, booking: Booking, address: str, sent: dict[str, str], words: str
) -> None:
    before = booking.starts_at

    answer = staff.post(address, sent)

    assert answer.status_code == 200
    assert words in " ".join(answer.context["form"].non_field_errors())
    assert starts_at(booking) == before


def test_a_full_departure_is_refused_in_words(
    staff: Client, booking: Booking, address: str
) -> None:
    wanted = harbor.wanting(booking.offering, starts_at=nine_on(5), seats=7)
    actions.book(request=wanted, by=harbor.GUEST, now=harbor.NOW)

    answer = staff.post(address, {"slot": nine_on(5).isoformat()})

    assert "Not enough seats are left at this time." in answer.text


def test_what_is_over_is_not_moved(staff: Client, booking: Booking, address: str) -> None:
    staff.post(page(Booking, "do", booking.pk) + "cancel/")

    answer = staff.post(address, {"slot": nine_on(5).isoformat()})

    assert "not in a state for this" in answer.text
    booking.refresh_from_db()
    assert booking.state == State.CANCELLED
    assert 'class="sw-verb sw-tool"' not in staff.get(page(Booking, "change", booking.pk)).text


def test_a_booking_of_another_house_is_missing(
    staff: Client, booking: Booking, hills: House
) -> None:
    foreign = hills.booking
    answer = staff.post(page(Booking, "move", foreign.pk), {"slot": nine_on(5).isoformat()})

    assert answer.status_code == 302
    assert starts_at(foreign) == nine_on(4)


def test_nothing_free_says_so_with_the_way_to_the_reasons(
    staff: Client, booking: Booking, address: str
) -> None:
    ScheduleRule.objects.filter(offering=booking.offering).delete()

    answer = staff.get(address)

    assert "Nothing is free for this party in these days." in answer.text
    assert f"/admin/preview/{booking.offering_id}/" in answer.text


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("", date(2026, 7, 3)),
        ("2026-07-15", date(2026, 7, 15)),
        ("yesterday", date(2026, 7, 3)),
        ("2026-13-01", date(2026, 7, 3)),
        ("1900-01-01", date(2026, 7, 3)),
        ("2026-06-01", date(2026, 7, 1)),
    ],
)
def test_any_day_may_be_asked_about(staff: Client, address: str, asked: str, first: date) -> None:
    assert staff.get(address, {"from": asked}).context["first"] == first


def test_a_start_at_which_its_add_on_is_taken_is_not_offered(
    staff: Client, booking: Booking
) -> None:
    walk = booking.offering
    paula = harbor.resource(walk.organization, "Paula", kind="PERSON")
    photos = harbor.add_on(walk, needs=((paula,),))
    wished = {"seats": 1, "add_ons": ((photos.public_id, 1),)}
    for day, name in ((6, "Bert"), (7, "Cleo")):
        wanted = harbor.wanting(walk, starts_at=nine_on(day), name=name, **wished)
        made = actions.book(request=wanted, by=harbor.GUEST, now=harbor.NOW).booking

    days = staff.get(page(Booking, "move", made.pk)).context["days"]

    offered = [one.value for _day, choices in days for one in choices]
    assert nine_on(8).isoformat() in offered
    assert nine_on(6).isoformat() not in offered


def asks_seven(booking: Booking) -> None:
    """Its terms take $7.00 for a move, and allow one."""
    Booking.objects.filter(pk=booking.pk).update(
        terms=booking.terms | {"move_fee_minor": 700, "moves": 1}
    )


def test_the_fee_of_the_terms_is_said_and_starts_at_nothing(
    staff: Client, booking: Booking, address: str
) -> None:
    without = staff.get(address).text
    asks_seven(booking)
    text = staff.get(address).text

    assert "The terms ask nothing of a guest who moves." in without
    assert "The terms ask $7.00 of a guest who moves." in text
    assert 'name="fee" value="0.00"' in text
    assert "The guest reads it in the mail." in text


@pytest.mark.parametrize(("fee", "total"), [("0.00", 9_000), ("", 9_000), ("7.00", 9_700)])
def test_staff_say_what_a_move_costs_and_it_is_none_of_the_guest_s(
    staff: Client, booking: Booking, address: str, fee: str, total: int
) -> None:
    asks_seven(booking)

    staff.post(address, {"slot": nine_on(5).isoformat(), "reason": "Storm.", "fee": fee})

    assert starts_at(booking) == nine_on(5)
    assert (booking.total_minor, booking.moves) == (total, 0)


def test_another_fee_than_that_of_the_terms_needs_a_reason(
    staff: Client, booking: Booking, address: str
) -> None:
    asks_seven(booking)

    answer = staff.post(address, {"slot": nine_on(5).isoformat(), "fee": "0"})

    assert answer.context["form"].errors["reason"] == [
        "What departs from the terms needs a reason."
    ]
    assert starts_at(booking) == nine_on(4)
