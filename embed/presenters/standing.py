"""Where a booking stands, in a guest's words: its state, what it cost, what cancelling means."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, ngettext

from bookings import labels
from bookings.actions.changing import CancelPreview
from bookings.models import Booking, BookingStep
from bookings.pricing import Price
from bookings.sentences import cancelling, once_confirmed
from bookings.states import OPEN, UNCONFIRMED, Condition, State
from embed.presenters import paying
from embed.presenters.booking import Item
from orgs import formats

USUAL = 2
"""Sentences of one step: until when, and that it is too late then."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The state in words, and whether and how the guest can still cancel."""

    state: str
    tone: str
    title: str
    cancellable: bool
    cancelling: str
    until: str
    steps: Sequence[str]


def of(booking: Booking, preview: CancelPreview, now: datetime, locale: str) -> Standing:
    """Everything the manage page says about the booking's state."""
    state = str(booking.state_at(now))
    steps = _steps(booking, preview, now, locale) if preview.allowed else ()
    return Standing(
        state=state,
        tone=_tone(state),
        title=title(booking, now),
        cancellable=preview.allowed,
        cancelling=_cancelling(booking, preview, locale),
        until=_until(booking, preview, steps, now, locale) if preview.allowed else "",
        steps=steps,
    )


def _until(
    booking: Booking, preview: CancelPreview, steps: Sequence[str], now: datetime, locale: str
) -> str:
    """Until when it can be cancelled, or what comes before the steps."""
    if steps:
        return once_confirmed() if booking.state_at(now) in UNCONFIRMED else ""
    if preview.until is None:
        return ""
    if _ends_once_confirmed(booking, preview):
        return gettext("This is possible until it is confirmed.")
    moment = formats.moment(preview.until, booking.timezone, locale)
    return gettext("This is possible until %(moment)s.") % {"moment": moment}


def _ends_once_confirmed(booking: Booking, preview: CancelPreview) -> bool:
    """Whether no step of the terms is left."""
    return preview.until == booking.starts_at != booking.agreed.cancel_until(booking.starts_at)


def _steps(booking: Booking, preview: CancelPreview, now: datetime, locale: str) -> Sequence[str]:
    """What comes back until when, where that is not one answer; and when it ends."""
    found = cancelling(booking, booking.standing, locale, now)
    if booking.state_at(now) in UNCONFIRMED:
        is_other = not (booking.agreed.exempt or _ends_once_confirmed(booking, preview))
    else:
        is_other = len(found) > USUAL
    return found if is_other else ()


def _tone(state: str) -> str:
    if state in ("CONFIRMED", "CHECKED_IN"):
        return "good"
    return "open" if state in OPEN else "over"


def title(booking: Booking, now: datetime) -> str:
    """The state as a sentence."""
    waits = Condition.PAYMENT in booking.conditions
    match booking.state_at(now):
        case "PENDING" if waits and paying.is_being_confirmed(booking, now):
            return gettext("Your payment is being confirmed")
        case "PENDING" if waits and not booking.added_seats:
            return gettext("Your places are held: please pay to confirm")
        case "PENDING" if booking.is_offered(now):
            return gettext("We have an offer for you")
        case "PENDING":
            return gettext("Your places are reserved until enough guests have booked")
        case "AWAITING_APPROVAL":
            return gettext("Your request is sent")
        case "CONFIRMED" if booking.ends_at <= now:
            return gettext("This booking is over")
        case "CONFIRMED":
            return gettext("You are booked")
        case "CANCELLED" | "REFUNDED" if _called_off(booking):
            return gettext("%(house)s had to cancel") % {"house": booking.organization.name}
        case "CANCELLED" | "REFUNDED":
            return gettext("This booking is cancelled")
        case "DECLINED":
            return gettext("This request could not be accepted")
        case "EXPIRED":
            return gettext("This booking has lapsed")
        case "CHECKED_IN" if now < booking.ends_at:
            return gettext("You are checked in. Enjoy!")
        case "CHECKED_IN":
            return gettext("You were there")
        case _:
            return gettext("This booking is over")


def _called_off(booking: Booking) -> BookingStep | None:
    """The step by which staff cancelled it."""
    found: BookingStep | None = booking.steps.filter(verb="cancelled").exclude(actor="").last()
    return found


