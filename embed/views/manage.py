"""A guest's own booking: see it, put it in a calendar, cancel it. The key in the address opens
it; no answer here is kept by caches, framed by others, or named to other sites."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from bookings import actions, invites, queries
from embed import framing, refusals, theme, tokens, tongue
from embed.page import theme_address, theme_of
from embed.presenters import booking as words
from embed.presenters import standing
from embed.presenters.lines import Setting
from embed.views import doors
from orgs import throttle
from orgs.access import Caller
from orgs.dialects import callers
from orgs.errors import Refusal


@csrf_exempt  # Protected by the form's own signed token: there is no cookie to abuse.
@require_http_methods(["GET", "HEAD", "POST"])
@doors.page
def manage(request: HttpRequest, booking_id: str) -> HttpResponse:
    """GET shows the booking and what cancelling would mean; POST cancels it."""
    key = request.GET.get("token", "")
    now = timezone.now()
    booking = queries.by_token(booking_id, key, now)
    spoken = _tongue(request, booking)
    with translation.override(spoken.language):
        if request.method != "POST":
            return _show(request, booking, key, spoken)
        try:
            tokens.submission(request.POST.get("form", ""), booking_id)
            reason = request.POST.get("reason", "").strip()[:500]
            by = Caller(address=callers.address(request))
            throttle.count("public_write", by.address, now)
            actions.cancel(booking=booking, by=by, now=now, reason=reason)
        except tokens.StaleForm:
            return _show(request, booking, key, spoken, refusals.stale())
        except Refusal as refusal:
            return _show(request, booking, key, spoken, refusals.of_cancelling(refusal))
        here = reverse("embed:manage", args=[booking_id])
        return HttpResponseRedirect(f"{here}?{urlencode({'token': key})}", status=303)


@require_safe
@doors.page
def calendar_file(request: HttpRequest, booking_id: str) -> HttpResponse:
    """The booking as a file for the guest's own calendar."""
    now = timezone.now()
    booking = queries.by_token(booking_id, request.GET.get("token", ""), now)
    body = invites.calendar_file(booking, now)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{booking.reference}.ics"'
    return private(response)


def _show(
    request: HttpRequest,
    booking: Any,
    key: str,
    spoken: tongue.Tongue,
    problem: str = "",
) -> HttpResponse:
    calendar = booking.offering.calendar
    look = theme_of(calendar)
    now = timezone.now()
    query = urlencode({"token": key})
    context = {
        "booking": booking,
        "standing": standing.of(
            booking, actions.preview_cancel(booking=booking, now=now), now, spoken.locale
        ),
        "chosen": words.chosen(
            booking.offering,
            booking.variant,
            booking.starts_at,
            booking.ends_at,
            Setting(spoken.locale),
        ),
        "receipt": standing.receipt(booking, spoken.locale),
        "problem": problem,
        "form": tokens.form(booking.public_id),
        "here": f"{reverse('embed:manage', args=[booking.public_id])}?{query}",
        "file": f"{reverse('embed:calendar_file', args=[booking.public_id])}?{query}",
        "calendar": calendar,
        "calendar_address": reverse("embed:calendar", args=[calendar.public_id]),
        "mode": look.mode,
        "tongue": spoken,
        "logo": look.logo,
        "theme_address": theme_address(calendar.public_id, look),
        "zone": booking.timezone,
    }
    response = render(request, "pages/manage.html", context, status=409 if problem else 200)
    return private(response, look)


def private(response: HttpResponse, look: theme.Theme | None = None) -> HttpResponse:
    """The answer, to be kept by nobody and framed by nobody."""
    framing.protect(response, frame="'none'", images=[look.logo] if look else [])
    response["Cache-Control"] = "private, no-store"
    # The address holds the key: no other page, not even ours, is told it.
    response["Referrer-Policy"] = "no-referrer"
    return response


def _tongue(request: HttpRequest, booking: Any) -> tongue.Tongue:
    """The language the booking was made in, unless the address asks for another."""
    home = booking.organization.locale
    asked = request.GET.get("lang", "") or booking.locale
    return tongue.choose(asked, request.headers.get("Accept-Language", ""), home)
