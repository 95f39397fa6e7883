"""Waitlist entries in words of the wire."""

from datetime import datetime
from typing import Any

from bookings.api.rest.words import offering
from bookings.models import WaitlistEntry
from bookings.waitlist import WaitState
from orgs.dialects.fields import money_word
from orgs.formats import iso
from orgs.outbox import links

OPEN_OFFER = (WaitState.OFFERED, WaitState.ACCEPTED)


def entry(row: WaitlistEntry, now: datetime) -> dict[str, Any]:
    """What anybody sees who knows the id."""
    zone = row.offering.timezone
    return {
        "id": row.public_id,
        "status": row.state_at(now).value,
        "offering": offering(row.offering),
        "variantId": row.variant.public_id if row.variant else None,
        "instanceStartsAt": iso(row.starts_at, zone) if row.starts_at else None,
        "from": row.first_day.isoformat() if row.first_day else None,
        "to": row.last_day.isoformat() if row.last_day else None,
        "timezone": zone,
        "seats": row.seats,
        "createdAt": iso(row.created_at, zone),
        "updatedAt": iso(row.updated_at, zone),
    }


def whole(row: WaitlistEntry, now: datetime) -> dict[str, Any]:
    """What the guest sees with the token, and staff."""
    contact = {"name": row.name, "email": row.email, "phone": row.phone, "locale": row.locale}
    return entry(row, now) | {
        "party": row.party,
        "contact": contact,
        "offer": offer(row, now),
        "passedOver": [passed_over(one, row.offering.timezone) for one in row.passed_over],
    }


def placed(row: WaitlistEntry, position: int | None, now: datetime) -> dict[str, Any]:
    """The same with its place in the queue."""
    return whole(row, now) | {"position": position}


def joined(row: WaitlistEntry, position: int | None, base: str, now: datetime) -> dict[str, Any]:
    """The answer to joining."""
    return {
        "id": row.public_id,
        "status": row.state_at(now).value,
        "position": position,
        "manageUrl": links.keyed(f"{base}/w/{row.public_id}/", row.token),
        "token": row.token,
        "entry": placed(row, position, now),
    }


def offer(row: WaitlistEntry, now: datetime) -> dict[str, Any] | None:
    """What is held for it; nothing any more once it was turned down or ran out."""
    booking, state = row.booking, row.state_at(now)
    if booking is None or state not in OPEN_OFFER:
        return None
    zone, until = booking.timezone, booking.hold_expires_at
    is_open = state == WaitState.OFFERED
    return {
        "instanceStartsAt": iso(booking.starts_at, zone),
        "endsAt": iso(booking.ends_at, zone),
        "variantId": booking.variant.public_id,
        "total": money_word(booking.total_minor, booking.currency),
        "expiresAt": iso(until, zone) if is_open and until else None,
        "bookingId": None if is_open else booking.public_id,
    }


def passed_over(fact: dict[str, Any], zone: str) -> dict[str, Any]:
    """One time that somebody later came first."""
    return {
        "at": iso(datetime.fromisoformat(fact["at"]), zone),
        "code": fact["code"],
        "instanceStartsAt": fact["startsAt"],
        "remaining": fact["remaining"],
    }
