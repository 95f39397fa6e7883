"""A small operator to test with: Harbor, its walk, its van. Everything can be overridden."""

from datetime import UTC, date, datetime
from typing import Any

from bookings.parties import Party
from bookings.requests import BookingRequest, Choice, Contact
from orgs.access import Caller
from orgs.models import Member, Organization, Role, User
from scheduling.models import (
    AddOn,
    Calendar,
    Offering,
    OfferingType,
    Rate,
    Requirement,
    Resource,
    ScheduleRule,
    TourKind,
    Variant,
)

NEW_YORK = "America/New_York"
NOW = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
NINE = datetime(2026, 7, 4, 13, 0, tzinfo=UTC)
"""Nine o'clock in New York on 4 July 2026."""
ONE = datetime(2026, 7, 4, 17, 0, tzinfo=UTC)
FOURTH = date(2026, 7, 4)
NINE_AND_ONE = (540, 780)


def organization(slug: str = "harbor", **fields: Any) -> Organization:
    """An operator in New York that takes dollars."""
    given = {"name": slug.title(), "timezone": NEW_YORK, "currency": "USD", **fields}
    return Organization.objects.create(slug=slug, **given)


def member(org: Organization, role: Role = Role.STAFF, name: str = "Sam") -> User:
    """A user of the organization, who signs in as sam@harbor.example with `boat-shoes`."""
    email = f"{name.lower()}@{org.slug}.example"
    user = User.objects.create_user(email, "boat-shoes", name=name)
    Member.objects.create(organization=org, user=user, role=role)
    return user


def calendar(org: Organization, slug: str = "tours", **fields: Any) -> Calendar:
    """A calendar; the same one again for the same slug."""
    found = Calendar.objects.of(org).filter(slug=slug).first()
    given = {"name": slug.title(), **fields}
    return found or Calendar.objects.create(organization=org, slug=slug, **given)


def tour(
    org: Organization,
    *,
    name: str = "Lighthouse walk",
    capacity: int | None = 10,
    minutes: int = 120,
    times: tuple[int, ...] = NINE_AND_ONE,
    price: int = 4500,
    needs: tuple[tuple[Resource, ...], ...] = (),
    variant: dict[str, Any] | None = None,
    **fields: Any,
) -> Offering:
    """A published tour every day at nine and one; `needs` are pools, one of each per run."""
    given = {
        "calendar": calendar(org),
        "type": OfferingType.TOUR,
        "kind": TourKind.RECURRING_PUBLIC,
        "slug": name.lower().replace(" ", "-"),
        "status": "PUBLISHED",
        "timezone": org.timezone,
        **fields,
    }
    row = Offering.objects.create(organization=org, name=name, **given)
    Variant.objects.create(
        organization=org,
        offering=row,
        duration_minutes=minutes,
        capacity=capacity,
        **(variant or {}),
    )
    Rate.objects.create(organization=org, offering=row, label="Adult", price_minor=price)
    ScheduleRule.objects.create(organization=org, offering=row, start_times=list(times))
    for pool in needs:
        Requirement.objects.create(organization=org, offering=row).resources.set(pool)
    return row


def add_on(
    offering: Offering,
    name: str = "Photographer",
    *,
    needs: tuple[tuple[Resource, ...], ...] = (),
    per: str = "RUN",
    sold: str = "BOOKING",
    **fields: Any,
) -> AddOn:
    """An add-on of the offering; `needs` are pools, one of each beside what the run needs."""
    given = {"price_minor": 5000, "max_quantity": 3, "per": sold, **fields}
    row = AddOn.objects.create(organization=offering.organization, name=name, **given)
    for pool in needs:
        need = Requirement.objects.create(organization=row.organization, add_on=row, per=per)
        need.resources.set(pool)
    offering.add_ons.add(row)
    return row


def free_until(hours: int) -> list[dict[str, Any]]:
    """The one step of a policy that gives everything back until so many hours before."""
    return [{"hoursBefore": hours, "refundPercent": "100", "fee": 0}]


def resource(org: Organization, name: str = "Van", **fields: Any) -> Resource:
    """A vehicle that is always there."""
    given = {"kind": "VEHICLE", "timezone": org.timezone, **fields}
    return Resource.objects.create(organization=org, name=name, **given)


def variant_of(offering: Offering) -> Variant:
    """The default variant with all that capacity needs of it."""
    return Variant.objects.select_related("offering__organization", "offering__calendar").get(
        offering=offering, is_default=True
    )


def wanting(
    offering: Offering,
    *,
    seats: int = 2,
    starts_at: datetime = NINE,
    name: str = "Ada",
    party: Party | None = None,
    add_ons: tuple[tuple[str, int], ...] = (),
    promo: str = "",
    **fields: Any,
) -> BookingRequest:
    """What a guest asks for."""
    choice = Choice(
        offering, starts_at, party or Party(seats=seats), add_ons=add_ons, promo_code=promo
    )
    contact = Contact(name=name, email=f"{name.lower()}@example.com")
    return BookingRequest(choice=choice, contact=contact, **fields)


GUEST = Caller()
