"""A guest chooses another time: free starts of the same offering, and the fee before it is done."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from bookings import actions, stock
from bookings.actions import MovePreview
from bookings.models import Booking
from embed import address, tokens
from embed.presenters import changing
from embed.views import keys, own
from embed.views.own import Own
from orgs import formats
from orgs.errors import Refusal
from scheduling import availability
from scheduling.availability import Slot

SPAN = timedelta(days=13)


@keys.opens(keys.BOOKING)
def move(request: HttpRequest, booking: Booking) -> HttpResponse:
    """GET shows what is free; POST names one of it with its fee and, once seen, moves there."""
    page = own.opened(request, booking)
    with translation.override(page.tongue.language):
        preview = actions.preview_move(booking=page.present, now=page.now)
        wanted = address.instant(request.POST.get("start"))
        if request.method != "POST" or wanted is None or not preview.allowed:
            return _show(page, preview)
        if request.POST.get("do") != "move":
            return _show(page, preview, wanted=wanted)
        try:
            by = page.guest()
            _as_shown(request, preview)
            actions.reschedule(booking=booking, starts_at=wanted, by=by, now=page.now)
        except (tokens.StaleForm, Refusal) as refusal:
            return _show(page, preview, problem=page.problem(refusal))
        return page.on("manage")


def _as_shown(request: HttpRequest, preview: MovePreview) -> None:
    """A fee that is not the one that was shown is shown first."""
    if request.POST.get("fee") != str(preview.fee):
        raise tokens.StaleForm


def _show(
    page: Own, preview: MovePreview, wanted: datetime | None = None, problem: str = ""
) -> HttpResponse:
    booking, locale = page.present, page.tongue.locale
    context: dict[str, Any] = {
        "here": page.at("move"),
        "preview": preview,
        "rules": changing.moving(booking, preview, locale),
        "touch": "" if preview.allowed else page.touch,
        "receipt": changing.priced(booking, preview, locale) if wanted else (),
        "owed": changing.owed(booking, preview, wanted, page.now, locale) if wanted else "",
        "wanted": wanted and wanted.isoformat(),
        "wanted_words": wanted and changing.moment(booking, wanted, locale),
        "problem": problem,
    }
    if preview.allowed and wanted is None:
        context |= _free(page)
    return page.answer("pages/move.html", context, status=409 if problem else 200)


def _free(page: Own) -> dict[str, Any]:
    """Two weeks of free starts, from the day asked for; at first from the booking's own."""
    booking = page.booking
    today = formats.local(page.now, booking.timezone).date()
    first = max(_asked(page, today) or _own_day(booking) - timedelta(days=1), today)
    last = first + SPAN
    slots = availability.of_offering(
        offering=booking.offering,
        first=first,
        last=last,
        party=page.present.seats,
        now=page.now,
        extras=stock.extras_at(booking, page.now),
    )
    days = changing.days(booking, [one for one in slots if _other(one, booking)], page.setting)
    return {
        "days": days,
        "earlier": max(today, first - SPAN - timedelta(days=1)).isoformat()
        if first > today
        else "",
        "later": (last + timedelta(days=1)).isoformat(),
    }


def _asked(page: Own, today: date) -> date | None:
    try:
        day = date.fromisoformat(page.request.GET.get("from", ""))
    except ValueError:
        return None
    return address.near(day, today)


def _own_day(booking: Booking) -> date:
    return formats.local(booking.starts_at, booking.timezone).date()


def _other(slot: Slot, booking: Booking) -> bool:
    return slot.variant.pk == booking.variant_id and slot.starts_at != booking.starts_at
