"""The booking step and what follows it, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext, ngettext

from bookings.labels import counted, line_label, rate_label, sum_label
from bookings.quotes import Quote
from embed.forms import ADD_ON, RATE, Filled
from embed.presenters import wording
from embed.presenters.lines import (
    Clock,
    Setting,
    clock_of,
    place_of,
    price_of,
    visitor_words,
)
from orgs import formats

STEPS_SHOWN = 99
MAPS = "https://www.openstreetmap.org/search"


@dataclass(frozen=True, slots=True)
class Place:
    """Where to come, and a map of it."""

    name: str
    address: str
    map: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The answer so far: when, what and where."""

    name: str
    variant: str
    day: str
    clock: Clock
    until: str
    iso: str
    visitor: str
    duration: str
    place: Place | None
    zone: str


@dataclass(frozen=True, slots=True)
class Counter:
    """A number to choose: people on a rate, or pieces of an add-on."""

    id: str
    field: str
    label: str
    hint: str
    price: str
    count: int
    least: int
    most: int
    seats: int = 0
    """How many seats one of it takes."""
    single: bool = False
    """Yes or no is enough."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the breakdown, or the one below it."""

    label: str
    amount: str
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Price:
    """What it costs and what the button will do."""

    items: Sequence[Item]
    discounts: Sequence[Item]
    sum_label: str
    total: str
    total_minor: int
    action: str
    note: str
    announced: str


def chosen(
    offering: Any, variant: Any, starts_at: datetime, ends_at: datetime, setting: Setting
) -> Chosen:
    """The chosen run, on the venue's clock."""
    zone, locale = offering.timezone, setting.locale
    return Chosen(
        name=offering.name,
        variant=variant.name if variant else "",
        day=formats.day(starts_at, zone, locale),
        clock=clock_of(formats.clock(starts_at, zone, locale)),
        until=formats.clock(ends_at, zone, locale),
        iso=formats.iso(starts_at, zone),
        visitor=visitor_words(starts_at, zone, setting),
        duration=wording.duration(round((ends_at - starts_at).total_seconds() / 60)),
        place=place(offering),
        zone=formats.zone_name(starts_at, zone, locale),
    )


def place(offering: Any) -> Place | None:
    """The venue with a link to a map, which is called only when clicked."""
    name = place_of(offering)
    if not name:
        return None
    address = offering.location.address if offering.location else ""
    query = urlencode({"query": address or name})
    return Place(name, address, f"{MAPS}?{query}")


