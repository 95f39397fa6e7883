"""How it stands with a booking's money: what its ledger adds up to, and what is on its way."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from bookings.ledger import Fact, Kind, Share, Standing, add_up
from bookings.models.order import Instruction, LedgerEntry, Task
from orgs.models import DispatchStatus


def standing(entries: Iterable[LedgerEntry], told: Iterable[Instruction]) -> Standing:
    """The sums of the ledger; what is told to go back and has not gone yet is `leaving`."""
    rows = list(entries)
    found = add_up(row.fact for row in rows)
    waiting = [one for one in told if one.status == DispatchStatus.WAITING]
    if not waiting:
        return found
    present = add_up(row.fact for row in rows if row.payment_id is not None)
    stays = sum(share.held + share.kept for share in shares(rows, waiting))
    return replace(found, leaving=present.covered - stays)


def shares(entries: Iterable[LedgerEntry], told: Iterable[Instruction]) -> list[Share]:
    """What each payment holds and keeps once all instructions, the oldest first, are carried
    out."""
    facts: dict[int, list[Fact]] = defaultdict(list)
    for entry in entries:
        if entry.payment_id is not None:
            facts[entry.payment_id].append(entry.fact)
    for one in told:
        facts[one.payment_id] += _as_done(one, facts[one.payment_id])
    found = {key: add_up(each) for key, each in facts.items()}
    return [Share(key, one.held, one.kept) for key, one in sorted(found.items())]


def _as_done(told: Instruction, before: list[Fact]) -> list[Fact]:
    """The rows that an instruction will leave: a capture lets go what it does not take."""
    amount = told.amount_minor
    match told.task:
        case Task.CAPTURE:
            rest = add_up(before).held - amount
            return [Fact(Kind.CAPTURED, amount), Fact(Kind.RELEASED, rest)]
        case Task.RELEASE:
            return [Fact(Kind.RELEASED, amount)]
        case Task.REFUND:
            return [Fact(Kind.REFUNDED, amount)]
    return []
