"""Somebody's own place on a waitlist: see it, answer an offer, leave.

Looking changes nothing: mail programs and scanners follow links before people do.
"""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from bookings import queues
from bookings.actions import waiting
from bookings.models import Booking, WaitlistEntry
from embed import refusals, tokens
from embed.presenters import standing
from embed.presenters import waiting as words
from embed.views import keys, own
from embed.views.own import Waiting
from orgs.errors import Refusal

ANSWERS = {"accept": waiting.accept, "decline": waiting.decline, "leave": waiting.leave}


@keys.opens(keys.ENTRY)
def waitlist(request: HttpRequest, entry: WaitlistEntry) -> HttpResponse:
    """GET shows the entry; POST accepts an offer, turns it down, or leaves."""
    page = own.waiting(request, entry)
    with translation.override(page.tongue.language):
        answer = ANSWERS.get(request.POST.get("do", ""))
        if request.method != "POST" or answer is None:
            return _show(page)
        try:
            answer(entry=entry, by=page.guest(), now=page.now)
        except tokens.StaleForm:
            return _show(page, refusals.stale())
        except Refusal as refusal:
            return _show(_again(page), refusals.of_waiting(refusal))
        return _after(_again(page))


def _again(page: Waiting) -> Waiting:
    """The page of the entry as it is by now."""
    return own.waiting(page.request, queues.by_id(page.entry.public_id))


def _after(page: Waiting) -> HttpResponse:
    """To the booking of who accepted, which leads on to its payment; else back.

    Not to the payment itself: the policy of our page lets no form end on a provider's site.
    """
    booking = _booking(page.entry)
    if booking is None:
        return page.on("waitlist")
    there = own.opened(page.request, booking).on("manage")
    return keys.keep(there, keys.BOOKING, booking)


def address(entry: WaitlistEntry) -> str:
    """The page of an entry."""
    return reverse("embed:waitlist", args=[entry.public_id])


def _booking(entry: WaitlistEntry) -> Booking | None:
    """The booking that an accepted offer became."""
    return entry.booking if entry.state == "ACCEPTED" else None


def _show(page: Waiting, problem: str = "") -> HttpResponse:
    entry, locale = page.entry, page.tongue.locale
    shown = words.of(entry, queues.position(entry, page.now), page.now, page.setting)
    offered = entry.booking if shown.state in words.HELD else None
    booked = _booking(entry)
    context = {
        "entry": entry,
        "shown": shown,
        "chosen": words.chosen(entry, shown.state, page.setting),
        "receipt": standing.receipt(offered, page.now, locale) if offered else (),
        "problem": problem,
        "here": page.at("waitlist"),
        "booked": own.opened(page.request, booked).at("manage") if booked else "",
    }
    response = page.answer("pages/waitlist.html", context, status=409 if problem else 200)
    return response if booked is None else keys.keep(response, keys.BOOKING, booked)
