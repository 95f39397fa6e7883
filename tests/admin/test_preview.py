"""Why is nothing free? The preview says, in words and with links."""

from datetime import timedelta

import pytest
from django.test import Client

from scheduling.models import Block, Tour, Variant
from tests import harbor
from tests.admin.conftest import House, page


def preview(client: Client, house: House, **asked: object) -> str:
    """The page, around the fourth of July."""
    days = {"first": "2026-07-03", "last": "2026-07-05", "party": "2", **asked}
    return client.get(f"/admin/preview/{house.rows[Tour].pk}/", days).text


def test_free_starts_show_seats_left(staff: Client, harbor_house: House) -> None:
    text = preview(staff, harbor_house)

    assert "8 / 8" in text
    assert "6 / 8" in text
    assert "On request" in text


def test_a_resource_on_another_run_is_named_with_the_booking(
    staff: Client, harbor_house: House
) -> None:
    van = harbor_house.rows[type(harbor_house.rows[Tour].requirements.get().resources.get())]
    harbor_house.rows[Tour].requirements.all()
    rival = harbor.tour(harbor_house.org, name="Rival", needs=((van,),), times=(570,))

    text = staff.get(
        f"/admin/preview/{rival.pk}/", {"first": "2026-07-04", "last": "2026-07-04"}
    ).text

    assert "Harbor van</a> is taken by" in text
    assert f"{harbor_house.booking.reference}</a>" in text


def test_a_block_is_named_with_its_reason(staff: Client, harbor_house: House) -> None:
    van = harbor_house.rows[Tour].requirements.get().resources.get()
    Block.objects.create(
        organization=harbor_house.org,
        resource=van,
        starts_at=harbor.NINE + timedelta(days=1),
        ends_at=harbor.NINE + timedelta(days=1, hours=9),
        reason="Brake service",
    )

    assert "Harbor van</a> is out of use (Brake service)." in preview(staff, harbor_house)


def test_a_party_too_large_is_told_so(staff: Client, harbor_house: House) -> None:
    assert "The party is larger than one run takes." in preview(staff, harbor_house, party=20)


def test_a_draft_is_told_so(staff: Client, harbor_house: House) -> None:
    Tour.objects.filter(pk=harbor_house.rows[Tour].pk).update(status="DRAFT")

    assert "is not published" in preview(staff, harbor_house)


def test_what_is_only_listed_is_told_so_with_the_way_to_its_seats(
    staff: Client, harbor_house: House
) -> None:
    walk = harbor_house.rows[Tour]
    Variant.objects.filter(offering=walk.pk).update(capacity=None)

    text = preview(staff, harbor_house)

    assert "because no seats are set" in text
    assert f'<a href="{page(Tour, "change", walk.pk)}">the offering’s page</a>' in text
    assert "The rules produce no start" not in text


@pytest.mark.parametrize(
    "asked",
    [{"first": "2026-07-05", "last": "2026-07-01"}, {"last": "2027-07-01"}, {"party": "x"}],
)
def test_a_range_that_cannot_be_is_an_error_of_the_form(
    staff: Client, harbor_house: House, asked: dict[str, str]
) -> None:
    assert "errorlist" in preview(staff, harbor_house, **asked)