def counters(
    offering: Any, variant: Any, filled: Filled, remaining: int | None, locale: str
) -> list[Counter]:
    """A stepper for each rate, with its price; no further than the seats that are left."""
    currency = offering.organization.currency
    most = largest(offering, remaining)
    return [
        Counter(
            id=rate.public_id,
            field=RATE + rate.public_id,
            label=rate_label(rate.label),
            hint=ages(rate),
            price=price_words(price_of(rate, variant), currency, locale),
            count=filled.party.get(rate.public_id, 0),
            least=rate.min_quantity,
            most=max(min(rate.max_quantity or STEPS_SHOWN, most // max(1, rate.seats)), 1),
            seats=rate.seats,
        )
        for rate in offering_rates(offering)
    ]


def largest(offering: Any, remaining: int | None) -> int:
    """The most seats that one party can take of this run."""
    return min(offering.max_party or STEPS_SHOWN, remaining or STEPS_SHOWN, STEPS_SHOWN)


def limit_words(offering: Any, remaining: int | None, seats: int) -> str:
    """Said once a party cannot grow, and why."""
    most = largest(offering, remaining)
    if seats != most or most == STEPS_SHOWN:
        return ""
    if most == remaining:
        return ngettext("This is the last place.", "These are the last %(count)d places.", most) % {
            "count": most
        }
    return ngettext(
        "This can be booked for %(count)d person at most.",
        "This can be booked for %(count)d people at most.",
        most,
    ) % {"count": most}


def extras(offering: Any, filled: Filled, seats: int, locale: str) -> list[Counter]:
    """A card for each add-on; what is sold per person may be had once a seat."""
    currency = offering.organization.currency
    return [
        Counter(
            id=add_on.public_id,
            field=ADD_ON + add_on.public_id,
            label=add_on.name,
            hint=add_on.description,
            price=_each(add_on, currency, locale),
            count=filled.extras.get(add_on.public_id, 0),
            least=0,
            most=add_on.max_quantity if add_on.per == "BOOKING" else max(1, seats),
            single=add_on.per == "BOOKING" and add_on.max_quantity == 1,
        )
        for add_on in offering_add_ons(offering)
    ]


def offering_rates(offering: Any) -> list[Any]:
    """The rates on sale, in their order."""
    return [rate for rate in offering.rates.all() if rate.is_active]


def offering_add_ons(offering: Any) -> list[Any]:
    """The add-ons on sale."""
    return [add_on for add_on in offering.add_ons.all() if add_on.is_active]


def price_words(minor: int | None, currency: str, locale: str) -> str:
    """`$45.00`, as in the breakdown beside it, or that it costs nothing."""
    return formats.money(minor, currency, locale) if minor else gettext("Free")


def ages(rate: Any) -> str:
    """`4 to 17 years`, `from 18 years`, `up to 3 years`."""
    low, high = rate.min_age, rate.max_age
    if low is not None and high is not None:
        return gettext("%(low)d to %(high)d years") % {"low": low, "high": high}
    if low:
        return gettext("from %(low)d years") % {"low": low}
    if high is not None:
        return ngettext("up to %(high)d year", "up to %(high)d years", high) % {"high": high}
    return ""


def price(quote: Quote, locale: str) -> Price:
    """The exact breakdown, and the button's words, which say what will happen."""
    found, currency = quote.price, quote.price.currency

    def words(minor: int) -> str:
        return formats.money(minor, currency, locale)

    action, note = _action(quote, locale)
    return Price(
        items=[
            Item(counted(one.quantity, one.label), words(one.total_minor))
            for one in (*found.rates, *found.add_ons)
        ],
        discounts=[
            Item(line_label(cut.code, cut.label), words(-cut.amount_minor))
            for cut in found.discounts
        ],
        sum_label=sum_label(found.tax, words),
        total=words(found.total),
        total_minor=found.total,
        action=action,
        note=note,
        announced=gettext("Total %(total)s") % {"total": words(found.total)},
    )


def _action(quote: Quote, locale: str) -> tuple[str, str]:
    total = formats.money(quote.price.total, quote.price.currency, locale)
    if quote.terms.requires_approval:
        return gettext("Request this time"), gettext(
            "Nothing is charged now. We answer before it is confirmed."
        )
    if not quote.price.total:
        return gettext("Book"), gettext("It costs nothing.")
    due = quote.due
    if due.now and due.later:
        currency = quote.price.currency
        words = {
            "deposit": formats.money(due.now, currency, locale),
            "rest": formats.money(due.later, currency, locale),
        }
        note = gettext("The rest of %(rest)s is paid later.") % words
        return gettext("Book with a deposit of %(deposit)s") % words, note
    if due.now:
        return gettext("Book for %(total)s") % {"total": total}, ""
    return (
        gettext("Reserve, pay on arrival"),
        gettext("Nothing is charged now. You pay %(total)s on arrival.") % {"total": total},
    )


def _each(add_on: Any, currency: str, locale: str) -> str:
    amount = price_words(add_on.price_minor, currency, locale)
    if add_on.per == "PERSON" and add_on.price_minor:
        return gettext("%(price)s per person") % {"price": amount}
    return amount


def paragraphs(text: str, summary: str = "") -> list[str]:
    """An operator's text as paragraphs, without repeating the summary above it."""
    parts = [part.strip() for part in text.replace("\r", "").split("\n\n")]
    return [part for part in parts if part and part != summary.strip()]


def alternatives(slots: Sequence[Any], setting: Setting) -> list[Mapping[str, str]]:
    """The next times to offer where one was just taken."""
    return [
        {
            "value": f"{slot.variant.public_id} {slot.starts_at:%Y-%m-%dT%H:%MZ}",
            "day": wording.short_day(
                formats.local(slot.starts_at, slot.offering.timezone).date(), setting.locale
            ),
            "clock": formats.clock(slot.starts_at, slot.offering.timezone, setting.locale),
            "iso": formats.iso(slot.starts_at, slot.offering.timezone),
        }
        for slot in slots
    ]
