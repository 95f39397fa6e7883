"""Arithmetic on half-open spans. A merged list is sorted; its spans neither touch nor overlap."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import accumulate
from typing import Generic, NamedTuple, TypeVar

from scheduling.engine.types import Span

EARLIEST = datetime.min.replace(tzinfo=UTC)
LATEST = datetime.max.replace(tzinfo=UTC)
ALWAYS = Span(EARLIEST, LATEST)

Thing = TypeVar("Thing")


def merge(spans: Iterable[Span]) -> list[Span]:
    """The same instants as a merged list: what touches or overlaps is joined, empty ones go."""
    merged: list[Span] = []
    for span in sorted(spans):
        if span.start >= span.end:
            continue
        if merged and span.start <= merged[-1].end:
            if span.end > merged[-1].end:
                merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    return merged


def subtract(spans: Sequence[Span], taken: Sequence[Span]) -> list[Span]:
    """The instants of `spans` not in `taken`: two merged lists, and so is the answer."""
    left: list[Span] = []
    first = 0
    for start, end in spans:
        while first < len(taken) and taken[first].end <= start:
            first += 1
        for hole in taken[first:]:
            if hole.start >= end:
                break
            if hole.start > start:
                left.append(Span(start, hole.start))
            start = max(start, hole.end)
        if start < end:
            left.append(Span(start, end))
    return left


class Cover:
    """A merged list of spans, made to be asked often whether it covers a stretch."""

    __slots__ = ("ends", "starts")

    def __init__(self, merged: Sequence[Span]) -> None:
        self.starts = [span.start for span in merged]
        self.ends = [span.end for span in merged]

    def covers(self, start: datetime, end: datetime) -> bool:
        """Whether one span contains the whole of `[start, end)`."""
        found = bisect_right(self.starts, start) - 1
        return found >= 0 and self.ends[found] >= end

    def opens_after(self, instant: datetime) -> datetime | None:
        """The first start of a span later than `instant`, if there is one."""
        found = bisect_right(self.starts, instant)
        return self.starts[found] if found < len(self.starts) else None


class Lookup(Generic[Thing]):
    """Things that each have a span, made to be asked often which of them meet a stretch."""

    __slots__ = ("_latest_ends", "_placed", "_starts")

    def __init__(self, placed: Iterable[tuple[Span, Thing]]) -> None:
        self._placed = sorted(placed, key=lambda pair: pair[0])
        self._starts = [span.start for span, _ in self._placed]
        self._latest_ends = list(accumulate((span.end for span, _ in self._placed), max))

    def overlapping(self, stretch: Span) -> list[Thing]:
        """The things whose spans overlap the stretch, by time."""
        first = bisect_right(self._latest_ends, stretch.start)
        last = bisect_left(self._starts, stretch.end)
        return [thing for span, thing in self._placed[first:last] if span.end > stretch.start]


class Taken(NamedTuple):
    """So many units in use over a span."""

    span: Span
    units: int


class Load:
    """How many units are in use at each instant: a step function, swept once, asked often."""

    __slots__ = ("_at", "_levels")

    def __init__(self, taken: Iterable[Taken]) -> None:
        changes: dict[datetime, int] = {}
        for (start, end), units in taken:
            changes[start] = changes.get(start, 0) + units
            changes[end] = changes.get(end, 0) - units
        level = 0
        self._at = [EARLIEST]
        self._levels = [0]
        for instant in sorted(changes):
            level += changes[instant]
            self._at.append(instant)
            self._levels.append(level)
        self._at.append(LATEST)
        self._levels.append(0)

    def most(self, start: datetime, end: datetime) -> int:
        """The most units in use at any one instant of `[start, end)`."""
        first = bisect_right(self._at, start) - 1
        if self._at[first + 1] >= end:
            return self._levels[first]
        return max(self._levels[first : bisect_left(self._at, end, first + 1)])

    def full_until(self, start: datetime, end: datetime, units: int) -> datetime | None:
        """When the last stretch with at least `units` in use that meets `[start, end)` ends."""
        first = bisect_right(self._at, start) - 1
        for step in range(bisect_left(self._at, end, first + 1) - 1, first - 1, -1):
            if self._levels[step] >= units:
                ends = (at for at, level in self._after(step) if level < units)
                return next(ends, None)
        return None

    def _after(self, step: int) -> Iterable[tuple[datetime, int]]:
        return zip(self._at[step + 1 :], self._levels[step + 1 :], strict=True)
