"""The engine's public face: which starts can be booked, by what, and if not, why.

Everything is asked of an `Index`: `prepare` a supply once for the window, then judge any number
of plans by it. One `_Desk` answers for listing, explaining and taking, so they cannot disagree.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from scheduling.engine import recurrence
from scheduling.engine.assignment import Staffing
from scheduling.engine.index import Index, is_live, prepare
from scheduling.engine.staffing import Crew, Free
from scheduling.engine.types import Code, Plan, Reason, Run, Span, Start, Verdict

__all__ = ["Index", "find", "judge", "prepare", "slots", "verdicts"]

OF_THE_PARTY = frozenset({Code.NO_SEATS, Code.PARTY_TOO_LARGE})
"""Reasons that a smaller party might not meet: they leave `left` as it is."""

MOMENT = timedelta.resolution


def judge(plan: Plan, index: Index, start: Start, party: int, now: datetime) -> Verdict:
    """The answer for one start and a party of so many seats, with every reason if it is refused.

    A plan that is only listed (capacity None) seats nobody: it refuses any party as too large.
    """
    desk = _Desk(plan, index, now, [start])
    return desk.fitting(start, party) or desk.refused(start, party)


def slots(plan: Plan, index: Index, window: Span, party: int, now: datetime) -> list[Verdict]:
    """The starts in `window` that the party can book, in order."""
    if plan.capacity is None or not plan.published:
        return []
    starts = recurrence.starts(plan.rules, plan.zone, plan.duration, window)
    desk = _Desk(plan, index, now, starts)
    fitting = (desk.fitting(start, party) for start in starts)
    return [verdict for verdict in fitting if verdict]


def verdicts(plan: Plan, index: Index, window: Span, party: int, now: datetime) -> list[Verdict]:
    """Every start in `window`, in order, the refused and the skipped with their reasons.

    A plan that is only listed (capacity None) has none.
    """
    if plan.capacity is None:
        return []
    starts = recurrence.starts_with_skipped(plan.rules, plan.zone, plan.duration, window)
    desk = _Desk(plan, index, now, starts)
    return [desk.fitting(start, party) or desk.refused(start, party) for start in starts]


def find(plan: Plan, at: datetime) -> Start | None:
    """The start that the rules produce at exactly this instant, the shorter of two, or None.

    One on a skipped date is found too, flagged: `judge` refuses it and says so.
    """
    found = recurrence.starts_with_skipped(
        plan.rules, plan.zone, plan.duration, Span(at, at + MOMENT)
    )
    return min(found, key=lambda start: start.skipped, default=None)


class _Planned(NamedTuple):
    """A new run before it is staffed: its seats, and the empty stored run it reuses."""

    seats: int
    run_id: int | None


class _Room(NamedTuple):
    """A run that a party could be on: a stored one that is joined, or one that is opened."""

    left: int
    seats: int
    run_id: int | None
    span: Span
    free: Free
    opened: Staffing | None = None


def _roomiest(rooms: Sequence[_Room]) -> _Room:
    return max(rooms, key=lambda room: room.left)


class _Desk:
    """Judges the starts of one plan at one moment."""

    def __init__(self, plan: Plan, index: Index, now: datetime, starts: Sequence[Start]) -> None:
        self._plan = plan
        self._index = index
        self._now = now
        self._earliest = now + timedelta(minutes=plan.lead)
        self._ahead = None if plan.horizon is None else timedelta(days=plan.horizon)
        self._running = index.running(plan.offering_id)
        self._crew = Crew(plan, index, self._reach(starts))

    def _reach(self, starts: Sequence[Start]) -> Span:
        spans = [Span(start.start, start.end) for start in starts]
        spans += [run.span for start in starts for run in self._stored(start)]
        first = min((span.start for span in spans), default=self._now)
        return Span(first, max((span.end for span in spans), default=first))

    def _stored(self, start: Start) -> Sequence[Run]:
        return self._index.runs_at(self._plan, start.start)

    def fitting(self, start: Start, party: int) -> Verdict | None:
        """The verdict if the party can be taken."""
        if self._over_the_maximum(party) or self._closed(start):
            return None
        rooms = self._rooms(start)
        chosen = next((room for room in rooms if room.left >= party), None)
        if chosen is None:
            return None
        left = self._largest(rooms)
        grants = self._crew.grants(chosen.free, chosen.opened, party)
        return Verdict(start.start, start.end, left, chosen.seats, (), chosen.run_id, grants)

    def refused(self, start: Start, party: int) -> Verdict:
        """The verdict for a start that is not `fitting`, with all its reasons."""
        rooms = self._rooms(start)
        reasons = [
            *self._closed(start),
            *self._party_size(start, rooms, party),
            *self._obstacles(start, rooms),
        ]
        only_size = all(reason.code in OF_THE_PARTY for reason in reasons)
        left = self._largest(rooms) if only_size else 0
        seats = _roomiest(rooms).seats if rooms else self._planned(start).seats
        return Verdict(start.start, start.end, left, seats, tuple(dict.fromkeys(reasons)))

    def _largest(self, rooms: Sequence[_Room]) -> int:
        """The largest party that could be taken: it is never split, so one run must have room."""
        left = _roomiest(rooms).left if rooms else 0
        return left if self._plan.max_party is None else min(left, self._plan.max_party)

    def _over_the_maximum(self, party: int) -> bool:
        return self._plan.max_party is not None and party > self._plan.max_party

    def _closed(self, start: Start) -> list[Reason]:
        """What stands in the way of any party, whatever the resources."""
        found = []
        if not self._plan.published:
            found.append(Reason(Code.NOT_PUBLISHED))
        if start.skipped:
            found.append(Reason(Code.SKIPPED_DATE))
        if start.start <= self._now or start.start < self._earliest:
            found.append(Reason(Code.LEAD_TIME))
        if self._ahead is not None and start.start > self._now + self._ahead:
            found.append(Reason(Code.HORIZON, until=start.start - self._ahead))
        if any(run.cancelled for run in self._stored(start)):
            found.append(Reason(Code.CANCELLED))
        return found

    def _rooms(self, start: Start) -> list[_Room]:
        """Where a party could be, best first: stored runs, the fullest first, then a new one."""
        opened = self._opened(start)
        return [*self._joined(start), *([opened] if opened else [])]

    def _joined(self, start: Start) -> list[_Room]:
        if self._plan.exclusive or self._plan.capacity is None:
            return []
        runs = [run for run in self._stored(start) if is_live(run)]
        runs.sort(key=lambda run: (run.seats - run.taken, run.id))
        return [self._joining(run) for run in runs]

    def _joining(self, run: Run) -> _Room:
        free = self._crew.free(run.span)
        seats = 0 if run.private else max(0, run.seats - run.taken)
        left = self._crew.people(free, seats)
        return _Room(left, run.seats, run.id, run.span, free)

    def _opened(self, start: Start) -> _Room | None:
        """The new run that could be opened, if its resources and the plan's `parallel` allow."""
        if self._plan.capacity is None or self._crowded(start):
            return None
        span = Span(start.start, start.end)
        planned = self._planned(start)
        free = self._crew.free(span)
        staffing = self._crew.staffing(free, planned.seats)
        if staffing is None:
            return None
        return _Room(staffing.seats, staffing.seats, planned.run_id, span, free, staffing)

    def _crowded(self, start: Start) -> bool:
        most = self._plan.parallel
        return most is not None and self._running.most(start.start, start.end) >= most

    def _planned(self, start: Start) -> _Planned:
        """The seats that a new run is to have, and the empty stored run that it reuses."""
        capacity = self._plan.capacity or 0
        empty = [
            _Planned(run.seats if run.seats_set else capacity, run.id)
            for run in self._stored(start)
            if run.taken == 0 and not run.cancelled
        ]
        fresh = _Planned(capacity, None)
        return max(
            empty, key=lambda planned: (planned.seats, -(planned.run_id or 0)), default=fresh
        )

    def _party_size(self, start: Start, rooms: Sequence[_Room], party: int) -> list[Reason]:
        stored = [room.seats for room in rooms if not room.opened]
        ever = max([self._crew.ever(self._planned(start).seats), *stored])
        found = []
        if self._over_the_maximum(party) or party > ever:
            found.append(Reason(Code.PARTY_TOO_LARGE))
        if rooms and _roomiest(rooms).left < party <= ever:
            found.append(Reason(Code.NO_SEATS))
        return found

    def _obstacles(self, start: Start, rooms: Sequence[_Room]) -> list[Reason]:
        """What keeps a new run from being opened, or the last seats of stored ones from use."""
        if self._plan.capacity is None or any(room.left for room in rooms):
            return []
        if rooms:
            return [reason for room in rooms for reason in self._crew.joining_obstacles(room.span)]
        span = Span(start.start, start.end)
        found = self._crew.new_run_obstacles(span)
        if self._crowded(start):
            until = self._running.full_until(*span, self._plan.parallel or 0)
            found.insert(0, Reason(Code.PARALLEL, until=until))
        return found
