"""A guest's own booking: see it, put it in a calendar, cancel it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation

from bookings import actions, invites
from bookings.actions import elsewhere as other_date
from bookings.models import Booking
from embed import address, refusals, tokens, tongue
from embed.page import theme_address, theme_of
from embed.presenters import booking as words
from embed.presenters import elsewhere, paying, standing
from embed.presenters.lines import Setting
from embed.views import keys
from orgs import throttle
from orgs.access import Caller
from orgs.dialects import callers
from orgs.errors import Refusal

ANSWERS = {"accept_date": other_date.accept, "decline_date": other_date.decline}
"""To another date that was offered."""


@keys.opens(keys.BOOKING)
def manage(request: HttpRequest, booking: Booking) -> HttpResponse:
    """GET shows the booking and what cancelling would mean; POST cancels, or answers an offer."""
    now = timezone.now()
    if booking.is_offered(now):
        return HttpResponseRedirect(reverse("embed:offer", args=[booking.public_id]), status=303)
    spoken = _tongue(request, booking)
    with translation.override(spoken.language):
        if request.method != "POST":
            return _show(request, booking, spoken)
        try:
            tokens.submission(request.POST.get("form", ""), booking.public_id)
            by = Caller(address=callers.address(request))
            throttle.count("public_write", by.address, now)
            _act(request, booking, by, now)
        except tokens.StaleForm:
            return _show(request, booking, spoken, refusals.stale())
        except Refusal as refusal:
            return _show(request, booking, spoken, refusals.of_cancelling(refusal))
        return HttpResponseRedirect(_here(booking, address.read(request.GET)), status=303)


def _act(request: HttpRequest, booking: Booking, by: Caller, now: datetime) -> None:
    """What the button that was pressed is for."""
    answer = ANSWERS.get(request.POST.get("do", ""))
    if answer is not None:
        answer(booking=booking, by=by, now=now)
        return
    reason = request.POST.get("reason", "").strip()[:500]
    actions.cancel(booking=booking, by=by, now=now, reason=reason)


@keys.opens_file(keys.BOOKING)
def calendar_file(request: HttpRequest, booking: Booking) -> HttpResponse:
    """The booking as a file for the guest's own calendar."""
    body = invites.calendar_file(booking, timezone.now())
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{booking.reference}.ics"'
    return keys.private(response)


def _show(
    request: HttpRequest, booking: Booking, spoken: tongue.Tongue, problem: str = ""
) -> HttpResponse:
    look = theme_of(booking.offering.calendar)
    given = address.read(request.GET)
    choice = address.Choice(lang=given.lang, tz=given.tz)
    kept = choice.to(lang=choice.lang or spoken.language)
    context = _facts(booking, Setting(spoken.locale, choice.tz)) | {
        "choice": choice,
        "problem": problem,
        "form": tokens.form(booking.public_id),
        "here": _here(booking, choice),
        "file": reverse("embed:calendar_file", args=[booking.public_id]),
        "calendar_address": reverse("embed:calendar", args=[booking.offering.calendar.public_id])
        + kept.query(),
        "mode": look.mode,
        "tongue": spoken,
        "logo": look.logo,
        "theme_address": theme_address(booking.offering.calendar.public_id, look),
    }
    response = render(request, "pages/manage.html", context, status=409 if problem else 200)
    if context["pay"]:
        keys.keep(response, keys.ORDER, booking.order)
    return keys.private(response, look)


def _facts(booking: Booking, setting: Setting) -> dict[str, Any]:
    """What there is to know of the booking now."""
    now, locale = timezone.now(), setting.locale
    preview = actions.preview_cancel(booking=booking, now=now)
    stands = standing.of(booking, preview, now, locale)
    return {
        "booking": booking,
        "calendar": booking.offering.calendar,
        "standing": stands,
        "notes": standing.notes(booking, now, locale),
        "other_date": elsewhere.of(booking, now, locale),
        "pay": paying.offer(booking, now, locale),
        "chosen": words.chosen(
            booking.offering, booking.variant, booking.starts_at, booking.ends_at, setting
        ),
        "receipt": standing.receipt(booking, locale),
        "zone": booking.timezone,
    }


def _here(booking: Booking, choice: address.Choice) -> str:
    """This page's address, in the language and with the zone that it was opened with."""
    kept = address.Choice(lang=choice.lang, tz=choice.tz)
    page = reverse("embed:manage", args=[booking.public_id])
    return page + (kept.query() if kept.pairs() else "")


def _tongue(request: HttpRequest, booking: Booking) -> tongue.Tongue:
    """The language the booking was made in, unless the address asks for another."""
    home = booking.organization.locale
    asked = request.GET.get("lang", "") or booking.locale
    return tongue.choose(asked, request.headers.get("Accept-Language", ""), home)
