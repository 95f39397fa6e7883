"""Small random worlds in which no rule is broken yet, set where clocks change and where not.

Everything lies on the oracle's grid; `now`, `lead` and `horizon` alone may fall between.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from scheduling.engine.types import (
    Blocked,
    Grant,
    Need,
    Plan,
    Resource,
    Run,
    Span,
    Start,
    Supply,
    Use,
    Verdict,
    Window,
)
from tests.scheduling.engine import oracle
from tests.scheduling.engine.dice import QUARTER, ZONES, Dice, all_week, hours, near, rule_of
from tests.scheduling.engine.oracle_time import DAY, MINUTE, starts, ticks

OFFERING, VARIANT = 1, 10


@dataclass(frozen=True)
class World:
    """A question to the engine: a plan, its supply, a window, an instant and a party."""

    plan: Plan
    supply: Supply
    window: Span
    now: datetime
    party: int


def resource_of(dice: Dice, resource_id: int, zone: str, first: date) -> Resource:
    """A resource that is open or not, blocked or not, around the day."""
    match dice.one((0, 0, 0, 1, 1, 2)):
        case 0:
            windows: tuple[Window, ...] = ()
        case 1:
            windows = all_week(dice)
        case _:
            windows = hours(dice, first, 1440)
    return Resource(
        id=resource_id,
        units=dice.one((1, 1, 1, 2, 3, 4)),
        seats=dice.one((None, None, None, 1, 2, 3, 4)),
        turnaround=dice.one((0, 0, 15, 45)),
        zone=dice.one((zone, zone, *ZONES)),
        windows=windows,
        blocks=tuple(a_block(dice, first, n) for n in range(1, 1 + dice.one((0, 0, 0, 1, 2)))),
    )


def a_block(dice: Dice, first: date, block_id: int) -> Blocked:
    """A block of up to six hours on the day or the one after."""
    start = datetime.combine(first, time(), UTC) + dice.minutes(-720, 2160) * MINUTE
    return Blocked(block_id, Span(start, start + dice.minutes(QUARTER, 360) * MINUTE))


def need_of(dice: Dice, need_id: int, ids: list[int]) -> Need:
    """A need of some of the resources, in any order of preference."""
    kind = dice.one(("run", "run", "run", "run", "person", "person", "party"))
    quantity = dice.one((1, 1, 2) if kind == "person" else (1, 1, 1, 2, 3))
    pool = tuple(dice.some(ids, 1, 4))
    return Need(need_id, pool, quantity, kind == "person", kind == "party")


def plan_of(dice: Dice, zone: str, first: date, ids: list[int]) -> Plan:
    """How the offering is run."""
    wanted = dice.one((0, 1, 1, 2, 2, 3)) if ids else 0
    return Plan(
        offering_id=OFFERING,
        variant_id=VARIANT,
        zone=zone,
        duration=dice.minutes(QUARTER, 180),
        capacity=dice.number(1, 6),
        rules=tuple(rule_of(dice, first, n) for n in range(1, 1 + dice.one((1, 1, 2)))),
        needs=tuple(need_of(dice, n, ids) for n in range(1, 1 + wanted)),
        buffer_before=dice.one((0, 0, 15, 30)),
        buffer_after=dice.one((0, 0, 15, 30)),
        parallel=dice.one((None, None, 1, 2)),
        lead=dice.one((0, 0, 0, 60, 600)),
        horizon=dice.one((None, None, None, None, 9, 5, 3)),
        max_party=dice.one((None, None, None, 1, 3)),
        exclusive=dice.one((False, False, False, False, True)),
        published=dice.number(0, 15) > 0 or not dice.number(0, 1),
        least=dice.one((0, 0, 0, 0, 2)),
        decided=dice.one((0, 60, 600, 2880)),
    )


def use_of(plan: Plan, resource: Resource, run: Run, units: int) -> Use:
    """Units of a resource taken by a run of the plan, as they are stored."""
    span = oracle.kept(plan, run.span, resource.turnaround)
    return Use(resource.id, run.id, span, run.span, units, f"B-{run.id}")


def with_run(supply: Supply, run: Run) -> Supply:
    """The supply with one more run, in place of the one of that id if there is one."""
    others = tuple(one for one in supply.runs if one.id != run.id)
    return replace(supply, runs=(*others, run))


def with_grants(plan: Plan, supply: Supply, run: Run, grants: Sequence[Grant]) -> Supply:
    """The supply once the run has been given these resources too."""
    uses = [use_of(plan, supply.resources[one.resource_id], run, one.units) for one in grants]
    return with_run(replace(supply, uses=(*supply.uses, *uses)), run)


def staffed(plan: Plan, supply: Supply, run: Run, choice: int) -> Supply:
    """The supply with the run, if it can be staffed and seated in one of several ways."""
    things = supply.resources.values()
    units = Counter({one.id: oracle.spare(plan, supply, one, run.span) for one in things})
    crowd = oracle.under_way(plan, supply, run.span)
    ways = list(islice(oracle.assignments(oracle.asked_for(plan, run.taken), units), 8))
    if not ways or (plan.parallel is not None and crowd >= plan.parallel):
        return supply
    grants = ways[choice % len(ways)]
    seats = min(run.seats, oracle.seats_given(plan, supply, grants))
    if seats < run.taken:
        return supply
    return with_grants(plan, supply, replace(run, seats=seats), grants)


def with_stored(dice: Dice, plan: Plan, supply: Supply, run_id: int, start: Start) -> Supply:
    """The supply with one more stored run of the plan at the start, of any kind."""
    kind = dice.one((*["taken"] * 9, "empty", "set", "private", "cancelled"))
    seats = dice.number(1, 7)
    run = Run(run_id, OFFERING, VARIANT, Span(start.start, start.end), seats, 0)
    if kind in ("taken", "private"):
        run = replace(
            run,
            seats=max(3, seats),
            taken=dice.one((1, 1, 1, 2, 3, seats)),
            private=kind == "private",
            firm=dice.one((0, 1, 2)),
            runs=dice.one((False, False, False, True)),
            decides=dice.one((None, None, start.start, start.start - 600 * MINUTE)),
        )
        return staffed(plan, supply, run, dice.number(0, 7))
    if kind == "cancelled":
        return with_run(supply, replace(run, cancelled=True, taken=dice.one((0, 0, 1))))
    if any(one.span.start == start.start and not one.taken for one in supply.runs):
        return supply
    return with_run(supply, replace(run, seats_set=kind == "set"))


def with_strange(dice: Dice, plan: Plan, supply: Supply, run_id: int, around: Start) -> Supply:
    """The supply with one more run of another variant or offering, somewhere near the start."""
    offering = dice.one((2, OFFERING))
    start = around.start + dice.minutes(-240, 240) * MINUTE
    span = Span(start, start + dice.minutes(QUARTER, 180) * MINUTE)
    staff = tuple(supply.resources) if dice.number(0, 2) else ()
    other = replace(
        plan,
        needs=(Need(1, staff, dice.number(1, 3)),) if staff else (),
        buffer_before=dice.one((0, 15, 45)),
        buffer_after=dice.one((0, 15, 45)),
        parallel=plan.parallel if offering == OFFERING else None,
    )
    run = Run(run_id, offering, 20, span, 9, dice.number(1, 3))
    return staffed(other, supply, run, dice.number(0, 7))


def lone(found: list[Start]) -> list[Start]:
    """The starts at which no other run of another length begins."""
    counts = Counter(one.start for one in found)
    return [one for one in found if counts[one.start] == 1]


def grown(dice: Dice, plan: Plan, supply: Supply, found: list[Start]) -> Supply:
    """The supply with a few runs, most of them at one start."""
    focus = dice.one(found)
    for run_id in range(1, 1 + dice.one((1, 2, 3, 4, 5, 0))):
        add = dice.one((with_stored, with_stored, with_strange))
        supply = add(dice, plan, supply, run_id, dice.one((focus, focus, dice.one(found))))
    return supply


def moment(dice: Dice, plan: Plan, start: datetime) -> datetime:
    """An instant of asking: long before, or at the edge of what is allowed, or any."""
    edges = (plan.lead * MINUTE, (plan.horizon or 0) * DAY)
    edge = dice.one(edges) + dice.number(-1, 1) * MINUTE
    two_days = 2 * DAY
    return start - dice.one((two_days, two_days, two_days, edge, dice.number(-1440, 5000) * MINUTE))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A whole world, legal at the asked instant."""
    dice = Dice(draw)
    zone = dice.one(ZONES)
    first = near(dice, zone)
    ids = list(range(101, 101 + dice.one((1, 2, 2, 3, 3, 4, 0))))
    supply = Supply({one: resource_of(dice, one, zone, first) for one in ids})
    plan = plan_of(dice, zone, first, ids)
    opening = datetime.combine(first, time(), ZoneInfo(zone)).astimezone(UTC)
    opening += dice.minutes(0, 60) * MINUTE
    window = Span(opening, opening + dice.number(1, 3) * DAY)
    found = lone(starts(plan, window))
    if found:
        supply = grown(dice, plan, supply, found)
    now = moment(dice, plan, dice.one([window.start, *(one.start for one in found)]))
    return World(plan, supply, window, now, dice.number(1, 7))


