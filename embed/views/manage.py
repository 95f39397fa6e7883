"""A guest's own booking: see it, put it in a calendar, cancel it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from bookings import actions, invites, queries
from bookings.actions import elsewhere as other_date
from bookings.models import Booking
from bookings.states import OPEN, State
from embed import refusals, tokens
from embed.presenters import elsewhere, online, paying, standing
from embed.views import keys, own
from embed.views.own import Own
from orgs.access import Caller
from orgs.errors import Refusal

ANSWERS = {"accept_date": other_date.accept, "decline_date": other_date.decline}
"""To another date that was offered."""


@keys.opens(keys.BOOKING)
def manage(request: HttpRequest, booking: Booking) -> HttpResponse:
    """GET shows the booking and what cancelling would mean; POST cancels, or answers an offer."""
    page = own.opened(request, booking)
    if booking.is_offered(page.now):
        return page.on("offer")
    with translation.override(page.tongue.language):
        if request.method != "POST":
            return _show(page)
        try:
            _act(page, page.guest())
        except tokens.StaleForm:
            return _show(page, refusals.stale())
        except Refusal as refusal:
            is_answer = request.POST.get("do", "") in ANSWERS
            say = refusals.of_other_date if is_answer else refusals.of_cancelling
            fresh = own.opened(request, queries.by_id(booking.public_id))
            return _show(fresh, say(refusal, page.touch))
        return page.on("manage")


def _act(page: Own, by: Caller) -> None:
    """What the button that was pressed is for."""
    booking, sent = page.booking, page.request.POST
    answer = ANSWERS.get(sent.get("do", ""))
    if answer is not None:
        answer(booking=booking, by=by, now=page.now)
        return
    reason = sent.get("reason", "").strip()[:500]
    fee = page.shown("fee")
    actions.cancel(booking=booking, by=by, now=page.now, reason=reason, expected_fee=fee)


@keys.opens_file(keys.BOOKING)
def calendar_file(_request: HttpRequest, booking: Booking) -> HttpResponse:
    """The booking as a file for the guest's own calendar."""
    body = invites.calendar_file(booking, timezone.now())
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{booking.reference}.ics"'
    return keys.private(response)


def _show(page: Own, problem: str = "") -> HttpResponse:
    booking = page.booking
    context = _facts(page) | {
        "problem": problem,
        "here": page.at("manage"),
        "file": page.at("calendar_file"),
        "party": page.at("party"),
        "move": page.at("move"),
        "ticket": page.at("ticket"),
    }
    response = page.answer("pages/manage.html", context, status=409 if problem else 200)
    return keys.keep(response, keys.ORDER, booking.order) if context["pay"] else response


def _facts(page: Own) -> dict[str, Any]:
    """What there is to know of the booking now."""
    now, locale = page.now, page.tongue.locale
    booking, shown = page.booking, page.present
    preview = actions.preview_cancel(booking=booking, now=now)
    moving = actions.preview_move(booking=shown, now=now)
    leeway = actions.preview_leeway(booking=booking, now=now)
    state = booking.state_at(now)
    pay = paying.offer(booking, now, locale, home=page.choice.home)
    return {
        "standing": standing.of(shown, preview, now, locale),
        "fee": preview.fee,
        "notes": standing.notes(booking, now, locale),
        "other_date": elsewhere.of(booking, now, locale),
        "kept": elsewhere.kept(booking, now, locale),
        "pay": pay,
        "to_pay": pay is not None and not pay.later,
        "receipt": standing.receipt(shown, now, locale),
        "online": online.of(shown, preview, moving, leeway, now, locale),
        "touch": page.touch,
        "has_ticket": state == State.CONFIRMED and now < booking.ends_at,
        "is_ahead": state in OPEN and now < booking.ends_at,
    }
