"""One run as a page shows it: its time first, then what, how long, how much and how many."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from typing import Any

from django.utils.translation import gettext, ngettext

from embed.presenters import wording
from embed.presenters.marks import BOOKABLE, READABLE, WANTED, Mark, mark_of
from orgs import formats
from scheduling.engine.types import Code
from scheduling.models import YOUNG

_SUFFIX = re.compile(r"^(?P<before>\D*?)\s?(?P<digits>\d[\d:.]*)\s?(?P<after>.*)$")
CHIPS_FROM = 4


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, its digits apart from what stands beside them (`AM`, `Uhr`)."""

    text: str
    digits: str
    beside: str


@dataclass(frozen=True)
class Line:
    """One run, in words that are made when they are shown: a month has more runs than words."""

    slot: Any
    setting: "Setting"
    address: Callable[[Any], str]
    mark: Mark
    day: date

    @property
    def starts_at(self) -> datetime:
        """The instant."""
        return self.slot.starts_at

    @property
    def ends_at(self) -> datetime:
        """The instant."""
        return self.slot.ends_at

    @property
    def zone(self) -> str:
        """The venue's."""
        return self.slot.offering.timezone

    @property
    def offering_id(self) -> str:
        """What it is a run of."""
        return self.slot.offering.public_id

    @property
    def appointment(self) -> bool:
        """Whether it is one of many possible starts rather than a departure."""
        return self.slot.offering.type == "SERVICE"

    @property
    def bookable(self) -> bool:
        """Whether it leads anywhere."""
        return self.mark in BOOKABLE

    @property
    def waits(self) -> bool:
        """Whether one can wait for a place."""
        return self.mark in WANTED and self.slot.offering.waitlist

    @property
    def href(self) -> str:
        """Its booking step, its waitlist, or the page of what is only listed; empty for none."""
        leads = self.bookable or self.waits or self.mark in READABLE
        return self.address(self.slot) if leads else ""

    @property
    def name(self) -> str:
        """What it is."""
        return self.slot.offering.name

    @property
    def variant(self) -> str:
        """How it is run, where that has a name."""
        return self.slot.variant.name

    @property
    def place(self) -> str:
        """Where it is, by name."""
        return place_of(self.slot.offering)

    @cached_property
    def day_words(self) -> str:
        """`Saturday, August 15`."""
        return wording.long_day(self.day, self.setting.locale)

    @cached_property
    def iso(self) -> str:
        """For machines."""
        return formats.iso(self.starts_at, self.zone)

    @cached_property
    def clock(self) -> "Clock":
        """When, on the venue's clock."""
        return clock_of(formats.clock(self.starts_at, self.zone, self.setting.locale))

    @cached_property
    def visitor_clock(self) -> str:
        """When, on the visitor's clock, where it differs."""
        return visitor_clock(self.starts_at, self.zone, self.setting)

    @cached_property
    def visitor(self) -> str:
        """The same, saying whose time it is."""
        return visitor_words(self.starts_at, self.zone, self.setting)

    @cached_property
    def duration(self) -> str:
        """How long."""
        return wording.duration(round((self.ends_at - self.starts_at).total_seconds() / 60))

    @cached_property
    def price(self) -> str:
        """How much, for one."""
        return price_words(self.slot.offering, self.slot.variant, self.setting.locale)

    @cached_property
    def seats(self) -> str:
        """How many are left."""
        return seats_words(self.slot, self.mark)


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
    """One slot as a line; `address` tells where its booking step is."""
    day = formats.local(slot.starts_at, slot.offering.timezone).date()
    return Line(slot, setting, address, mark_of(slot), day)


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
    """The visitor's own time where it differs from the venue's; with the day where that does."""
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


def price_words(offering: Any, variant: Any, locale: str) -> str:
    """`$45`, `from $45` where prices differ, `Free`; nothing where no price is known.

    Children's rates are left out while there are others: a free infant is not a free tour.
    """
    rates = [rate for rate in offering.rates.all() if rate.is_active]
    grown = [rate for rate in rates if rate.category not in YOUNG] or rates
    prices = {price for rate in grown if (price := price_of(rate, variant)) is not None}
    if not rates and variant.price_minor is not None:
        prices = {variant.price_minor}
    if not prices:
        return ""
    if not any(prices):
        return gettext("Free")
    amount = amount_words(min(prices), offering.organization.currency, locale)
    return amount if len(prices) == 1 else gettext("from %(price)s") % {"price": amount}


def price_of(rate: Any, variant: Any) -> int | None:
    """A rate's own price, or the variant's."""
    return rate.price_minor if rate.price_minor is not None else variant.price_minor


def amount_words(minor: int, currency: str, locale: str) -> str:
    """Money for reading in passing: whole amounts without empty decimals."""
    return re.sub(r"[.,]00(?!\d)", "", formats.money(minor, currency, locale))


def seats_words(slot: Any, mark: Mark) -> str:
    """How many are left, in as few words as will do."""
    if mark is Mark.OFF:
        postponed = slot.offering.event_status == "POSTPONED"
        return gettext("Postponed") if postponed else gettext("Called off")
    if mark is Mark.FULL:
        return gettext("Sold out")
    if mark is Mark.SHORT:
        return _short_words(slot)
    if mark is Mark.REQUEST:
        return gettext("On request")
    if slot.remaining is None or mark is Mark.LISTED or slot.offering.type == "SERVICE":
        return ""
    return ngettext("%(count)d left", "%(count)d left", slot.remaining) % {"count": slot.remaining}


def _short_words(slot: Any) -> str:
    """How many could still come where the party is larger than that."""
    most = slot.offering.max_party
    fit = min(slot.remaining, most) if most else slot.remaining
    if fit < slot.remaining or not any(one.code is Code.NO_SEATS for one in slot.reasons):
        return ngettext("%(count)d at most", "%(count)d at most", fit) % {"count": fit}
    return ngettext("Only %(count)d left", "Only %(count)d left", fit) % {"count": fit}


def place_of(offering: Any) -> str:
    """Where it is, by name."""
    return offering.location.name if offering.location else getattr(offering, "venue", "")
