"""What staff offer for a private request, in a guest's words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from bookings import dues, sentences
from bookings.actions.offering import left_after
from bookings.models import Booking, BookingStep
from bookings.states import Condition
from embed.presenters import paying
from orgs import formats


@dataclass(frozen=True, slots=True)
class Offered:
    """Everything the page says about an offer; what does not apply is empty."""

    is_open: bool
    until: str
    instead: str
    note: str
    accepting: str
    money: str
    rules: str


def of(booking: Booking, steps: Iterable[BookingStep], now: datetime, locale: str) -> Offered:
    """The offer as it is at `now`."""
    step = next((one for one in reversed([*steps]) if one.verb == "price_offered"), None)
    is_open, zone = booking.is_offered(now), booking.timezone
    until = booking.hold_expires_at if is_open else None
    was = step.facts.get("was", "") if step else ""
    wished = formats.moment(datetime.fromisoformat(was), zone, locale) if was else ""
    return Offered(
        is_open=is_open,
        until=formats.moment(until, zone, locale) if until else "",
        instead=gettext("You asked for %(moment)s.") % {"moment": wished} if wished else "",
        note=step.reason if step else "",
        accepting=_accepting(booking, now, locale) if is_open else "",
        money=_money(booking, now, locale) if is_open else "",
        rules=sentences.of_booking(booking, booking.standing, locale, now) if is_open else "",
    )


def _money(booking: Booking, now: datetime, locale: str) -> str:
    """When it is paid, and how much of it."""
    if Condition.PAYMENT not in left_after(booking):
        return paying.note(booking, now, locale)
    said = (dues.to_accept(booking, locale, now), gettext("You pay in the next step."))
    return " ".join(filter(None, said))


def _accepting(booking: Booking, now: datetime, locale: str) -> str:
    """What the button does."""
    if Condition.PAYMENT not in left_after(booking):
        return gettext("Yes, book it")
    due = booking.due_once_accepted(now)
    if due.now and due.later:
        deposit = formats.money(due.now, booking.currency, locale)
        return gettext("Yes, with a deposit of %(deposit)s") % {"deposit": deposit}
    total = formats.money(booking.total_minor, booking.currency, locale)
    return gettext("Yes, for %(total)s") % {"total": total}
