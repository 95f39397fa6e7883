"""Rows to test with. People have names: Olga owns, Adam administers, Stella is staff, Tom and
Carla contribute; Sven is the stranger, who owns another house."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from bookings.models import PromoCode, WaitlistEntry
from orgs.models import ApiKey, Location, Member, Organization, Role, User
from orgs.models.keys import KeyKind, digest
from scheduling.models import (
    AddOn,
    Block,
    Calendar,
    Offering,
    OfferingType,
    Policy,
    Publication,
    Rate,
    Resource,
    ResourceKind,
    ScheduleRule,
    Variant,
)

PASSWORD = "seven-oak-lanterns"
NAMES = {
    Role.OWNER: "Olga",
    Role.ADMIN: "Adam",
    Role.STAFF: "Stella",
    Role.TRUSTED_CONTRIBUTOR: "Tom",
    Role.CONTRIBUTOR: "Carla",
}


class OrganizationFactory(DjangoModelFactory):
    """Harbor Tours of New York, which takes dollars."""

    class Meta:
        model = Organization

    name = "Harbor Tours"
    slug = factory.Sequence(lambda number: f"harbor-{number}")
    timezone = "America/New_York"
    currency = "USD"


class UserFactory(DjangoModelFactory):
    """Somebody who can sign in with PASSWORD."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    name = "Stella"
    email = factory.Sequence(lambda number: f"person{number}@harbor.example")
    password = factory.django.Password(PASSWORD)


class MemberFactory(DjangoModelFactory):
    """A person with a role, named after it."""

    class Meta:
        model = Member

    organization = factory.SubFactory(OrganizationFactory)
    role = Role.STAFF
    user = factory.SubFactory(
        UserFactory, name=factory.LazyAttribute(lambda one: NAMES[one.factory_parent.role])
    )


class LocationFactory(DjangoModelFactory):
    """Pier 7."""

    class Meta:
        model = Location

    organization = factory.SubFactory(OrganizationFactory)
    name = "Pier 7"
    city = "New York"
    country = "US"


class ApiKeyFactory(DjangoModelFactory):
    """A secret key; pass `secret`, and `made_by` a member of the organization."""

    class Meta:
        model = ApiKey

    class Params:
        secret = "sk_test_harbor"

    organization = factory.SubFactory(OrganizationFactory)
    name = "Website"
    kind = KeyKind.SECRET
    hint = "sk_test_"
    digest = factory.LazyAttribute(lambda one: digest(one.secret))
    scopes = ["locations:read"]


class CalendarFactory(DjangoModelFactory):
    """The calendar of tours."""

    class Meta:
        model = Calendar

    organization = factory.SubFactory(OrganizationFactory)
    name = "Tours"
    slug = factory.Sequence(lambda number: f"tours-{number}")


class OfferingFactory(DjangoModelFactory):
    """Something published; TourFactory and EventFactory make it whole."""

    class Meta:
        model = Offering
        abstract = True
        skip_postgeneration_save = True

    organization = factory.SubFactory(OrganizationFactory)
    calendar = factory.SubFactory(
        CalendarFactory, organization=factory.SelfAttribute("..organization")
    )
    name = "Harbor at dawn"
    slug = factory.Sequence(lambda number: f"harbor-at-dawn-{number}")
    status = Publication.PUBLISHED
    timezone = factory.SelfAttribute("organization.timezone")
    horizon_days = None


class TourFactory(OfferingFactory):
    """A walk of two hours for ten, every day at nine, at 45 dollars. `seats`, `price`, `times`."""

    type = OfferingType.TOUR
    kind = "RECURRING_PUBLIC"

    @factory.post_generation
    def seats(self, create: bool, extracted: int | None, **fields: Any) -> None:
        """How it is run."""
        given = {"duration_minutes": 120, "capacity": extracted or 10, **fields}
        Variant.objects.create(organization=self.organization, offering=self, **given)

    @factory.post_generation
    def price(self, create: bool, extracted: int | None, **fields: Any) -> None:
        """Its one rate."""
        given = {"label": "Adult", "price_minor": extracted or 4500, **fields}
        Rate.objects.create(organization=self.organization, offering=self, **given)

    @factory.post_generation
    def times(self, create: bool, extracted: list[int] | None, **fields: Any) -> None:
        """Its one rule."""
        given = {"start_times": extracted or [540], **fields}
        ScheduleRule.objects.create(organization=self.organization, offering=self, **given)


