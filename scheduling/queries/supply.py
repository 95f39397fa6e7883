"""Resources and their blocks as staff see them."""

from collections.abc import Iterable

from django.db.models import QuerySet

from orgs.errors import NotFound
from orgs.models import Organization
from scheduling.availability import Slot
from scheduling.models import Block, Resource


def resources(organization: Organization) -> QuerySet[Resource]:
    """All resources of an organization with their places, the archived too."""
    rows: QuerySet[Resource] = Resource.objects.of(organization).select_related(
        "organization", "location"
    )
    return rows


def resource(organization: Organization, public_id: str) -> Resource:
    """One of them. Raises NotFound."""
    found = resources(organization).filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def blocks(resource: Resource) -> QuerySet[Block]:
    """The blocks of a resource."""
    rows: QuerySet[Block] = Block.objects.of(resource.organization).filter(resource=resource)
    return rows


def public_ids_of_causes(
    organization: Organization, slots: Iterable[Slot]
) -> dict[tuple[str, int], str]:
    """Public ids of the resources and blocks named in reasons, by kind and key. Two queries."""
    reasons = [reason for slot in slots for reason in slot.reasons]
    wanted = {
        "resource": {one.resource_id for one in reasons if one.resource_id is not None},
        "block": {one.block_id for one in reasons if one.block_id is not None},
    }
    tables = {
        "resource": Resource.objects.of(organization),
        "block": Block.objects.of(organization),
    }
    return {
        (kind, pk): public_id
        for kind, rows in tables.items()
        for pk, public_id in rows.filter(pk__in=wanted[kind]).values_list("pk", "public_id")
    }
