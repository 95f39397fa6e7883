"""The one formatter of times and money for people; page, mail, invite and API words use it.

`zone` is an IANA name, `locale` a language tag such as "en" or "de-AT"; instants are UTC.
"""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_timezone_name
from babel.numbers import format_currency, format_percent

from orgs import money as minor_units


@lru_cache(maxsize=64)
def locale_of(tag: str) -> Locale:
    """Babel's locale of a language tag; English where the tag is unknown."""
    try:
        return Locale.parse(tag.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale("en", "US")


def local(instant: datetime, zone: str) -> datetime:
    """The instant on the clock of `zone`."""
    return instant.astimezone(ZoneInfo(zone))


def iso(instant: datetime, zone: str) -> str:
    """The wire form: ISO 8601 with the venue's offset, whole seconds."""
    return local(instant, zone).isoformat(timespec="seconds")


def day(instant: datetime, zone: str, locale: str) -> str:
    """`Saturday, July 4, 2026`."""
    return day_of(local(instant, zone).date(), locale)


@lru_cache(maxsize=1024)
def day_of(value: date, locale: str) -> str:
    """A calendar day in full words."""
    return format_date(value, format="full", locale=locale_of(locale))


def clock(instant: datetime, zone: str, locale: str) -> str:
    """`9:00 AM` or `09:00`, as the language writes it; a plain space keeps it searchable."""
    return format_time(
        local(instant, zone).time(), format="short", locale=locale_of(locale)
    ).replace("\u202f", " ")


def moment(instant: datetime, zone: str, locale: str) -> str:
    """`Saturday, July 4, 2026, 9:00 AM`."""
    return f"{day(instant, zone, locale)}, {clock(instant, zone, locale)}"


def zone_name(instant: datetime, zone: str, locale: str) -> str:
    """The zone's name at that instant, for labels: `Eastern Daylight Time`."""
    return get_timezone_name(local(instant, zone), width="long", locale=locale_of(locale))


def span(start: datetime, end: datetime, zone: str, locale: str) -> str:
    """`9:00 AM - 11:00 AM`, with the day of the end where it is another."""
    first, last = local(start, zone), local(end, zone)
    closing = clock(end, zone, locale)
    if first.date() != last.date():
        closing = f"{format_date(last, format='medium', locale=locale_of(locale))} {closing}"
    return f"{clock(start, zone, locale)} \u2013 {closing}"


@lru_cache(maxsize=4096)
def money(minor: int, currency: str, locale: str) -> str:
    """`$45.00`, or `45,00 €`, as the language writes it; no line breaks before the sign."""
    return format_currency(minor_units.text(minor, currency), currency, locale=locale_of(locale))


def percent(value: Decimal, locale: str) -> str:
    """`12.5%`, or `12,5 %`, as the language writes it; no line breaks before the sign."""
    share = Decimal(value) / 100
    return format_percent(share, locale=locale_of(locale), decimal_quantization=False)
