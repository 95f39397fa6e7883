"""The only writers of Occurrence, Claim and Allocation: take, keep, move, lessen, release.

`check` tells what `take` would do, without a lock, and `explain` why it would not.

Locks are taken once and in one order: offering, resources by key, runs by key; then lapsed
claims and last allocations, each by key. Joining a run that has its resources locks that run
alone, and so does giving back, which therefore never waits for somebody taking elsewhere. On
SQLite the transaction itself is the lock (IMMEDIATE).

Whoever takes first labels what lapsed in the way, so that the database's guards, which cannot
ask the time, count what the engine counts.

`taking` and `giving` are the verbs, `parts` those about seats that lapse sooner than the rest of
their claim, `deciding` those about a run as a whole; `recipe` says what is judged, `locks` and
`rows` are their hands, `refusals` their words.
"""

from scheduling.capacity.asked import Agreement
from scheduling.capacity.deciding import decide_at, run_anyway, warned
from scheduling.capacity.giving import change, keep, lessen, release
from scheduling.capacity.parts import apart, whole
from scheduling.capacity.taking import check, explain, move, take

__all__ = [
    "Agreement",
    "apart",
    "change",
    "check",
    "decide_at",
    "explain",
    "keep",
    "lessen",
    "move",
    "release",
    "run_anyway",
    "take",
    "warned",
    "whole",
]
