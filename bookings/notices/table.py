"""What a step of a booking's life causes: one table, read by the one function below."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from bookings.models import Booking, WaitlistEntry
from bookings.states import Condition, State
from orgs.access import Caller
from orgs.models import Audience, Event, Message


class Named(StrEnum):
    """Names of kinds of messages."""

    @property
    def audience(self) -> Audience:
        """Whom it is for."""
        return Audience.STAFF if self.startswith("staff_") else Audience.GUEST


class Notice(Named):
    """The kinds of messages about bookings."""

    RECEIVED = "received"
    AWAITING_APPROVAL = "awaiting_approval"
    APPROVED = "approved"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    EXPIRED = "expired"
    UNANSWERED = "unanswered"
    MOVED = "moved"
    PARTY_CHANGED = "party_changed"
    PARTY_PUT_BACK = "party_put_back"
    CANCELLED = "cancelled"
    PAYMENT_DUE = "payment_due"
    PAYMENT_RECEIVED = "payment_received"
    REFUNDED = "refunded"
    PAID_LATE = "paid_late"
    ADDED_PAID_LATE = "added_paid_late"
    OFFERED = "offered"
    OFFER_LAPSED = "offer_lapsed"
    OFFER_OVER = "offer_over"
    PRICE_OFFERED = "price_offered"
    REMINDER = "reminder"
    MINIMUM_REACHED = "minimum_reached"
    MINIMUM_MISSED = "minimum_missed"
    MINIMUM_EXTENDED = "minimum_extended"
    OTHER_DATE = "other_date"
    STAFF_REQUEST = "staff_request"
    STAFF_BOOKING = "staff_booking"
    STAFF_PARTY = "staff_party"
    STAFF_PUT_BACK = "staff_put_back"
    STAFF_CANCELLED = "staff_cancelled"
    STAFF_PAYMENT_FAILED = "staff_payment_failed"
    STAFF_DISPUTED = "staff_disputed"
    STAFF_SHORT = "staff_short"
    STAFF_TURNED_DOWN = "staff_turned_down"
    STAFF_DATE_ACCEPTED = "staff_date_accepted"
    STAFF_DATE_DECLINED = "staff_date_declined"
    STAFF_PAID_LATE = "staff_paid_late"
    STAFF_ADDED_PAID_LATE = "staff_added_paid_late"


ANY = ""
TO_BE_PAID = ("created", "approved", "accepted")
KNOWN_TO_GUEST = ("turned_down",)
"""Who turns a price down need not be told so."""

PATIENCE = timedelta(minutes=5)
"""Whoever is still to pay is mostly about to; after this they are reminded how."""

OPEN = (State.PENDING, State.AWAITING_APPROVAL, State.CONFIRMED)
WAITING = (State.PENDING, State.AWAITING_APPROVAL)

GUEST: dict[tuple[str, str], Notice] = {
    # The verb, and where the booking stands after it. ANY verb counts only if it moved it there.
    ("created", State.PENDING): Notice.RECEIVED,
    ("created", State.AWAITING_APPROVAL): Notice.AWAITING_APPROVAL,
    ("approved", State.PENDING): Notice.APPROVED,
    ("minimum_reached", State.CONFIRMED): Notice.MINIMUM_REACHED,
    ("minimum_missed", State.CANCELLED): Notice.MINIMUM_MISSED,
    **{("minimum_extended", state): Notice.MINIMUM_EXTENDED for state in WAITING},
    **{("date_offered", state): Notice.OTHER_DATE for state in WAITING},
    **{("rescheduled", state): Notice.MOVED for state in OPEN},
    **{("party_changed", state): Notice.PARTY_CHANGED for state in OPEN},
    **{("party_put_back", state): Notice.PARTY_PUT_BACK for state in OPEN},
    **{("refunded", state): Notice.REFUNDED for state in State},
    ("proposed", State.AWAITING_APPROVAL): Notice.AWAITING_APPROVAL,
    ("price_offered", State.PENDING): Notice.PRICE_OFFERED,
    **{("paid_too_late", state): Notice.PAID_LATE for state in State},
    **{("added_paid_too_late", state): Notice.ADDED_PAID_LATE for state in State},
    ("offered", State.PENDING): Notice.OFFERED,
    ("accepted", State.AWAITING_APPROVAL): Notice.AWAITING_APPROVAL,
    (ANY, State.CONFIRMED): Notice.CONFIRMED,
    (ANY, State.DECLINED): Notice.DECLINED,
    (ANY, State.CANCELLED): Notice.CANCELLED,
    (ANY, State.EXPIRED): Notice.EXPIRED,
}
OF_OFFERS = {Notice.EXPIRED: Notice.OFFER_LAPSED, Notice.CANCELLED: Notice.OFFER_OVER}
"""Who was offered a place from the waitlist, and has not accepted it, never booked."""

STAFF: dict[tuple[str, str], Notice] = {
    # Only of what they did not do themselves.
    ("created", State.PENDING): Notice.STAFF_BOOKING,
    ("created", State.CONFIRMED): Notice.STAFF_BOOKING,
    ("created", State.AWAITING_APPROVAL): Notice.STAFF_REQUEST,
    ("proposed", State.AWAITING_APPROVAL): Notice.STAFF_REQUEST,
    ("turned_down", State.CANCELLED): Notice.STAFF_TURNED_DOWN,
    **{("date_declined", state): Notice.STAFF_DATE_DECLINED for state in WAITING},
    ("accepted", State.PENDING): Notice.STAFF_BOOKING,
    ("accepted", State.CONFIRMED): Notice.STAFF_BOOKING,
    ("accepted", State.AWAITING_APPROVAL): Notice.STAFF_REQUEST,
    **{("party_changed", state): Notice.STAFF_PARTY for state in OPEN},
    **{("party_put_back", state): Notice.STAFF_PUT_BACK for state in OPEN},
    ("cancelled", State.CANCELLED): Notice.STAFF_CANCELLED,
    **{("payment_failed", state): Notice.STAFF_PAYMENT_FAILED for state in State},
    **{("paid_too_late", state): Notice.STAFF_PAID_LATE for state in State},
    **{("added_paid_too_late", state): Notice.STAFF_ADDED_PAID_LATE for state in State},
    **{("disputed", state): Notice.STAFF_DISPUTED for state in State},
}

TO_OTHER_DATE = "offered"
"""The fact of a move by which it is one to the date that staff had offered."""


def caused_by(
    *, verb: str, origin: str, target: str, by: Caller, is_offer: bool = False
) -> Iterator[Notice]:
    """The notices that a step has to be followed by; `is_offer`: of a place from the waitlist."""
    moved = origin != target
    guest = GUEST.get((verb, target)) or (GUEST.get((ANY, target)) if moved else None)
    if verb in KNOWN_TO_GUEST:
        guest = None
    if guest == Notice.EXPIRED and origin == State.AWAITING_APPROVAL:
        guest = Notice.UNANSWERED
    if guest is not None and is_offer:
        guest = OF_OFFERS.get(guest, guest)
    staff = STAFF.get((verb, target)) if by.user is None else None
    yield from (notice for notice in (guest, staff) if notice)


def messages(
    booking: Booking, event: Event, *, verb: str, origin: str, by: Caller
) -> list[Message]:
    """The rows of the outbox that a step causes, not yet written."""
    is_offer = Condition.ACCEPTANCE in booking.conditions and not booking.proposed
    caused = caused_by(verb=verb, origin=origin, target=booking.state, by=by, is_offer=is_offer)
    rows = [message(booking, notice, event.at, event) for notice in caused]
    if event.data.get(TO_OTHER_DATE) and by.user is None:
        rows.append(message(booking, Notice.STAFF_DATE_ACCEPTED, event.at, event))
    if verb in TO_BE_PAID and Condition.PAYMENT in booking.conditions:
        rows.append(message(booking, Notice.PAYMENT_DUE, event.at + PATIENCE, event))
    return rows


def message(
    about: Booking | WaitlistEntry, notice: Named, now: datetime, event: Event | None = None
) -> Message:
    """A row of the outbox, due at once."""
    is_guests = notice.audience == Audience.GUEST
    return Message(
        organization=about.organization,
        kind=notice.value,
        audience=notice.audience,
        about=about.public_id,
        event=event,
        recipients=[about.email] if is_guests else [],
        locale=about.locale if is_guests else about.organization.locale,
        due_at=now,
    )
