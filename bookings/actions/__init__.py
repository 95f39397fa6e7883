"""The only code that writes Booking.state.

Each verb is one transaction: capacity first (its locks come before a booking's), then the
booking's row, whose state is compared and set, then its time line and the outbox. A refusal
anywhere takes all of it back.
"""

from bookings.actions.attending import check_in, no_show
from bookings.actions.changing import (
    CancelPreview,
    MovePreview,
    cancel,
    cancel_by_staff,
    preview_cancel,
    preview_move,
    reschedule,
    reschedule_by_staff,
)
from bookings.actions.deciding import approve, decline
from bookings.actions.leeway import Leeway, preview_leeway
from bookings.actions.making import Made, book
from bookings.actions.offering import Offer, accept, offer, turn_down
from bookings.actions.paying import pay_by_hand
from bookings.actions.proposing import propose
from bookings.actions.refunding import refund
from bookings.actions.resizing import (
    PartyPreview,
    change_party,
    change_party_by_staff,
    preview_party,
    preview_party_by_staff,
)

__all__ = [
    "CancelPreview",
    "Leeway",
    "Made",
    "MovePreview",
    "Offer",
    "PartyPreview",
    "accept",
    "approve",
    "book",
    "cancel",
    "cancel_by_staff",
    "change_party",
    "change_party_by_staff",
    "check_in",
    "decline",
    "no_show",
    "offer",
    "pay_by_hand",
    "preview_cancel",
    "preview_leeway",
    "preview_move",
    "preview_party",
    "preview_party_by_staff",
    "propose",
    "refund",
    "reschedule",
    "reschedule_by_staff",
    "turn_down",
]
