"""The hot reads, each put together once: what they return stands in their last line."""

from datetime import datetime
from typing import Any

from django.db.models import Case, Min, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from orgs.prepared import prepared
from scheduling.models import Allocation, Block, Claim, Occurrence, Requirement, ScheduleRule
from scheduling.models import Resource as ResourceRow


@prepared
def requirements(*, organization: int, offerings: list[int]) -> QuerySet[Any, Any]:
    """What runs of these offerings need, a row for each resource that is named."""
    rows = Requirement.objects.of(organization).filter(offering__in=offerings).order_by("id")
    return rows.values_list(
        "offering_id", "id", "quantity", "per", "kind", "attributes", "resources__id"
    )


@prepared
def extra_requirements(*, organization: int, add_ons: list[int]) -> QuerySet[Any, Any]:
    """What these add-ons need, a row for each resource that is named."""
    rows = Requirement.objects.of(organization).filter(add_on__in=add_ons).order_by("id")
    return rows.values_list(
        "add_on_id", "id", "quantity", "per", "kind", "attributes", "resources__id"
    )


@prepared
def resources(
    *, organization: int, named: list[int], kinds: list[str]
) -> QuerySet[ResourceRow, ResourceRow]:
    """Resources that could serve, in key order."""
    return _serving(organization, named, kinds)


@prepared
def locked_resources(
    *, organization: int, named: list[int], kinds: list[str]
) -> QuerySet[ResourceRow, ResourceRow]:
    """The same, locked."""
    rows = _serving(organization, named, kinds)
    return rows.select_for_update(no_key=True, of=("self",))


def _serving(
    organization: int, named: list[int], kinds: list[str]
) -> QuerySet[ResourceRow, ResourceRow]:
    asked = Q(pk__in=named) | Q(kind__in=kinds)
    return ResourceRow.objects.of(organization).filter(asked, archived_at=None).order_by("pk")


@prepared
def rules(*, organization: int, offerings: list[int]) -> QuerySet[Any, Any]:
    """Where starts come from: the offering and its minimum, then the arguments of `rule_from`.

    An offering's own minimum stands above its policy's, with its own time to decide.
    """
    rows = ScheduleRule.objects.of(organization).filter(offering__in=offerings).order_by("id")
    hours = Case(
        When(offering__minimum_seats=None, then="offering__policy__decide_hours_before"),
        default="offering__decide_hours_before",
    )
    return rows.values_list(
        "offering_id", Coalesce("offering__minimum_seats", "offering__policy__minimum_seats", 0),
        Coalesce(hours, 0), "id", "kind", "weekdays", "rrule", "start_times", "windows",
        "step_minutes", "dates", "starts_on", "ends_on", "skip_dates", "add_dates",
    )  # fmt: skip


@prepared
def blocks(
    *, organization: int, resources: list[int], start: datetime, end: datetime
) -> QuerySet[Any, Any]:
    """Blocks that touch the span, and every repeated one that began before its end."""
    rows = Block.objects.of(organization).filter(resource__in=resources, starts_at__lt=end)
    return rows.exclude(rrule="", ends_at__lte=start).values_list(
        "resource_id", "id", "starts_at", "ends_at", "rrule"
    )


@prepared
def uses(
    *,
    organization: int,
    resources: list[int],
    runs: list[int],
    start: datetime,
    end: datetime,
    now: datetime,
) -> QuerySet[Any, Any]:
    """Live allocations of these resources, or of these runs, that touch the span."""
    rows = Allocation.objects.of(organization).live(now)
    asked = Q(resource__in=resources) | Q(occurrence__in=runs)
    inside = rows.filter(asked, starts_at__lt=end, ends_at__gt=start)
    return inside.values_list("resource_id", "occurrence_id", "starts_at", "ends_at", "units")


@prepared
def runs(
    *, organization: int, offerings: list[int], start: datetime, end: datetime, now: datetime
) -> QuerySet[Any, Any]:
    """Stored runs that touch the span, with the seats of their live claims."""
    live = Q(claims__released_at=None) & (Q(claims__until=None) | Q(claims__until__gt=now))
    rows = Occurrence.objects.of(organization).filter(offering__in=offerings)
    taken = Coalesce(Sum("claims__seats", filter=live), 0)
    firm = Coalesce(Sum("claims__seats", filter=live & Q(claims__until=None)), 0)
    inside = rows.filter(starts_at__lt=end, ends_at__gt=start).annotate(taken=taken, firm=firm)
    return inside.values_list(
        "id", "offering_id", "variant_id", "starts_at", "ends_at", "seats", "taken",
        "private", "cancelled_at", "seats_set", "firm", "runs_anyway", "decides_at",
    )  # fmt: skip


@prepared
def guests(*, organization: int, runs: list[int], now: datetime) -> QuerySet[Any, Any]:
    """For each run its bare span and one booking on it."""
    rows = Claim.objects.of(organization).live(now).filter(occurrence__in=runs)
    spans = rows.values_list("occurrence", "occurrence__starts_at", "occurrence__ends_at")
    return spans.annotate(first=Min("holder"))
