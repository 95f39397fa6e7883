"""What is to be paid, was paid or goes back, in a guest's words, and the way to pay."""

from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from bookings import added, dues
from bookings.ledger import Kind, Standing
from bookings.models import Booking
from bookings.payments import checkout
from bookings.states import ENDED, OPEN, Condition, State
from orgs import formats

SOON = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Offer:
    """A button to pay with, or only a way to `retry`. The key opens its page.

    `early`: paying can wait, as it is a request that nobody has answered yet, or `later`, the rest
    of what was paid for in part, which is not due yet.
    """

    address: str
    label: str
    key: str
    retry: bool = False
    early: bool = False
    later: bool = False

    @property
    def tone(self) -> str:
        """How much it stands out."""
        if self.retry:
            return "quiet"
        return "secondary" if self.early or self.later else "primary"


def offer(booking: Booking, now: datetime, locale: str, *, home: str = "") -> Offer | None:
    """The way to pay what is due now; None where nothing is. `home` is remembered on the way."""
    due = checkout.due(booking, booking.standing, now)
    if not due or booking.order is None:
        return None
    address = reverse("embed:pay", args=[booking.order.public_id]) + led_home(home)
    if checkout.is_being_confirmed(booking, now):
        label, waits = gettext("Try to pay again"), Condition.PAYMENT in booking.conditions
        return Offer(address, label, booking.order.token, retry=True, later=not waits)
    amount = _amount(due, booking, locale)
    if not booking.due_at(booking.standing, now).now:
        label = gettext("Pay the rest now: %(amount)s") % amount
        return Offer(address, label, booking.order.token, later=True)
    label = gettext("Pay %(amount)s") % amount
    early = Condition.APPROVAL in booking.conditions
    return Offer(address, label, booking.order.token, early=early)


def led_home(home: str) -> str:
    """What an address says of the page that the guest came from."""
    return f"?{urlencode({'home': home})}" if home else ""


def is_being_confirmed(booking: Booking, now: datetime) -> bool:
    """Whether the guest has paid what is due or the rest, and we have yet to hear of it."""
    due = checkout.due(booking, booking.standing, now)
    return due > 0 and checkout.is_being_confirmed(booking, now)


def note(booking: Booking, now: datetime, locale: str) -> str:
    """How it stands with the money, in one sentence; empty where there is nothing to say."""
    if booking.state_at(now) in ENDED:
        return _given_back(booking, now, locale)
    if booking.awaits_price:
        return ""
    if not booking.total_minor:
        return gettext("It costs nothing.")
    if Condition.PAYMENT in booking.conditions:
        return _to_pay(booking, now, locale)
    return _paid(booking, now, locale)


def _given_back(booking: Booking, now: datetime, locale: str) -> str:
    standing = booking.standing
    back = standing.covered + standing.leaving - (booking.kept_minor or 0)
    if back > 0:
        return gettext("%(amount)s goes back to you.") % _amount(back, booking, locale)
    if standing.refunded:
        back = standing.refunded
        return gettext("%(amount)s was paid back to you.") % _amount(back, booking, locale)
    if checkout.is_awaited(booking, now):
        return dues.under_way()
    freed = sum(row.amount_minor for row in booking.entries.all() if row.kind == Kind.RELEASED)
    if not freed or standing.taken:
        return ""
    words = gettext("%(amount)s was set aside and has been let go: nothing was charged.")
    return words % _amount(freed, booking, locale)


def _to_pay(booking: Booking, now: datetime, locale: str) -> str:
    """What is here of it already, what is asked for, and what of the party as it stands now is not
    asked for yet."""
    standing, present = booking.standing, added.as_it_stands(booking, now)
    here = _so_far(standing, booking, locale)
    rest = dues.rest(present, standing, locale, now)
    return " ".join(filter(None, (here, _asked(booking, now, locale), rest)))


def _asked(booking: Booking, now: datetime, locale: str) -> str:
    if is_being_confirmed(booking, now):
        return gettext("Your payment is being confirmed. We write to you as soon as it is.")
    due = checkout.due(booking, booking.standing, now)
    if booking.added_until is not None:
        return _added(booking, booking.added_until, now, locale) % _amount(due, booking, locale)
    if booking.state_at(now) == State.CONFIRMED:
        words = gettext("%(amount)s is to be paid for those who come in addition.")
        return words % _amount(due, booking, locale)
    if Condition.APPROVAL in booking.conditions:
        return _early(booking, due, locale)
    until = booking.hold_expires_at
    if until is None:
        words = gettext("%(amount)s is to be paid before it is confirmed.")
        return words % _amount(due, booking, locale)
    if until - now < SOON:
        return _soon(until, now) % _amount(due, booking, locale)
    words = gettext("Your places are held until %(moment)s. Please pay %(amount)s by then.")
    moment = formats.moment(until, booking.timezone, locale)
    return words % {"moment": moment, **_amount(due, booking, locale)}


def _early(booking: Booking, due: int, locale: str) -> str:
    """Of a request that nobody has answered yet: paying can wait, and is not in vain."""
    words = gettext(
        "You may pay the %(amount)s now or once we have accepted your request. "
        "If you pay now and we cannot accept it, all of it goes back to you."
    )
    return words % _amount(due, booking, locale)


