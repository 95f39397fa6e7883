"""Changing a booking, in words: who comes with what it costs, when it could be instead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext, ngettext

from bookings import repricing
from bookings.actions import MovePreview, PartyPreview
from bookings.labels import line_label, rate_label
from bookings.models import Booking
from bookings.pricing import Price
from embed.forms import RATE
from embed.presenters import paying, standing, wording
from embed.presenters.booking import STEPS_SHOWN, Counter, Item, ages, price_words
from embed.presenters.lines import Clock, Setting, clock_of, visitor_words
from orgs import formats
from scheduling.models import Rate


@dataclass(frozen=True, slots=True)
class Start:
    """A free start to move to."""

    value: str
    iso: str
    clock: Clock
    visitor: str
    left: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day with free starts."""

    title: str
    starts: Sequence[Start]


def counters(booking: Booking, filled: Mapping[str, int], most: int, locale: str) -> list[Counter]:
    """A stepper for each rate, at the prices the booking was made at; `booking` is as it stands,
    which its stored lines need not be."""
    had = {item.id: item.quantity for item in Price.from_json(booking.price).rates}
    return [
        Counter(
            id=rate.public_id,
            field=RATE + rate.public_id,
            label=rate_label(rate.label),
            hint=ages(rate),
            price=price_words(repricing.unit_minor(booking, rate), booking.currency, locale),
            count=filled.get(rate.public_id, had.get(rate.public_id, 0)),
            least=rate.min_quantity,
            most=_most(rate, most) if rate.is_active else had.get(rate.public_id, 0),
            seats=rate.seats,
        )
        for rate, _stored in repricing.rates(booking)
    ]


def _most(rate: Rate, room: int) -> int:
    return max(min(rate.max_quantity or STEPS_SHOWN, room // max(1, rate.seats)), 1)


def receipt(preview: PartyPreview, locale: str) -> list[Item]:
    """The new price, line by line."""
    return standing.lines(preview.price, locale)


def money(booking: Booking, preview: PartyPreview, locale: str) -> list[str]:
    """What is paid and by when, comes back and is kept, a sentence each."""

    def words(minor: int) -> dict[str, str]:
        return {"amount": formats.money(minor, preview.price.currency, locale)}

    found = []
    if preview.due:
        found.append(gettext("%(amount)s is to be paid now.") % words(preview.due))
    if preview.due_by is not None:
        by = {"moment": formats.moment(preview.due_by, booking.timezone, locale)}
        said = gettext("Pay by %(moment)s, or the added places are given back.")
        found.append(said % by)
    if preview.refund:
        found.append(gettext("%(amount)s goes back to you.") % words(preview.refund))
    if preview.fee:
        said = gettext("%(amount)s of what you paid for the places you give back is kept.")
        found.append(said % words(preview.fee))
    if not found:
        found.append(gettext("Nothing is charged for the change."))
    return found


def moving(booking: Booking, preview: MovePreview, locale: str) -> str:
    """Whether it may be moved and what that costs, in one or two sentences."""
    if preview.approved:
        return gettext("Only we can move this booking.")
    if preview.left == 0:
        return gettext("This booking was moved as often as it may be.")
    if preview.until is None:
        return gettext("This booking cannot be moved online.")
    moment = {"moment": formats.moment(preview.until, booking.timezone, locale)}
    if not preview.allowed:
        return gettext("Since %(moment)s it can no longer be moved online.") % moment
    until = gettext("This is possible until %(moment)s.") % moment
    return f"{cost(booking, preview, locale)} {until}"


def cost(booking: Booking, preview: MovePreview, locale: str) -> str:
    """The fee, or that there is none."""
    if not preview.fee:
        return gettext("Another time costs nothing.")
    amount = formats.money(preview.fee, booking.currency, locale)
    return gettext("Another time costs %(amount)s.") % {"amount": amount}


def priced(booking: Booking, preview: MovePreview, locale: str) -> list[Item]:
    """What it cost so far, the fee, and what it costs then; nothing where there is no fee."""
    if not preview.fee:
        return []

    def words(minor: int) -> str:
        return formats.money(minor, booking.currency, locale)

    before, fee = booking.price_minor, preview.fee
    return [
        Item(gettext("Total so far"), words(before)),
        Item(line_label("MOVE", ""), words(fee)),
        Item(gettext("New total"), words(before + fee), is_sum=True),
    ]


def owed(
    booking: Booking, preview: MovePreview, wanted: datetime, now: datetime, locale: str
) -> str:
    """What is left to pay then, or that the total stays."""
    if preview.fee:
        return paying.with_fee(booking, preview.fee, wanted, now, locale)
    if not booking.price_minor:
        return cost(booking, preview, locale)
    stays = formats.money(booking.price_minor, booking.currency, locale)
    said = gettext("The total stays at %(amount)s.") % {"amount": stays}
    return f"{cost(booking, preview, locale)} {said}"


def days(booking: Booking, slots: Sequence[Any], setting: Setting) -> list[Day]:
    """The free starts by day, on the venue's clock."""
    zone, locale = booking.timezone, setting.locale

    def day(slot: Any) -> date:
        return formats.local(slot.starts_at, zone).date()

    return [
        Day(wording.long_day(key, locale), [start(booking, one, setting) for one in group])
        for key, group in groupby(slots, day)
    ]


def start(booking: Booking, slot: Any, setting: Setting) -> Start:
    """One of them."""
    zone, locale = booking.timezone, setting.locale
    return Start(
        value=slot.starts_at.isoformat(),
        iso=formats.iso(slot.starts_at, zone),
        clock=clock_of(formats.clock(slot.starts_at, zone, locale)),
        visitor=visitor_words(slot.starts_at, zone, setting),
        left=ngettext("%(count)d left", "%(count)d left", slot.remaining)
        % {"count": slot.remaining},
    )


def moment(booking: Booking, instant: datetime, locale: str) -> str:
    """A day and a time at the venue."""
    return formats.moment(instant, booking.timezone, locale)
