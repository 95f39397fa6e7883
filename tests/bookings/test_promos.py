"""Promo codes and scarce add-ons: what they take off, when they are refused, what is given back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings import actions, promos, quotes
from bookings.actions import promos as verbs
from bookings.errors import (
    AddOnSoldOut,
    PriceChanged,
    PromoNotValid,
    PromoUnknown,
    PromoUsedUp,
)
from bookings.models import Booking, Customer, PromoCode, PromoUse
from orgs.access import of_user
from orgs.models import AuditEvent
from scheduling.models import AddOn, Policy
from tests.bookings.proposals import answered, private_ride
from tests.harbor import GUEST, NINE, NOW, ONE, member, organization, tour, wanting

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def harbor():
    return organization()


def promo(org, code="HARBOR10", **fields):
    off = {} if "amount_off_minor" in fields else {"percent_off": Decimal(10)}
    return PromoCode.objects.create(organization=org, code=code, **off | fields)


def book(walk, now=NOW, code="HARBOR10", **wishes):
    return actions.book(request=wanting(walk, promo=code, **wishes), by=GUEST, now=now).booking


def quoted(walk, code, now=NOW):
    return quotes.quote(choice=wanting(walk, promo=code).choice, now=now)


def uses(code, now=NOW):
    return PromoUse.objects.filter(promo=code).live(now).count()


def test_a_code_takes_its_share_off_and_is_used(harbor):
    code = promo(harbor)

    booking = book(tour(harbor))

    assert booking.total_minor == 8_100
    assert booking.price["discounts"] == [
        {"code": "PROMO", "label": "HARBOR10", "amount_minor": 900}
    ]
    assert PromoUse.objects.get().amount_minor == 900
    assert uses(code) == 1


@pytest.mark.parametrize("typed", ["harbor10", " Harbor 10 ", "HARBOR10"])
def test_a_code_is_known_however_it_is_typed(harbor, typed):
    promo(harbor)

    assert quoted(tour(harbor), typed).price.total == 8_100


def test_a_quote_uses_nothing_up(harbor):
    code = promo(harbor, max_uses=1)
    walk = tour(harbor)

    quoted(walk, "HARBOR10")
    quoted(walk, "HARBOR10")

    assert uses(code) == 0


def test_a_code_of_another_house_or_put_away_is_unknown(harbor):
    promo(organization("hills"), code="HILLS")
    promo(harbor, archived_at=NOW)
    walk = tour(harbor)

    for code in ("HILLS", "HARBOR10", "NOTHING", "\u00df" * 50):
        with pytest.raises(PromoUnknown):
            quoted(walk, code)


# Midnight in New York is four o'clock in UTC.
FIRST_MOMENT, LAST_MOMENT = NOW.replace(day=2, hour=4), NOW.replace(day=4, hour=4)


def valid_for_two_days(org):
    return promo(org, starts_on=date(2026, 7, 2), ends_on=date(2026, 7, 3))


@pytest.mark.parametrize("now", [FIRST_MOMENT, LAST_MOMENT - HOUR / 60])
def test_its_days_are_those_of_the_house_and_inclusive(harbor, now):
    promos.check(valid_for_two_days(harbor), tour(harbor), 9_000, now)


@pytest.mark.parametrize(
    ("now", "facts"),
    [
        (FIRST_MOMENT - HOUR / 60, {"validFrom": "2026-07-02"}),
        (LAST_MOMENT, {"validUntil": "2026-07-03"}),
    ],
)
def test_outside_its_days_a_code_says_when_it_is_valid(harbor, now, facts):
    with pytest.raises(PromoNotValid) as refusal:
        promos.check(valid_for_two_days(harbor), tour(harbor), 9_000, now)

    assert refusal.value.facts == facts


def test_a_code_for_another_tour_or_for_more_is_not_valid_here(harbor):
    walk, ride = tour(harbor), tour(harbor, name="Ride")
    promo(harbor, code="RIDE").offerings.add(ride)
    promo(harbor, code="MUCH", minimum_minor=9_001)
    promo(harbor, code="ENOUGH", minimum_minor=9_000)

    for code in ("RIDE", "MUCH"):
        with pytest.raises(PromoNotValid):
            quoted(walk, code)
    assert quoted(ride, "RIDE").price.total == quoted(walk, "ENOUGH").price.total == 8_100


def test_a_used_up_code_is_refused_and_leaves_no_trace(harbor):
    code = promo(harbor, max_uses=1)
    walk = tour(harbor)
    book(walk)

    with pytest.raises(PromoUsedUp):
        book(walk, name="Bob")
    with pytest.raises(PromoUsedUp):
        quoted(walk, "HARBOR10")

    assert (Booking.objects.count(), Customer.objects.count(), uses(code)) == (1, 1, 1)


def test_one_guest_uses_a_code_as_often_as_allowed(harbor):
    promo(harbor, max_uses_per_customer=1)
    walk = tour(harbor)
    book(walk, name="Ada")

    with pytest.raises(PromoUsedUp):
        book(walk, name="Ada", starts_at=ONE)

    assert book(walk, name="Bob").total_minor == 8_100


def test_a_cancelled_booking_gives_its_use_back(harbor):
    promo(harbor, max_uses=1)
    walk = tour(harbor)

    actions.cancel(booking=book(walk), by=GUEST, now=NOW)

    assert book(walk, name="Bob").total_minor == 8_100


def test_a_lapsed_request_gives_its_use_back_at_once(harbor):
    promo(harbor, max_uses=1)
    walk = tour(harbor, requires_approval=True)
    request = book(walk)

    with pytest.raises(PromoUsedUp):
        book(walk, name="Bob", now=request.hold_expires_at - timedelta(seconds=1))

    assert book(walk, name="Bob", now=request.hold_expires_at).total_minor == 8_100


def test_a_request_that_staff_name_a_price_for_gives_its_use_back(harbor):
    code = promo(harbor, max_uses=1)
    ride = private_ride(org=harbor, requires_approval=True)

    answered(book(ride), price=20_000)

    assert uses(code) == 0
    assert book(ride, name="Bob", starts_at=ONE).total_minor == 8_100


def test_the_same_form_uses_a_code_once(harbor):
    code = promo(harbor, max_uses=1)
    request = wanting(tour(harbor), promo="HARBOR10", client_ref="form-1")

    first = actions.book(request=request, by=GUEST, now=NOW)
    again = actions.book(request=request, by=GUEST, now=NOW)

    assert first.booking == again.booking
    assert uses(code) == 1


def test_a_code_that_changed_under_the_guest_s_eyes_is_told(harbor):
    walk = tour(harbor)
    code = promo(harbor)
    request = wanting(walk, promo="HARBOR10", expected_total=8_100)
    PromoCode.objects.filter(pk=code.pk).update(percent_off=Decimal(5))

    with pytest.raises(PriceChanged) as refusal:
        actions.book(request=request, by=GUEST, now=NOW)

    assert refusal.value.facts == {"total": 8_550, "currency": "USD"}


def lunch(org, walk, **fields):
    given = {"name": "Lunch", "price_minor": 1_250, "per": "PERSON", **fields}
    row = AddOn.objects.create(organization=org, **given)
    walk.add_ons.add(row)
    return row


def test_a_run_gives_no_more_of_an_add_on_than_it_has(harbor):
    walk = tour(harbor)
    row = lunch(harbor, walk, stock=3)
    two = ((row.public_id, 2),)
    book(walk, code="", add_ons=two)

    with pytest.raises(AddOnSoldOut) as refusal:
        book(walk, code="", add_ons=two, name="Bob")
    with pytest.raises(AddOnSoldOut):
        quotes.quote(choice=wanting(walk, add_ons=two).choice, now=NOW)

    assert refusal.value.facts == {"addOnId": row.public_id, "remaining": 1}
    assert Booking.objects.count() == 1
    assert book(walk, code="", add_ons=two, name="Bob", starts_at=ONE).total_minor == 11_500


def test_what_was_cancelled_or_has_lapsed_is_there_again(harbor):
    walk = tour(harbor, requires_approval=True)
    two = ((lunch(harbor, walk, stock=2).public_id, 2),)
    request = book(walk, code="", add_ons=two)

    later = book(walk, code="", add_ons=two, name="Bob", now=request.hold_expires_at)
    actions.cancel_by_staff(booking=later, by=GUEST, now=request.hold_expires_at)
    book(walk, code="", add_ons=two, name="Cid", now=request.hold_expires_at)

    assert Booking.objects.count() == 3


def test_who_moves_needs_the_add_ons_there(harbor):
    walk = tour(harbor)
    two = ((lunch(harbor, walk, stock=3).public_id, 2),)
    ada = book(walk, code="", add_ons=two)
    book(walk, code="", add_ons=two, name="Bob", starts_at=ONE)

    with pytest.raises(AddOnSoldOut):
        actions.reschedule(booking=ada, starts_at=ONE, by=GUEST, now=NOW)

    assert Booking.objects.get(pk=ada.pk).starts_at == NINE
    actions.reschedule(booking=ada, starts_at=NINE + DAY, by=GUEST, now=NOW)


def test_a_request_that_held_nothing_is_approved_only_while_add_ons_are_left(harbor):
    rules = Policy.objects.create(organization=harbor, name="Loose", approval_holds_seats=False)
    walk = tour(harbor, requires_approval=True, policy=rules)
    two = ((lunch(harbor, walk, stock=3).public_id, 2),)
    first, second = (book(walk, code="", add_ons=two, name=name) for name in ("Ada", "Bob"))
    sam = of_user(member(harbor))

    actions.approve(booking=first, by=sam, now=NOW)
    with pytest.raises(AddOnSoldOut):
        actions.approve(booking=second, by=sam, now=NOW)

    assert Booking.objects.get(pk=second.pk).state == "AWAITING_APPROVAL"


def test_taxes_are_those_of_the_house_unless_something_says_otherwise(harbor):
    harbor.tax_percent = Decimal("8.875")
    harbor.save()
    plain, own = tour(harbor), tour(harbor, name="Own", tax_percent=Decimal(0))
    meal = lunch(harbor, plain, tax_percent=Decimal(4))

    with_meal = quotes.quote(
        choice=wanting(plain, add_ons=((meal.public_id, 1),)).choice, now=NOW
    ).price

    assert [(tax.percent, tax.amount_minor) for tax in with_meal.taxes] == [
        (Decimal(4), 48),
        (Decimal("8.875"), 734),
    ]
    assert quotes.quote(choice=wanting(own).choice, now=NOW).price.tax == 0


def queries_of(walk, **wishes):
    request = wanting(walk, **wishes)
    with CaptureQueriesContext(connection) as counted:
        actions.book(request=request, by=GUEST, now=NOW)
    return len(counted)


@pytest.mark.parametrize("others", [0, 5])
def test_a_code_costs_the_same_few_queries_however_often_it_was_used(harbor, others):
    promo(harbor, max_uses=100, max_uses_per_customer=1)
    walk = tour(harbor, capacity=100)
    book(walk, code="", name="Zoe")
    for number in range(others):
        book(walk, name=f"Guest{number}")

    without = queries_of(walk, name="Ada")

    assert queries_of(walk, name="Bob", promo="HARBOR10") - without == 7


def test_changes_of_a_code_are_on_the_trail(harbor):
    sam = of_user(member(harbor))
    asked = {"org": harbor, "by": sam, "now": NOW}

    row = verbs.create(**asked, code="summer-5", percent_off=Decimal(5))
    verbs.change(**asked, ref=row.public_id, amount_off_minor=500)

    found = AuditEvent.objects.filter(subject=row.public_id).values_list("verb", "facts")
    assert [verb for verb, _ in found] == ["promo.created", "promo.changed"]
    assert found[1][1] == {
        "before": {"percent_off": "5", "amount_off_minor": None},
        "after": {"percent_off": None, "amount_off_minor": 500},
    }
    assert PromoCode.objects.get().code == "SUMMER-5"
