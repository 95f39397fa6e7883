"""Policies with their steps as rows and their words beside them; promo codes with their uses."""

from decimal import Decimal

import pytest
from django.test import Client

from bookings import actions
from bookings.models import PromoCode
from orgs.models import AuditEvent
from scheduling.models import AddOn, Policy
from tests import harbor
from tests.admin.conftest import House, page
from tests.admin.forms import errors, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy(harbor_house: House) -> Policy:
    return harbor_house.rows[Policy]


@pytest.fixture
def promo(harbor_house: House) -> PromoCode:
    return harbor_house.rows[PromoCode]


def test_a_policy_that_is_saved_untouched_stays_in_its_version(
    staff: Client, policy: Policy
) -> None:
    policy.deposit_minor, policy.exempt, policy.minimum_seats = 2_000, ["@partner.example"], 4
    policy.save()

    save(staff, page(Policy, "change", policy.pk))

    policy.refresh_from_db()
    assert policy.version == 1
    assert (policy.deposit_minor, policy.minimum_seats) == (2_000, 4)


def test_steps_are_typed_as_rows_in_any_order(staff: Client, policy: Policy) -> None:
    rows = {
        "cancel_steps-0-hours": "24",
        "cancel_steps-0-percent": "12,5 %",
        "cancel_steps-0-fee": "5",
        "cancel_steps-3-hours": "168",
    }

    save(staff, page(Policy, "change", policy.pk), **rows)

    policy.refresh_from_db()
    assert policy.cancel_steps == [
        {"hoursBefore": 168, "refundPercent": "100", "fee": 0},
        {"hoursBefore": 24, "refundPercent": "12.5", "fee": 500},
    ]
    assert policy.version == 2


def test_without_rows_guests_never_cancel(staff: Client, policy: Policy) -> None:
    emptied = {f"cancel_steps-0-{column}": "" for column in ("hours", "percent", "fee")}

    save(staff, page(Policy, "change", policy.pk), **emptied)

    policy.refresh_from_db()
    assert policy.cancel_steps == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"cancel_steps-0-hours": "soon"}, "“soon, 100, ” is not a step such as 48, 50, 5.00."),
        (
            {"cancel_steps-0-percent": "101"},
            "A step has a share of 0 to 100 and at most 366 days.",
        ),
        (
            {"cancel_steps-1-hours": "48", "cancel_steps-1-percent": "50"},
            "A later step cannot give back more than an earlier one.",
        ),
    ],
)
def test_a_step_that_cannot_be_is_refused_beside_the_rows(
    staff: Client, policy: Policy, typed: dict[str, str], words: str
) -> None:
    answer = save(staff, page(Policy, "change", policy.pk), **typed)

    assert errors(answer)["cancel_steps"] == [words]
    for value in typed.values():
        assert f'value="{value}"' in answer.text
    policy.refresh_from_db()
    assert policy.version == 1


def test_a_deposit_is_of_one_kind(staff: Client, policy: Policy) -> None:
    both = {"deposit_percent": "30", "deposit_minor": "20.00"}

    answer = save(staff, page(Policy, "change", policy.pk), **both)

    assert errors(answer) == {"deposit_minor": ["A deposit is a percentage or an amount."]}


def test_whoever_is_no_address_is_not_exempt(staff: Client, policy: Policy) -> None:
    answer = save(staff, page(Policy, "change", policy.pk), exempt="everybody")

    assert list(errors(answer)) == ["exempt"]


def test_what_guests_read_stands_beside_the_rules_in_both_languages(
    staff: Client, policy: Policy
) -> None:
    policy.deposit_percent, policy.balance_hours_before = Decimal(30), 48
    policy.save()

    text = staff.get(page(Policy, "change", policy.pk)).text

    assert "A deposit of $30.00 is due now" in text
    assert "Eine Anzahlung von 30,00\xa0$ ist jetzt fällig" in text
    assert '<ul lang="de">' in text


