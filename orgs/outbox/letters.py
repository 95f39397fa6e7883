"""What a mail shows, laid out once as text and once as HTML, in the organization's looks."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.template.loader import render_to_string
from django.utils import translation

from orgs import colours
from orgs.languages import Tongue
from orgs.models import Organization
from orgs.outbox import words
from orgs.outbox.kinds import Letter

GROUND, DARK = "#ffffff", "#1b2124"
"""The sheet that a mail is written on, by day and by night."""

READABLE = 4.5
"""WCAG 1.4.3: the contrast of words against what they stand on."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the table: `When`, the day and, smaller, the time zone; perhaps a link."""

    label: str
    value: str
    note: str = ""
    link: str = ""
    link_label: str = ""
    was: str = ""

    @property
    def in_one_line(self) -> str:
        """The value, where lines are spent."""
        return self.value.replace("\n", ", ")


@dataclass(frozen=True, slots=True)
class Amount:
    """A line of the price."""

    label: str
    amount: str
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """The one thing to do next."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a mail shows. `tone` is good, open or over; `quote` is what somebody wrote;
    `also` is a plain link below the button."""

    subject: str
    paragraphs: list[str]
    title: str = ""
    tone: str = "open"
    quote: str = ""
    quoted: str = ""
    facts: list[Fact] = field(default_factory=list)
    amounts: list[Amount] = field(default_factory=list)
    note: str = ""
    button: Button | None = None
    also: Button | None = None
    foot: str = ""
    sign: str = ""
    logo: str = ""


def letter(house: Organization, tongue: Tongue, sheet: Sheet, **more: Any) -> Letter:
    """The mail in this language. `more` are fields of the letter: recipients, calendar..."""
    context = {"sheet": sheet, "house": house, "tongue": tongue, "looks": _looks(house, sheet)}
    with translation.override(tongue.language):
        text = render_to_string("mail/letter.txt", context)
        html = render_to_string("mail/letter.html", context)
    return Letter(
        subject=words.one_line(sheet.subject),
        text=_tidied(text),
        html=html,
        sender=words.one_line(house.name),
        reply_to=house.email,
        locale=tongue.locale.replace("_", "-"),
        **more,
    )


def _looks(house: Organization, sheet: Sheet) -> dict[str, str]:
    looks = house.brand if isinstance(house.brand, dict) else {}
    return {
        **_shades(colours.read(looks.get("brand"))),
        "logo": _https(looks.get("logo")) or _https(sheet.logo),
        "website": _https(looks.get("website")),
        "site": _https(looks.get("website")).removeprefix("https://").rstrip("/"),
    }


@lru_cache(maxsize=256)
def _shades(brand: str) -> dict[str, str]:
    return {
        "brand": brand,
        "ink": colours.on(brand),
        "link": _legible(brand, GROUND),
        "dark_link": _legible(brand, DARK),
    }


def _legible(colour: str, ground: str) -> str:
    """The colour, moved towards black or white until it can be read on this ground."""
    moved = (colours.mix(colour, colours.on(ground), step / 20) for step in range(21))
    return next(one for one in moved if colours.contrast(one, ground) >= READABLE)


def _https(address: Any) -> str:
    """An address that a mail may show; anything else is left out."""
    return address if isinstance(address, str) and urlsplit(address).scheme == "https" else ""


def _tidied(text: str) -> str:
    """Without the holes that template tags leave."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept = [line for at, line in enumerate(lines) if line or lines[at - 1]]
    return "\n".join(kept) + "\n"
