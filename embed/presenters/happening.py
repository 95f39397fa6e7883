"""A listed event in words: whether it takes place, whose it is, and where to read more."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext

from embed.presenters.lines import price_words


@dataclass(frozen=True, slots=True)
class Happening:
    """What is to be known beside when and where. `trouble` is empty where all is as planned."""

    trouble: str
    admission: str
    organizer: str
    website: str
    site: str


def of(offering: Any, variant: Any, locale: str) -> Happening:
    """An event, or whatever else is listed only."""
    return Happening(
        trouble=_trouble(offering.event_status),
        admission=_admission(offering, variant, locale),
        organizer=offering.organizer,
        website=offering.url,
        site=urlsplit(offering.url).netloc.removeprefix("www."),
    )


def _trouble(status: str) -> str:
    match status:
        case "CANCELLED":
            return gettext("This was called off.")
        case "POSTPONED":
            return gettext("This was postponed. A new date is not known yet.")
        case "RESCHEDULED":
            return gettext("This has a new date.")
        case _:
            return ""


def _admission(offering: Any, variant: Any, locale: str) -> str:
    needless = gettext("No booking needed")
    price = gettext("Free") if offering.is_free else price_words(offering, variant, locale)
    return f"{price} · {needless}" if price else needless
