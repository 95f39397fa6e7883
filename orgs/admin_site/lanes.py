"""Bars beside each other where they overlap in time. Pure arithmetic for pictures."""

from collections.abc import Sequence
from datetime import datetime


def in_lanes(spans: Sequence[tuple[datetime, datetime]]) -> tuple[list[int], int]:
    """A lane for each span so that none touches another in its own, and how many there are.

    The spans come by start; each takes the first lane that is free again.
    """
    ends: list[datetime] = []
    lanes = []
    for start, end in spans:
        free = next((lane for lane, until in enumerate(ends) if until <= start), len(ends))
        if free == len(ends):
            ends.append(end)
        ends[free] = end
        lanes.append(free)
    return lanes, len(ends)
