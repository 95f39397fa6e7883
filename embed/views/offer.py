"""What staff offer for a private request: see it, accept it or turn it down.

Looking changes nothing: mail programs and scanners follow links before people do.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation

from bookings import actions, queries
from bookings.models import Booking
from embed import refusals, tokens, tongue
from embed.page import theme_address, theme_of
from embed.presenters import booking as words
from embed.presenters import offer as offers
from embed.presenters import standing
from embed.presenters.lines import Setting
from embed.views import keys
from orgs import throttle
from orgs.access import Caller
from orgs.dialects import callers
from orgs.errors import Refusal

ACCEPT, DECLINE = "accept", "decline"


@keys.opens(keys.BOOKING)
def offer(request: HttpRequest, booking: Booking) -> HttpResponse:
    """GET shows the offer; POST answers it. What waits for no answer is shown by its own page."""
    spoken = _tongue(request, booking)
    with translation.override(spoken.language):
        do = request.POST.get("do", "")
        if request.method == "POST" and do in (ACCEPT, DECLINE):
            return _answered(request, booking, spoken)
        if not booking.is_offered(timezone.now()):
            return HttpResponseRedirect(_own_page(booking), status=303)
        return _show(request, booking, spoken)


def _answered(request: HttpRequest, booking: Booking, spoken: tongue.Tongue) -> HttpResponse:
    """Then to the booking's own page, which leads on to its payment."""
    now, who = timezone.now(), Caller(address=callers.address(request))
    try:
        tokens.submission(request.POST.get("form", ""), booking.public_id)
        throttle.count("public_write", who.address, now)
        if request.POST["do"] == ACCEPT:
            total = _number(request.POST.get("total", ""))
            actions.accept(booking=booking, by=who, now=now, expected_total=total)
        else:
            reason = request.POST.get("reason", "").strip()[:500]
            actions.turn_down(booking=booking, by=who, now=now, reason=reason)
    except tokens.StaleForm:
        return _show(request, booking, spoken, refusals.stale())
    except Refusal as refusal:
        fresh = queries.by_id(booking.public_id)
        return _show(request, fresh, spoken, refusals.of_offer(refusal))
    return HttpResponseRedirect(_own_page(booking), status=303)


def _number(given: str) -> int | None:
    """The total that was shown."""
    plain = given.isascii() and given.isdecimal() and len(given) < 13
    return int(given) if plain else None


def _own_page(booking: Booking) -> str:
    return reverse("embed:manage", args=[booking.public_id])


def _show(
    request: HttpRequest, booking: Booking, spoken: tongue.Tongue, problem: str = ""
) -> HttpResponse:
    now, calendar = timezone.now(), booking.offering.calendar
    look, setting = theme_of(calendar), Setting(spoken.locale)
    context: dict[str, Any] = {
        "booking": booking,
        "shown": offers.of(booking, queries.steps(booking), now, spoken.locale),
        "title": standing.title(booking, now),
        "chosen": words.chosen(
            booking.offering, booking.variant, booking.starts_at, booking.ends_at, setting
        ),
        "receipt": standing.receipt(booking, spoken.locale),
        "problem": problem,
        "form": tokens.form(booking.public_id),
        "here": reverse("embed:offer", args=[booking.public_id]),
        "own_page": _own_page(booking),
        "calendar": calendar,
        "mode": look.mode,
        "tongue": spoken,
        "logo": look.logo,
        "theme_address": theme_address(calendar.public_id, look),
        "zone": booking.timezone,
    }
    response = render(request, "pages/offer.html", context, status=409 if problem else 200)
    return keys.private(response, look)


def _tongue(request: HttpRequest, booking: Booking) -> tongue.Tongue:
    """The language they asked in, unless the address asks for another."""
    asked = request.GET.get("lang", "") or booking.locale
    accepted = request.headers.get("Accept-Language", "")
    return tongue.choose(asked, accepted, booking.organization.locale)
