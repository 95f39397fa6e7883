"""A supply made ready for many questions: what is free of each resource, and the runs by start.

Prepared once, an index serves any number of plans. It only ever learns more of the same supply
(the hours of a resource over a wider stretch), so that the order of questions changes no answer.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scheduling.engine.assignment import Staffing
from scheduling.engine.recurrence import local_days, opening_spans
from scheduling.engine.spans import ALWAYS, Cover, Load, Taken, merge, subtract
from scheduling.engine.types import Need, Plan, Resource, Run, Span, Supply, Use

MARGIN = timedelta(days=2)
"""Runs reach out of the window of their starts: hours are prepared so much wider at first."""

Free = tuple[int, ...]
"""Free units of a plan's resources, in the order of its pools."""

Staffings = dict[tuple[Free, int], Staffing | None]
"""The best choice for each situation: what is free, and the seats that are wanted."""


class Timeline:
    """When units of one resource are free, over `reach`.

    `hours` are its weekly hours, `open` those less what its blocks keep clear; `load` sums its
    uses.
    """

    __slots__ = ("_turnaround", "_units", "hours", "load", "open", "reach", "resource")

    def __init__(
        self, resource: Resource, load: Load, blocked: Sequence[Span], reach: Span
    ) -> None:
        self.resource = resource
        self.load = load
        self.reach = reach
        hours = _hours(resource, reach)
        self.hours = Cover(hours)
        self.open = Cover(subtract(hours, blocked))
        self._units = resource.units
        self._turnaround = timedelta(minutes=resource.turnaround)

    def free_units(self, start: datetime, end: datetime) -> int:
        """The units that a run with its buffers over `[start, end)`, inside `reach`, could have."""
        if not self.open.covers(start, end):
            return 0
        free = self._units - self.load.most(start, end + self._turnaround)
        return free if free > 0 else 0


def _hours(resource: Resource, reach: Span) -> Sequence[Span]:
    if not resource.windows:
        return [ALWAYS]
    last_minute = max(window.end for window in resource.windows)
    first, last = local_days(reach, ZoneInfo(resource.zone), last_minute)
    return opening_spans(resource.windows, resource.zone, first, last)


def _kept_clear(resource: Resource) -> list[Span]:
    """Its blocks, each widened by the turnaround."""
    by = timedelta(minutes=resource.turnaround)
    return merge(Span(span.start - by, span.end + by) for _, span in resource.blocks)


class Index:
    """A supply, indexed for questions about starts in one window; made by `prepare`."""

    def __init__(self, supply: Supply, window: Span) -> None:
        self._resources = supply.resources
        self._reach = Span(window.start - MARGIN, window.end + MARGIN)
        self._uses: defaultdict[int, list[Use]] = defaultdict(list)
        self._given: defaultdict[int, list[int]] = defaultdict(list)
        for use in supply.uses:
            self._uses[use.resource_id].append(use)
            self._given[use.run_id].append(use.resource_id)
        self._runs: defaultdict[tuple[int, int, datetime], list[Run]] = defaultdict(list)
        self._live: defaultdict[int, list[Taken]] = defaultdict(list)
        for run in supply.runs:
            self._runs[run.offering_id, run.variant_id, run.span.start].append(run)
            if is_live(run):
                self._live[run.offering_id].append(Taken(run.span, 1))
        self._blocked = {
            pk: _kept_clear(resource)
            for pk, resource in supply.resources.items()
            if resource.blocks
        }
        self._timelines: dict[int, Timeline] = {}
        self._staffings: defaultdict[tuple[Need, ...], Staffings] = defaultdict(dict)

    def timelines(self, resource_ids: Iterable[int], reach: Span) -> list[Timeline]:
        """The timelines of those resources that exist, good for questions inside `reach`."""
        return [
            self._timeline(self._resources[resource_id], reach)
            for resource_id in dict.fromkeys(resource_ids)
            if resource_id in self._resources
        ]

    def _timeline(self, resource: Resource, reach: Span) -> Timeline:
        known = self._timelines.get(resource.id)
        if known and known.reach.covers(reach):
            return known
        load = known.load if known else self._load(resource)
        before = known.reach if known else self._reach
        wider = Span(min(reach.start, before.start), max(reach.end, before.end))
        blocked = self._blocked.get(resource.id, [])
        self._timelines[resource.id] = Timeline(resource, load, blocked, wider)
        return self._timelines[resource.id]

    def _load(self, resource: Resource) -> Load:
        return Load(Taken(use.span, use.units) for use in self.uses(resource.id))

    def uses(self, resource_id: int) -> list[Use]:
        """The stored uses of one resource."""
        return self._uses.get(resource_id, [])

    def given(self, run_id: int) -> list[int]:
        """The resources that a stored run has been given."""
        return self._given.get(run_id, [])

    def is_broken(self, run_id: int, run: Span) -> bool:
        """Whether a block stands in the way of what a stored run, with its buffers, was given."""
        return bool(self._blocked) and any(
            run.overlaps(block)
            for resource_id in self.given(run_id)
            for block in self._blocked.get(resource_id, [])
        )

    def staffings(self, needs: tuple[Need, ...]) -> Staffings:
        """What was found out so far by those who have the same needs, numbered from nought."""
        return self._staffings[needs]

    def runs_at(self, plan: Plan, start: datetime) -> list[Run]:
        """The stored runs of the plan's variant that start at this instant, in any state."""
        return self._runs.get((plan.offering_id, plan.variant_id, start), [])

    def running(self, offering_id: int) -> Load:
        """How many live runs of an offering, of any variant, are under way at each instant."""
        return Load(self._live.get(offering_id, []))


def is_live(run: Run) -> bool:
    """Whether somebody is on the run, so that it is staffed and counts as under way."""
    return run.taken > 0 and not run.cancelled


def prepare(supply: Supply, window: Span) -> Index:
    """Make a supply ready for questions about starts in `window`, by any number of plans."""
    return Index(supply, window)
