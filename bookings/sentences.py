"""The terms in words, made from the same record that is enforced; in the active language.

Moments are the venue's, amounts the organization's, both written as `Frame.locale` does.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings import dues, durations, fees, frames
from bookings.frames import Frame
from bookings.ledger import Standing
from bookings.models import Booking
from bookings.quotes import Quote
from bookings.states import Condition
from bookings.terms import ALL, CancelStep, Terms
from orgs import formats
from scheduling.models import Offering


def of_booking(booking: Booking, standing: Standing, locale: str, now: datetime) -> str:
    """What still holds for a booking that was paid for so."""
    return of_terms(booking.agreed, frames.of_booking(booking, standing, locale, now))


def cancelling(booking: Booking, standing: Standing, locale: str, now: datetime) -> list[str]:
    """Each step of cancelling that is still to come: until when, and what comes back."""
    return list(_steps(booking.agreed, frames.of_booking(booking, standing, locale, now)))


def once_confirmed() -> str:
    """Comes before the steps of what is not confirmed yet."""
    return _("Once it is confirmed:")


def of_quote(quote: Quote, locale: str) -> str:
    """What would hold for a booking made now."""
    frame = frames.of_offering(quote.offering, quote.terms, quote.starts_at, locale, quote.now)
    priced = replace(frame, total=quote.price.total, waits_for=quote.outstanding)
    priced = replace(priced, proposed=quote.proposed)
    return of_terms(quote.terms, priced)


def of_offering(
    offering: Offering, terms: Terms, starts_at: datetime, locale: str, now: datetime
) -> str:
    """What holds for everybody, before a party is chosen."""
    return of_terms(terms, frames.of_offering(offering, terms, starts_at, locale, now))


def of_terms(terms: Terms, frame: Frame) -> str:
    """All of it, in one paragraph."""
    return " ".join(parts(terms, frame))


def parts(terms: Terms, frame: Frame) -> Iterator[str]:
    """A sentence for each matter: paying, cancelling, moving, approval, the minimum."""
    yield from _approval(terms, frame)
    yield from dues.of_terms(terms, frame)
    yield from _cancelling(terms, frame)
    yield from _moving(terms, frame)
    yield from _minimum(terms, frame)


def _approval(terms: Terms, frame: Frame) -> Iterator[str]:
    if Condition.APPROVAL not in frame.waits_for:
        return
    if frame.now + timedelta(hours=terms.approval_hours) < frame.starts_at:
        yield durations.to_answer(terms.approval_hours)
    else:
        yield _("We answer your request before the start.")
    if not terms.approval_holds_seats:
        yield _("Your places are not kept until then.")


def _cancelling(terms: Terms, frame: Frame) -> Iterator[str]:
    """What is not confirmed yet costs nothing; the steps are for later."""
    if frame.unconfirmed and not terms.exempt:
        yield _("Until it is confirmed, you can cancel at no cost.")
        if fees.step_at(terms, starts_at=frame.starts_at, now=frame.now) is not None:
            yield once_confirmed()
    yield from _steps(terms, frame)


def _steps(terms: Terms, frame: Frame) -> Iterator[str]:
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
        yield _("That is so until we have accepted it; afterwards only we can move it.")


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
        yield _("Each move costs %(fee)s, which is not paid back.") % {
            "fee": frame.money(found.fee)
        }


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
