"""Another date that a guest may change to, in a guest's words."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from bookings import prospects
from bookings.models import Booking
from bookings.states import OPEN, Condition
from orgs import formats


@dataclass(frozen=True, slots=True)
class OtherDate:
    """When it is, until when it is held, and whether it takes place."""

    when: str
    until: str
    certainty: str


def of(booking: Booking, now: datetime, locale: str) -> OtherDate | None:
    """What is offered now, if anything is."""
    claim = booking.other_date(now)
    if claim is None or claim.until is None:
        return None
    zone = booking.timezone
    when = formats.moment(claim.occurrence.starts_at, zone, locale)
    certainty = prospects.words(prospects.elsewhere(booking, claim, now), zone, locale)
    return OtherDate(when, formats.moment(claim.until, zone, locale), certainty)


def kept(booking: Booking, now: datetime, locale: str) -> str:
    """That the own date is kept, to who has just turned another one down."""
    if Condition.MINIMUM not in booking.conditions or booking.state_at(now) not in OPEN:
        return ""
    last = booking.steps.order_by("pk").last()
    if last is None or last.verb != "date_declined":
        return ""
    moment = formats.moment(booking.starts_at, booking.timezone, locale)
    return gettext("We keep you on %(moment)s.") % {"moment": moment}
