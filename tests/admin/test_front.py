"""The front page: the day, and what waits."""

from datetime import timedelta

import time_machine
from django.test import Client

from bookings import actions
from tests import harbor
from tests.admin.conftest import House
from tests.harbor import NINE


def fill(house: House, count: int) -> None:
    """Harbor gets so many more bookings, on as many tours."""
    for number in range(count):
        walk = harbor.tour(house.org, name=f"Tour {number}", minimum_seats=4)
        request = harbor.wanting(walk, name=f"Guest{number}")
        actions.book(request=request, by=harbor.GUEST, now=harbor.NOW)


def on_the_day(client: Client, house: House) -> str:
    """The front page on the morning of the fourth of July."""
    with time_machine.travel(NINE - timedelta(hours=2), tick=False):
        client.force_login(house.staff)
        return client.get("/admin/").text


def test_todays_departures_are_listed_with_guests_and_resources(
    staff: Client, harbor_house: House
) -> None:
    actions.approve(booking=harbor_house.booking, by=harbor.GUEST, now=harbor.NOW)

    text = on_the_day(staff, harbor_house)

    for words in ("9:00 AM", "Harbor walk", "2 / 8", "GuestHarbor (2)", "Harbor van"):
        assert words in text
    assert "<svg" in text


def test_a_day_without_departures_says_so(staff: Client, harbor_house: House) -> None:
    assert "Nothing is booked for this day." in staff.get("/admin/").text


def test_requests_are_counted_with_the_age_of_the_oldest(
    staff: Client, harbor_house: House
) -> None:
    with time_machine.travel(harbor.NOW + timedelta(hours=5), tick=False):
        staff.force_login(harbor_house.staff)
        section = staff.get("/admin/").context["sections"][0]

    assert section["requests"].count == 1
    assert section["requests"].oldest == "5\xa0hours"


def test_departures_short_of_their_minimum_are_named(staff: Client, harbor_house: House) -> None:
    fill(harbor_house, 1)

    section = staff.get("/admin/").context["sections"][0]

    assert [str(line.run.offering) for line in section["short"]] == ["Tour 0"]
    assert "2 of the 4 it needs" in staff.get("/admin/").text


def test_it_costs_the_same_with_one_booking_and_with_thirty(
    staff: Client, harbor_house: House, django_assert_max_num_queries
) -> None:
    def count() -> int:
        with (
            time_machine.travel(NINE - timedelta(hours=2), tick=False),
            django_assert_max_num_queries(30) as asked,
        ):
            staff.get("/admin/")
        return len(asked)

    with time_machine.travel(NINE - timedelta(hours=2), tick=False):
        staff.force_login(harbor_house.staff)
    fill(harbor_house, 1)
    few = count()
    fill_more = [
        harbor.tour(harbor_house.org, name=f"More {n}", minimum_seats=4) for n in range(29)
    ]
    for number, walk in enumerate(fill_more):
        request = harbor.wanting(walk, name=f"More{number}")
        actions.book(request=request, by=harbor.GUEST, now=harbor.NOW)

    assert count() == few


def test_whoever_serves_many_houses_chooses(db: None) -> None:
    houses = [harbor.organization(f"house-{number}") for number in range(5)]
    user = harbor.member(houses[0])
    for house in houses[1:]:
        house.member_of = harbor.Member.objects.create(
            organization=house, user=user, role=harbor.Role.STAFF
        )
    client = Client()
    client.force_login(user)

    answer = client.get("/admin/")
    chosen = client.get("/admin/", {"organization": houses[4].public_id})

    assert len(answer.context["sections"]) == 3
    assert [section["house"] for section in chosen.context["sections"]] == [houses[4]]
