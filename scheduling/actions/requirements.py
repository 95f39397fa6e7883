"""What the runs of an offering need. Runs that have their resources keep them."""

from collections.abc import Sequence

from django.db.models import Q

from scheduling.actions import rows
from scheduling.actions.faults import Spot
from scheduling.actions.given import RequirementGiven
from scheduling.models import Offering, Requirement, Resource
from scheduling.models.resources import Per

COLUMNS = ("kind", "attributes", "quantity", "per")


def replace(offering: Offering, given: Sequence[RequirementGiven], spot: Spot) -> None:
    """Makes the offering's needs those given; nothing if there is a fault."""
    known = {need.public_id: need for need in _stored(offering)}
    kept = []
    for place, one in enumerate(given):
        need = _need(offering, known, one, spot.at(place))
        pool = rows.all_referred(
            _resources(offering), one.get("resources", []), spot.at(place, "resources")
        )
        kept.append((need, pool, one))
    if spot.is_faulty:
        return
    for need in known.values():
        need.delete()
    for need, pool, one in kept:
        need.save()
        if "resources" in one or "kind" in one:
            need.resources.set(pool)


def name_resources(offering: Offering, public_ids: Sequence[str], spot: Spot) -> None:
    """Makes these the resources that every run needs, one need each; other needs stay."""
    wanted = rows.all_referred(_resources(offering), public_ids, spot)
    if spot.is_faulty:
        return
    missing = {resource.pk: resource for resource in wanted}
    for need in _stored(offering):
        pool = plain_resource(need)
        if pool is not None and missing.pop(pool.pk, None) is None:
            need.delete()
    for resource in missing.values():
        need = Requirement.objects.create(organization=offering.organization, offering=offering)
        need.resources.set([resource])


def plain_resource(need: Requirement) -> Resource | None:
    """The one resource that a need of the simplest form names: one unit of it, per run."""
    pool = list(need.resources.all())
    is_plain = len(pool) == 1 and need.quantity == 1 and need.per == Per.RUN
    return pool[0] if is_plain else None


def _stored(offering: Offering) -> list[Requirement]:
    needs = Requirement.objects.of(offering.organization).filter(offering=offering)
    return list(needs.order_by("pk").prefetch_related("resources"))


def _resources(offering: Offering):  # type: ignore[no-untyped-def]
    """What may be named: all that is in use, and what was named before it was put away."""
    named = Q(requirements__offering=offering)
    return Resource.objects.of(offering.organization).filter(Q(archived_at=None) | named).distinct()


def _need(
    offering: Offering, known: dict[str, Requirement], given: RequirementGiven, spot: Spot
) -> Requirement:
    """The stored need taken out of `known`, so that an id counts once, or a new one; filled."""
    need = Requirement(organization=offering.organization, offering=offering)
    if "id" in given:
        found = known.pop(given["id"], None)
        if found is None:
            spot.at("id").is_wrong("not_found", "This offering has no such need to change.")
        need = found or need
    if "resources" in given or "kind" in given:
        need.kind, need.attributes = "", {}
        _check_one_way(given, spot)
    elif "id" not in given:
        spot.at("resources").is_missing()
    rows.copy(need, given, COLUMNS)
    return need


def _check_one_way(given: RequirementGiven, spot: Spot) -> None:
    """Resources are named, or described by kind and attributes."""
    is_named, is_described = bool(given.get("resources")), bool(given.get("kind"))
    if is_named and (is_described or given.get("attributes")):
        spot.at("kind").is_wrong("contradiction", "Name resources, or a kind of them, not both.")
    if not is_named and not is_described:
        spot.at("resources").is_missing()
