"""One embed page: the calendar it shows, the visitor's choices, and how it answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from embed import address, framing, theme, tongue
from embed.presenters.lines import Setting
from embed.presenters.marks import READABLE, WANTED, mark_of
from orgs import formats
from scheduling import queries


@dataclass(frozen=True)
class Page:
    """What every step of a calendar needs to know."""

    request: HttpRequest
    ref: str
    calendar: Any
    choice: address.Choice
    tongue: tongue.Tongue
    theme: theme.Theme
    now: datetime

    @property
    def setting(self) -> Setting:
        """How this visitor reads times."""
        return Setting(self.tongue.locale, self.choice.tz)

    @property
    def today(self) -> date:
        """The day it is where the house is."""
        return formats.local(self.now, self.calendar.organization.timezone).date()

    @property
    def mode(self) -> str:
        """Light, dark, or as the visitor's system has it."""
        fixed = self.theme.mode if self.theme.mode in address.MODES else ""
        given = theme.mode_of(f"#{self.choice.ground}") if self.choice.ground else ""
        return self.choice.theme or fixed or given or "auto"

    @property
    def ground(self) -> str:
        """The colour of the host page that shows through, where it may; else nothing."""
        ground = f"#{self.choice.ground}"
        if not self.choice.ground or not self.choice.host:
            return ""
        return ground if theme.bears(self.theme, ground, self.mode) else ""

    def at(self, choice: address.Choice) -> str:
        """The calendar's address with these choices."""
        return reverse("embed:calendar", args=[self.ref]) + choice.query()

    def to_book(self, slot: Any) -> str:
        """The address of a slot's booking step, its waitlist, or its page if only listed."""
        mark = mark_of(slot)
        waits = mark in WANTED and slot.offering.waitlist
        name = "event" if mark in READABLE else "wait" if waits else "book"
        return self.step(name, slot.offering.public_id, slot.variant.public_id, slot.starts_at)

    def to_suggest(self, offering: Any) -> str:
        """The address where a time of an offering can be suggested."""
        chosen = {"offering": offering.public_id}
        return f"{reverse('embed:suggest', args=[self.ref])}?{urlencode(chosen | self._back)}"

    def step(self, name: str, offering: str, variant: str, starts_at: datetime) -> str:
        """The address of one of a run's pages."""
        chosen = {"offering": offering, "variant": variant, "start": address.stamp(starts_at)}
        return f"{reverse(f'embed:{name}', args=[self.ref])}?{urlencode(chosen | self._back)}"

    @property
    def _back(self) -> dict[str, str]:
        """What leads back to where the visitor was."""
        narrowed = {"filter": self.choice.offering} if self.choice.offering else {}
        return dict(self.choice.to(offering="").pairs()) | narrowed

    def answer(
        self,
        template: str,
        context: dict[str, Any],
        *,
        status: int = 200,
        images: Iterable[str] = (),
    ) -> HttpResponse:
        """The rendered page with its headers; never kept by caches on the way."""
        look = {
            "page": self,
            "calendar": self.calendar,
            "choice": self.choice,
            "mode": self.mode,
            "framed": bool(self.choice.host),
            "see_through": bool(self.ground),
            "logo": self.theme.logo,
            "theme_address": theme_address(self.ref, self.theme, self.ground),
            "tongue": self.tongue,
        }
        response = render(self.request, template, look | context, status=status)
        response["Cache-Control"] = "private, no-store"
        response["Content-Language"] = self.tongue.language
        return framing.protect(
            response,
            frame=framing.ancestors(self.calendar.allowed_sites),
            images=[self.theme.logo, *images],
        )


def theme_of(calendar: Any) -> theme.Theme:
    """The calendar's theme over the organization's brand."""
    return theme.read({**(calendar.organization.brand or {}), **(calendar.theme or {})})


def theme_address(ref: str, chosen: theme.Theme, ground: str = "") -> str:
    """Where the theme's stylesheet is; the hash lets caches keep it for good."""
    on = f"&on={ground.removeprefix('#')}" if ground else ""
    return f"{reverse('embed:theme', args=[ref])}?v={theme.version(chosen)}{on}"


def opened(request: HttpRequest, ref: str, now: datetime) -> Page:
    """The page a request asks for; refuses with NotFound where no public calendar is."""
    calendar = queries.public_calendar(ref)
    choice = address.read(request.GET)
    spoken = tongue.choose(
        choice.lang, request.headers.get("Accept-Language", ""), calendar.organization.locale
    )
    return Page(request, ref, calendar, choice, spoken, theme_of(calendar), now)
