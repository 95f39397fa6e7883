"""Reads plans and supply for the engine, in a fixed number of queries however much there is.

`wants` and `plans` say how variants are run (a query each), `resources_of` what they may be given
(one), `supply` what is out of use and taken around a window (three). Rows travel as plain tuples:
these are the hottest reads of the product, and model instances cost more than the queries.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from orgs.models import Organization
from scheduling.engine import recurrence
from scheduling.engine.types import (
    Blocked,
    FixedDate,
    Need,
    Plan,
    Resource,
    Rule,
    RuleKind,
    Run,
    Span,
    Supply,
    Use,
    Window,
)
from scheduling.models import (
    Allocation,
    Block,
    Claim,
    EventStatus,
    Occurrence,
    Offering,
    Publication,
    Requirement,
    ScheduleRule,
    Variant,
)
from scheduling.models import Resource as ResourceRow
from scheduling.models.resources import Per


@dataclass(slots=True)
class Wanted:
    """One requirement before its pool is known."""

    id: int
    quantity: int
    per_person: bool
    named: list[int]
    kind: str
    attributes: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stock:
    """Resources as stored, before the blocks of a window are known."""

    rows: dict[int, ResourceRow]

    def pool(self, wanted: Wanted) -> tuple[int, ...]:
        """The resources that could serve this requirement, in key order."""
        if wanted.named:
            return tuple(pk for pk in sorted(wanted.named) if pk in self.rows)
        return tuple(
            pk
            for pk, row in self.rows.items()
            if row.kind == wanted.kind and _has(row.attributes, wanted.attributes)
        )


def _has(attributes: dict[str, Any], asked: dict[str, Any]) -> bool:
    """Whether each asked attribute is there; of a list, each asked word must be in it."""
    for key, wish in asked.items():
        found = attributes.get(key)
        if isinstance(found, list):
            wishes = wish if isinstance(wish, list) else [wish]
            if not all(one in found for one in wishes):
                return False
        elif found != wish:
            return False
    return True


def wants(organization: Organization, offerings: Iterable[int]) -> dict[int, list[Wanted]]:
    """What runs of these offerings need, by offering. One query."""
    needs: dict[int, dict[int, Wanted]] = defaultdict(dict)
    rows = (
        Requirement.objects.of(organization)
        .filter(offering__in=list(offerings))
        .order_by("id")
        .values_list(
            "offering_id", "id", "quantity", "per", "kind", "attributes", "resources__id"
        )
    )
    for offering, pk, quantity, per, kind, attributes, resource in rows:
        wanted = needs[offering].setdefault(
            pk, Wanted(pk, quantity, per == Per.PERSON, [], kind, attributes)
        )
        if resource is not None:
            wanted.named.append(resource)
    return {offering: list(found.values()) for offering, found in needs.items()}


def resources_of(
    organization: Organization, wanted: dict[int, list[Wanted]]
) -> QuerySet[ResourceRow, ResourceRow]:
    """The rows that could serve these requirements, in key order: the order of locking."""
    every = [one for needed in wanted.values() for one in needed]
    named = {pk for one in every for pk in one.named}
    kinds = {one.kind for one in every if not one.named and one.kind}
    return (
        ResourceRow.objects.of(organization)
        .filter(Q(pk__in=named) | Q(kind__in=kinds), archived_at=None)
        .order_by("pk")
    )


def plans(
    variants: Sequence[Variant], wanted: dict[int, list[Wanted]], stock: Stock
) -> dict[int, Plan]:
    """The recipe of each variant, by its key. One query, for the rules.

    The variants come with their offering and its calendar.
    """
    rules = _rules(variants)
    needs = {
        offering: tuple(
            Need(one.id, stock.pool(one), one.quantity, one.per_person) for one in needed
        )
        for offering, needed in wanted.items()
    }
    return {
        variant.pk: _plan(
            variant, rules.get(variant.offering_id, ()), needs.get(variant.offering_id, ())
        )
        for variant in variants
    }


def _plan(variant: Variant, rules: tuple[Rule, ...], needs: tuple[Need, ...]) -> Plan:
    offering = variant.offering
    return Plan(
        offering_id=offering.pk,
        variant_id=variant.pk,
        zone=offering.timezone,
        duration=variant.duration_minutes,
        capacity=variant.capacity,
        rules=rules,
        needs=needs,
        buffer_before=variant.buffer_before_minutes,
        buffer_after=variant.buffer_after_minutes,
        parallel=offering.parallel,
        lead=offering.lead_time_minutes,
        horizon=offering.horizon_days,
        max_party=offering.max_party,
        exclusive=offering.exclusive,
        published=_is_open(offering),
    )


def _is_open(offering: Offering) -> bool:
    """Whether it is sold at all: published, on a living calendar, and not called off."""
    called_off = offering.event_status in (EventStatus.CANCELLED, EventStatus.POSTPONED)
    published = offering.status == Publication.PUBLISHED
    return published and offering.calendar.archived_at is None and not called_off


def _rules(variants: Sequence[Variant]) -> dict[int, tuple[Rule, ...]]:
    if not variants:
        return {}
    grouped: dict[int, list[Rule]] = defaultdict(list)
    rows = (
        ScheduleRule.objects.of(variants[0].offering.organization)
        .filter(offering__in={variant.offering_id for variant in variants})
        .order_by("id")
        .values_list(
            "offering_id", "id", "kind", "weekdays", "rrule", "start_times", "windows",
            "step_minutes", "dates", "starts_on", "ends_on", "skip_dates", "add_dates",
        )
    )  # fmt: skip
    for offering, *row in rows:
        grouped[offering].append(rule_from(*row))
    return {offering: tuple(rules) for offering, rules in grouped.items()}


def rule_from(  # noqa: PLR0913 - one argument a column
    pk: int,
    kind: str,
    weekdays: list[int],
    rrule: str,
    start_times: list[int],
    windows: list[list[int]],
    step: int,
    dates: list[list[Any]],
    starts_on: date | None,
    ends_on: date | None,
    skip_dates: list[str],
    add_dates: list[str],
) -> Rule:
    """The engine's rule of a stored one (shapes in `ScheduleRule`)."""
    return Rule(
        id=pk,
        kind=RuleKind(kind),
        weekdays=frozenset(weekdays),
        rrule=rrule,
        times=tuple(start_times),
        windows=tuple(Window(*window) for window in windows),
        step=step,
        dates=tuple(_fixed(*one) for one in dates),
        starts_on=starts_on,
        ends_on=ends_on,
        skip_dates=frozenset(map(date.fromisoformat, skip_dates)),
        add_dates=frozenset(map(date.fromisoformat, add_dates)),
    )


