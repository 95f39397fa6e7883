"""Weekly hours as they are stored: checked, and overlapping windows of a day made one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from scheduling.engine.types import Window

DAY = 24 * 60


def reaching(weekday: int, start: int, end: int) -> Window:
    """A window from two times of day; an end at or before the start is on the next day."""
    return Window(weekday, start, end if end > start else end + DAY)


def joined(windows: Iterable[Window]) -> list[list[int]]:
    """The stored form, in order. Windows that touch stay two; those that overlap become one."""
    by_day: defaultdict[int, list[list[int]]] = defaultdict(list)
    for weekday, start, end in sorted(windows):
        kept = by_day[weekday]
        if kept and start < kept[-1][2]:
            kept[-1][2] = max(kept[-1][2], end)
        else:
            kept.append([weekday, start, end])
    return [window for weekday in sorted(by_day) for window in by_day[weekday]]


def stored(windows: Sequence[Sequence[int]]) -> list[Window]:
    """The reverse of joined."""
    return [Window(*window) for window in windows]
