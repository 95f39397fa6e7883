"""Which units of which resources meet several needs together: a small matching.

Feasibility is a flow from needs through pools to free units, so that if any choice works one is
found. Preference is greedy on top of it: a unit is taken only if the rest can still be met. The
sets of units that can be taken together form a matroid, where greedy finds the most seats.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from scheduling.engine.types import Grant, Need

UNLIMITED = 1 << 40
"""The seats of a resource that does not limit them."""


class Demand(NamedTuple):
    """So many units wanted by one need from its pool."""

    need_id: int
    pool: tuple[int, ...]
    units: int


class Staffing(NamedTuple):
    """A choice for a run: how many seats it offers then, and the units given per run."""

    seats: int
    grants: tuple[Grant, ...]


class _Flow:
    """Units given to demands so far, rearranged along augmenting paths as more are asked for."""

    def __init__(self, demands: Sequence[Demand], free: Mapping[int, int]) -> None:
        self.demands = demands
        self.spare = {unit: free.get(unit, 0) for demand in demands for unit in demand.pool}
        self.given: list[dict[int, int]] = [{} for _ in demands]

    def fill(self, wanting: int) -> set[int]:
        """Meet one demand in full: an empty set, or else the demands that together lack units."""
        lacking = self.demands[wanting].units
        while lacking > 0:
            path, reached = self._path(wanting)
            if not path:
                return reached
            lacking -= self._push(path, lacking)
        return set()

    def _path(self, wanting: int) -> tuple[list[tuple[int, int]], set[int]]:
        """Steps (demand, resource) to spare units: each demand takes what the next one gives up."""
        came: dict[int, tuple[int, int]] = {}
        reached = [wanting]
        seen: set[int] = set()
        for demand in reached:
            for resource in self.demands[demand].pool:
                if resource in seen:
                    continue
                seen.add(resource)
                if self.spare[resource] > 0:
                    return _walked_back(came, (demand, resource), wanting), set()
                for other, given in enumerate(self.given):
                    if given.get(resource, 0) > 0 and other not in reached:
                        came[other] = (demand, resource)
                        reached.append(other)
        return [], set(reached)

    def _push(self, path: list[tuple[int, int]], most: int) -> int:
        amount = min(most, self.spare[path[-1][1]])
        for (_, resource), (giver, _) in pairwise(path):
            amount = min(amount, self.given[giver][resource])
        for (_, resource), (giver, _) in pairwise(path):
            self.given[giver][resource] -= amount
        for demand, resource in path:
            self.given[demand][resource] = self.given[demand].get(resource, 0) + amount
        self.spare[path[-1][1]] -= amount
        return amount


def _walked_back(
    came: dict[int, tuple[int, int]], last: tuple[int, int], wanting: int
) -> list[tuple[int, int]]:
    path = [last]
    while path[-1][0] != wanting:
        path.append(came[path[-1][0]])
    return path[::-1]


def feasible(demands: Sequence[Demand], free: Mapping[int, int]) -> bool:
    """Whether all demands can be met together from the free units per resource."""
    flow = _Flow(demands, free)
    return not any(flow.fill(number) for number in range(len(demands)))


def short(demands: Sequence[Demand], free: Mapping[int, int]) -> list[Demand]:
    """The demands that cannot be met: alone or together they ask more than their pools have.

    Empty exactly when they are `feasible`.
    """
    flow = _Flow(demands, free)
    lacking = [flow.fill(number) for number in range(len(demands))]
    return [demands[number] for number in sorted(set().union(*lacking))]


def per_run(needs: Iterable[Need]) -> list[Demand]:
    """What one run asks for, whoever comes."""
    return [Demand(need.id, need.pool, need.quantity) for need in needs if not need.personal]


def personal(needs: Iterable[Need], people: int) -> list[Demand]:
    """What a party of so many asks for: what is per person, and what it takes beside."""
    return [Demand(need.id, need.pool, need.units_for(people)) for need in needs if need.personal]


def most_people(needs: Sequence[Need], free: Mapping[int, int], most: int) -> int:
    """The largest number of people, up to `most`, whose own needs can be met."""
    low, high = 0, most
    while low < high:
        people = (low + high + 1) // 2
        if feasible(personal(needs, people), free):
            low = people
        else:
            high = people - 1
    return low


def staff(
    needs: Sequence[Need], free: Mapping[int, int], seats: Mapping[int, int], capacity: int
) -> Staffing | None:
    """Choose what a new run is given so that it offers most seats, up to `capacity`; None if unmet.

    `free` has the free units of each resource, `seats` those of the resources that limit seats.
    At least one person must be served where a need is personal.
    """
    best = _serving(capacity, needs, free, seats) or _serving(0, needs, free, seats)
    if best is None or best.seats == capacity:
        return best
    # Each further person leaves fewer choices, so the most that can be served are halved for.
    low, high = 0, capacity - 1
    while low < high:
        people = (low + high + 1) // 2
        if found := _serving(people, needs, free, seats):
            best, low = found, people
        else:
            high = people - 1
    return best


def equip(needs: Sequence[Need], free: Mapping[int, int], people: int) -> tuple[Grant, ...]:
    """The units that so many people are given, in the order of the pools; they must be enough."""
    demands = personal(needs, people)
    spare = dict(free)
    grants: list[Grant] = []
    for number, demand in enumerate(demands):
        given = _served(demand, demands[number + 1 :], spare, {}, UNLIMITED)
        grants += _grants(demand, given)
    return tuple(grants)


def without(free: Mapping[int, int], grants: Iterable[Grant]) -> dict[int, int]:
    """The units still free once some are granted."""
    left = dict(free)
    for grant in grants:
        left[grant.resource_id] -= grant.units
    return left


def _serving(
    people: int, needs: Sequence[Need], free: Mapping[int, int], seats: Mapping[int, int]
) -> Staffing | None:
    """A choice for a run with seats for so many people, or None."""
    run = [_large_enough(demand, people, seats) for demand in per_run(needs)]
    rest = personal(needs, max(people, 1))
    if not feasible([*run, *rest], free):
        return None
    chosen = _chosen(sorted(run, key=partial(_turn, seats)), rest, free, seats, people)
    return chosen if chosen.seats >= people else None


def _large_enough(demand: Demand, people: int, seats: Mapping[int, int]) -> Demand:
    """Where one unit must seat all, without the units that are too small for it."""
    if demand.units > 1:
        return demand
    large = tuple(unit for unit in demand.pool if seats.get(unit, UNLIMITED) >= people)
    return demand._replace(pool=large)


def _turn(seats: Mapping[int, int], demand: Demand) -> int:
    """Who chooses first: several units that add their seats up, then one, then what has none.

    A single unit that is large enough may be any, as long as one is left: so it can wait.
    """
    if not any(unit in seats for unit in demand.pool):
        return 2
    return 0 if demand.units > 1 else 1


def _chosen(
    run: Sequence[Demand],
    rest: Sequence[Demand],
    free: Mapping[int, int],
    seats: Mapping[int, int],
    people: int,
) -> Staffing:
    """Serve the demands of a run in turn, for so many people; `rest` with them is feasible."""
    spare = dict(free)
    offered = people
    grants: list[Grant] = []
    for number, demand in enumerate(run):
        given = _served(demand, [*run[number + 1 :], *rest], spare, seats, people)
        offered = min(offered, sum(seats.get(unit, UNLIMITED) * n for unit, n in given.items()))
        grants += _grants(demand, given)
    return Staffing(offered, tuple(grants))


def _served(
    demand: Demand,
    others: Sequence[Demand],
    spare: dict[int, int],
    seats: Mapping[int, int],
    wanted: int,
) -> dict[int, int]:
    """Take units for one demand out of `spare`, one by one, so that `others` can still be met."""
    shared = {unit for other in others for unit in other.pool}
    given: dict[int, int] = {}
    left = demand.units
    while left:
        demands = [demand._replace(units=left - 1), *others]
        chosen = next(
            unit
            for unit in _ranked(demand.pool, spare, seats, wanted)
            if unit not in shared or feasible(demands, {**spare, unit: spare[unit] - 1})
        )
        offered = seats.get(chosen, UNLIMITED)
        alike = _alike(offered, wanted, left) if chosen not in shared else 1
        count = min(alike, left, spare[chosen])
        spare[chosen] -= count
        given[chosen] = given.get(chosen, 0) + count
        wanted = max(0, wanted - offered * count)
        left -= count
    return given


def _alike(offered: int, wanted: int, left: int) -> int:
    """How many units of the resource that ranks first would be chosen in a row, one by one."""
    return max(1, wanted // offered) if wanted and offered else left


def _ranked(
    pool: Iterable[int], spare: Mapping[int, int], seats: Mapping[int, int], wanted: int
) -> list[int]:
    """Free units by the seats they add to those still wanted, then smaller, then as in the pool."""

    def rank(unit: int) -> tuple[int, int]:
        offered = seats.get(unit, UNLIMITED)
        return -min(offered, wanted), offered

    return sorted((unit for unit in pool if spare.get(unit, 0) > 0), key=rank)


def _grants(demand: Demand, given: Mapping[int, int]) -> list[Grant]:
    return [Grant(demand.need_id, unit, units) for unit, units in given.items()]
