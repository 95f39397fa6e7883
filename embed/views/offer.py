"""What staff offer for a private request: see it, accept it or turn it down.

Looking changes nothing: mail programs and scanners follow links before people do.
"""

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from bookings import actions, queries
from bookings.models import Booking
from embed import refusals, tokens
from embed.presenters import offer as offers
from embed.presenters import reach, standing
from embed.views import keys, own
from embed.views.own import Own
from orgs.errors import Refusal

ACCEPT, DECLINE = "accept", "decline"


@keys.opens(keys.BOOKING)
def offer(request: HttpRequest, booking: Booking) -> HttpResponse:
    """GET shows the offer; POST answers it. What waits for no answer is shown by its own page."""
    page = own.opened(request, booking)
    with translation.override(page.tongue.language):
        if request.method == "POST" and request.POST.get("do") in (ACCEPT, DECLINE):
            return _answered(page)
        return _show(page) if booking.is_offered(page.now) else page.on("manage")


def _answered(page: Own) -> HttpResponse:
    """Then to the booking's own page, which leads on to its payment."""
    sent, booking = page.request.POST, page.booking
    try:
        by = page.guest()
        if sent["do"] == ACCEPT:
            total = page.shown("total")
            actions.accept(booking=booking, by=by, now=page.now, expected_total=total)
        else:
            reason = sent.get("reason", "").strip()[:500]
            actions.turn_down(booking=booking, by=by, now=page.now, reason=reason)
    except tokens.StaleForm:
        return _show(page, refusals.stale())
    except Refusal as refusal:
        fresh = own.opened(page.request, queries.by_id(booking.public_id))
        return _show(fresh, refusals.of_offer(refusal))
    return page.on("manage")


def _show(page: Own, problem: str = "") -> HttpResponse:
    booking, locale = page.booking, page.tongue.locale
    context = {
        "shown": offers.of(booking, queries.steps(booking), page.now, locale),
        "title": standing.title(booking, page.now),
        "receipt": standing.receipt(booking, page.now, locale),
        "ways": reach.ways(booking.offering),
        "problem": problem,
        "here": page.at("offer"),
    }
    return page.answer("pages/offer.html", context, status=409 if problem else 200)
