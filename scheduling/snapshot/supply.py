"""What exists and what is taken around a window: the part that bookings change."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Min, Q, Sum
from django.db.models.functions import Coalesce

from orgs.models import Organization
from scheduling.engine import recurrence
from scheduling.engine.types import Blocked, Plan, Resource, Run, Span, Supply, Use, Window
from scheduling.models import Allocation, Block, Claim, Occurrence
from scheduling.snapshot.plans import Stock


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
        resources=resources(organization, stock, around),
        uses=_uses(organization, list(stock.rows), around, now),
        runs=runs(organization, {plan.offering_id for plan in found}, around, now),
    )


def resources(organization: Organization, stock: Stock, window: Span) -> dict[int, Resource]:
    """The stock with its blocks in the window, by key. One query."""
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
    organization: Organization, keys: list[int], window: Span, now: datetime
) -> tuple[Use, ...]:
    if not keys:
        return ()
    rows = (
        Allocation.objects.of(organization)
        .live(now)
        .filter(resource__in=keys, starts_at__lt=window.end, ends_at__gt=window.start)
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
