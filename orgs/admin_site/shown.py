"""How staff see things: moments, amounts, pills, links. One place, so that lists agree."""

from datetime import date, datetime
from typing import Any

from babel.dates import format_date
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from orgs import formats
from orgs.admin_site.door import locale_of
from orgs.models import Organization


def day(value: date, organization: Organization) -> str:
    """`Sat 4 Jul`, with the year where it is not the present one."""
    locale = formats.locale_of(locale_of(organization))
    present = value.year == timezone.now().year
    return format_date(value, format="EEE d MMM" if present else "EEE d MMM y", locale=locale)


def when(instant: datetime | None, zone: str, organization: Organization) -> str:
    """Day and time at the venue; a dash for never."""
    if instant is None:
        return "–"
    clock = formats.clock(instant, zone, locale_of(organization))
    return f"{day(formats.local(instant, zone).date(), organization)}, {clock}"


def clock(instant: datetime, zone: str, organization: Organization) -> str:
    """Time of day at the venue."""
    return formats.clock(instant, zone, locale_of(organization))


def amount(minor: int | None, currency: str, organization: Organization) -> SafeString:
    """Money, to stand right-aligned."""
    words = "–" if minor is None else formats.money(minor, currency, locale_of(organization))
    return format_html('<span class="sw-number">{}</span>', words)


def number(value: Any) -> SafeString:
    """A figure, to stand right-aligned."""
    return format_html('<span class="sw-number">{}</span>', "–" if value is None else value)


def pill(tone: str, words: Any) -> SafeString:
    """A state in words on a quiet ground; the tone only helps the eye."""
    return format_html('<span class="sw-pill" data-tone="{}">{}</span>', tone, words)


def link(url: str, words: Any) -> SafeString:
    """A link."""
    return format_html('<a href="{}">{}</a>', url, words)


def meter(filled: int, of: int) -> SafeString:
    """How much of something is taken, as a bar; the numbers stand beside it for everybody."""
    share = 0 if of <= 0 else min(100, round(100 * filled / of))
    return format_html(
        '<svg class="sw-meter" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="sw-meter-all" width="100" height="8" rx="2"/>'
        '<rect class="sw-meter-part" width="{}" height="8" rx="2"/></svg>',
        share,
    )
