"""When to try again. Pure: the dice are given."""

from collections.abc import Callable
from datetime import timedelta

FIRST = timedelta(minutes=1)
LONGEST = timedelta(hours=6)
MOST_TRIES = 12
"""Spread over about a day: 1, 2, 4 ... minutes, and every six hours in the end."""

SPREAD = 0.25
"""A quarter more or less, so that what failed together does not come back together."""

Dice = Callable[[], float]
"""A number from 0 to 1, as `random.random`."""


def delay(tries: int, dice: Dice) -> timedelta | None:
    """How long to wait after so many failed tries; None: no more."""
    if tries >= MOST_TRIES:
        return None
    usual = min(LONGEST, FIRST * 2 ** (tries - 1))
    return usual * (1 - SPREAD + 2 * SPREAD * dice())
