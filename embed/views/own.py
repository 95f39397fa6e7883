"""One of a guest's own pages: the booking, how its guest is spoken to, and how it answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from bookings.models import Booking
from embed import address, refusals, tokens, tongue
from embed.page import theme_address, theme_of
from embed.presenters import booking as words
from embed.presenters.lines import Setting
from embed.views import keys
from orgs import throttle
from orgs.access import Caller
from orgs.dialects import callers
from orgs.errors import Refusal


@dataclass(frozen=True, slots=True)
class Own:
    """What every page of a booking needs to know."""

    request: HttpRequest
    booking: Booking
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
        return reverse(f"embed:{name}", args=[self.booking.public_id]) + query

    def on(self, name: str) -> HttpResponse:
        """On to another of its pages, after something was done."""
        return HttpResponseRedirect(self.at(name), status=303)

    def guest(self) -> Caller:
        """Who sent the form of this page. Raises StaleForm for another's, and counts it."""
        tokens.submission(self.request.POST.get("form", ""), self.booking.public_id)
        by = Caller(address=callers.address(self.request))
        throttle.count("public_write", by.address, self.now)
        return by

    def answer(self, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        """The page, which nobody keeps."""
        booking, calendar = self.booking, self.booking.offering.calendar
        look = theme_of(calendar)
        kept = self.choice.to(lang=self.choice.lang or self.tongue.language)
        shown = {
            "booking": booking,
            "calendar": calendar,
            "chosen": words.chosen(
                booking.offering, booking.variant, booking.starts_at, booking.ends_at, self.setting
            ),
            "choice": self.choice,
            "form": tokens.form(booking.public_id),
            "home": self.at("manage"),
            "calendar_address": reverse("embed:calendar", args=[calendar.public_id]) + kept.query(),
            "mode": look.mode,
            "tongue": self.tongue,
            "logo": look.logo,
            "theme_address": theme_address(calendar.public_id, look),
            "zone": booking.timezone,
        }
        response = render(self.request, template, shown | context, status=status)
        return keys.private(response, look)


def opened(request: HttpRequest, booking: Booking) -> Own:
    """In the language the booking was made in, unless the address asks for another."""
    given = address.read(request.GET)
    asked = request.GET.get("lang", "") or booking.locale
    accepted = request.headers.get("Accept-Language", "")
    spoken = tongue.choose(asked, accepted, booking.organization.locale)
    choice = address.Choice(lang=given.lang, tz=given.tz)
    return Own(request, booking, choice, spoken, timezone.now())


def problem(refusal: Refusal | tokens.StaleForm) -> str:
    """Why nothing was changed, for the guest."""
    if isinstance(refusal, tokens.StaleForm):
        return refusals.stale()
    return refusals.of_changing(refusal)
