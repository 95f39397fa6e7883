"""A booking's state for staff: words, a tone for the eye, and the moves that are open to them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from bookings import actions
from bookings.models import Booking
from bookings.states import OPEN, Condition, State, may_move
from orgs.admin_site import refusals
from orgs.admin_site.shown import clock, pill, when
from orgs.formats import local

WORDS: dict[State, tuple[str, Any]] = {
    State.PENDING: ("wait", _("Pending")),
    State.AWAITING_APPROVAL: ("ask", _("Awaiting approval")),
    State.CONFIRMED: ("good", _("Confirmed")),
    State.CANCELLED: ("bad", _("Cancelled")),
    State.REFUNDED: ("mute", _("Refunded")),
    State.EXPIRED: ("mute", _("Expired")),
    State.DECLINED: ("bad", _("Declined")),
    State.CHECKED_IN: ("full", _("Checked in")),
    State.NO_SHOW: ("bad", _("No-show")),
}
WAITS_FOR = {
    Condition.APPROVAL: _("approval"),
    Condition.PAYMENT: _("payment"),
    Condition.MINIMUM: _("enough guests"),
    Condition.ACCEPTANCE: _("the guest’s answer to an offer"),
}
STEPS = {
    "created": _("Created"),
    "proposed": _("Proposed by the guest"),
    "price_offered": _("Price offered"),
    "turned_down": _("Price turned down"),
    "offered": _("Offered from the waitlist"),
    "accepted": _("Offer accepted"),
    "offer_declined": _("Offer turned down"),
    "approved": _("Approved"),
    "declined": _("Declined"),
    "cancelled": _("Cancelled"),
    "rescheduled": _("Rescheduled"),
    "party_changed": _("Party changed"),
    "party_put_back": _("Added places given back unpaid"),
    "minimum_reached": _("Minimum reached"),
    "minimum_missed": _("Minimum missed"),
    "minimum_waived": _("Confirmed short of the minimum"),
    "minimum_extended": _("Decision on the minimum put off"),
    "date_offered": _("Another date offered"),
    "date_declined": _("Another date turned down"),
    "expired": _("Expired"),
    "checked_in": _("Checked in"),
    "no_show": _("No-show"),
    "paid": _("Paid"),
    "paid_by_hand": _("Payment noted"),
    "paid_too_late": _("Paid too late: it goes back"),
    "added_paid_too_late": _("Paid too late for added places: it goes back"),
    "paid_too_much": _("Paid too much: the rest goes back"),
    "refund_asked": _("To be paid back"),
    "captured": _("Taken of what was set aside"),
    "released": _("Let go"),
    "refunded": _("Paid back"),
    "disputed": _("Payment disputed"),
    "dispute_won": _("Dispute won"),
    "tried_again": _("To be tried again"),
    "payment_failed": _("The provider refused"),
    "authorisation_lapsed": _("What was set aside has lapsed"),
}
"""What a time line calls its steps; a later one is shown by its own word."""

REASONS = {
    "paid_too_late": _("Paid too late"),
    "added_paid_too_late": _("Paid too late for added places"),
    "paid_too_much": _("Paid too much"),
    "party_changed": STEPS["party_changed"],
    "party_put_back": STEPS["party_put_back"],
}
"""Reasons that nobody wrote: the step that money goes back for."""

refusals.SENTENCES |= {
    "illegal_move": _("The booking is not in a state for this."),
    "changed_meanwhile": _("Somebody else has just changed this booking."),
    "sold_out": _("Not enough seats are left at this time."),
    "slot_unavailable": _("Nothing can start at this time."),
    "too_late": _("It is too late for this time."),
    "outside_horizon": _("This is further ahead than may be booked."),
    "party_too_large": _("The party is too large for one run."),
    "hold_lapsed": _("The hold has lapsed."),
    "amount_too_large": _("This is more than there is."),
    "price_needed": _("This proposal has to be answered with a price."),
    "not_bookable": _("This is listed only and cannot be booked."),
}
WHAT_TO_DO = {
    "sold_out": _("Decline it with a reason, or agree on another departure with the guest."),
    "slot_unavailable": _("Look at the offering’s preview to see what is in the way."),
    "illegal_move": _("Somebody may have been faster. The page now shows how it stands."),
    "hold_lapsed": _("Its seats went back when the hold ran out. The guest may book again."),
    "too_late": _("It can no longer be booked. Decline it, and offer another departure."),
}


LATE = timedelta(minutes=30)
"""A departure waits a little; whoever comes later than this perhaps belongs on another."""


@dataclass(frozen=True, slots=True)
class Verb:
    """A button: what it says, what follows from it, which action it calls."""

    name: str
    label: Any
    title: Any
    done: Any
    target: State
    act: Callable[..., Booking]
    asks_reason: bool = False
    is_grave: bool = False

    def warning(self, booking: Booking, now: datetime) -> str:
        """What to think of first, as this is final; empty at the time for it."""
        match self.target:
            case State.CHECKED_IN:
                return untimely(booking, now) or late(booking, now)
            case State.NO_SHOW:
                return untimely(booking, now) or _early(booking, now)
        return ""

    def is_open(self, booking: Booking, now: datetime) -> bool:
        """Whether the table of moves has it from where the booking stands."""
        waits = Condition.APPROVAL in booking.conditions and not booking.proposed
        if self.name == "approve" and not waits:
            return False
        return may_move(booking.state_at(now), self.target)


VERBS = {
    verb.name: verb
    for verb in (
        Verb(
            "approve",
            _("Approve"),
            _("Makes sure of the seats and accepts the request."),
            _("%s is approved."),
            State.CONFIRMED,
            actions.approve,
        ),
        Verb(
            "check-in",
            _("Check in"),
            _("Notes that the guests are here. This cannot be taken back."),
            _("%s is checked in."),
            State.CHECKED_IN,
            actions.check_in,
        ),
        Verb(
            "no-show",
            _("No-show"),
            _("Notes that the guests did not come. This cannot be taken back."),
            _("%s is noted as a no-show."),
            State.NO_SHOW,
            actions.no_show,
            asks_reason=True,
        ),
        Verb(
            "decline",
            _("Decline"),
            _("Turns the request down and gives its seats back."),
            _("%s is declined."),
            State.DECLINED,
            actions.decline,
            asks_reason=True,
            is_grave=True,
        ),
        Verb(
            "cancel",
            _("Cancel"),
            _("Cancels whatever the terms say and gives the seats back."),
            _("%s is cancelled."),
            State.CANCELLED,
            actions.cancel_by_staff,
            asks_reason=True,
            is_grave=True,
        ),
    )
}


def open_verbs(booking: Booking, now: datetime) -> list[tuple[Verb, str]]:
    """The buttons to be shown, each with its warning."""
    found = [verb for verb in VERBS.values() if verb.is_open(booking, now)]
    return [(verb, verb.warning(booking, now)) for verb in found]


def untimely(booking: Booking, now: datetime) -> str:
    """That its departure is of another day; empty on its own."""
    day = local(booking.starts_at, booking.timezone).date()
    today = local(now, booking.timezone).date()
    if day == today:
        return ""
    said = _("This departure is on %s, not today.") if day > today else _("It was on %s.")
    return said % when(booking.starts_at, booking.timezone, booking.organization)


def late(booking: Booking, now: datetime) -> str:
    """That its departure is under way, or over; empty while guests are still awaited."""
    if now < booking.starts_at + LATE:
        return ""
    over = booking.ends_at <= now
    said = _("This departure was over at %s.") if over else _("This departure began at %s.")
    instant = booking.ends_at if over else booking.starts_at
    return said % clock(instant, booking.timezone, booking.organization)


def _early(booking: Booking, now: datetime) -> str:
    """That they may yet come."""
    if booking.starts_at <= now:
        return ""
    moment = clock(booking.starts_at, booking.timezone, booking.organization)
    return _("This departure begins only at %s.") % moment


def why(reason: str) -> str:
    """A reason as people read it."""
    return str(REASONS.get(reason, reason))


def state_pill(booking: Booking, now: datetime) -> SafeString:
    """How it stands at `now`, in words."""
    return pill(*WORDS[booking.state_at(now)])


def waits_for(booking: Booking, now: datetime) -> str:
    """What is outstanding, in words; empty for nothing, and once it has ended."""
    if booking.state_at(now) not in OPEN:
        return ""
    return ", ".join(str(WAITS_FOR[one]) for one in sorted(booking.conditions))
