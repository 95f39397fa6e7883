"""A guest without scripts changes who comes and when, having seen what it costs."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from bookings import actions, clockwork
from bookings.models import Booking
from bookings.parties import Party
from orgs.models import Organization, PaymentWay
from scheduling.models import Offering, Policy
from tests import harbor
from tests.bookings import payments
from tests.embed.guest import Guest, Page, fill, rate_field

pytestmark = pytest.mark.django_db

ONE = "2026-07-04T17:00:00+00:00"


def booked(walk: Offering, **wishes: Any) -> Booking:
    """Two seats on the first run, for Ada."""
    request = harbor.wanting(walk, **({"seats": 2} | wishes))
    return actions.book(request=request, by=harbor.GUEST, now=harbor.NOW).booking


@pytest.fixture
def paid(walk: Offering) -> Booking:
    """Two seats paid through the sandbox, with half back until a day before."""
    Organization.objects.update(payment_way=PaymentWay.SANDBOX)
    steps = [{"hoursBefore": 24, "refundPercent": "50", "fee": 0}]
    rules = Policy.objects.create(
        organization=walk.organization, name="Half", cancel_steps=steps, move_fee_minor=700
    )
    Offering.objects.update(policy=rules)
    booking = booked(Offering.objects.get(pk=walk.pk))
    payments.pay(booking)
    return fresh(booking)


def fresh(booking: Booking) -> Booking:
    """As it is now."""
    return Booking.objects.get(pk=booking.pk)


def opens(guest: Guest, booking: Booking, path: str = "") -> Page:
    """One of its pages, by its key."""
    return guest.opens(f"/b/{booking.public_id}/{path}#{booking.token}")


def sends(guest: Guest, page: Page, **changes: str) -> Page:
    """The page's form."""
    form = page.all("form")[0]
    answer = guest.client.post(form.attributes["action"], page.fields() | changes)
    return guest.opens(answer["Location"]) if answer.status_code == 303 else Page(answer)


def test_the_booking_leads_to_its_changes(guest: Guest, walk: Offering) -> None:
    booking = booked(walk)
    page = opens(guest, booking)

    home = f"/b/{booking.public_id}/"
    assert {f"{home}party/", f"{home}move/"} <= set(page.links("secondary"))
    with time_machine.travel(harbor.NINE + timedelta(hours=1), tick=False):
        assert f"{home}move/" not in guest.opens(home).links("secondary")


def test_more_people_come_once_the_price_was_seen(guest: Guest, walk: Offering) -> None:
    booking = booked(walk)
    page = opens(guest, booking, "party/")

    shown = sends(guest, page, **{rate_field(walk): "3"})
    before = fresh(booking).seats
    done = sends(guest, shown, do="change")

    assert page.fields()[rate_field(walk)] == "2"
    assert "3 × Adult $135.00 Total $135.00" in shown.text
    assert "Nothing is charged for the change." in shown.text
    assert (before, fresh(booking).seats) == (2, 3)
    assert done.response.request["PATH_INFO"] == f"/b/{booking.public_id}/"
    assert "3 × Adult $135.00" in done.text


def test_the_difference_is_to_be_paid_and_leads_to_paying(guest: Guest, paid: Booking) -> None:
    shown = sends(guest, opens(guest, paid, "party/"), **{rate_field(paid.offering): "3"})
    done = sends(guest, shown, do="change")

    assert "$45.00 is to be paid now." in shown.text
    said = "Pay by Wednesday, July 1, 2026, 8:15 AM, or the added places are given back."
    assert said in shown.text
    assert "You are booked" in done.text
    assert "Pay $45.00 within 15 minutes, or the added places are given back." in done.text
    assert done.links("primary")[0].startswith("/pay/")


def test_what_was_not_paid_in_time_cannot_be_paid_any_more(guest: Guest, paid: Booking) -> None:
    sends(
        guest,
        sends(guest, opens(guest, paid, "party/"), **{rate_field(paid.offering): "3"}),
        do="change",
    )
    due = fresh(paid).added_until
    assert due is not None

    with time_machine.travel(due, tick=False):
        late = guest.opens(f"/b/{paid.public_id}/")
        clockwork.run(due)
        after = guest.opens(f"/b/{paid.public_id}/")

    assert "The added places were not paid in time and are given back." in late.text
    assert "2 × Adult $90.00" in late.text
    assert not any(link.startswith("/pay/") for link in late.links("primary"))
    assert "2 × Adult $90.00" in after.text
    assert "$90.00 is paid." in after.text


