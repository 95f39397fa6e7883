"""What exists and what is taken around a window: the part that bookings change."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from orgs.models import Organization
from scheduling.engine import recurrence
from scheduling.engine.types import Blocked, Plan, Resource, Run, Span, Supply, Use, Window
from scheduling.models import Resource as ResourceRow
from scheduling.snapshot import reads
from scheduling.snapshot.plans import Stock

AT_ONCE = 10_000
"""Runs named in one statement: PostgreSQL takes 65,535 parameters, an older SQLite 32,766."""


def reach(plans: Iterable[Plan], found: Iterable[ResourceRow], window: Span) -> Span:
    """The window, widened by all that could bear on a run starting or ending in it."""
    turnaround = max((row.turnaround_minutes for row in found), default=0)
    before = turnaround + max((plan.buffer_before for plan in plans), default=0)
    after = turnaround + max((_longest(plan) + plan.buffer_after for plan in plans), default=0)
    return Span(window.start - timedelta(minutes=before), window.end + timedelta(minutes=after))


def _longest(plan: Plan) -> int:
    dated = (one.minutes for rule in plan.rules for one in rule.dates)
    return max(plan.duration, max(dated, default=0))


def supply(
    organization: Organization, found: Sequence[Plan], stock: Stock, window: Span, now: datetime
) -> Supply:
    """What exists and what is taken around the window at `now`. Three queries.

    One more where runs were given what their offering no longer asks for: it bears on them still.
    """
    around = reach(found, stock.rows.values(), window)
    stored = runs(organization, {plan.offering_id for plan in found}, around, now)
    taken = [run.id for run in stored if run.taken]
    uses = _uses(organization, list(stock.rows), taken, around, now)
    strange = {use.resource_id for use in uses} - stock.rows.keys()
    if strange:
        rows = reads.resources(organization=organization.pk, named=strange, kinds=[""])
        stock = Stock(stock.rows | {row.pk: row for row in rows})
    return Supply(resources=resources(organization, stock, around), uses=uses, runs=stored)


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
    rows = reads.blocks(
        organization=organization.pk, resources=stock.rows, start=window.start, end=window.end
    )
    blocks: dict[int, list[Blocked]] = defaultdict(list)
    for resource, pk, starts_at, ends_at, rrule in rows:
        span = Span(starts_at, ends_at)
        zone = stock.rows[resource].timezone
        spans = recurrence.repeated_spans(span, rrule, zone, window) if rrule else [span]
        blocks[resource].extend(Blocked(pk, one) for one in spans)
    return blocks


def _uses(
    organization: Organization, keys: list[int], runs: list[int], window: Span, now: datetime
) -> tuple[Use, ...]:
    if not keys and not runs:
        return ()
    asked = {"organization": organization.pk, "start": window.start, "end": window.end, "now": now}
    rows = reads.uses(resources=keys or [0], runs=runs[:AT_ONCE] or [0], **asked)
    ours = set(keys)
    for some in batches(runs[AT_ONCE:]):
        more = reads.uses(resources=[0], runs=some, **asked)
        rows += [row for row in more if row[0] not in ours]
    spans = ((row, Span(row[2], row[3])) for row in rows)
    return tuple([Use(row[0], row[1], span, span, row[4]) for row, span in spans])


def batches(runs: Sequence[int]) -> list[Sequence[int]]:
    """As many at once as every database takes in one statement; nearly always that is all."""
    return [runs[first : first + AT_ONCE] for first in range(0, len(runs), AT_ONCE)]


def runs(
    organization: Organization, offerings: set[int], window: Span, now: datetime
) -> tuple[Run, ...]:
    """Stored runs of these offerings that touch the window, with the seats taken. One query."""
    rows = reads.runs(
        organization=organization.pk,
        offerings=offerings,
        start=window.start,
        end=window.end,
        now=now,
    )
    return tuple(
        Run(pk, offering, variant, Span(starts, ends), seats, taken, private, bool(gone), *more)
        for pk, offering, variant, starts, ends, seats, taken, private, gone, *more in rows
    )


def explained(supply: Supply, organization: Organization, now: datetime) -> Supply:
    """The supply with the bare span of each use and one booking on it. One query."""
    if not supply.uses:
        return supply
    keys = sorted({use.run_id for use in supply.uses})
    known: dict[int, tuple[Span, str]] = {}
    for some in batches(keys):
        rows = reads.guests(organization=organization.pk, runs=some, now=now)
        known |= {pk: (Span(starts, ends), holder) for pk, starts, ends, holder in rows}
    uses = []
    for use in supply.uses:
        run, holder = known.get(use.run_id, (use.span, ""))
        uses.append(use._replace(run=run, holder=holder))
    return replace(supply, uses=tuple(uses))
