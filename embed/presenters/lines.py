"""One run as a page shows it: its time first, then what, how long, how much and how many."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

from django.utils.translation import gettext, ngettext

from embed.presenters import wording
from orgs import formats

_SUFFIX = re.compile(r"^(?P<before>\D*?)\s?(?P<digits>\d[\d:.]*)\s?(?P<after>.*)$")
CHIPS_FROM = 4


class Mark(StrEnum):
    """What a visitor may hope for; a colour, a shape and a word stand for each."""

    OPEN = "open"
    FEW = "few"
    REQUEST = "request"
    LISTED = "listed"
    FULL = "full"


MARKS = {
    "AVAILABLE": Mark.OPEN,
    "LIMITED": Mark.FEW,
    "REQUEST": Mark.REQUEST,
    "LISTED": Mark.LISTED,
    "SOLD_OUT": Mark.FULL,
}
BOOKABLE = (Mark.OPEN, Mark.FEW, Mark.REQUEST)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, its digits apart from what stands beside them (`AM`, `Uhr`)."""

    text: str
    digits: str
    beside: str


@dataclass(frozen=True, slots=True)
class Line:
    """One run, in words. `href` is empty where nothing can be booked."""

    starts_at: datetime
    ends_at: datetime
    day: date
    day_words: str
    iso: str
    clock: Clock
    until: str
    name: str
    variant: str
    place: str
    duration: str
    price: str
    seats: str
    mark: Mark
    href: str
    visitor: str
    visitor_clock: str
    offering_id: str
    appointment: bool

    @property
    def bookable(self) -> bool:
        """Whether it leads anywhere."""
        return bool(self.href)


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one heading: a lone line, or many starts of one offering shown as chips."""

    name: str
    lines: Sequence[Line]
    chips: bool

    @property
    def first(self) -> Line:
        """What the heading speaks of."""
        return self.lines[0]


@dataclass(frozen=True, slots=True)
class Setting:
    """How this visitor reads times: the language's locale, and their own zone where known."""

    locale: str
    visitor_zone: str = ""


def clock_of(text: str) -> Clock:
    """A worded time of day taken apart, so that digits align and `AM` stays small."""
    found = _SUFFIX.match(text)
    if not found:
        return Clock(text, text, "")
    return Clock(text, found["digits"], (found["before"] + found["after"]).strip())


def line(slot: Any, setting: Setting, address: Callable[[Any], str]) -> Line:
    """The words of one slot; `address` tells where its booking step is."""
    offering, locale = slot.offering, setting.locale
    zone = offering.timezone
    mark = MARKS[str(slot.status)]
    day = formats.local(slot.starts_at, zone).date()
    minutes = round((slot.ends_at - slot.starts_at).total_seconds() / 60)
    return Line(
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        day=day,
        day_words=wording.long_day(day, locale),
        iso=formats.iso(slot.starts_at, zone),
        clock=clock_of(formats.clock(slot.starts_at, zone, locale)),
        until=formats.clock(slot.ends_at, zone, locale),
        name=offering.name,
        variant=slot.variant.name if slot.variant else "",
        place=place_of(offering),
        duration=wording.duration(minutes),
        price=price_words(slot, locale),
        seats=seats_words(slot, mark),
        mark=mark,
        href=address(slot) if mark in BOOKABLE else "",
        visitor=visitor_words(slot.starts_at, zone, setting),
        visitor_clock=visitor_clock(slot.starts_at, zone, setting),
        offering_id=offering.public_id,
        appointment=offering.type == "SERVICE",
    )


def shown(slots: Iterable[Any]) -> list[Any]:
    """The slots a visitor sees: closed ones say nothing, and taken appointments only clutter."""
    return [
        slot
        for slot in slots
        if str(slot.status) in MARKS
        and not (str(slot.status) == "SOLD_OUT" and slot.offering.type == "SERVICE")
    ]


def grouped(lines: Sequence[Line]) -> list[Group]:
    """Lines of one day in time order; an offering with many starts becomes one group of chips."""
    by_offering: dict[tuple[str, str], list[Line]] = {}
    for one in lines:
        by_offering.setdefault((one.offering_id, one.variant), []).append(one)
    groups: list[Group] = []
    for members in by_offering.values():
        if len(members) >= CHIPS_FROM or members[0].appointment:
            groups.append(Group(members[0].name, members, chips=True))
        else:
            groups += [Group(one.name, [one], chips=False) for one in members]
    return sorted(groups, key=lambda group: (group.chips, group.first.starts_at))


def by_day(lines: Iterable[Line]) -> dict[date, list[Line]]:
    """Lines by the venue's day, both in order."""
    ordered = sorted(lines, key=lambda one: (one.day, one.starts_at, one.name))
    return {day: list(members) for day, members in groupby(ordered, key=lambda one: one.day)}


def visitor_clock(instant: datetime, zone: str, setting: Setting) -> str:
    """The visitor's own time where their clock differs from the venue's; with the day if it does."""
    theirs = setting.visitor_zone
    if not theirs:
        return ""
    here, there = formats.local(instant, zone), formats.local(instant, theirs)
    if here.utcoffset() == there.utcoffset():
        return ""
    clock = formats.clock(instant, theirs, setting.locale)
    if here.date() != there.date():
        clock = f"{wording.short_day(there.date(), setting.locale)}, {clock}"
    return clock


def visitor_words(instant: datetime, zone: str, setting: Setting) -> str:
    """As visitor_clock, saying whose time it is."""
    clock = visitor_clock(instant, zone, setting)
    return gettext("%(clock)s your time") % {"clock": clock} if clock else ""


def price_words(slot: Any, locale: str) -> str:
    """`from $45`, `Free`, or nothing where no price is known."""
    if slot.price_from is None:
        return ""
    if not slot.price_from:
        return gettext("Free")
    amount = amount_words(slot.price_from, slot.offering.organization.currency, locale)
    return gettext("from %(price)s") % {"price": amount}


def amount_words(minor: int, currency: str, locale: str) -> str:
    """Money for reading in passing: whole amounts without their empty decimals."""
    return re.sub(r"[.,]00(?!\d)", "", formats.money(minor, currency, locale))


def seats_words(slot: Any, mark: Mark) -> str:
    """How many are left, in as few words as will do."""
    if mark is Mark.FULL:
        return gettext("Sold out")
    if mark is Mark.REQUEST:
        return gettext("On request")
    if slot.remaining is None or mark is Mark.LISTED or slot.offering.type == "SERVICE":
        return ""
    return ngettext("%(count)d left", "%(count)d left", slot.remaining) % {"count": slot.remaining}


def place_of(offering: Any) -> str:
    """Where it is, by name."""
    return offering.location.name if offering.location else getattr(offering, "venue", "")
