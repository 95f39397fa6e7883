"""Offerings edited on their page: the same rules and the same trail as over the API."""

import pytest
from django.test import Client

from orgs.models import AuditEvent
from scheduling.models import AddOn, Event, Rate, Resource, Tour
from tests.admin.conftest import House, page
from tests.admin.forms import errors, save


@pytest.fixture
def walk(harbor_house: House) -> Tour:
    """Harbor's tour."""
    return harbor_house.rows[Tour]


@pytest.fixture
def address(walk: Tour) -> str:
    """Its page."""
    return page(Tour, "change", walk.pk)


def test_a_changed_price_is_on_the_trail(staff: Client, walk: Tour, address: str) -> None:
    rate = walk.rates.get()

    answer = save(staff, address, **{"rates-0-price_minor": "61.00"})

    assert answer.status_code == 302
    entry = AuditEvent.objects.get(verb="tour.changed", subject=walk.public_id)
    before, after = entry.facts["before"]["rates"], entry.facts["after"]["rates"]
    assert before[0]["price_minor"] == rate.price_minor
    assert after[0]["price_minor"] == 6100


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("rates-0-max_age", {"rates-0-min_age": "12", "rates-0-max_age": "3"}),
        ("rates-0-max_quantity", {"rates-0-min_quantity": "4", "rates-0-max_quantity": "2"}),
        ("requirements-0-__all__", {"requirements-0-kind": "PERSON"}),
        ("minimum_seats", {"kind": "MINIMUM_THRESHOLD"}),
        ("max_party", {"min_party": "4", "max_party": "2"}),
    ],
)
def test_the_page_refuses_what_the_api_would(
    staff: Client, address: str, field: str, typed: dict[str, str]
) -> None:
    assert set(errors(save(staff, address, **typed))) == {field}


def test_a_rate_that_is_taken_out_stays_for_those_who_bought_it(
    staff: Client, walk: Tour, address: str
) -> None:
    rate = walk.rates.get()

    save(staff, address, **{"rates-0-DELETE": "on"})

    assert Rate.objects.get(pk=rate.pk).is_active is False
    assert walk.rates.filter(is_active=True).count() == 1


def test_a_tour_that_waits_for_a_minimum_says_which(
    staff: Client, walk: Tour, address: str
) -> None:
    kind = walk.kind

    answer = save(staff, address, kind="MINIMUM_THRESHOLD", minimum_seats="")

    assert answer.status_code == 200
    walk.refresh_from_db()
    assert walk.kind == kind


def test_a_refused_page_leaves_nothing_of_its_lists(
    staff: Client, walk: Tour, address: str
) -> None:
    price = walk.rates.get().price_minor

    save(staff, address, **{"min_party": "5", "max_party": "2", "rates-0-price_minor": "1.00"})

    assert walk.rates.get().price_minor == price


def test_a_name_in_addresses_that_is_taken_is_said_beside_it(
    staff: Client, address: str, harbor_house: House
) -> None:
    other = harbor_house.rows[Event].slug

    assert errors(save(staff, address, slug=other)) == {
        "slug": ["This is taken already. Please choose another."]
    }


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (Tour, "parallel"),
        (Tour, "min_party"),
        (Tour, "variants-0-duration_minutes"),
        (Tour, "requirements-0-quantity"),
        (Resource, "units"),
        (AddOn, "max_quantity"),
    ],
)
def test_none_of_what_takes_one_is_said_beside_its_field(
    staff: Client, harbor_house: House, model: type, field: str
) -> None:
    answer = save(staff, page(model, "change", harbor_house.rows[model].pk), **{field: "0"})

    words = "Ensure this value is greater than or equal to 1."
    assert errors(answer) == {field: [words]}


@pytest.mark.parametrize(
    "typed",
    [
        {"rules-0-start_times": "13:00"},
        {"rules-0-skip_dates": "2026-07-04"},
        {"rules-0-DELETE": "on"},
    ],
    ids=["time", "day", "rule"],
)
def test_a_start_taken_out_with_bookings_on_it_is_warned_about(
    staff: Client, walk: Tour, address: str, typed: dict[str, str]
) -> None:
    save(staff, address, **typed)

    text = staff.get(address).text
    assert "1 coming booking stands on a start that the rules no longer produce." in text
    assert f'?offering={walk.public_id}&amp;day=coming">See its bookings</a>' in text


def test_a_start_taken_out_with_nobody_on_it_passes_without_a_word(
    staff: Client, address: str
) -> None:
    save(staff, address, **{"rules-0-start_times": "09:00"})

    assert "no longer produce" not in staff.get(address).text
