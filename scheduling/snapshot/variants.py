"""Variants as slots show them: with their offering and the price it is announced by. One query."""

from collections.abc import Sequence

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from orgs.prepared import prepared
from scheduling.models import YOUNG, Calendar, Offering, Rate, Variant


def _priced(organization: int) -> QuerySet[Variant, Variant]:
    """Variants with `price_from`: the least price of a grown-up; where all are young, of those.

    And with `policy_asks`: whether the offering's policy has bookings wait for approval.
    """
    least = (
        Rate.objects.of(organization)
        .filter(offering=OuterRef("offering"), is_active=True)
        .annotate(price=Coalesce("price_minor", OuterRef("price_minor")))
        .order_by(
            Case(When(category__in=YOUNG, then=1), default=0), F("price").asc(nulls_last=True)
        )
        .values("price")
    )
    rows = Variant.objects.of(organization).order_by("offering_id", "position", "pk")
    return rows.annotate(
        price_from=Coalesce(Subquery(least[:1]), "price_minor"),
        policy_asks=F("offering__policy__requires_approval"),
    )


@prepared
def _of_one(*, organization: int, offering: int) -> QuerySet[Variant, Variant]:
    return _priced(organization).filter(offering=offering)


@prepared
def _of_some(*, organization: int, offerings: list[int]) -> QuerySet[Variant, Variant]:
    rows = _priced(organization).filter(offering__in=offerings)
    return rows.select_related("offering__organization", "offering__calendar")


@prepared
def _of_calendar(*, organization: int, calendar: int) -> QuerySet[Variant, Variant]:
    published = Offering.objects.of(organization).public().filter(calendar=calendar)
    rows = _priced(organization).filter(offering__in=published)
    return rows.select_related("offering__organization", "offering__calendar")


def variants_of(offering: Offering) -> list[Variant]:
    """The variants of one offering, in their order."""
    found = _of_one(organization=offering.organization_id, offering=offering.pk)
    for variant in found:
        variant.offering = offering
    return found


def variants_in(calendar: Calendar) -> list[Variant]:
    """Those of all published offerings of a calendar."""
    return _of_calendar(organization=calendar.organization_id, calendar=calendar.pk)


def variants_among(offerings: Sequence[Offering]) -> list[Variant]:
    """Those of some offerings of one organization; at least one."""
    keys = [offering.pk for offering in offerings]
    return _of_some(organization=offerings[0].organization_id, offerings=keys)