def _fixed(wall: str, minutes: int, fold: int = 0) -> FixedDate:
    return FixedDate(datetime.fromisoformat(wall).replace(fold=fold), minutes)


def reach(plans: Iterable[Plan], stock: Stock, window: Span) -> Span:
    """The window, widened by all that could bear on a run starting or ending in it."""
    turnaround = max((row.turnaround_minutes for row in stock.rows.values()), default=0)
    before = turnaround + max((plan.buffer_before for plan in plans), default=0)
    after = turnaround + max((_longest(plan) + plan.buffer_after for plan in plans), default=0)
    return Span(window.start - timedelta(minutes=before), window.end + timedelta(minutes=after))


def _longest(plan: Plan) -> int:
    dated = (one.minutes for rule in plan.rules for one in rule.dates)
    return max(plan.duration, max(dated, default=0))


def supply(
    organization: Organization, found: Sequence[Plan], stock: Stock, window: Span, now: datetime
) -> Supply:
    """What exists and what is taken around the window at `now`. Three queries."""
    around = reach(found, stock, window)
    return Supply(
        resources=_resources(organization, stock, around),
        uses=_uses(organization, list(stock.rows), around, now),
        runs=runs(organization, {plan.offering_id for plan in found}, around, now),
    )


def _resources(organization: Organization, stock: Stock, window: Span) -> dict[int, Resource]:
    blocks = _blocks(organization, stock, window)
    return {
        pk: Resource(
            id=pk,
            units=row.units,
            seats=row.seats,
            turnaround=row.turnaround_minutes,
            zone=row.timezone,
            windows=tuple(Window(*hours) for hours in row.weekly_hours),
            blocks=tuple(blocks.get(pk, ())),
        )
        for pk, row in stock.rows.items()
    }


def _blocks(organization: Organization, stock: Stock, window: Span) -> dict[int, list[Blocked]]:
    if not stock.rows:
        return {}
    rows = (
        Block.objects.of(organization)
        .filter(resource__in=list(stock.rows), starts_at__lt=window.end)
        .exclude(rrule="", ends_at__lte=window.start)
        .values_list("resource_id", "id", "starts_at", "ends_at", "rrule")
    )
    blocks: dict[int, list[Blocked]] = defaultdict(list)
    for resource, pk, starts_at, ends_at, rrule in rows:
        span = Span(starts_at, ends_at)
        zone = stock.rows[resource].timezone
        spans = recurrence.repeated_spans(span, rrule, zone, window) if rrule else [span]
        blocks[resource].extend(Blocked(pk, one) for one in spans)
    return blocks


def _uses(
    organization: Organization, resources: list[int], window: Span, now: datetime
) -> tuple[Use, ...]:
    if not resources:
        return ()
    rows = (
        Allocation.objects.of(organization)
        .live(now)
        .filter(resource__in=resources, starts_at__lt=window.end, ends_at__gt=window.start)
        .values_list(
            "resource_id", "occurrence_id", "occurrence__offering_id", "starts_at", "ends_at",
            "occurrence__starts_at", "occurrence__ends_at", "units",
        )
    )  # fmt: skip
    return tuple(
        Use(resource, run, offering, Span(starts, ends), Span(first, last), units)
        for resource, run, offering, starts, ends, first, last, units in rows
    )


def runs(
    organization: Organization, offerings: set[int], window: Span, now: datetime
) -> tuple[Run, ...]:
    """Stored runs of these offerings that touch the window, with the seats taken. One query."""
    live = Q(claims__released_at=None) & (Q(claims__until=None) | Q(claims__until__gt=now))
    rows = (
        Occurrence.objects.of(organization)
        .filter(offering__in=offerings, starts_at__lt=window.end, ends_at__gt=window.start)
        .annotate(taken=Coalesce(Sum("claims__seats", filter=live), 0))
        .values_list(
            "id", "offering_id", "variant_id", "starts_at", "ends_at", "seats", "taken",
            "private", "cancelled_at", "seats_set",
        )
    )  # fmt: skip
    return tuple(
        Run(pk, offering, variant, Span(starts, ends), seats, taken, private, bool(gone), fixed)
        for pk, offering, variant, starts, ends, seats, taken, private, gone, fixed in rows
    )


def with_holders(supply: Supply, organization: Organization, now: datetime) -> Supply:
    """The supply with one booking's public id on each use, for explanations. One query."""
    rows = (
        Claim.objects.of(organization)
        .live(now)
        .filter(occurrence__in={use.run_id for use in supply.uses})
        .values_list("occurrence")
        .annotate(first=Min("holder"))
    )
    named = dict(rows)
    uses = tuple(use._replace(holder=named.get(use.run_id, "")) for use in supply.uses)
    return replace(supply, uses=uses)
