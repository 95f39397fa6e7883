"""A guest's ticket with its code, and what the code leads to: for staff, checking it in."""

from typing import Any

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from bookings import queries
from bookings.models import Booking
from bookings.states import State
from embed.presenters import standing
from embed.views import doors, keys, own
from orgs.addresses import base_of
from orgs.dialects import callers

QUIET = 4
"""Modules of white around a code, without which many cameras do not find it."""


@keys.opens(keys.BOOKING)
def ticket(request: HttpRequest, booking: Booking) -> HttpResponse:
    """To be shown on the phone or printed. What is not confirmed has none."""
    page = own.opened(request, booking)
    if booking.state_at(page.now) != State.CONFIRMED:
        return page.on("manage")
    address = base_of(request) + reverse("embed:shown_ticket", args=[booking.ticket])
    with translation.override(page.tongue.language):
        context: dict[str, Any] = {
            "code": drawn(address),
            "party": standing.party(page.present),
            "extras": standing.extras(page.present),
            "notes": standing.notes(booking, page.now, page.tongue.locale),
        }
        return page.answer("pages/ticket.html", context)


@require_safe
@doors.page
def shown(request: HttpRequest, word: str) -> HttpResponse:
    """What the code leads to: staff check it in, anybody else is told what it is."""
    booking = queries.by_ticket(word)
    caller = callers.resolve(request, (), own.opened(request, booking).now)
    if caller.may("bookings:write", booking.organization):
        return _on(reverse("admin:check_in_ticket", args=[word]))
    page = own.opened(request, booking)
    with translation.override(page.tongue.language):
        here = reverse("embed:shown_ticket", args=[word])
        sign_in = f"{reverse('admin:login')}?next={here}"
        return page.answer("pages/shown_ticket.html", {"sign_in": sign_in})


def _on(address: str) -> HttpResponse:
    return keys.unnamed(HttpResponseRedirect(address, status=303))


def drawn(address: str) -> SafeString:
    """A code that cameras read, as part of the page; black on white whatever the theme."""
    code = segno.make(address, error="m", micro=False)
    picture = code.svg_inline(border=QUIET, light="#fff", dark="#000", omitsize=True)
    return mark_safe(picture)