def _added(booking: Booking, until: datetime, now: datetime, locale: str) -> str:
    """Until when, or what; the amount is filled in later."""
    if booking.is_overdue(now):
        lapsed = gettext("The added places were not paid in time and are given back.")
        return f"{lapsed} {_added_late()}" if checkout.is_awaited(booking, now) else lapsed
    if until - now < SOON:
        minutes = max(1, (until - now) // timedelta(minutes=1))
        return ngettext(
            "Pay %(amount)s within %(count)s minute, or the added places are given back.",
            "Pay %(amount)s within %(count)s minutes, or the added places are given back.",
            minutes,
        ).replace("%(count)s", str(minutes))
    words = gettext("Pay %(amount)s by %(moment)s, or the added places are given back.")
    return words.replace("%(moment)s", formats.moment(until, booking.timezone, locale))


def _added_late() -> str:
    """What becomes of a payment for them that is under way."""
    return gettext(
        "We have not heard of your payment yet. If it still arrives, you get the places as long "
        "as they are free; otherwise it goes back to you by itself."
    )


def _soon(until: datetime, now: datetime) -> str:
    """In minutes, which are the same on every clock; the amount is filled in later."""
    minutes = max(1, (until - now) // timedelta(minutes=1))
    return ngettext(
        "Your places are held for another %(count)s minute. Please pay %(amount)s by then.",
        "Your places are held for another %(count)s minutes. Please pay %(amount)s by then.",
        minutes,
    ).replace("%(count)s", str(minutes))


def _paid(booking: Booking, now: datetime, locale: str) -> str:
    """What is here, what is on its way back, and what may come in vain."""
    leaving, said = booking.standing.leaving, [_here(booking, now, locale)]
    if leaving:
        said.append(gettext("%(amount)s goes back to you.") % _amount(leaving, booking, locale))
    if _was_put_back(booking, now):
        said.append(
            gettext(
                "We have not heard of your payment for the added places yet. If it still arrives, "
                "it goes back to you by itself."
            )
        )
    return " ".join(said)


def _was_put_back(booking: Booking, now: datetime) -> bool:
    """Whether a payment is under way that was begun before added places were given back.

    One that was begun since is for something else, and stays.
    """
    last = booking.steps.filter(verb="party_put_back").last()
    return last is not None and checkout.is_awaited(booking, now, begun_before=last.at)


def _here(booking: Booking, now: datetime, locale: str) -> str:
    standing = booking.standing
    if is_being_confirmed(booking, now):
        return f"{_so_far(standing, booking, locale)} {_rest_confirmed()}".lstrip()
    if standing.held and booking.conditions:
        return _so_far(standing, booking, locale)
    if not standing.covered:
        left = booking.owed_minor(now)
        return _nothing_yet(booking, now) % _amount(left, booking, locale)
    return _of(standing.covered, booking, now, locale)


def _rest_confirmed() -> str:
    return gettext("Your payment of the rest is being confirmed. We write to you as soon as it is.")


def _so_far(standing: Standing, booking: Booking, locale: str) -> str:
    """What was paid or, where it may yet come to nothing, set aside; empty where nothing was."""
    if standing.covered <= 0:
        return ""
    if standing.held and booking.state != State.CONFIRMED:
        words = gettext("%(amount)s is set aside, and taken only once your booking is confirmed.")
        return words % _amount(min(standing.held, standing.covered), booking, locale)
    return gettext("%(amount)s is paid.") % _amount(standing.covered, booking, locale)


def _nothing_yet(booking: Booking, now: datetime) -> str:
    """On arrival; the amount is filled in later. Cash that was taken is not always noted."""
    if booking.ends_at <= now or booking.state_at(now) == State.NO_SHOW:
        return gettext("%(amount)s was to be paid on site.")
    if booking.state_at(now) == State.CHECKED_IN:
        return gettext("%(amount)s is paid to our staff on site, if you have not done so yet.")
    return gettext("You pay %(amount)s on arrival.")


def _of(covered: int, booking: Booking, now: datetime, locale: str) -> str:
    """What was paid, whether the provider has handed it over by now or not, and what is left."""
    paid = gettext("%(amount)s is paid.") % _amount(covered, booking, locale)
    left = booking.owed_minor(now)
    if left <= 0:
        return paid
    if booking.state_at(now) in OPEN and now < booking.ends_at:
        return f"{paid} {dues.of_booking(booking, booking.standing, locale, now)}"
    rest = gettext("%(amount)s remains to be paid.") % _amount(left, booking, locale)
    return f"{paid} {rest}"


def with_fee(booking: Booking, fee: int, starts_at: datetime, now: datetime, locale: str) -> str:
    """How it stands with the money once it was moved, and a fee has come on top."""
    moved = copy(booking)
    moved.total_minor, moved.starts_at = booking.total_minor + fee, starts_at
    left, covered = moved.owed_minor(now), moved.standing.covered
    if covered:
        return _of(covered, moved, now, locale)
    if booking.asks_for_money:
        return gettext("%(amount)s is still to be paid.") % _amount(left, booking, locale)
    return gettext("You pay %(amount)s on arrival.") % _amount(left, booking, locale)


def _amount(minor: int, booking: Booking, locale: str) -> dict[str, str]:
    return {"amount": formats.money(minor, booking.currency, locale)}
