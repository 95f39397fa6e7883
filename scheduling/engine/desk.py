"""Judges starts of one plan: what closes them, which runs a party could be on, and why not."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from scheduling.engine.assignment import Staffing
from scheduling.engine.index import Index, is_live
from scheduling.engine.staffing import Crew
from scheduling.engine.types import Code, Plan, Reason, Run, Span, Start, Verdict

OF_THE_PARTY = frozenset({Code.NO_SEATS, Code.PARTY_TOO_LARGE})
"""Reasons that a smaller party might not meet: they leave `left` as it is."""


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
    opened: Staffing | None = None


class _Minimum(NamedTuple):
    """What is left of a start after its minimum was decided: runs to join, and to open."""

    runs: Sequence[Run]
    opens: bool = True
    missed: bool = False


class Desk:
    """Judges these starts of one plan, at the moment `now`."""

    def __init__(self, plan: Plan, index: Index, now: datetime, starts: Sequence[Start]) -> None:
        self._plan = plan
        self._index = index
        self._now = now
        self._earliest = now + timedelta(minutes=plan.lead)
        self._ahead = None if plan.horizon is None else timedelta(days=plan.horizon)
        self._running = index.running(plan.offering_id)
        self._crew = Crew(plan, index, self._reach(starts))

    def _reach(self, starts: Sequence[Start]) -> Span:
        """What the starts and the runs stored at them span together."""
        spans = [run.span for start in starts for run in self._stored(start)]
        spans += [Span(start.start, start.end) for start in starts]
        first = min((span.start for span in spans), default=self._now)
        return Span(first, max((span.end for span in spans), default=first))

    def _stored(self, start: Start) -> Sequence[Run]:
        return self._index.runs_at(self._plan, start.start)

    def fitting(self, start: Start, party: int) -> Verdict | None:
        """The verdict if the party can be taken."""
        stored = self._stored(start)
        if self._closed(start, stored):
            return None
        rooms = self._rooms(start, stored)
        return self._seated(start, rooms, party) if self._comes_in(party, rooms) else None

    def answer(self, start: Start, party: int) -> Verdict:
        """The verdict, with every reason if the party cannot be taken."""
        stored = self._stored(start)
        closed = self._closed(start, stored)
        rooms = self._rooms(start, stored)
        if not closed and self._comes_in(party, rooms):
            return self._seated(start, rooms, party)
        planned = _planned(self._plan, self._minimum(start, stored).runs)
        reasons = [
            *closed,
            *self._party_size(rooms, planned, party),
            *self._obstacles(start, rooms),
        ]
        only_size = all(reason.code in OF_THE_PARTY for reason in reasons)
        left = _most_left(rooms) if only_size else 0
        seats = _roomiest(rooms).seats if rooms else planned.seats
        return Verdict(start.start, start.end, left, seats, tuple(dict.fromkeys(reasons)))

    def _seated(self, start: Start, rooms: Sequence[_Room], party: int) -> Verdict:
        room = next(room for room in rooms if room.left >= party)
        grants = self._crew.grants(room.span, room.opened, party)
        left = _most_left(rooms)
        return Verdict(start.start, start.end, left, room.seats, (), room.run_id, grants)

    def _comes_in(self, party: int, rooms: Sequence[_Room]) -> bool:
        most = self._plan.max_party
        return party <= _most_left(rooms) and (most is None or party <= most)

    def _closed(self, start: Start, stored: Sequence[Run]) -> list[Reason]:
        """What stands in the way of any party, whatever the resources."""
        found = []
        if not self._plan.published:
            found.append(Reason(Code.NOT_PUBLISHED))
        if start.skipped:
            found.append(Reason(Code.SKIPPED_DATE))
        if start.start <= self._now or start.start < self._earliest:
            found.append(Reason(Code.LEAD_TIME))
        if self._ahead is not None and start.start - self._now > self._ahead:
            found.append(Reason(Code.HORIZON, until=start.start - self._ahead))
        if stored and any(run.cancelled for run in stored):
            found.append(Reason(Code.CANCELLED))
        if self._minimum(start, stored).missed:
            found.append(Reason(Code.MINIMUM_MISSED))
        return found

    def _minimum(self, start: Start, stored: Sequence[Run]) -> _Minimum:
        """Which stored runs still take place, each by a minimum of its own, and whether one more.

        None is opened once it is decided, nor beside one that was given up. A start at which
        nothing is left is closed as a whole, and judged as ever in all other respects.
        """
        least = self._plan.least
        if not least:
            return _Minimum(stored)
        usual = start.start - timedelta(minutes=self._plan.decided)
        standing = [
            run
            for run in stored
            if (run.decides or usual) > self._now or run.firm >= least or run.runs
        ]
        is_early = usual > self._now and len(standing) == len(stored)
        opens = is_early or _planned(self._plan, standing).run_id is not None
        if opens or (standing and not self._plan.exclusive):
            return _Minimum(standing, opens)
        return _Minimum(stored, missed=True)

    def _rooms(self, start: Start, stored: Sequence[Run]) -> list[_Room]:
        """Where a party could be, best first: stored runs, the fullest first, then a new one."""
        if self._plan.capacity is None:
            return []
        runs, opens, _ = self._minimum(start, stored)
        rooms = [] if self._plan.exclusive else self._joined(runs)
        if opens and not self._crowded(start):
            span = Span(start.start, start.end)
            seats, run_id = _planned(self._plan, runs)
            if staffing := self._crew.staffing(span, seats):
                rooms.append(_Room(staffing.seats, staffing.seats, run_id, span, staffing))
        return rooms

    def _joined(self, stored: Sequence[Run]) -> list[_Room]:
        runs = [run for run in stored if is_live(run)]
        runs.sort(key=lambda run: (run.seats - run.taken, run.id))
        return [_Room(self._left(run), run.seats, run.id, run.span) for run in runs]

    def _left(self, run: Run) -> int:
        """A run whose boat or guide was blocked since is not sold further until staff solve it."""
        if run.private or self._crew.is_broken(run.id, run.span):
            return 0
        seats = max(0, run.seats - run.taken)
        return self._crew.people(run.span, seats)

    def _crowded(self, start: Start) -> bool:
        most = self._plan.parallel
        return most is not None and self._running.most(start.start, start.end) >= most

    def _party_size(self, rooms: Sequence[_Room], planned: _Planned, party: int) -> list[Reason]:
        stored = [room.seats for room in rooms if not room.opened]
        ever = max([self._crew.ever(planned.seats), *stored])
        found = []
        if party > ever or (self._plan.max_party is not None and party > self._plan.max_party):
            found.append(Reason(Code.PARTY_TOO_LARGE))
        if rooms and _roomiest(rooms).left < party <= ever:
            found.append(Reason(Code.NO_SEATS))
        return found

    def _obstacles(self, start: Start, rooms: Sequence[_Room]) -> list[Reason]:
        """What keeps a new run from being opened, or the last seats of stored ones from use."""
        if self._plan.capacity is None or any(room.left for room in rooms):
            return []
        if rooms:
            return [reason for room in rooms for reason in self._joining(room)]
        span = Span(start.start, start.end)
        found = self._crew.new_run_obstacles(span)
        if self._crowded(start):
            until = self._running.full_until(*span, self._plan.parallel or 0)
            found.insert(0, Reason(Code.PARALLEL, until=until))
        return found

    def _joining(self, room: _Room) -> list[Reason]:
        broken = [] if room.opened else self._crew.breaks(room.run_id or 0, room.span)
        return broken + self._crew.joining_obstacles(room.span)


def _roomiest(rooms: Sequence[_Room]) -> _Room:
    return max(rooms, key=lambda room: room.left)


def _most_left(rooms: Sequence[_Room]) -> int:
    """A party is never split, so one run must have room for all of it."""
    return _roomiest(rooms).left if rooms else 0


def _planned(plan: Plan, stored: Sequence[Run]) -> _Planned:
    """A new run's seats, and the empty stored run that it reuses: the largest of several."""
    capacity = plan.capacity or 0
    empty = [run for run in stored if run.taken == 0 and not run.cancelled]
    if not empty:
        return _Planned(capacity, None)
    planned = [_Planned(run.seats if run.seats_set else capacity, run.id) for run in empty]
    return min(planned, key=lambda one: (-one.seats, one.run_id))