def grown(booking: Booking) -> Any:
    """Four come, and two of them are not paid for; the moment at which those lapse."""
    party = Party(seats=4)
    actions.change_party(booking=fresh(booking), party=party, by=harbor.GUEST, now=harbor.NOW)
    return fresh(booking).added_until


def test_a_ticket_is_for_who_is_left_when_added_places_lapse(guest: Guest, paid: Booking) -> None:
    with time_machine.travel(grown(paid), tick=False):
        ticket = opens(guest, paid, "ticket/")

    assert "Party 2 × Adult" in ticket.text


def test_who_comes_is_changed_from_what_is_left_when_added_places_lapse(
    guest: Guest, paid: Booking
) -> None:
    rate = rate_field(paid.offering)
    payments.pay(booked(paid.offering, seats=5, name="Grace"))

    with time_machine.travel(grown(paid), tick=False):
        page = opens(guest, paid, "party/")
        shown = sends(guest, page, **{rate: "4"})

    [counter] = [one for one in page.all("input") if one.attributes.get("name") == rate]
    assert (counter.attributes["value"], counter.attributes["max"]) == ("2", "5")
    assert "Pay by Wednesday, July 1, 2026, 8:30 AM" in shown.text


def test_free_times_are_for_who_is_left_when_added_places_lapse(
    guest: Guest, walk: Offering
) -> None:
    Organization.objects.update(payment_way=PaymentWay.SANDBOX)
    pool = tuple(harbor.resource(walk.organization, f"Bike {number}") for number in range(4))
    bike = harbor.add_on(walk, "Bike", needs=(pool,), sold="PERSON", per="PERSON")
    bikes = ((bike.public_id, 2),)
    booking = booked(Offering.objects.get(pk=walk.pk), add_ons=bikes)
    payments.pay(booking)
    payments.pay(booked(walk, name="Grace", starts_at=harbor.ONE, add_ons=bikes))

    with time_machine.travel(grown(booking), tick=False):
        page = opens(guest, booking, "move/")

    starts = [one.attributes.get("value") for one in page.all("button")]
    assert ONE in starts


def test_what_comes_back_and_what_is_kept_is_said_first(guest: Guest, paid: Booking) -> None:
    shown = sends(guest, opens(guest, paid, "party/"), **{rate_field(paid.offering): "1"})
    done = sends(guest, shown, do="change")

    assert "$22.50 goes back to you." in shown.text
    assert "$22.50 of what you paid for the places you give back is kept." in shown.text
    assert "Places given back $22.50 Total $67.50" in done.text


def test_what_is_on_its_way_back_is_not_paid(guest: Guest, paid: Booking) -> None:
    party = Party(seats=1)
    actions.change_party(booking=fresh(paid), party=party, by=harbor.GUEST, now=harbor.NOW)

    page = opens(guest, paid)

    assert "$67.50 is paid. $22.50 goes back to you." in page.text
    assert "Pay $" not in page.text
    payments.work()
    assert "goes back to you" not in opens(guest, paid).text


def test_a_price_that_has_changed_since_is_shown_again(guest: Guest, walk: Offering) -> None:
    booking = booked(walk)
    shown = sends(guest, opens(guest, booking, "party/"), **{rate_field(walk): "3"})
    Offering.objects.update(group_discounts=[{"minSeats": 3, "percentOff": "10"}])

    again = sends(guest, shown, do="change")

    assert (again.status, fresh(booking).seats) == (409, 2)
    assert "The total has changed." in again.text


def test_there_is_room_for_no_more_than_there_is(guest: Guest, walk: Offering) -> None:
    booking = booked(walk)
    fill(walk, 7)
    page = opens(guest, booking, "party/")

    full = sends(guest, page, **{rate_field(walk): "5"})

    assert page.by_id(rate_field(walk)).attributes["max"] == "3"
    assert full.status == 409
    assert "There is room for 3 people only. Your booking is as it was." in full.text


def test_nobody_at_all_is_no_party(guest: Guest, walk: Offering) -> None:
    booking = booked(walk)

    page = sends(guest, opens(guest, booking, "party/"), **{rate_field(walk): "0"})

    assert "Please choose how many people are coming." in page.text


@pytest.mark.parametrize("path", ["party/", "move/"])
def test_a_form_that_is_not_ours_changes_nothing(guest: Guest, walk: Offering, path: str) -> None:
    booking = booked(walk)
    page = opens(guest, booking, path)
    said = {rate_field(walk): "3", "do": "change", "total": "13500"}
    if path == "move/":
        said = {"start": ONE, "do": "move", "fee": "0"}

    answer = sends(guest, page, form="forged", **said)

    assert answer.status == 409
    assert (fresh(booking).seats, fresh(booking).starts_at) == (2, harbor.NINE)


