"""What the runs of an offering need, or its add-ons. Runs that have their resources keep them."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop as _

from scheduling.actions import rows
from scheduling.actions.faults import Spot
from scheduling.actions.given import RequirementGiven
from scheduling.models import AddOn, Offering, Requirement, Resource
from scheduling.models.resources import Per

COLUMNS = ("kind", "attributes", "quantity", "per")


class Need(NamedTuple):
    """A requirement and the pool it will name; None: the pool stays as it is."""

    row: Requirement
    pool: list[Resource] | None


def drafted(owner: Offering | AddOn, given: Sequence[RequirementGiven], spot: Spot) -> list[Need]:
    """The needs as they will be, unsaved; notes what is wrong with them."""
    known = {need.public_id: need for need in _stored(owner)}
    return [_need(owner, known, one, spot.at(place)) for place, one in enumerate(given)]


def named(owner: Offering | AddOn, public_ids: Sequence[str], spot: Spot) -> list[Resource]:
    """The resources that ids name: those in use, and those named before they were put away."""
    everything = Resource.objects.of(owner.organization)
    before = {one.pk for need in _stored(owner) for one in need.resources.all()}
    usable = everything.filter(Q(archived_at=None) | Q(pk__in=before))
    return rows.all_referred(usable, public_ids, spot)


def replace(owner: Offering | AddOn, kept: Sequence[Need]) -> None:
    """Makes these the needs of an offering or an add-on."""
    _stored(owner).exclude(pk__in=[need.row.pk for need in kept if need.row.pk]).delete()
    for need in kept:
        need.row.save()
        if need.pool is not None:
            need.row.resources.set(need.pool)


def name_resources(offering: Offering, wanted: Sequence[Resource]) -> None:
    """Makes these the resources that every run needs, one need each; other needs stay."""
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


def _stored(owner: Offering | AddOn) -> QuerySet[Requirement]:
    needs = Requirement.objects.of(owner.organization)
    own = needs.filter(**_of(owner)) if owner.pk else needs.none()
    return own.order_by("pk").prefetch_related("resources")


def _of(owner: Offering | AddOn) -> dict[str, Offering | AddOn]:
    return {"add_on" if isinstance(owner, AddOn) else "offering": owner}


def _need(
    owner: Offering | AddOn, known: dict[str, Requirement], given: RequirementGiven, spot: Spot
) -> Need:
    """The stored need taken out of `known`, so that an id counts once, or a new one; filled."""
    need = Requirement(organization=owner.organization, **_of(owner))
    if "id" in given:
        found = known.pop(given["id"], None)
        if found is None:
            spot.at("id").is_wrong("not_found", "There is no such need to change here.")
        need = found or need
    if "resources" in given or "kind" in given:
        need.kind, need.attributes = "", {}
        _check_one_way(given, spot)
    elif "id" not in given:
        spot.at("resources").is_missing()
    rows.copy(need, given, COLUMNS)
    if "resources" not in given and "kind" not in given:
        return Need(need, None)
    return Need(need, named(owner, given.get("resources", []), spot.at("resources")))


def _check_one_way(given: RequirementGiven, spot: Spot) -> None:
    """Resources are named, or described by kind and attributes."""
    is_named, is_described = bool(given.get("resources")), bool(given.get("kind"))
    if is_named and (is_described or given.get("attributes")):
        spot.at("kind").is_wrong("contradiction", _("Name resources, or a kind of them, not both."))
    if not is_named and not is_described:
        spot.at("resources").is_missing()
