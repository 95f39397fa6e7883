"""Questions about the ground floor that many routes ask."""

from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from orgs.errors import NotFound
from orgs.models import Location, Member, Organization, TenantModel, User


def one(rows: QuerySet[Any], public_id: str) -> Any:
    """The row with this id among these; NotFound for a missing one and for somebody else's."""
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def memberships(user: User) -> QuerySet[Member]:
    """A user's memberships with their organizations, by name."""
    rows: QuerySet[Member] = Member.objects.of_user(user).select_related("organization")
    return rows.order_by("organization__name", "id")


def members(org: Organization) -> QuerySet[Member]:
    """Everybody who works there, with their user."""
    rows: QuerySet[Member] = Member.objects.of(org).select_related("user", "organization")
    return rows


def has_prices(org: Organization) -> bool:
    """Whether any row of its tables, of whatever app, has an amount in its currency."""
    tables = [model for model in apps.get_models() if issubclass(model, TenantModel)]
    return any(
        table.objects.of(org).filter(table.PRICED).exists()
        for table in tables
        if table.PRICED is not None and not table._meta.proxy
    )


def locations(org: Organization) -> QuerySet[Location]:
    """All its places, archived ones too."""
    rows: QuerySet[Location] = Location.objects.of(org).select_related("organization")
    return rows
