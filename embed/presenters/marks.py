"""What a visitor may hope for of a run: from the core's status to a mark, and what is shown."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from scheduling.engine.types import Code


class Mark(StrEnum):
    """What a visitor may hope for; a colour, a shape and a word stand for each."""

    OPEN = "open"
    FEW = "few"
    REQUEST = "request"
    LISTED = "listed"
    SHORT = "short"
    FULL = "full"
    OFF = "off"


MARKS = {
    "AVAILABLE": Mark.OPEN,
    "LIMITED": Mark.FEW,
    "REQUEST": Mark.REQUEST,
    "LISTED": Mark.LISTED,
    "SOLD_OUT": Mark.FULL,
}
TAKEN = frozenset({Code.PARALLEL, Code.RESOURCE_BUSY, Code.BUFFER, Code.TURNAROUND, Code.NO_SEATS})
"""Reasons that come from what others booked."""

BOOKABLE = (Mark.OPEN, Mark.FEW, Mark.REQUEST)
READABLE = (Mark.LISTED, Mark.OFF)
"""What has a page of its own in place of a booking step."""

WANTED = (Mark.FULL, Mark.SHORT)
"""What one may wait for, where the offering keeps a waitlist."""

CALLED_OFF = ("CANCELLED", "POSTPONED")


def mark_of(slot: Any) -> Mark:
    """What to hope for. An appointment is free or not: that it seats one says nothing. A run that
    only this party is too large for is not sold out, and one that was called off is shown as such.
    """
    if slot.offering.event_status in CALLED_OFF:
        return Mark.OFF
    if str(slot.status) == "CLOSED":
        return Mark.FULL
    mark = MARKS[str(slot.status)]
    if mark is Mark.FULL and slot.remaining and slot.offering.type != "SERVICE":
        return Mark.SHORT
    return Mark.OPEN if mark is Mark.FEW and slot.offering.type == "SERVICE" else mark


def shown(slots: Iterable[Any], now: datetime) -> list[Any]:
    """What a visitor sees. Runs that others took stay, taken appointments only clutter, and
    what is not on sale (too late, too far ahead) says nothing, nor does what has ended."""
    return [slot for slot in slots if slot.ends_at > now and _says_something(slot, mark_of(slot))]


def _says_something(slot: Any, mark: Mark) -> bool:
    if mark is not Mark.FULL:
        return True
    return slot.offering.type != "SERVICE" and (str(slot.status) == "SOLD_OUT" or _taken(slot))


def _taken(slot: Any) -> bool:
    return {reason.code for reason in slot.reasons} <= TAKEN