def test_a_policy_is_put_away_and_comes_back(staff: Client, policy: Policy) -> None:
    staff.post(page(Policy, "archive", policy.pk))
    policy.refresh_from_db()
    away = policy.archived_at
    staff.post(page(Policy, "restore", policy.pk))
    policy.refresh_from_db()

    assert (away, policy.archived_at, policy.version) == (harbor.NOW, None, 1)


def test_a_promo_code_is_made_and_written_down(staff: Client, harbor_house: House) -> None:
    typed = {"code": "summer 25", "amount_off_minor": "25.00", "minimum_minor": "60"}

    answer = staff.post(page(PromoCode, "add"), typed)

    assert answer.status_code == 302
    made = PromoCode.objects.of(harbor_house.org).get(code="SUMMER25")
    assert (made.amount_off_minor, made.percent_off, made.minimum_minor) == (2_500, None, 6_000)
    assert AuditEvent.objects.filter(verb="promo.created", subject=made.public_id).exists()


def test_a_promo_code_for_some_tours_keeps_them(
    staff: Client, harbor_house: House, promo: PromoCode
) -> None:
    walk = harbor_house.booking.offering

    save(staff, page(PromoCode, "change", promo.pk), offerings=[str(walk.pk)])
    save(staff, page(PromoCode, "change", promo.pk), note="For the leaflet")

    promo.refresh_from_db()
    assert promo.note == "For the leaflet"
    assert [one.pk for one in promo.offerings.all()] == [walk.pk]


@pytest.mark.parametrize("typed", [{}, {"percent_off": "5", "amount_off_minor": "5"}])
def test_a_promo_code_takes_off_one_thing(staff: Client, typed: dict[str, str]) -> None:
    answer = staff.post(page(PromoCode, "add"), {"code": "HALF", "minimum_minor": "0"} | typed)

    assert errors(answer) == {"percent_off": ["A code takes off a percentage or an amount."]}


def test_a_spelling_that_is_taken_is_refused_beside_it(staff: Client, promo: PromoCode) -> None:
    typed = {"code": promo.code.lower(), "percent_off": "5", "minimum_minor": "0"}

    answer = staff.post(page(PromoCode, "add"), typed)

    assert list(errors(answer)) == ["code"]


def test_who_used_a_code_is_listed_while_the_booking_stands(
    staff: Client, harbor_house: House, promo: PromoCode
) -> None:
    walk = harbor_house.booking.offering
    request = harbor.wanting(walk, promo=promo.code, name="Ada", starts_at=harbor.ONE)
    booking = actions.book(request=request, by=harbor.GUEST, now=harbor.NOW).booking

    shown = staff.get(page(PromoCode, "change", promo.pk)).text
    actions.cancel(booking=booking, by=harbor.GUEST, now=harbor.NOW)
    later = staff.get(page(PromoCode, "change", promo.pk)).text

    assert f"{booking.reference} (Ada)" in shown
    assert f"{booking.reference} (Ada)" not in later


def test_what_an_add_on_needs_is_filled_in_on_its_page(staff: Client, harbor_house: House) -> None:
    add_on = harbor_house.rows[AddOn]
    paula = harbor.resource(harbor_house.org, "Paula", kind="PERSON")
    typed = {
        "requirements-TOTAL_FORMS": "1",
        "requirements-0-quantity": "1",
        "requirements-0-per": "PERSON",
        "requirements-0-resources": str(paula.pk),
    }

    answer = save(staff, page(AddOn, "change", add_on.pk), **typed)

    assert answer.status_code == 302, errors(answer)
    add_on.refresh_from_db()
    need = add_on.requirements.get()
    assert (need.per, need.offering_id) == ("PERSON", None)
    assert [one.name for one in need.resources.all()] == ["Paula"]
    told = AuditEvent.objects.filter(verb="addon.changed", subject=add_on.public_id).last()
    assert told is not None
    assert told.facts["after"]["requirements"][0]["resources"] == [paula.public_id]
