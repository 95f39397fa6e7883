"""What is to be paid, by when, in words; mails and pages say it in the same ones."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from bookings import durations, fees, frames
from bookings.frames import Frame
from bookings.ledger import Standing
from bookings.models import Booking
from bookings.states import Condition
from bookings.terms import Terms


def of_booking(booking: Booking, standing: Standing, locale: str, now: datetime) -> str:
    """What is still to be paid, and by when; empty where nothing is."""
    return " ".join(of_terms(booking.agreed, frames.of_booking(booking, standing, locale, now)))


def rest(booking: Booking, standing: Standing, locale: str, now: datetime) -> str:
    """What is not to be paid yet, and by when it is; empty where nothing is left for later."""
    frame, due = frames.of_booking(booking, standing, locale, now), booking.due_at(standing, now)
    return _due_words(due._replace(now=0), frame)


def to_accept(booking: Booking, locale: str, now: datetime) -> str:
    """The whole price and what is due of it at once, where an offer asks for a deposit only."""
    due = booking.due_once_accepted(now)
    if not due.now or not due.later:
        return ""
    frame = frames.of_booking(booking, Standing(), locale, now)
    words = {"total": frame.money(booking.price_minor)}
    whole = _("The whole price is %(total)s.") % words
    return f"{whole} {_deposit(due, frame)}"


def _deposit(due: fees.Due, frame: Frame) -> str:
    words = {"now": frame.money(due.now), "later": frame.money(due.later)}
    if due.later_at is None:
        said = _("A deposit of %(now)s is due once you accept, the rest of %(later)s on arrival.")
        return said % words
    said = _("A deposit of %(now)s is due once you accept, the rest of %(later)s by %(moment)s.")
    return said % {**words, "moment": frame.moment(due.later_at)}


def under_way() -> str:
    """Of a payment that we have not heard of by the time its places are free again."""
    return _(
        "We have not heard of your payment yet. It comes too late for this booking: if it still "
        "arrives, all of it goes back to you by itself."
    )


def of_terms(terms: Terms, frame: Frame) -> Iterator[str]:
    """The same by the terms alone."""
    if frame.total is None or not frame.prepaid:
        return
    due = frame.due or _due_by(terms, frame, frame.total)
    if due.now and Condition.APPROVAL in frame.waits_for:
        yield durations.to_pay(terms.pay_hours)
    sentence = _due_words(due, frame)
    if sentence:
        yield sentence


def _due_words(due: fees.Due, frame: Frame) -> str:
    words = {"now": frame.money(due.now), "later": frame.money(due.later)}
    if due.later_at is not None:
        words["moment"] = frame.moment(due.later_at)
    return _due(due, frame) % words


def _due_by(terms: Terms, frame: Frame, total: int) -> fees.Due:
    """Of what is not booked yet, or was invented."""
    found = fees.due(terms, total=total, paid=frame.paid, starts_at=frame.starts_at, now=frame.now)
    return found.once_paid() if frame.owes_the_rest else found


def _due(due: fees.Due, frame: Frame) -> str:
    is_asked = Condition.APPROVAL not in frame.waits_for
    match bool(due.now), bool(due.later), due.later_at is not None:
        case True, True, True if is_asked:
            return _("A deposit of %(now)s is due now, the rest of %(later)s by %(moment)s.")
        case True, True, True:
            return _("The deposit is %(now)s; the rest of %(later)s is due by %(moment)s.")
        case True, True, False if is_asked:
            return _("A deposit of %(now)s is due now, the rest of %(later)s on arrival.")
        case True, True, False:
            return _("The deposit is %(now)s; the rest of %(later)s is due on arrival.")
        case True, False, True if frame.owes_the_rest:
            return _("The rest of %(now)s was due by %(moment)s.")
        case True, False, False if frame.owes_the_rest:
            return _("%(now)s is still to be paid, on arrival at the latest.")
        case True, False, _unset if is_asked:
            return _("%(now)s is due now.")
        case False, True, True:
            return _("The rest of %(later)s is due by %(moment)s.")
        case False, True, False:
            return _("The rest of %(later)s is due on arrival.")
    return ""
