"""Somebody's own place on a waitlist: see it, answer an offer, leave. The key in the address opens
it. Looking changes nothing: mail programs and scanners follow links before people do."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bookings import queues
from bookings.actions import waiting
from bookings.models import WaitlistEntry
from embed import refusals, tokens, tongue
from embed.page import theme_address, theme_of
from embed.presenters import standing
from embed.presenters import waiting as words
from embed.presenters.lines import Setting
from embed.views import doors
from embed.views.manage import private
from orgs import throttle
from orgs.access import Caller
from orgs.dialects import callers
from orgs.errors import Refusal

ANSWERS = {"accept": waiting.accept, "decline": waiting.decline, "leave": waiting.leave}


@csrf_exempt  # Protected by the form's own signed token: there is no cookie to abuse.
@require_http_methods(["GET", "HEAD", "POST"])
@doors.page
def waitlist(request: HttpRequest, entry_id: str) -> HttpResponse:
    """GET shows the entry; POST accepts an offer, turns it down, or leaves."""
    key, now = request.GET.get("token", ""), timezone.now()
    entry = queues.by_token(entry_id, key, now)
    spoken = _tongue(request, entry)
    with translation.override(spoken.language):
        answer = ANSWERS.get(request.POST.get("do", ""))
        if request.method != "POST" or answer is None:
            return _show(request, entry, key, spoken)
        try:
            tokens.submission(request.POST.get("form", ""), entry_id)
            by = Caller(address=callers.address(request))
            throttle.count("public_write", by.address, now)
            answer(entry=entry, by=by, now=now)
        except tokens.StaleForm:
            return _show(request, entry, key, spoken, refusals.stale())
        except Refusal as refusal:
            entry = queues.by_id(entry_id)
            return _show(request, entry, key, spoken, refusals.of_waiting(refusal))
        return HttpResponseRedirect(_after(queues.by_id(entry_id), key), status=303)


def _after(entry: WaitlistEntry, key: str) -> str:
    """To the booking of who accepted, which leads on to its payment; else back.

    Not to the payment itself: the policy of our page lets no form end on a provider's site.
    """
    return _booking(entry) or address(entry, key)


def address(entry: WaitlistEntry, key: str) -> str:
    """The page of an entry."""
    return f"{reverse('embed:waitlist', args=[entry.public_id])}?{urlencode({'token': key})}"


def _booking(entry: WaitlistEntry) -> str:
    """The page of the booking that an accepted offer became."""
    booking = entry.booking
    if booking is None or entry.state != "ACCEPTED":
        return ""
    page = reverse("embed:manage", args=[booking.public_id])
    return f"{page}?{urlencode({'token': booking.token})}"


def _show(
    request: HttpRequest, entry: WaitlistEntry, key: str, spoken: tongue.Tongue, problem: str = ""
) -> HttpResponse:
    now = timezone.now()
    calendar = entry.offering.calendar
    look = theme_of(calendar)
    shown = words.of(entry, queues.position(entry, now), now, spoken.locale)
    offered = entry.booking if shown.state in words.HELD else None
    context: dict[str, Any] = {
        "entry": entry,
        "shown": shown,
        "chosen": words.chosen(entry, shown.state, Setting(spoken.locale)),
        "receipt": standing.receipt(offered, spoken.locale) if offered else (),
        "problem": problem,
        "form": tokens.form(entry.public_id),
        "here": address(entry, key),
        "booking_address": _booking(entry),
        "calendar": calendar,
        "calendar_address": reverse("embed:calendar", args=[calendar.public_id]),
        "mode": look.mode,
        "tongue": spoken,
        "logo": look.logo,
        "theme_address": theme_address(calendar.public_id, look),
        "zone": entry.offering.timezone,
    }
    response = render(request, "pages/waitlist.html", context, status=409 if problem else 200)
    return private(response, look)


def _tongue(request: HttpRequest, entry: WaitlistEntry) -> tongue.Tongue:
    """The language they joined in, unless the address asks for another."""
    asked = request.GET.get("lang", "") or entry.locale
    accepted = request.headers.get("Accept-Language", "")
    return tongue.choose(asked, accepted, entry.organization.locale)
