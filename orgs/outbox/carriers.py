"""Who carries what is in the outbox. Apps above register theirs; the worker has all of them act."""

from collections.abc import Callable
from typing import NamedTuple, Protocol

from orgs.outbox.lease import Clock


class Tally(NamedTuple):
    """What became of a batch; `claimed` 0: there was nothing to do."""

    claimed: int = 0
    sent: int = 0
    dropped: int = 0
    failed: int = 0

    def plus(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(*(one + more for one, more in zip(self, other, strict=True)))


class Carrier(Protocol):
    """Carries at most `limit` due dispatches of one kind, and gives back what is not begun."""

    def __call__(self, *, clock: Clock, stopping: Callable[[], bool], limit: int) -> Tally:
        """What became of them."""


_known: dict[str, Carrier] = {}


def register(name: str, carrier: Carrier) -> None:
    """Makes a carrier known; the same name again replaces it."""
    _known[name] = carrier


def carry_some(*, clock: Clock, stopping: Callable[[], bool], limit: int) -> Tally:
    """Every carrier once, in the order in which they were registered."""
    total = Tally()
    for carrier in _known.values():
        total = total.plus(carrier(clock=clock, stopping=stopping, limit=limit))
    return total
