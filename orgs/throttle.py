"""Limits of attempts: one slot in the shared cache for each attempt of the last minute.

`add` is atomic in every cache that Django knows, so the limit holds across processes; counting up
with `incr` is not, in the database cache. A slot frees itself a period after it was taken, which
makes the window slide.

Reads are too many and too quick for that: a slot costs a transaction where the cache is a table.
Each process counts them for itself, in fixed windows, which stops a flood and nothing finer.
"""

import hashlib
import math
import secrets
from datetime import datetime

from django.conf import settings
from django.core.cache import cache, caches

from orgs.errors import TooMany

PERIODS = {"s": 1, "sec": 1, "min": 60, "h": 3600, "hour": 3600}
MOST_SLOTS = 200
"""All slots of somebody are looked at with each attempt."""


def count(rate: str, who: str, now: datetime) -> None:
    """Takes a slot of this rate (a name in settings.RATES) or raises TooMany."""
    limit, seconds = parsed(settings.RATES[rate])
    name = _hidden(f"{rate} {who}")
    # Nearly everybody is far from the limit and finds a free slot at the first try.
    if cache.add(f"rate:{name}:{secrets.randbelow(limit)}", now.timestamp() + seconds, seconds):
        return
    slots = [f"rate:{name}:{place}" for place in range(limit)]
    taken = cache.get_many(slots)
    moment = now.timestamp()
    for slot in slots:
        if slot not in taken and cache.add(slot, moment + seconds, seconds):
            return
    frees = min(cache.get_many(slots).values(), default=moment)
    raise TooMany(retry_after=max(1, math.ceil(frees - moment)))


def count_here(rate: str, who: str, now: datetime) -> None:
    """Counts up in this process alone, or raises TooMany. Asks no database and no other machine."""
    attempts, _, period = settings.RATES[rate].partition("/")
    seconds = PERIODS[period]
    window, passed = divmod(now.timestamp(), seconds)
    name, own = _hidden(f"{rate} {who} {window:.0f}"), caches["process"]
    own.add(name, 0, seconds)
    try:
        used = own.incr(name)
    except ValueError:  # The cache was full and dropped it, or the window ended in between.
        return
    if used > int(attempts):
        raise TooMany(retry_after=max(1, math.ceil(seconds - passed)))


def _hidden(name: str) -> str:
    """A key that any cache takes, and that names nobody."""
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def parsed(rate: str) -> tuple[int, float]:
    """`30/min` as 30 attempts in 60 seconds; a large rate over a shorter time, as 200 in 12."""
    attempts, _, period = rate.partition("/")
    parts = max(1, math.ceil(int(attempts) / MOST_SLOTS))
    return int(attempts) // parts, PERIODS[period] / parts
