"""Policies and add-ons as staff see them."""

from django.db.models import QuerySet

from orgs.errors import NotFound
from orgs.models import Organization
from scheduling.models import AddOn, Policy


def policies(organization: Organization) -> QuerySet[Policy]:
    """All policies of an organization, the archived too."""
    rows: QuerySet[Policy] = Policy.objects.of(organization).select_related("organization")
    return rows


def policy(organization: Organization, public_id: str) -> Policy:
    """One of them. Raises NotFound."""
    found = policies(organization).filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def add_ons(organization: Organization) -> QuerySet[AddOn]:
    """All add-ons of an organization, those off sale too."""
    rows: QuerySet[AddOn] = AddOn.objects.of(organization).select_related("organization")
    return rows.prefetch_related("requirements__resources")


def add_on(organization: Organization, public_id: str) -> AddOn:
    """One of them. Raises NotFound."""
    found = add_ons(organization).filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found
