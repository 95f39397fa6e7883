"""Calendars and offerings as staff see them."""

from datetime import datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet

from orgs.errors import NotFound
from orgs.models import Organization
from scheduling.engine import recurrence
from scheduling.engine.types import Span
from scheduling.models import Calendar, Offering, OfferingType, Publication, Rate, Requirement


def calendars(organization: Organization) -> QuerySet[Calendar]:
    """All calendars of an organization, the archived too."""
    rows: QuerySet[Calendar] = Calendar.objects.of(organization)
    return rows


def calendar(organization: Organization, public_id: str) -> Calendar:
    """One of them. Raises NotFound."""
    found = calendars(organization).filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def offerings(organization: Organization) -> QuerySet[Offering]:
    """Offerings with all that a full view shows: seven queries, however many there are."""
    rows: QuerySet[Offering] = (
        Offering.objects.of(organization)
        .select_related("organization", "calendar", "location", "policy")
        .prefetch_related(
            "variants",
            Prefetch("rates", Rate.objects.of(organization).filter(is_active=True)),
            "rules",
            Prefetch("requirements", Requirement.objects.of(organization).order_by("pk")),
            "requirements__resources",
            "add_ons",
        )
    )
    return rows


def of_type(organization: Organization, type_: OfferingType) -> QuerySet[Offering]:
    """Those of one type."""
    return offerings(organization).filter(type=type_)


def offering(organization: Organization, type_: OfferingType, public_id: str) -> Offering:
    """One offering of a type, with all that a full view shows. Raises NotFound."""
    found = of_type(organization, type_).filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def matching(
    rows: QuerySet[Offering],
    *,
    calendar: str = "",
    status: str = "",
    kind: str = "",
    text: str = "",
) -> QuerySet[Offering]:
    """The rows that a list asks for: without a status all but the archived.

    `calendar` is a public id; `text` is looked for in name, summary and slug.
    """
    rows = rows.filter(status=status) if status else rows.exclude(status=Publication.ARCHIVED)
    if calendar:
        rows = rows.filter(calendar__public_id=calendar)
    if kind:
        rows = rows.filter(kind=kind)
    for word in text.split():
        rows = rows.filter(
            Q(name__icontains=word) | Q(summary__icontains=word) | Q(slug__icontains=word)
        )
    return rows


def fixed_dates(offering: Offering) -> list[Span]:
    """The dates of an event that came with its rules, in order."""
    return sorted(
        Span(start, start + timedelta(minutes=minutes))
        for rule in offering.rules.all()
        for wall, minutes, fold in rule.dates
        for start in [
            recurrence.instant(datetime.fromisoformat(wall).replace(fold=fold), offering.timezone)
        ]
    )
