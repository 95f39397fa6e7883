"""A guest changes who comes: the new price is shown first, and then asked for."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from bookings import actions, repricing
from bookings.actions import PartyPreview
from bookings.models import Booking
from bookings.parties import Party
from embed import tokens
from embed.forms import RATE, read
from embed.presenters import booking as words
from embed.presenters import changing
from embed.views import keys, own
from embed.views.own import Own
from orgs import formats
from orgs.errors import Refusal
from scheduling import availability


@keys.opens(keys.BOOKING)
def party(request: HttpRequest, booking: Booking) -> HttpResponse:
    """GET asks who comes; POST says what that costs and, once seen, changes it."""
    page = own.opened(request, booking)
    with translation.override(page.tongue.language):
        if request.method != "POST":
            return _show(page, {})
        rates = [rate for rate, _ in repricing.rates(booking)]
        filled = read(request.POST, rates, ())
        try:
            by = page.guest()
            wanted = Party(by_rate=filled.chosen)
            if request.POST.get("do") != "change" or filled.shown_total is None:
                preview = actions.preview_party(booking=page.present, party=wanted, now=page.now)
                return _show(page, filled.party, preview)
            actions.change_party(
                booking=booking,
                party=wanted,
                by=by,
                now=page.now,
                expected_total=filled.shown_total,
            )
        except (tokens.StaleForm, Refusal) as refusal:
            return _show(page, filled.party, problem=page.problem(refusal))
        return page.on("manage")


def _show(
    page: Own,
    filled: Mapping[str, int],
    preview: PartyPreview | None = None,
    problem: str = "",
) -> HttpResponse:
    booking, locale = page.present, page.tongue.locale
    most = _most(booking, page)
    context: dict[str, Any] = {
        "here": page.at("party"),
        "rates": changing.counters(booking, filled, most, locale),
        "most": most,
        "filled": {RATE + rate: count for rate, count in filled.items()},
        "preview": preview,
        "receipt": changing.receipt(preview, locale) if preview else (),
        "money": changing.money(booking, preview, locale) if preview else (),
        "problem": problem,
    }
    return page.answer("pages/party.html", context, status=409 if problem else 200)


def _most(booking: Booking, page: Own) -> int:
    """How many could come at all: those who do, and as many as there is room for."""
    day = formats.local(booking.starts_at, booking.timezone).date()
    slots = availability.of_offering(
        offering=booking.offering, first=day, last=day, party=1, now=page.now
    )
    mine = (booking.variant_id, booking.starts_at)
    room = next((one for one in slots if (one.variant.pk, one.starts_at) == mine), None)
    more = (room.remaining or 0) if room else 0
    if booking.offering.exclusive:
        more = (booking.variant.capacity or 0) - booking.seats
    return min(words.largest(booking.offering, None), booking.seats + max(0, more))
