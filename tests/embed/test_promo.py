"""Promo codes and included taxes on the booking page."""

from decimal import Decimal

import pytest

from bookings.models import Booking, PromoCode
from scheduling.models import Offering
from tests.embed.guest import Guest

pytestmark = pytest.mark.django_db


@pytest.fixture
def taxed(walk: Offering) -> Offering:
    """Its prices hold ten per cent of tax."""
    walk.organization.tax_percent = Decimal(10)
    walk.organization.save()
    return walk


@pytest.fixture
def code(walk: Offering) -> PromoCode:
    return PromoCode.objects.create(
        organization=walk.organization, code="HARBOR10", percent_off=Decimal(10)
    )


def test_without_codes_nobody_is_asked_for_one(guest: Guest, walk: Offering) -> None:
    assert "Promo code" not in guest.at_the_form(walk).text


def test_codes_that_were_put_away_are_not_asked_for(
    guest: Guest, walk: Offering, code: PromoCode
) -> None:
    code.archived_at = code.created_at
    code.save()

    assert "Promo code" not in guest.at_the_form(walk).text


@pytest.mark.usefixtures("code")
def test_a_code_shows_in_the_price_and_is_kept_with_the_booking(
    guest: Guest, taxed: Offering
) -> None:
    form = guest.at_the_form(taxed)

    priced = guest.sends(form, do="quote", promo="harbor10")
    done = guest.sends(priced, name="Ada", email="ada@example.com")

    assert "Promo code HARBOR10 -$4.50 Total, including $3.68 tax $40.50" in priced.text
    assert priced.by_id("promo").attributes["value"] == "harbor10"
    assert "Promo code HARBOR10 -$4.50" in done.text
    assert Booking.objects.get().total_minor == 4_050


@pytest.mark.usefixtures("code")
def test_a_wrong_code_is_told_beside_it_and_the_price_stays(guest: Guest, taxed: Offering) -> None:
    form = guest.at_the_form(taxed)

    priced = guest.sends(form, do="quote", promo="WRONG")
    sent = guest.sends(form, promo="WRONG", name="Ada", email="ada@example.com")

    for page in (priced, sent):
        assert page.by_id("promo-error").text.strip() == "We do not know this promo code."
        assert page.by_id("promo").attributes["aria-invalid"] == "true"
        assert "Total, including $4.09 tax $45.00" in page.text
    assert not Booking.objects.exists()


def test_who_has_used_a_code_up_is_told_so_and_shown_the_price_without_it(
    guest: Guest, walk: Offering, code: PromoCode
) -> None:
    code.max_uses_per_customer = 1
    code.save()
    priced = guest.sends(guest.at_the_form(walk), do="quote", promo="HARBOR10")
    guest.sends(priced, name="Ada", email="ada@example.com")

    priced = guest.sends(guest.at_the_form(walk), do="quote", promo="HARBOR10")
    again = guest.sends(priced, name="Ada", email="ada@example.com")

    told = again.by_id("promo-error").text.strip()
    assert told == "You have used this promo code as often as it may be used."
    assert again.by_id("promo").attributes["value"] == "HARBOR10"
    assert "Total $45.00" in again.text
    assert "$40.50" not in again.text
    assert Booking.objects.get().total_minor == 4_050


@pytest.mark.usefixtures("code")
def test_codes_cannot_be_guessed_without_end(guest: Guest, walk: Offering, settings) -> None:
    settings.RATES = settings.RATES | {"public_write": "2/min"}
    form = guest.at_the_form(walk)

    tries = [guest.sends(form, do="quote", promo=f"GUESS{number}") for number in range(3)]

    assert "We do not know this promo code." in tries[1].text
    assert "We do not know this promo code." not in tries[2].text
    assert "That was a lot at once." in tries[2].text


def test_without_taxes_the_total_is_the_total(guest: Guest, walk: Offering) -> None:
    assert "Total $45.00" in guest.at_the_form(walk).text
