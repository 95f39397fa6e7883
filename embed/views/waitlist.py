"""Somebody's own place on a waitlist: see it, answer an offer, leave.

Looking changes nothing: mail programs and scanners follow links before people do.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation

from bookings import queues
from bookings.actions import waiting
from bookings.models import Booking, WaitlistEntry
from embed import refusals, tokens, tongue
from embed.page import theme_address, theme_of
from embed.presenters import standing
from embed.presenters import waiting as words
from embed.presenters.lines import Setting
from embed.views import keys
from orgs import throttle
from orgs.access import Caller
from orgs.dialects import callers
from orgs.errors import Refusal

ANSWERS = {"accept": waiting.accept, "decline": waiting.decline, "leave": waiting.leave}


@keys.opens(keys.ENTRY)
def waitlist(request: HttpRequest, entry: WaitlistEntry) -> HttpResponse:
    """GET shows the entry; POST accepts an offer, turns it down, or leaves."""
    now, entry_id = timezone.now(), entry.public_id
    spoken = _tongue(request, entry)
    with translation.override(spoken.language):
        answer = ANSWERS.get(request.POST.get("do", ""))
        if request.method != "POST" or answer is None:
            return _show(request, entry, spoken)
        try:
            tokens.submission(request.POST.get("form", ""), entry_id)
            by = Caller(address=callers.address(request))
            throttle.count("public_write", by.address, now)
            answer(entry=entry, by=by, now=now)
        except tokens.StaleForm:
            return _show(request, entry, spoken, refusals.stale())
        except Refusal as refusal:
            entry = queues.by_id(entry_id)
            return _show(request, entry, spoken, refusals.of_waiting(refusal))
        return _after(queues.by_id(entry_id))


def _after(entry: WaitlistEntry) -> HttpResponse:
    """To the booking of who accepted, which leads on to its payment; else back.

    Not to the payment itself: the policy of our page lets no form end on a provider's site.
    """
    booking = _booking(entry)
    if booking is None:
        return HttpResponseRedirect(address(entry), status=303)
    there = reverse("embed:manage", args=[booking.public_id])
    return keys.keep(HttpResponseRedirect(there, status=303), keys.BOOKING, booking)


def address(entry: WaitlistEntry) -> str:
    """The page of an entry."""
    return reverse("embed:waitlist", args=[entry.public_id])


def _booking(entry: WaitlistEntry) -> Booking | None:
    """The booking that an accepted offer became."""
    return entry.booking if entry.state == "ACCEPTED" else None


def _show(
    request: HttpRequest, entry: WaitlistEntry, spoken: tongue.Tongue, problem: str = ""
) -> HttpResponse:
    now = timezone.now()
    calendar = entry.offering.calendar
    look = theme_of(calendar)
    shown = words.of(entry, queues.position(entry, now), now, spoken.locale)
    offered = entry.booking if shown.state in words.HELD else None
    booked = _booking(entry)
    context: dict[str, Any] = {
        "entry": entry,
        "shown": shown,
        "chosen": words.chosen(entry, shown.state, Setting(spoken.locale)),
        "receipt": standing.receipt(offered, spoken.locale) if offered else (),
        "problem": problem,
        "form": tokens.form(entry.public_id),
        "here": address(entry),
        "booked": booked,
        "calendar": calendar,
        "calendar_address": reverse("embed:calendar", args=[calendar.public_id]),
        "mode": look.mode,
        "tongue": spoken,
        "logo": look.logo,
        "theme_address": theme_address(calendar.public_id, look),
        "zone": entry.offering.timezone,
    }
    response = render(request, "pages/waitlist.html", context, status=409 if problem else 200)
    if booked is not None:
        keys.keep(response, keys.BOOKING, booked)
    return keys.private(response, look)


def _tongue(request: HttpRequest, entry: WaitlistEntry) -> tongue.Tongue:
    """The language they joined in, unless the address asks for another."""
    asked = request.GET.get("lang", "") or entry.locale
    accepted = request.headers.get("Accept-Language", "")
    return tongue.choose(asked, accepted, entry.organization.locale)
