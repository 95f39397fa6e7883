"""A second opinion on availability: docs/availability.md by brute force, slow and plain.

Written from the document alone, without the engine: units are summed at every grid instant,
every way to hand out resources is tried, and so is every party size.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product

from scheduling.engine.types import (
    Code,
    Grant,
    Need,
    Plan,
    Reason,
    Resource,
    Run,
    Span,
    Start,
    Supply,
    Use,
)
from tests.scheduling.engine.oracle_time import DAY, MINUTE, is_open, ticks

UNLIMITED = 10**6
ON_RESOURCES = frozenset(
    {Code.OUTSIDE_WINDOW, Code.BLOCKED, Code.RESOURCE_BUSY, Code.BUFFER, Code.TURNAROUND}
)


def kept(plan: Plan, span: Span, turnaround: int) -> Span:
    """What a run of the plan takes of a resource: its buffers, then the turnaround."""
    return Span(
        span.start - plan.buffer_before * MINUTE,
        span.end + (plan.buffer_after + turnaround) * MINUTE,
    )


def in_use(uses: tuple[Use, ...], resource_id: int, moment: datetime) -> int:
    """Units of the resource that are taken at the instant."""
    return sum(
        use.units
        for use in uses
        if use.resource_id == resource_id and use.span.start <= moment < use.span.end
    )


def spare(plan: Plan, supply: Supply, resource: Resource, span: Span) -> int:
    """Units that no use takes at any instant, whatever the hours and blocks."""
    asked = kept(plan, span, resource.turnaround)
    return resource.units - max(in_use(supply.uses, resource.id, tick) for tick in ticks(asked))


def is_closed(plan: Plan, resource: Resource, span: Span) -> bool:
    """Whether its hours leave out any instant of the run with its buffers."""
    asked = kept(plan, span, 0)
    return not all(is_open(resource.windows, resource.zone, tick) for tick in ticks(asked))


def blocks_on(plan: Plan, resource: Resource, span: Span) -> set[int]:
    """Blocks that come nearer than the distance to be kept."""
    asked = kept(plan, span, resource.turnaround)
    asked = Span(asked.start - resource.turnaround * MINUTE, asked.end)
    return {block.id for block in resource.blocks if share_a_tick(asked, block.span)}


def share_a_tick(one: Span, other: Span) -> bool:
    """Whether any grid instant is in both."""
    return any(other.start <= tick < other.end for tick in ticks(one))


def free(plan: Plan, supply: Supply, resource: Resource, span: Span) -> int:
    """Units that a run of the plan could be given."""
    if is_closed(plan, resource, span) or blocks_on(plan, resource, span):
        return 0
    return max(0, spare(plan, supply, resource, span))


def clash(plan: Plan, resource: Resource, span: Span, use: Use) -> Code | None:
    """Why the use and the run are too near to each other, if they are."""
    bare = Span(use.span.start, use.span.end - resource.turnaround * MINUTE)
    if share_a_tick(span, use.run):
        return Code.RESOURCE_BUSY
    if share_a_tick(kept(plan, span, 0), bare):
        return Code.BUFFER
    if share_a_tick(kept(plan, span, resource.turnaround), use.span):
        return Code.TURNAROUND
    return None


def applies(reason: Reason, plan: Plan, supply: Supply, span: Span) -> bool:
    """Whether a reason about a resource is true, with the block or holder that it names."""
    resource = supply.resources[reason.resource_id or 0]
    match reason.code:
        case Code.OUTSIDE_WINDOW:
            return is_closed(plan, resource, span)
        case Code.BLOCKED:
            return reason.block_id in blocks_on(plan, resource, span)
        case _:
            return any(
                clash(plan, resource, span, use) == reason.code
                and reason.holder in ("", use.holder)
                for use in supply.uses
                if use.resource_id == resource.id
            )


def splits(pool: tuple[int, ...], quantity: int, units: Counter[int]) -> Iterator[Counter[int]]:
    """Every way to take the quantity from the pool."""
    pool = tuple(dict.fromkeys(pool))
    for taken in product(*(range(min(units[one], quantity) + 1) for one in pool)):
        if sum(taken) == quantity:
            yield Counter(dict(zip(pool, taken, strict=True)))


def assignments(asked: list[tuple[Need, int]], units: Counter[int]) -> Iterator[list[Grant]]:
    """Every way to meet all needs at once, no unit serving two of them."""
    if not asked:
        yield []
        return
    (need, quantity), *others = asked
    for split in splits(need.pool, quantity, units):
        for rest in assignments(others, units - split):
            yield [Grant(need.id, one, n) for one, n in split.items() if n] + rest


def asked_for(plan: Plan, party: int) -> list[tuple[Need, int]]:
    """The needs of a new run with this party, each with its units."""
    return [(need, need.quantity * (party if need.per_person else 1)) for need in plan.needs]


def asked_by_party(plan: Plan, party: int) -> list[tuple[Need, int]]:
    """The needs of a party that joins a run: its people's, and what it takes beside."""
    asked = asked_for(plan, party)
    return [(need, units) for need, units in asked if need.per_person or need.for_party]


def seated_needs(plan: Plan, supply: Supply) -> list[Need]:
    """The needs per run that lower the seats."""
    resources = supply.resources
    return [
        need
        for need in plan.needs
        if not (need.per_person or need.for_party)
        and any(one in resources and resources[one].seats is not None for one in need.pool)
    ]


def seats_given(plan: Plan, supply: Supply, grants: list[Grant]) -> int:
    """How many people the resources given can seat."""
    totals = [UNLIMITED]
    for need in seated_needs(plan, supply):
        total = 0
        for grant in grants:
            if grant.need_id == need.id:
                seats = supply.resources[grant.resource_id].seats
                total += UNLIMITED if seats is None else seats * grant.units
        totals.append(total)
    return min(totals)


