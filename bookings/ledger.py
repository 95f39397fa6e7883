"""What the rows of the ledger add up to. Pure: minor units of one currency in and out.

Money reaches us in one of two ways: taken at once (CHARGED), or set aside by the provider until
we know whether the run takes place (AUTHORISED), and then taken (CAPTURED) or let go (RELEASED).
What was taken can be given back (REFUNDED), or be fetched back by the guest's bank (DISPUTED); a
refund that did not arrive and a dispute that was won put it back with us (RETURNED). Rows are
only ever added.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What happened to money."""

    AUTHORISED = "AUTHORISED"
    CHARGED = "CHARGED"
    CAPTURED = "CAPTURED"
    RELEASED = "RELEASED"
    REFUNDED = "REFUNDED"
    DISPUTED = "DISPUTED"
    RETURNED = "RETURNED"


class Fact(NamedTuple):
    """One row: an amount above zero, and what happened to it."""

    kind: Kind
    amount: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The sums. `held` is set aside and not yet taken; `taken` is all that ever was; `refunded`
    is what went back of it, by us or by the guest's bank; `leaving` is still here, but told to go.
    """

    held: int = 0
    taken: int = 0
    refunded: int = 0
    leaving: int = 0

    @property
    def kept(self) -> int:
        """What is ours as of now."""
        return self.taken - self.refunded

    @property
    def covered(self) -> int:
        """What counts towards the price: kept, or ready to be taken, and not on its way back."""
        return self.held + self.kept - self.leaving


def add_up(facts: Iterable[Fact]) -> Standing:
    """The standing after these facts, in whatever order they came."""
    sums = dict.fromkeys(Kind, 0)
    for fact in facts:
        sums[fact.kind] += fact.amount
    return Standing(
        held=sums[Kind.AUTHORISED] - sums[Kind.CAPTURED] - sums[Kind.RELEASED],
        taken=sums[Kind.CHARGED] + sums[Kind.CAPTURED],
        refunded=sums[Kind.REFUNDED] + sums[Kind.DISPUTED] - sums[Kind.RETURNED],
    )


class Share(NamedTuple):
    """So much of a payment that came in (`held` or `kept`), known by its key."""

    key: int
    held: int
    kept: int


class GivingBack(NamedTuple):
    """What to do with one payment so that the guest gets back what is due."""

    key: int
    capture: int
    release: int
    refund: int


def give_back(shares: Iterable[Share], keep: int) -> list[GivingBack]:
    """Splits several payments so that exactly `keep` stays ours, as far as there is so much.

    What was taken already is kept first: a refund costs the operator more than letting go.
    """
    found = list(shares)
    steps = []
    left = keep
    for share in found:
        stays = min(left, share.kept)
        left -= stays
        steps.append((share, share.kept - stays))
    answer = []
    for share, refund in steps:
        capture = min(left, share.held)
        left -= capture
        answer.append(GivingBack(share.key, capture, share.held - capture, refund))
    return [one for one in answer if one.capture or one.release or one.refund]