class EventFactory(OfferingFactory):
    """A fair on New Year's Day 2035, listed and not bookable."""

    type = OfferingType.EVENT
    name = "Winter fair"
    slug = factory.Sequence(lambda number: f"winter-fair-{number}")

    @factory.post_generation
    def dates(self, create: bool, extracted: Any, **fields: Any) -> None:
        """When it is, and how."""
        owner = {"organization": self.organization, "offering": self}
        Variant.objects.create(duration_minutes=180, **fields, **owner)
        dates = extracted or [["2035-01-01T10:00", 180, 0]]
        ScheduleRule.objects.create(kind="DATES", dates=dates, **owner)


class ResourceFactory(DjangoModelFactory):
    """A van that is always there."""

    class Meta:
        model = Resource

    organization = factory.SubFactory(OrganizationFactory)
    name = "Van"
    kind = ResourceKind.VEHICLE
    timezone = factory.SelfAttribute("organization.timezone")


class BlockFactory(DjangoModelFactory):
    """The van is at the garage."""

    class Meta:
        model = Block

    organization = factory.SubFactory(OrganizationFactory)
    resource = factory.SubFactory(
        ResourceFactory, organization=factory.SelfAttribute("..organization")
    )
    starts_at = datetime(2035, 1, 2, 5, tzinfo=UTC)
    ends_at = datetime(2035, 1, 3, 5, tzinfo=UTC)


class Provider:
    """A payment provider as a path names it; it belongs to nobody."""

    public_id = "sandbox"

    def __init__(self, organization: Organization) -> None: ...


class WaitlistEntryFactory(DjangoModelFactory):
    """Ada, who waits for the walk of New Year's Day 2035."""

    class Meta:
        model = WaitlistEntry

    organization = factory.SubFactory(OrganizationFactory)
    offering = factory.SubFactory(
        TourFactory, organization=factory.SelfAttribute("..organization"), waitlist=True
    )
    starts_at = datetime(2035, 1, 1, 14, tzinfo=UTC)
    wanted_from = factory.SelfAttribute("starts_at")
    wanted_until = datetime(2035, 1, 1, 15, tzinfo=UTC)
    party = factory.LazyAttribute(
        lambda one: [
            {"rateId": rate.public_id, "label": rate.label, "quantity": one.seats}
            for rate in one.offering.rates.all()
        ]
    )
    seats = 2
    name = "Ada"
    email = "ada@example.com"
    locale = "en"
    created_at = updated_at = datetime(2026, 7, 1, 12, tzinfo=UTC)


class PolicyFactory(DjangoModelFactory):
    """Free until a day before."""

    class Meta:
        model = Policy

    organization = factory.SubFactory(OrganizationFactory)
    name = "Flexible"


class AddOnFactory(DjangoModelFactory):
    """Lunch."""

    class Meta:
        model = AddOn

    organization = factory.SubFactory(OrganizationFactory)
    name = "Lunch"
    price_minor = 1250


class PromoCodeFactory(DjangoModelFactory):
    """Ten per cent off for those who know the word."""

    class Meta:
        model = PromoCode
        skip_postgeneration_save = True

    organization = factory.SubFactory(OrganizationFactory)
    code = factory.Sequence(lambda number: f"HARBOR-{number}")
    percent_off = Decimal(10)


# What a parameter of a path names; the walk over all routes makes one in a stranger's house.
ROWS: dict[str, Any] = {
    "member_id": MemberFactory,
    "location_id": LocationFactory,
    "calendar_id": CalendarFactory,
    "tour_id": TourFactory,
    "event_id": EventFactory,
    "resource_id": ResourceFactory,
    "block_id": BlockFactory,
    "provider": Provider,
    "entry_id": WaitlistEntryFactory,
    "policy_id": PolicyFactory,
    "add_on_id": AddOnFactory,
    "promo_id": PromoCodeFactory,
}
