"""Another date that a guest may change to, in a guest's words."""

from dataclasses import dataclass
from datetime import datetime

from bookings.models import Booking
from orgs import formats


@dataclass(frozen=True, slots=True)
class OtherDate:
    """When it is, and until when it is held."""

    when: str
    until: str


def of(booking: Booking, now: datetime, locale: str) -> OtherDate | None:
    """What is offered now, if anything is."""
    claim = booking.other_date(now)
    if claim is None or claim.until is None:
        return None
    zone = booking.timezone
    when = formats.moment(claim.occurrence.starts_at, zone, locale)
    return OtherDate(when, formats.moment(claim.until, zone, locale))
