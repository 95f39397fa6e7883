"""The engine's public face: which starts can be booked, by what, and if not, why.

Everything is asked of an `Index`: `prepare` a supply once for the window, then judge any number
of plans by it. One `Desk` answers for listing, explaining and taking, so they cannot disagree.
"""

from datetime import datetime, timedelta
from operator import attrgetter

from scheduling.engine import recurrence
from scheduling.engine.desk import Desk
from scheduling.engine.index import Index, prepare
from scheduling.engine.types import Plan, Span, Start, Verdict

__all__ = ["Index", "find", "judge", "prepare", "slots", "verdicts"]

MOMENT = timedelta.resolution


def judge(plan: Plan, index: Index, start: Start, party: int, now: datetime) -> Verdict:
    """The answer for one start and a party of so many seats, with every reason if it is refused.

    A plan that is only listed (capacity None) seats nobody: it refuses any party as too large.
    """
    return Desk(plan, index, now, [start]).answer(start, party)


def slots(plan: Plan, index: Index, window: Span, party: int, now: datetime) -> list[Verdict]:
    """The starts in `window` that the party can book, in order."""
    if plan.capacity is None or not plan.published:
        return []
    starts = recurrence.starts(plan.rules, plan.zone, plan.duration, window)
    desk = Desk(plan, index, now, starts)
    fitting = (desk.fitting(start, party) for start in starts)
    return [verdict for verdict in fitting if verdict]


def verdicts(plan: Plan, index: Index, window: Span, party: int, now: datetime) -> list[Verdict]:
    """Every start in `window`, in order, the refused and the skipped with their reasons.

    A plan that is only listed (capacity None) has none.
    """
    if plan.capacity is None:
        return []
    starts = recurrence.starts_with_skipped(plan.rules, plan.zone, plan.duration, window)
    desk = Desk(plan, index, now, starts)
    return [desk.answer(start, party) for start in starts]


def find(plan: Plan, at: datetime) -> Start | None:
    """The start that the rules produce at exactly this instant, the shorter of two, or None.

    One on a skipped date is found too if there is no other, flagged: `judge` says so.
    """
    found = recurrence.starts_with_skipped(
        plan.rules, plan.zone, plan.duration, Span(at, at + MOMENT)
    )
    return min(found, key=attrgetter("skipped"), default=None)
