"""What a refused taking is called: the party's own size, the calendar's limits, then the run."""

from orgs.errors import Refusal
from scheduling.capacity.asked import Asked
from scheduling.engine.types import Code, Verdict
from scheduling.errors import OutsideHorizon, PartyTooLarge, SlotUnavailable, SoldOut, TooLate


def refusal(asked: Asked, verdict: Verdict) -> Refusal:
    """The one refusal that says most of a verdict that does not fit."""
    codes = {reason.code for reason in verdict.reasons}
    if Code.PARTY_TOO_LARGE in codes:
        return _too_large(asked)
    if Code.LEAD_TIME in codes:
        return TooLate("This start can no longer be booked.")
    if Code.MINIMUM_MISSED in codes:
        return TooLate("Too few had booked in time: it does not take place.")
    if Code.HORIZON in codes:
        return OutsideHorizon("This start cannot be booked yet.")
    if Code.NO_SEATS in codes and Code.BLOCKED not in codes:
        return SoldOut(_left(verdict), remaining=verdict.left)
    return SlotUnavailable("This time is not available.", remaining=0)


def _too_large(asked: Asked) -> Refusal:
    """Names the number only where it is the offering's own; a smaller van may bound it further."""
    capacity = asked.variant.capacity or 0
    most = min(asked.variant.offering.max_party or capacity, capacity)
    if asked.seats <= most:
        return PartyTooLarge("No run could seat so many together.")
    return PartyTooLarge(f"At most {most} can come together.", maxParty=most)


def _left(verdict: Verdict) -> str:
    if not verdict.left:
        return "No seats are left."
    return f"{verdict.left} of {verdict.seats} seats are left."
