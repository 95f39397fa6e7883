"""The organization itself."""

from collections.abc import Callable
from typing import Any

import pytest

from embed.page import theme_of
from orgs.models import AuditEvent, Organization, Role
from scheduling.models import AddOn
from tests.client import Api, faults, problem
from tests.factories import (
    CalendarFactory,
    EventFactory,
    MemberFactory,
    OrganizationFactory,
    PolicyFactory,
    PromoCodeFactory,
    TourFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> MemberFactory:
    return MemberFactory(role=Role.ADMIN, organization__slug="harbor")


def path_of(admin: MemberFactory) -> str:
    return f"/api/orgs/{admin.organization.public_id}"


def test_a_member_reads_their_organization(admin: MemberFactory) -> None:
    response = Api(admin.user).get(path_of(admin))

    assert (response.status_code, response.json()) == (
        200,
        {
            "id": admin.organization.public_id,
            "slug": "harbor",
            "name": "Harbor Tours",
            "timezone": "America/New_York",
            "currency": "USD",
            "locale": "en",
            "taxPercent": 0,
            "brand": {},
            "retentionDays": None,
            "role": "ADMIN",
            "createdAt": response.json()["createdAt"],
            "updatedAt": response.json()["updatedAt"],
        },
    )


def test_an_admin_changes_it_and_is_written_down(admin: MemberFactory) -> None:
    body = {
        "name": "Harbor",
        "locale": "de-AT",
        "brand": {"brand": "#0f6b5c", "website": "https://harbor.example"},
        "retentionDays": 365,
    }

    response = Api(admin.user).patch(path_of(admin), body)

    assert response.status_code == 200
    assert {name: response.json()[name] for name in body} == body
    entry = AuditEvent.objects.of(admin.organization).get()
    assert entry.verb == "organization.changed"
    assert entry.facts == {
        "before": {"name": "Harbor Tours", "locale": "en", "brand": {}, "retention_days": None},
        "after": {
            "name": "Harbor",
            "locale": "de-AT",
            "brand": {"brand": "#0f6b5c", "website": "https://harbor.example"},
            "retention_days": 365,
        },
    }


def test_a_brand_colour_is_the_one_that_calendars_inherit(admin: MemberFactory) -> None:
    calendar = CalendarFactory(organization=admin.organization)

    Api(admin.user).patch(path_of(admin), {"brand": {"brand": "#a3401f"}})

    calendar.refresh_from_db()
    assert theme_of(calendar).brand == "#a3401f"
    assert Api(admin.user).get(path_of(admin)).json()["brand"] == {"brand": "#a3401f"}


def test_a_slug_of_another_is_taken(admin: MemberFactory) -> None:
    OrganizationFactory(slug="pier")

    response = Api(admin.user).patch(path_of(admin), {"slug": "pier"})

    assert response.status_code == 409
    assert response.json() == problem(
        "duplicate",
        409,
        "This is taken already",
        "Another organization has this slug.",
        field="slug",
    )


def test_a_currency_changes_while_nothing_is_priced(admin: MemberFactory) -> None:
    org = admin.organization
    calendar = CalendarFactory(organization=org)
    EventFactory(organization=org, calendar=calendar)
    AddOn.objects.create(organization=org, name="Map, for nothing", price_minor=0)
    PolicyFactory(organization=org)
    PromoCodeFactory(organization=org)
    TourFactory()  # Of another house.

    response = Api(admin.user).patch(path_of(admin), {"currency": "CAD"})

    assert (response.status_code, response.json()["currency"]) == (200, "CAD")


@pytest.mark.parametrize(
    "priced",
    [
        lambda org: TourFactory(organization=org),
        lambda org: TourFactory(organization=org, price__price_minor=None, seats__price_minor=4500),
        lambda org: AddOn.objects.create(organization=org, name="Lunch", price_minor=1200),
        lambda org: EventFactory(
            organization=org, group_discounts=[{"minSeats": 4, "amountOff": 500}]
        ),
        lambda org: PolicyFactory(organization=org, deposit_minor=2000),
        lambda org: PolicyFactory(
            organization=org, cancel_steps=[{"hoursBefore": 5, "refundPercent": "9", "fee": 500}]
        ),
        lambda org: PromoCodeFactory(organization=org, percent_off=None, amount_off_minor=500),
    ],
    ids=["rate", "variant", "add-on", "discount", "deposit", "fee", "promo code"],
)
def test_a_currency_in_use_stays(
    admin: MemberFactory, priced: Callable[[Organization], Any]
) -> None:
    priced(admin.organization)

    response = Api(admin.user).patch(path_of(admin), {"currency": "CAD", "name": "New"})

    assert response.status_code == 409
    assert response.json() == problem(
        "currency_in_use",
        409,
        "The currency is in use",
        "There are prices or bookings in USD, so the currency stays.",
        currency="USD",
    )
    admin.organization.refresh_from_db()
    assert (admin.organization.currency, admin.organization.name) == ("USD", "Harbor Tours")


def test_the_same_currency_is_no_change(admin: MemberFactory) -> None:
    TourFactory(organization=admin.organization)

    assert Api(admin.user).patch(path_of(admin), {"currency": "USD"}).status_code == 200


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"name": ""}, ("/name", "blank")),
        ({"slug": "a b"}, ("/slug", "invalid")),
        ({"timezone": "Mars/Olympus"}, ("/timezone", "unknown_zone")),
        ({"currency": "EURO"}, ("/currency", "unknown_currency")),
        ({"locale": "english!"}, ("/locale", "invalid")),
        ({"brand": {"brand": "red"}}, ("/brand/brand", "invalid")),
        ({"brand": {"logo": "javascript:alert(1)"}}, ("/brand/logo", "invalid")),
        ({"retentionDays": 0}, ("/retentionDays", "min_value")),
        ({"id": "org_1"}, ("/id", "unknown_field")),
    ],
)
def test_what_makes_no_sense_is_refused(
    admin: MemberFactory, body: dict[str, object], fault: tuple[str, str]
) -> None:
    assert faults(Api(admin.user).patch(path_of(admin), body)) == [fault]