def room_in_new(plan: Plan, supply: Supply, seats: int, units: Counter[int]) -> int:
    """The largest party that a new run could take, by trying every size and every choice."""
    for party in range(seats, 0, -1):
        chosen = assignments(asked_for(plan, party), units)
        if any(seats_given(plan, supply, grants) >= party for grants in chosen):
            return party
    return 0


def is_broken(plan: Plan, supply: Supply, run: Run) -> bool:
    """Whether a resource that the run was given has been blocked since."""
    for use in supply.uses:
        resource = supply.resources.get(use.resource_id)
        if use.run_id != run.id or resource is None:
            continue
        by = timedelta(minutes=resource.turnaround)
        first = run.span.start - timedelta(minutes=plan.buffer_before) - by
        last = run.span.end + timedelta(minutes=plan.buffer_after) + by
        if any(block.span.start < last and first < block.span.end for block in resource.blocks):
            return True
    return False


def room_in(plan: Plan, supply: Supply, run: Run, units: Counter[int]) -> int:
    """The largest party that could join a run with seats taken."""
    if is_broken(plan, supply, run):
        return 0
    for party in range(0 if run.private else run.seats - run.taken, 0, -1):
        if any(True for _ in assignments(asked_by_party(plan, party), units)):
            return party
    return 0


def under_way(plan: Plan, supply: Supply, span: Span) -> int:
    """The most runs of the offering that are under way at any instant of the span."""
    live = [
        run
        for run in supply.runs
        if run.offering_id == plan.offering_id and not run.cancelled and run.taken
    ]
    return max(sum(run.span.start <= tick < run.span.end for run in live) for tick in ticks(span))


@dataclass(frozen=True)
class Opinion:
    """What the oracle says about one start: the facts, from which every verdict follows."""

    rooms: dict[int, int]  # by id of each stored run with seats taken
    empty: Run | None
    seats: int  # of a new run before resources lower them
    new: int  # the largest party of a new run
    ever: int  # the same if every resource were idle
    crowded: bool
    barred: frozenset[Code]
    units: Counter[int]
    exact: bool  # false where several seated needs share: the engine serves them in order

    @property
    def room(self) -> int:
        """The largest party that there is room for."""
        return max([0 if self.crowded else self.new, *self.rooms.values()])


def opinion(plan: Plan, supply: Supply, start: Start, now: datetime) -> Opinion:
    """Look at everything that bears on the start."""
    span = Span(start.start, start.end)
    at_start = [
        run
        for run in supply.runs
        if run.span.start == start.start
        and (run.offering_id, run.variant_id) == (plan.offering_id, plan.variant_id)
    ]
    missed = is_missed(plan, start, now, at_start)
    left = [run for run in at_start if missed or not given_up(plan, run, now)]
    opening = missed or opens(plan, start, now, at_start)
    open_runs = [run for run in left if not run.cancelled]
    empty = next((run for run in open_runs if not run.taken), None)
    seats = empty.seats if empty and empty.seats_set else plan.capacity or 0
    units = Counter({one.id: free(plan, supply, one, span) for one in supply.resources.values()})
    idle = Counter({one.id: one.units for one in supply.resources.values()})
    joinable = [] if plan.exclusive else [run for run in open_runs if run.taken]
    return Opinion(
        rooms={run.id: room_in(plan, supply, run, units) for run in joinable},
        empty=empty,
        seats=seats,
        new=room_in_new(plan, supply, seats, units) if opening else 0,
        ever=room_in_new(plan, supply, seats, idle),
        crowded=plan.parallel is not None and under_way(plan, supply, span) >= plan.parallel,
        barred=frozenset(bars(plan, start, now, at_start)),
        units=units,
        exact=len(seated_needs(plan, supply)) < 2,
    )


def bars(plan: Plan, start: Start, now: datetime, at_start: list[Run]) -> Iterator[Code]:
    """What closes the start to everyone, whatever is free."""
    if not plan.published:
        yield Code.NOT_PUBLISHED
    if start.skipped:
        yield Code.SKIPPED_DATE
    if start.start <= now or start.start < now + plan.lead * MINUTE:
        yield Code.LEAD_TIME
    if plan.horizon is not None and start.start > now + plan.horizon * DAY:
        yield Code.HORIZON
    if any(run.cancelled for run in at_start):
        yield Code.CANCELLED
    if is_missed(plan, start, now, at_start):
        yield Code.MINIMUM_MISSED


def is_missed(plan: Plan, start: Start, now: datetime, at_start: list[Run]) -> bool:
    """Whether no run there can be joined or opened that takes place."""
    standing = [run for run in at_start if not given_up(plan, run, now)]
    return not opens(plan, start, now, at_start) and (plan.exclusive or not standing)


def given_up(plan: Plan, run: Run, now: datetime) -> bool:
    """Whether the run was short of its own minimum when that was decided."""
    decided = run.decides or run.span.start - plan.decided * MINUTE
    return run.firm < plan.least and not run.runs and decided <= now


def opens(plan: Plan, start: Start, now: datetime, at_start: list[Run]) -> bool:
    """Whether a new run can be opened there that may still take place, as a new row or an old."""
    if any(given_up(plan, run, now) for run in at_start):
        return any(not (run.taken or run.cancelled or given_up(plan, run, now)) for run in at_start)
    if any(not run.taken and not run.cancelled for run in at_start):
        return True
    return not plan.least or start.start - plan.decided * MINUTE > now