def without(supply: Supply, run: Run) -> Supply:
    """The supply as if the run had never been."""
    return replace(
        supply,
        runs=tuple(one for one in supply.runs if one.id != run.id),
        uses=tuple(one for one in supply.uses if one.run_id != run.id),
    )


def unlimited(world: World) -> World:
    """The world before its first booking, in which one run after the other sells seats alone."""
    needs = tuple(need for need in world.plan.needs if not need.personal)
    plan = replace(world.plan, parallel=1, max_party=None, exclusive=False, needs=needs)
    return replace(world, plan=plan, supply=Supply(world.supply.resources))


def with_spare(world: World, need: Need, seats: int | None) -> World:
    """The world with a resource more, always open, in the pool of the need."""
    spare = Resource(999, seats=seats)
    wider = replace(need, pool=(*need.pool, spare.id))
    needs = tuple(wider if one == need else one for one in world.plan.needs)
    supply = replace(world.supply, resources={**world.supply.resources, spare.id: spare})
    return replace(world, plan=replace(world.plan, needs=needs), supply=supply)


def booked(world: World, verdict: Verdict, new_id: int) -> World:
    """The world once the party has taken what the verdict grants."""
    span = Span(verdict.start, verdict.end)
    stored = {run.id: run for run in world.supply.runs}
    new = Run(new_id, OFFERING, VARIANT, span, verdict.seats, 0)
    run = stored.get(verdict.run_id or new_id, new)
    run = replace(run, seats=verdict.seats, taken=run.taken + world.party)
    return replace(world, supply=with_grants(world.plan, world.supply, run, verdict.grants))


def excesses(world: World) -> list[str]:
    """Every limit that is broken at any instant."""
    supply, plan = world.supply, world.plan
    found = [f"run {run.id} is overbooked" for run in supply.runs if run.taken > run.seats]
    for use in supply.uses:
        units = supply.resources[use.resource_id].units
        if any(
            oracle.in_use(supply.uses, use.resource_id, tick) > units for tick in ticks(use.span)
        ):
            found.append(f"resource {use.resource_id} is taken twice")
    for run in supply.runs:
        crowd = oracle.under_way(plan, supply, run.span)
        if run.offering_id == plan.offering_id and crowd > (plan.parallel or crowd):
            found.append(f"too many runs beside {run.id}")
    return found
