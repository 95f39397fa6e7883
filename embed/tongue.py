"""Which language a page speaks, and whose way of writing dates it follows."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from orgs.formats import locale_of


@dataclass(frozen=True, slots=True)
class Tongue:
    """`language` picks the catalogue, `locale` the form of dates, times and money."""

    language: str
    locale: str


def choose(asked: str, accepted: str, home: str) -> Tongue:
    """The first we speak of: what the host page asks, what the browser accepts, the house's own.

    The house's region decides between 9:00 AM and 09:00 unless the visitor names one of the
    same language, so that page, mail and invite write a time alike.
    """
    accepts = [tag for tag, _ in parse_accept_lang_header(accepted.lower())]
    wished = [tag for tag in (asked, *accepts, home, "en") if tag and tag != "*"]
    language = next((spoken for tag in wished if (spoken := _spoken(tag))), "en")
    return Tongue(language, _locale(language, [asked, home, *accepts]))


def _spoken(tag: str) -> str:
    try:
        return get_supported_language_variant(tag.replace("_", "-").lower())
    except LookupError:
        return ""


def _locale(language: str, tags: Iterable[str]) -> str:
    for tag in tags:
        if tag and locale_of(tag).language == language and locale_of(tag).territory:
            return str(locale_of(tag))
    return language
