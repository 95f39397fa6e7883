"""The only writers of Occurrence, Claim and Allocation: take, keep, move, release.

`check` tells what `take` would do, without a lock.

Locks are taken once and in one order: offering, resources by key, runs by key; then lapsed
claims and last allocations, each by key. Joining a run that has its resources locks that run
alone, and so does giving back, which therefore never waits for somebody taking elsewhere. On
SQLite the transaction itself is the lock (IMMEDIATE).

Whoever takes first labels what lapsed in the way, so that the database's guards, which cannot
ask the time, count what the engine counts.

<<<<<<< HEAD
`taking` and `giving` are the verbs, `deciding` those about a run as a whole, `locks` and `rows`
their hands, `refusals` their words.
"""

from scheduling.capacity.deciding import decide_at, run_anyway, warned
from scheduling.capacity.giving import change, keep, release
from scheduling.capacity.taking import check, move, take

__all__ = [
    "change",
    "check",
    "decide_at",
    "keep",
    "move",
    "release",
    "run_anyway",
    "take",
    "warned",
]
=======
`taking` and `giving` are the verbs, `recipe` says what is judged, `locks` and `rows` are their
hands, `refusals` their words.
"""

from scheduling.capacity.asked import Agreement
from scheduling.capacity.giving import keep, release
from scheduling.capacity.taking import check, move, take

__all__ = ["Agreement", "check", "keep", "move", "release", "take"]
>>>>>>> d6a9928 (Let add-ons take resources and lengthen whole runs; let capacity take what staff agreed on)
