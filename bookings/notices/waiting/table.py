"""What a step of somebody on a waitlist causes: one table, read by the one function below."""

from bookings.models import WaitlistEntry
from bookings.notices.table import Named, message
from orgs.models import Event, Message


class WaitNotice(Named):
    """The kinds of messages about places on a waitlist."""

    JOINED = "waitlist_joined"
    OVER = "waitlist_over"
    STAFF_UNCLAIMED = "staff_unclaimed"


GUEST = {"joined": WaitNotice.JOINED, "over": WaitNotice.OVER}
"""By the step, whoever took it: who was put on the list by staff reads so, too."""

FREED = "freed"
"""The fact of a step by which the places of an offer came free, and not by staff."""


def messages(entry: WaitlistEntry, event: Event, *, verb: str) -> list[Message]:
    """The rows of the outbox that a step causes, not yet written."""
    caused = [GUEST[verb]] if verb in GUEST else []
    if event.data.get(FREED):
        caused.append(WaitNotice.STAFF_UNCLAIMED)
    return [message(entry, notice, event.at, event) for notice in caused]