def test_another_time_is_chosen_from_what_is_free(guest: Guest, walk: Offering) -> None:
    booking = booked(walk)
    page = opens(guest, booking, "move/")

    shown = sends(guest, page, start=ONE)
    before = fresh(booking).starts_at
    done = sends(guest, shown, do="move")

    offered = [one.attributes["value"] for one in page.all("button", "other")]
    assert "2026-07-04T13:00:00+00:00" not in offered
    assert ONE in offered
    assert "Move to this time?" in shown.text
    assert "Saturday, July 4, 2026, 1:00 PM" in shown.text
    assert "Another time costs nothing. The total stays at $90.00." in shown.text
    assert (before, fresh(booking).starts_at) == (harbor.NINE, harbor.ONE)
    assert "1:00 PM" in done.text


def test_the_fee_is_shown_before_it_is_moved(guest: Guest, paid: Booking) -> None:
    page = opens(guest, paid, "move/")
    shown = sends(guest, page, start=ONE)

    done = sends(guest, shown, do="move")

    assert "Another time costs $7.00." in page.text
    assert "Total so far $90.00 Change of time $7.00 New total $97.00" in shown.text
    assert shown.summed() == ["New total", "$97.00"]
    assert "$90.00 is paid. $7.00 is still to be paid, on arrival at the latest." in shown.text
    assert "Change of time $7.00" in done.text
    assert done.summed() == ["Total", "$97.00"]
    assert "$90.00 is paid. $7.00 is still to be paid, on arrival at the latest." in done.text


def test_who_pays_on_arrival_reads_the_new_total_of_a_move(guest: Guest, walk: Offering) -> None:
    rules = Policy.objects.create(organization=walk.organization, name="Seven", move_fee_minor=700)
    Offering.objects.update(policy=rules)
    booking = booked(Offering.objects.get(pk=walk.pk))

    shown = sends(guest, opens(guest, booking, "move/"), start=ONE)

    assert "New total $97.00 You pay $97.00 on arrival." in shown.text


def test_a_fee_that_was_not_shown_is_not_taken(guest: Guest, paid: Booking) -> None:
    shown = sends(guest, opens(guest, paid, "move/"), start=ONE)

    again = sends(guest, shown, do="move", fee="0")

    assert (again.status, fresh(paid).starts_at) == (409, harbor.NINE)


def test_a_time_taken_meanwhile_leaves_the_booking_where_it_is(
    guest: Guest, walk: Offering
) -> None:
    booking = booked(walk)
    shown = sends(guest, opens(guest, booking, "move/"), start=ONE)
    for seats in (8, 2):
        booked(walk, seats=seats, starts_at=harbor.ONE, name=f"P{seats}")

    late = sends(guest, shown, do="move")

    assert (late.status, fresh(booking).starts_at) == (409, harbor.NINE)
    assert "This time has just been taken. Your booking is as it was." in late.text


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({"moves_allowed": 0}, "moved as often as it may be"),
        ({"move_hours_before": None}, "cannot be moved online"),
        ({"move_hours_before": 24 * 30}, "it can no longer be moved online"),
    ],
)
def test_what_cannot_be_moved_says_why(
    guest: Guest, walk: Offering, rules: dict[str, Any], words: str
) -> None:
    policy = Policy.objects.create(organization=walk.organization, name="Strict", **rules)
    Offering.objects.update(policy=policy)
    page = opens(guest, booked(Offering.objects.get(pk=walk.pk)), "move/")

    assert words in page.text
    assert page.all("form") == []


def test_later_days_are_a_link_away(guest: Guest, walk: Offering) -> None:
    booking = booked(walk)
    page = opens(guest, booking, "move/?lang=de")
    later = guest.opens(f"/b/{booking.public_id}/move/{page.links('quiet')[2]}")

    assert page.links("quiet")[1:3] == ["?from=2026-07-01&lang=de", "?from=2026-07-17&lang=de"]
    assert "17. Juli" in later.text
    assert guest.opens(f"/b/{booking.public_id}/move/?from=nonsense").status == 200


def test_the_changes_speak_german(guest: Guest, walk: Offering) -> None:
    booking = booked(walk)

    assert "Wer kommt?" in opens(guest, booking, "party/?lang=de").text
    assert "Andere Zeit wählen" in opens(guest, booking, "move/?lang=de").text
