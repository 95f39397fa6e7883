"""Which language somebody is spoken to in, and whose way of writing dates it follows."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_supported_language_variant

from orgs.formats import locale_of


@dataclass(frozen=True, slots=True)
class Tongue:
    """`language` picks the catalogue, `locale` the form of dates, times and money."""

    language: str
    locale: str


def choose(wished: Iterable[str], regions: Iterable[str]) -> Tongue:
    """The first tag that we speak, English if none; its region is the first named in it."""
    spoken_ones = (spoken(tag) for tag in wished if tag)
    language = next((one for one in spoken_ones if one), "en")
    return Tongue(language, _locale(language, regions))


def for_guest(locale: str, home: str) -> Tongue:
    """As a guest of this locale is written to by a house of that one."""
    return choose([locale, home], [locale, home])


def spoken(tag: str) -> str:
    """The language of ours that a tag means, or nothing."""
    try:
        return get_supported_language_variant(tag.replace("_", "-").lower())
    except LookupError:
        return ""


def _locale(language: str, tags: Iterable[str]) -> str:
    for tag in tags:
        if tag and locale_of(tag).language == language and locale_of(tag).territory:
            return str(locale_of(tag))
    return language
