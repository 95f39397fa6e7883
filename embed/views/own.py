"""One of a guest's own pages: whose it is, how its guest is spoken to, and how it answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from bookings import added, sites
from bookings.models import Booking, WaitlistEntry
from embed import address, refusals, tokens, tongue
from embed.page import theme_address, theme_of
from embed.presenters import booking as words
from embed.presenters import reach
from embed.presenters.lines import Setting
from embed.views import keys
from orgs import throttle
from orgs.access import Caller
from orgs.dialects import callers
from orgs.errors import Refusal

MOST_DIGITS = 13


@dataclass(frozen=True, slots=True)
class Page:
    """What every page needs to know that one key opens: of a booking, or of who waits for one."""

    request: HttpRequest
    of: Any
    choice: address.Choice
    tongue: tongue.Tongue
    now: datetime

    @property
    def setting(self) -> Setting:
        """How this guest reads times."""
        return Setting(self.tongue.locale, self.choice.tz)

    def at(self, name: str) -> str:
        """The address of one of its pages, in the language and with the zone of this one."""
        query = self.choice.query() if self.choice.pairs() else ""
        return reverse(f"embed:{name}", args=[self.of.public_id]) + query

    def on(self, name: str) -> HttpResponse:
        """On to another of its pages, after something was done."""
        return HttpResponseRedirect(self.at(name), status=303)

    def guest(self) -> Caller:
        """Who sent the form of this page. Raises StaleForm for another's, and counts it."""
        tokens.submission(self.request.POST.get("form", ""), self.of.public_id)
        by = Caller(address=callers.address(self.request))
        throttle.count("public_write", by.address, self.now)
        return by

    def shown(self, name: str) -> int:
        """The amount (minor units) that the form names as the page showed it.

        Raises StaleForm: who saw none is shown it first.
        """
        given = self.request.POST.get(name, "")
        if not (given.isascii() and given.isdecimal() and len(given) < MOST_DIGITS):
            raise tokens.StaleForm
        return int(given)

    def answer(self, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        """The page, which nobody keeps."""
        calendar = self.of.offering.calendar
        look = theme_of(calendar)
        kept = self.choice.to(lang=self.choice.lang or self.tongue.language)
        shown = {
            "calendar": calendar,
            "choice": self.choice,
            "form": tokens.form(self.of.public_id),
            "calendar_address": self._calendar_address(calendar, kept),
            "mode": look.mode,
            "tongue": self.tongue,
            "logo": look.logo,
            "theme_address": theme_address(calendar.public_id, look),
            "zone": self.of.offering.timezone,
        }
        response = render(self.request, template, shown | context, status=status)
        return keys.private(response, look)

    def _calendar_address(self, calendar: Any, kept: address.Choice) -> str:
        """The page of the operator's that the guest came from, or else the calendar by itself."""
        if kept.home and sites.is_own(kept.home, calendar.allowed_sites):
            return kept.home
        return reverse("embed:calendar", args=[calendar.public_id]) + kept.to(home="").query()


class Own(Page):
    """A page of a booking."""

    __slots__ = ()

    @property
    def booking(self) -> Booking:
        """Whose page it is."""
        found: Booking = self.of
        return found

    @property
    def present(self) -> Booking:
        """The booking to be shown: what was added and not paid in time is not a part of it."""
        return added.as_it_stands(self.booking, self.now)

    @property
    def touch(self) -> SafeString:
        """How its guest reaches the house, in the active language."""
        return reach.in_touch(self.booking.offering)

    def problem(self, refusal: Refusal | tokens.StaleForm) -> str:
        """Why nothing was changed, for the guest."""
        if isinstance(refusal, tokens.StaleForm):
            return refusals.stale()
        return refusals.of_changing(refusal, self.touch)

    def answer(self, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        """As every page, with the booking."""
        booking = self.booking
        shown = {
            "booking": booking,
            "chosen": words.chosen(
                booking.offering, booking.variant, booking.starts_at, booking.ends_at, self.setting
            ),
            "home": self.at("manage"),
            "zone": booking.timezone,
        }
        return super().answer(template, shown | context, status=status)


class Waiting(Page):
    """The page of somebody's place on a waitlist."""

    __slots__ = ()

    @property
    def entry(self) -> WaitlistEntry:
        """Whose page it is."""
        found: WaitlistEntry = self.of
        return found


def opened(request: HttpRequest, booking: Booking) -> Own:
    """In the language the booking was made in, unless the address asks for another."""
    return Own(request, booking, *_spoken(request, booking), timezone.now())


def waiting(request: HttpRequest, entry: WaitlistEntry) -> Waiting:
    """In the language they joined in, unless the address asks for another."""
    return Waiting(request, entry, *_spoken(request, entry), timezone.now())


def _spoken(
    request: HttpRequest, of: Booking | WaitlistEntry
) -> tuple[address.Choice, tongue.Tongue]:
    given = address.read(request.GET)
    asked = request.GET.get("lang", "") or of.locale
    accepted = request.headers.get("Accept-Language", "")
    spoken = tongue.choose(asked, accepted, of.organization.locale)
    return address.Choice(lang=given.lang, tz=given.tz, home=given.home), spoken
