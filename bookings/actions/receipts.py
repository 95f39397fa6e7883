"""Receipts: a guest is told of every payment of theirs, once, in whatever mail says so first."""

from datetime import datetime

from django.db import transaction

from bookings.actions.moves import Step, locked, record
from bookings.ledger import Kind
from bookings.models import Booking, Payment
from bookings.notices.table import Notice, message
from bookings.states import ENDED
from orgs.access import Caller
from orgs.models import Audience, Event, Message

PAID = "booking.paid"


def tell(*, booking: Booking, payment: Payment, now: datetime) -> None:
    """Tells of money that came in by this payment, unless what came of it has been told.

    To be called after the booking was drawn; it may be repeated without harm.
    """
    came = booking.entries.filter(payment=payment, kind__in=(Kind.CHARGED, Kind.AUTHORISED))
    at = came.values_list("at", flat=True).first()
    if at is None or _is_told(booking, at):
        return
    with transaction.atomic():
        fresh = locked(booking)
        if fresh.state_at(now) in ENDED or _is_told(fresh, at):
            return
        event = _event(fresh, at, now)
        Message.objects.bulk_create([message(fresh, Notice.PAYMENT_RECEIVED, now, event)])


def _is_told(booking: Booking, at: datetime) -> bool:
    """Whether a mail of what happened since then goes out: each says what was paid."""
    rows = Message.objects.of(booking.organization_id).filter(about=booking.public_id)
    return rows.filter(audience=Audience.GUEST, event__at__gte=at).exists()


def _event(booking: Booking, at: datetime, now: datetime) -> Event:
    """The one of the step that it was paid; what is not waited for, as the rest, has none yet."""
    rows = Event.objects.of(booking.organization_id).filter(subject=booking.public_id)
    paid = rows.filter(kind=PAID, at__gte=at)
    if not paid.exists():
        record(booking, Step("paid", Caller(), now), booking.state, {})
    found: Event = paid.latest("pk")
    return found
