"""What one plan's needs can have of an index at any start, remembering like situations."""

from dataclasses import replace
from datetime import timedelta

from scheduling.engine import assignment
from scheduling.engine.assignment import Demand, Staffing
from scheduling.engine.index import Free, Index, Staffings, Timeline
from scheduling.engine.reasons import Causes
from scheduling.engine.types import Code, Grant, Plan, Reason, Span


class Crew:
    """The resources that a plan may use, for runs that lie inside `reach`.

    Most starts of a month find the same resources free, so each situation is solved once; and
    once for all plans that need the same, whatever their needs are called.
    """

    def __init__(self, plan: Plan, index: Index, reach: Span) -> None:
        self._needs = plan.needs
        self._personal = any(need.personal for need in plan.needs)
        self._before = timedelta(minutes=plan.buffer_before)
        self._after = timedelta(minutes=plan.buffer_after)
        self._index = index
        pooled = [resource_id for need in plan.needs for resource_id in need.pool]
        self._lines = index.timelines(pooled, self._buffered(reach))
        resources = [line.resource for line in self._lines]
        self._ids = [resource.id for resource in resources]
        self._seats = {each.id: each.seats for each in resources if each.seats is not None}
        self._all_units = tuple(resource.units for resource in resources)
        self._numbered = tuple(replace(need, id=place) for place, need in enumerate(plan.needs))
        self._solved = index.staffings(self._numbered)
        self._staffings: Staffings = {}
        self._causes: dict[int, Causes] = {}

    def _buffered(self, run: Span) -> Span:
        return Span(run.start - self._before, run.end + self._after)

    def _free(self, run: Span) -> Free:
        start, end = self._buffered(run)
        return tuple([line.free_units(start, end) for line in self._lines])

    def staffing(self, run: Span, capacity: int) -> Staffing | None:
        """The best choice for a new run of up to `capacity` seats, or None."""
        return self._best(self._free(run), capacity)

    def ever(self, capacity: int) -> int:
        """The seats of a new run if every resource were free."""
        staffing = self._best(self._all_units, capacity)
        return staffing.seats if staffing else 0

    def _best(self, free: Free, capacity: int) -> Staffing | None:
        key = (free, capacity)
        if key not in self._staffings:
            self._staffings[key] = self._ours(free, capacity)
        return self._staffings[key]

    def _ours(self, free: Free, capacity: int) -> Staffing | None:
        """The solution that is shared, with the names of our own needs."""
        key = (free, capacity)
        if key not in self._solved:
            units = self._by_id(free)
            self._solved[key] = assignment.staff(self._numbered, units, self._seats, capacity)
        found = self._solved[key]
        return found and Staffing(
            found.seats,
            tuple(grant._replace(need_id=self._needs[grant.need_id].id) for grant in found.grants),
        )

    def people(self, run: Span, most: int) -> int:
        """For how many more people, up to `most`, there is what they need for themselves."""
        if not self._personal:
            return most
        return assignment.most_people(self._needs, self._by_id(self._free(run)), most)

    def grants(self, run: Span, staffing: Staffing | None, party: int) -> tuple[Grant, ...]:
        """What a party takes: the units of a new run, if it opens one, and its own."""
        of_run = staffing.grants if staffing else ()
        if not self._personal:
            return of_run
        left = assignment.without(self._by_id(self._free(run)), of_run)
        return of_run + assignment.equip(self._needs, left, party)

    def new_run_obstacles(self, run: Span) -> list[Reason]:
        """Why the resources do not allow a new run; empty if they do, or never could."""
        one_person = assignment.personal(self._needs, 1)
        return self._obstacles([*assignment.per_run(self._needs), *one_person], run)

    def joining_obstacles(self, run: Span) -> list[Reason]:
        """Why there is nothing left for even one more person on a stored run."""
        return self._obstacles(assignment.personal(self._needs, 1), run)

    def is_broken(self, run_id: int, run: Span) -> bool:
        """Whether something that a stored run has been given was blocked since."""
        return self._index.is_broken(run_id, self._buffered(run))

    def breaks(self, run_id: int, run: Span) -> list[Reason]:
        """The blocks that broke a stored run."""
        found: list[Reason] = []
        given = self._index.given(run_id)
        for line in self._index.timelines(given, self._buffered(run)):
            causes = self._causes_on(line).of(run, self._buffered(run))
            found += [reason for reason in causes if reason.code is Code.BLOCKED]
        return found

    def _obstacles(self, demands: list[Demand], run: Span) -> list[Reason]:
        free = self._by_id(self._free(run))
        wanted = {unit for demand in assignment.short(demands, free) for unit in demand.pool}
        found: list[Reason] = []
        for line in self._lines:
            resource = line.resource
            if resource.id in wanted and free[resource.id] < resource.units:
                found += self._causes_on(line).of(run, self._buffered(run))
        return found

    def _causes_on(self, line: Timeline) -> Causes:
        resource_id = line.resource.id
        if resource_id not in self._causes:
            self._causes[resource_id] = Causes(line, self._index.uses(resource_id))
        return self._causes[resource_id]

    def _by_id(self, free: Free) -> dict[int, int]:
        return dict(zip(self._ids, free, strict=True))