def receipt(booking: Booking, now: datetime, locale: str) -> Sequence[Item]:
    """The lines of the booking with the prices they had, and the total; before staff have named
    one, who and what was asked for."""
    price = Price.from_json(booking.price)
    if not booking.awaits_price:
        return lines(price, locale)
    asked = [Item(each, "") for each in labels.had(price)]
    named = Item(gettext("Price"), gettext("comes with our answer"), is_sum=True)
    return [*asked, named] if booking.state_at(now) in OPEN else asked


def party(booking: Booking) -> str:
    """Who comes, in one line."""
    price = Price.from_json(booking.price)
    return ", ".join(labels.counted(one.quantity, one.label) for one in price.rates)


def extras(booking: Booking) -> Sequence[str]:
    """What they have booked beside, each with its number."""
    price = Price.from_json(booking.price)
    return [labels.counted(one.quantity, one.label) for one in price.add_ons]


def lines(price: Price, locale: str) -> list[Item]:
    """The lines of a price, and the total."""

    def words(minor: int) -> str:
        return formats.money(minor, price.currency, locale)

    every = (Item(*line) for line in labels.lines(price, words))
    return [*every, Item(labels.sum_label(price.tax, words), words(price.total), is_sum=True)]


def notes(booking: Booking, now: datetime, locale: str) -> list[str]:
    """What it still waits for, and how it stands with the money."""
    money = paying.note(booking, now, locale)
    found = [said(booking, locale) for one, said in WAITING.items() if one in booking.conditions]
    waits = found if booking.state_at(now) in OPEN else []
    return [note for note in (_reason(booking, now), *waits, money) if note]


def _reason(booking: Booking, now: datetime) -> str:
    """Why staff cancelled it."""
    over = booking.state_at(now) in (State.CANCELLED, State.REFUNDED)
    step = _called_off(booking) if over else None
    if step is None or not step.reason:
        return ""
    return f"{gettext('The reason given:')} {step.reason}"


def _approval(booking: Booking, locale: str) -> str:
    text = gettext("We look at your request and answer to %(email)s.") % {"email": booking.email}
    if booking.hold_expires_at is None:
        return text
    moment = formats.moment(booking.hold_expires_at, booking.timezone, locale)
    if booking.claim_id is None:
        heard = gettext("You hear from us by %(moment)s.") % {"moment": moment}
        return f"{text} {heard}"
    kept = gettext("It is kept for you until %(moment)s.") % {"moment": moment}
    return f"{text} {kept}"


def _minimum(booking: Booking, locale: str) -> str:
    least, at = booking.agreed.minimum_seats or 0, booking.decides_at
    text = ngettext(
        "It runs when at least %(count)s guest has booked.",
        "It runs when at least %(count)s guests have booked.",
        least,
    ) % {"count": least}
    if at is None:
        return text
    decided = gettext(
        "That is decided on %(moment)s. Your places are kept until then; "
        "if too few have booked, it is called off and you pay nothing."
    ) % {"moment": formats.moment(at, booking.timezone, locale)}
    return f"{text} {decided}"


WAITING = {Condition.APPROVAL: _approval, Condition.MINIMUM: _minimum}


def _cancelling(booking: Booking, preview: CancelPreview, locale: str) -> str:
    """What cancelling it now gives back."""
    if not preview.allowed:
        return ""
    given_back = ngettext(
        "Your place is given back at once.",
        "Your %(count)d places are given back at once.",
        booking.seats,
    ) % {"count": booking.seats}
    return f"{given_back} {_cost(preview, locale)}"


def _cost(preview: CancelPreview, locale: str) -> str:
    if not preview.fee and not preview.refund:
        return gettext("It costs nothing.")
    refund = formats.money(preview.refund, preview.currency, locale)
    if not preview.fee:
        return gettext("You get back the %(refund)s you have paid.") % {"refund": refund}
    words = {"fee": formats.money(preview.fee, preview.currency, locale), "refund": refund}
    if not preview.refund:
        return gettext("It costs the %(fee)s you have paid.") % words
    return gettext("It costs %(fee)s; you get back %(refund)s of what you have paid.") % words
