"""The only code that writes WaitlistEntry.state.

Each verb is one transaction. Its locks come in the order of capacity, booking, entry, so that an
offer is made of the same places, by the same function, as any booking.
"""

from bookings.actions.waiting.answering import accept, decline, leave, left_after
from bookings.actions.waiting.joining import Joined, join
from bookings.actions.waiting.labelling import label
from bookings.actions.waiting.matching import match, match_offering, match_some, offer_now

__all__ = [
    "Joined",
    "accept",
    "decline",
    "join",
    "label",
    "leave",
    "left_after",
    "match",
    "match_offering",
    "match_some",
    "offer_now",
]
