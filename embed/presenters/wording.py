"""Words for days, spans and counts, beside `orgs.formats`, which words instants and money."""

import re
from datetime import date, timedelta
from functools import lru_cache

from babel.dates import format_date, format_interval, get_day_names
from django.utils.translation import gettext, ngettext

from orgs.formats import locale_of

_THIN = re.compile("[\u2009\u202f\u00a0]")
_YEAR = re.compile(r"[,\s]*(?:'[^']*'\s*)?y+")


@lru_cache(maxsize=64)
def _without_year(tag: str, width: str) -> str:
    return _YEAR.sub("", locale_of(tag).date_formats[width].pattern).strip(", ")


def long_day(value: date, locale: str) -> str:
    """`Saturday, August 15`: as people say it when the year is plain."""
    return format_date(value, _without_year(locale, "full"), locale=locale_of(locale))


def short_day(value: date, locale: str) -> str:
    """`Sat, Aug 15`."""
    pattern = f"EEE, {_without_year(locale, 'medium')}"
    return format_date(value, pattern, locale=locale_of(locale))


def month_name(value: date, locale: str) -> str:
    """`August 2026`."""
    return format_date(value, "LLLL y", locale=locale_of(locale))


def month_short(value: date, locale: str) -> str:
    """`Aug`, for the date beside a list."""
    return format_date(value, "LLL", locale=locale_of(locale)).strip(".")


def weekday_short(value: date, locale: str) -> str:
    """`Sat`, for the date beside a list."""
    return format_date(value, "ccc", locale=locale_of(locale)).strip(".")


def stretch(first: date, last: date, locale: str, *, today: date) -> str:
    """`Aug 10 - 16`, `Nov 29 - Dec 5`; with the year where it is not this one."""
    skeleton = "MMMd" if first.year == last.year == today.year else "yMMMd"
    worded = format_interval(first, last, skeleton, locale=locale_of(locale))
    return _THIN.sub(" ", worded)


def first_weekday(locale: str) -> int:
    """Where the week begins, 0 is Monday."""
    return locale_of(locale).first_week_day


def weekdays(locale: str) -> list[tuple[str, str]]:
    """(short, long) names in the order the language's week has."""
    short = get_day_names("abbreviated", "stand-alone", locale_of(locale))
    full = get_day_names("wide", "stand-alone", locale_of(locale))
    order = [(first_weekday(locale) + step) % 7 for step in range(7)]
    return [(short[day].strip("."), full[day]) for day in order]


def week_start(day: date, locale: str) -> date:
    """The first day of the week that `day` is in."""
    return day - timedelta(days=(day.weekday() - first_weekday(locale)) % 7)


def duration(minutes: int) -> str:
    """`45 min`, `2 h`, `1 h 30 min`, `3 days`."""
    days, rest = divmod(minutes, 24 * 60)
    if days and not rest:
        return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    hours, left = divmod(minutes, 60)
    if not hours:
        return gettext("%(minutes)d min") % {"minutes": left}
    if not left:
        return gettext("%(hours)d h") % {"hours": hours}
    return gettext("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": left}


def people(count: int) -> str:
    """`1 person`, `2 people`."""
    return ngettext("%(count)d person", "%(count)d people", count) % {"count": count}


def count_of(purpose: str, count: int) -> str:
    """`4 departures`, `1 event`, `12 times`: what a calendar of this purpose holds."""
    values = {"count": count}
    match purpose:
        case "TOUR":
            return ngettext("%(count)d departure", "%(count)d departures", count) % values
        case "EVENT" | "COMMUNITY":
            return ngettext("%(count)d event", "%(count)d events", count) % values
        case _:
            return ngettext("%(count)d time", "%(count)d times", count) % values


def everything(purpose: str) -> str:
    """The filter's widest choice."""
    match purpose:
        case "TOUR":
            return gettext("All tours")
        case "EVENT" | "COMMUNITY":
            return gettext("All events")
        case _:
            return gettext("All services")
