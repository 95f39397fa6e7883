"""Days at the ends of the calendar are refused beside their field, on every page that takes one."""

from datetime import timedelta

import pytest
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse

from bookings import actions
from bookings.models import Booking
from scheduling.models import AddOn, Block, Resource
from tests import harbor
from tests.admin.conftest import House, page

FAR = ("9999-12-31", "0001-01-01", "9999-12-30", "0001-01-02", "1969-12-31", "2200-01-01")


@pytest.mark.parametrize("day", FAR)
def test_a_booking_is_not_moved_there(staff: Client, harbor_house: House, day: str) -> None:
    booking = harbor_house.booking
    address = page(Booking, "move", booking.pk)

    typed = staff.post(address, {"other_0": day, "other_1": "09:00"})
    chosen = [
        staff.post(address, {"slot": f"{day}T{clock}"})
        for clock in ("23:59:59-12:00", "00:00:00+14:00", "00:00+00:00")
    ]

    assert "This is too far away." in typed.text
    assert [answer.status_code for answer in chosen] == [200] * 3
    booking.refresh_from_db()
    assert booking.starts_at == harbor.NINE


@pytest.mark.parametrize("day", FAR)
def test_the_preview_does_not_look_there(staff: Client, harbor_house: House, day: str) -> None:
    address = reverse("admin:preview", args=[harbor_house.booking.offering_id])

    answer = staff.get(address, {"first": day, "last": day})

    assert answer.status_code == 200
    assert "This is too far away." in answer.text


@pytest.mark.parametrize("day", FAR)
def test_nothing_is_blocked_there(staff: Client, harbor_house: House, day: str) -> None:
    van = harbor_house.rows[Resource]
    address = page(Resource, "change", van.pk)
    form = staff.get(address).context["adminform"].form
    sent = {name: form[name].value() or "" for name in form.fields}
    lists = {"blocks-TOTAL_FORMS": "1", "blocks-INITIAL_FORMS": "0"}
    typed = {
        f"blocks-0-{name}_{place}": value
        for name in ("starts_at", "ends_at")
        for place, value in enumerate((day, "09:00"))
    }
    blocks = Block.objects.count()

    answer = staff.post(address, sent | lists | typed)

    assert answer.status_code == 200
    assert Block.objects.count() == blocks


def test_an_add_on_that_was_sold_is_not_destroyed(staff: Client, harbor_house: House) -> None:
    walk = harbor_house.booking.offering
    lunch = AddOn.objects.create(organization=harbor_house.org, name="Lunch", price_minor=900)
    walk.add_ons.add(lunch)
    wish = harbor.wanting(
        walk,
        starts_at=harbor.NINE + timedelta(days=1),
        add_ons=((lunch.public_id, 1),),
    )
    actions.book(request=wish, by=harbor.GUEST, now=harbor.NOW)

    answer = staff.post(page(AddOn, "delete", lunch.pk), {"post": "yes"})

    assert answer.status_code == 200
    assert "is in use and cannot be deleted" in answer.text
    with pytest.raises(ProtectedError):
        lunch.delete()
