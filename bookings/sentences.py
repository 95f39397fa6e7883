"""The terms in words, made from the same record that is enforced; in the active language.

Moments are the venue's, amounts the organization's, both written as `Frame.locale` does.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings import durations, fees
from bookings.ledger import Standing
from bookings.models import Booking
from bookings.payments import providers
from bookings.quotes import Quote
from bookings.states import OPEN, UNCONFIRMED, Condition
from bookings.terms import ALL, CancelStep, Terms
from orgs import formats
from scheduling.models import Offering


@dataclass(frozen=True, slots=True)
class Frame:
    """What the words are about: which run, as of when, on whose clock, for how much.

    `total` None: no party is chosen yet. `waits_for`: what the booking waits for. `decides_at`:
    when its minimum is decided, where that is not as the terms have it. `unconfirmed`: a booking
    that its guest can cancel until the start, as long as it stays so.
    """

    starts_at: datetime
    now: datetime
    zone: str
    locale: str
    currency: str
    waits_for: frozenset[Condition]
    total: int | None = None
    paid: int = 0
    moves: int = 0
    decides_at: datetime | None = None
    proposed: bool = False
    unconfirmed: bool = False

    @property
    def prepaid(self) -> bool:
        """Whether money changes hands before the run."""
        return Condition.PAYMENT in self.waits_for or self.paid > 0

    def moment(self, instant: datetime) -> str:
        """`Friday, July 3, 2026, 9:00 AM`; the start by its name."""
        if instant == self.starts_at:
            return _("the start")
        return formats.moment(instant, self.zone, self.locale)

    def money(self, minor: int) -> str:
        """`$45.00`."""
        return formats.money(minor, self.currency, self.locale)


def of_booking(booking: Booking, standing: Standing, locale: str, now: datetime) -> str:
    """What still holds for a booking that was paid for so."""
    return of_terms(booking.agreed, _frame_of(booking, standing, locale, now))


def cancelling(booking: Booking, standing: Standing, locale: str, now: datetime) -> list[str]:
    """Each step of cancelling that is still to come: until when, and what comes back."""
    return list(_cancelling(booking.agreed, _frame_of(booking, standing, locale, now)))


def _frame_of(booking: Booking, standing: Standing, locale: str, now: datetime) -> Frame:
    return Frame(
        starts_at=booking.starts_at,
        now=now,
        zone=booking.timezone,
        locale=locale,
        currency=booking.currency,
        # What ended waits for nothing, whatever was outstanding then.
        waits_for=booking.conditions if booking.state_at(now) in OPEN else frozenset(),
        total=None if booking.awaits_price else booking.target_minor(now),
        paid=standing.covered,
        moves=booking.moves,
        decides_at=booking.decides_at,
        proposed=booking.proposed,
        unconfirmed=booking.state_at(now) in UNCONFIRMED,
    )


def of_quote(quote: Quote, locale: str) -> str:
    """What would hold for a booking made now."""
    frame = _frame(quote.offering, quote.terms, quote.starts_at, locale, quote.now)
    priced = replace(frame, total=quote.price.total, waits_for=quote.outstanding)
    priced = replace(priced, proposed=quote.proposed)
    return of_terms(quote.terms, priced)


def of_offering(
    offering: Offering, terms: Terms, starts_at: datetime, locale: str, now: datetime
) -> str:
    """What holds for everybody, before a party is chosen."""
    return of_terms(terms, _frame(offering, terms, starts_at, locale, now))


def of_terms(terms: Terms, frame: Frame) -> str:
    """All of it, in one paragraph."""
    return " ".join(parts(terms, frame))


def parts(terms: Terms, frame: Frame) -> Iterator[str]:
    """A sentence for each matter: paying, cancelling, moving, approval, the minimum."""
    yield from _approval(terms, frame)
    yield from _paying(terms, frame)
    yield from _cancelling(terms, frame)
    yield from _moving(terms, frame)
    yield from _minimum(terms, frame)


def _frame(
    offering: Offering, terms: Terms, starts_at: datetime, locale: str, now: datetime
) -> Frame:
    return Frame(
        starts_at=starts_at,
        now=now,
        zone=offering.timezone,
        locale=locale,
        currency=offering.organization.currency,
        waits_for=providers.after(offering.organization, terms.conditions(total=1)),
    )


def _approval(terms: Terms, frame: Frame) -> Iterator[str]:
    if Condition.APPROVAL not in frame.waits_for:
        return
    if frame.now + timedelta(hours=terms.approval_hours) < frame.starts_at:
        yield durations.to_answer(terms.approval_hours)
    else:
        yield _("We answer your request before the start.")
    if not terms.approval_holds_seats:
        yield _("Your places are not kept until then.")


def _paying(terms: Terms, frame: Frame) -> Iterator[str]:
    if frame.total is None or not frame.prepaid:
        return
    due = fees.due(
        terms, total=frame.total, paid=frame.paid, starts_at=frame.starts_at, now=frame.now
    )
    if frame.paid and Condition.PAYMENT not in frame.waits_for:
        due = due.once_paid()
    if due.now and Condition.APPROVAL in frame.waits_for:
        yield durations.to_pay(terms.pay_hours)
    words = {"now": frame.money(due.now), "later": frame.money(due.later)}
    if due.later_at is not None:
        words["moment"] = frame.moment(due.later_at)
    sentence = _due(due, is_asked=Condition.APPROVAL not in frame.waits_for)
    if sentence:
        yield sentence % words


def _due(due: fees.Due, *, is_asked: bool) -> str:
    match bool(due.now), bool(due.later), due.later_at is not None:
        case True, True, True if is_asked:
            return _("A deposit of %(now)s is due now, the rest of %(later)s by %(moment)s.")
        case True, True, True:
            return _("The deposit is %(now)s; the rest of %(later)s is due by %(moment)s.")
        case True, True, False if is_asked:
            return _("A deposit of %(now)s is due now, the rest of %(later)s on arrival.")
        case True, True, False:
            return _("The deposit is %(now)s; the rest of %(later)s is due on arrival.")
        case True, False, _unset if is_asked:
            return _("%(now)s is due now.")
        case False, True, True:
            return _("The rest of %(later)s is due by %(moment)s.")
        case False, True, False:
            return _("The rest of %(later)s is due on arrival.")
    return ""


def _cancelling(terms: Terms, frame: Frame) -> Iterator[str]:
    if terms.exempt and _is_for_its_time(terms, frame):
        yield _("You may cancel until the start without a fee.")
        return
    if terms.exempt:
        yield _("You may cancel and move until the start without a fee.")
        return
    if not terms.steps:
        yield _never(frame, _("This booking cannot be cancelled online."))
        return
    steps = terms.steps if frame.prepaid else (CancelStep(terms.steps[-1].hours_before),)
    left = [one for one in steps if frame.now < fees.deadline(one, frame.starts_at)]
    for step in left:
        yield _step(step, frame)
    if not left:
        yield _never(frame, _("It is too close to the start to cancel online."))
    elif left[-1].hours_before:
        yield _("After that it cannot be cancelled online.")


def _never(frame: Frame, usual: str) -> str:
    """That it cannot be cancelled, or will not once it is confirmed."""
    if frame.unconfirmed:
        return _("Once it is confirmed, it cannot be cancelled online.")
    return usual


def _step(step: CancelStep, frame: Frame) -> str:
    words = {
        "moment": frame.moment(fees.deadline(step, frame.starts_at)),
        "percent": formats.percent(step.refund_percent, frame.locale),
        "fee": frame.money(step.fee_minor),
    }
    return _step_words(step) % words


def _step_words(step: CancelStep) -> str:
    if not step.refund_percent:
        return _("You may cancel until %(moment)s, but nothing is paid back.")
    match step.refund_percent >= ALL, bool(step.fee_minor):
        case True, False:
            return _("Free to cancel until %(moment)s.")
        case True, True:
            return _("Cancel until %(moment)s and get back what you paid, less %(fee)s.")
        case False, False:
            return _("Cancel until %(moment)s and get back %(percent)s of what you paid.")
    return _("Cancel until %(moment)s and get back %(percent)s of what you paid, less %(fee)s.")


def _moving(terms: Terms, frame: Frame) -> Iterator[str]:
    """Nothing about it where it is too late. What staff agreed to is moved by them."""
    if _is_for_its_time(terms, frame):
        yield _("To move it to another time, please get in touch.")
        return
    if not terms.exempt:
        yield from _moves(terms, frame)
    if terms.requires_approval:
        yield _("Once we have accepted it, only we can move it.")


def _is_for_its_time(terms: Terms, frame: Frame) -> bool:
    was_approved = terms.requires_approval and Condition.APPROVAL not in frame.waits_for
    return frame.proposed or was_approved


def _moves(terms: Terms, frame: Frame) -> Iterator[str]:
    found = fees.moving(terms, starts_at=frame.starts_at, moves=frame.moves, now=frame.now)
    if found.until is None or found.left == 0:
        yield _("It cannot be moved to another time online.")
        return
    if not found.in_time:
        return
    words = _("You may move it to another time until %(moment)s.")
    if found.left is not None:
        words = ngettext(
            "You may move it to another time until %(moment)s, once.",
            "You may move it to another time until %(moment)s, up to %(count)s times.",
            found.left,
        )
    yield words % {"moment": frame.moment(found.until), "count": found.left}
    if found.fee:
        yield _("Each move costs %(fee)s.") % {"fee": frame.money(found.fee)}


def _minimum(terms: Terms, frame: Frame) -> Iterator[str]:
    decided = frame.decides_at or terms.decide_at(frame.starts_at)
    if decided is None or Condition.MINIMUM not in frame.waits_for:
        return
    words = ngettext(
        "It takes place if at least %(count)s guest has booked by %(moment)s.",
        "It takes place if at least %(count)s guests have booked by %(moment)s.",
        terms.minimum_seats or 0,
    )
    yield words % {"count": terms.minimum_seats, "moment": frame.moment(decided)}
