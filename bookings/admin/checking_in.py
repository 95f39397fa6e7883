"""Checking guests in at the meeting point, on a phone: by the code of a ticket or its reference."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bookings import actions, added, labels, queries
from bookings.admin.standing import late, state_pill
from bookings.models import Booking
from bookings.pricing import Price
from bookings.states import ENDED, State
from orgs import formats
from orgs.admin_site import door, refusals, shown
from orgs.errors import NotFound, Refusal

SCOPE = "bookings:write"
HERE = (State.CHECKED_IN, State.CONFIRMED)
"""Who has come, and who is still expected."""

JUST_IN = "?in=1"
"""Where the button leads: that they have come is an alarm only when a ticket is shown twice."""


def scan(request: HttpRequest) -> HttpResponse:
    """Asks for a ticket: scanned, where the browser can, or its reference typed."""
    if not door.staff(request).may_anywhere(SCOPE):
        raise Http404
    typed = request.GET.get("ticket", "")
    if typed.strip():
        booking = _named(request, typed)
        if booking is not None:
            return redirect("admin:check_in_ticket", booking.ticket)
        messages.error(request, _("No booking of yours has this ticket or reference."))
    return _answer(request, {"title": _("Check in"), "typed": typed[:80]})


def ticket(request: HttpRequest, word: str) -> HttpResponse:
    """Who stands there, and the button that lets them in."""
    booking = _of_ticket(request, word)
    if booking is None:
        raise Http404
    if request.method == "POST":
        query = JUST_IN if _let_in(request, booking) else ""
        return redirect(reverse("admin:check_in_ticket", args=[word]) + query)
    just_in = "in" in request.GET and booking.state == State.CHECKED_IN
    named = {"title": booking.name, "word": word, "just_in": just_in}
    return _answer(request, _facts(booking) | named)


def _let_in(request: HttpRequest, booking: Booking) -> bool:
    """Whether they were; either way there is a message."""
    try:
        actions.check_in(booking=booking, **door.whom(request))
    except Refusal as refusal:
        messages.error(request, refusals.sentence(refusal))
        return False
    messages.success(request, _("%s is checked in.") % booking.name)
    return True


def _of_ticket(request: HttpRequest, word: str) -> Booking | None:
    """The booking of a ticket, where the person at the door may check it in."""
    try:
        booking = queries.by_ticket(word)
    except NotFound:
        return None
    return booking if door.staff(request).may(SCOPE, booking.organization) else None


def _named(request: HttpRequest, typed: str) -> Booking | None:
    """By the link in the code, its last part, or the reference with or without its dash."""
    last = typed.strip().rstrip("/").rpartition("/")[2]
    if found := _of_ticket(request, last):
        return found
    plain = "".join(letter for letter in last.upper() if letter.isalnum())
    houses = door.staff(request).within(SCOPE)
    rows = (Booking.objects.of(one).filter(reference=f"{plain[:4]}-{plain[4:]}") for one in houses)
    return next((row for found in rows for row in found), None)


def _facts(booking: Booking) -> dict[str, Any]:
    """What staff need to see at a glance."""
    now, house = timezone.now(), booking.organization
    booking = added.as_it_stands(booking, now)
    owed = booking.owed_minor(now)
    return {
        "booking": booking,
        "pill": state_pill(booking, now),
        "party": labels.party(Price.from_json(booking.price)),
        "when": shown.when(booking.starts_at, booking.timezone, house),
        "owed": formats.money(owed, booking.currency, door.locale_of(house)) if owed > 0 else "",
        "in_the_way": in_the_way(booking, now),
        "warning": _warning(booking, now),
        "count": _count(booking),
    }


def in_the_way(booking: Booking, now: datetime) -> str:
    """Why nobody is checked in, plainly; empty where they may be."""
    state = booking.state_at(now)
    if state == State.CONFIRMED:
        return ""
    if state == State.CHECKED_IN:
        step = queries.steps(booking).filter(verb="checked_in").last()
        moment = shown.when(step.at, booking.timezone, booking.organization) if step else ""
        by = step.actor_name if step else ""
        said = _("Checked in already: %(moment)s, by %(by)s.") if by else _("Checked in already.")
        return said % {"moment": moment, "by": by}
    if state in ENDED:
        return _("This booking is over: it was cancelled, declined or has lapsed.")
    if state == State.NO_SHOW:
        return _("This booking is noted as a no-show.")
    return _("This booking is not confirmed yet.")


def _warning(booking: Booking, now: datetime) -> str:
    """Another day than today, or another time of it, said before anything else."""
    day = formats.local(booking.starts_at, booking.timezone).date()
    today = formats.local(now, booking.timezone).date()
    if day == today:
        return late(booking, now)
    said = _("Not today: this ticket is for %s.") if day > today else _("Of another day: %s.")
    return said % shown.when(booking.starts_at, booking.timezone, booking.organization)


def _count(booking: Booking) -> str:
    """How many of the run have come."""
    if booking.claim is None:
        return ""
    rows = Booking.objects.of(booking.organization).filter(
        claim__occurrence=booking.claim.occurrence_id, state__in=HERE
    )
    seats = list(rows.values_list("state", "seats"))
    come = sum(count for state, count in seats if state == State.CHECKED_IN)
    words = _("%(come)d of %(all)d guests of this departure are here.")
    return words % {"come": come, "all": sum(count for _state, count in seats)}


def _answer(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    around = admin.site.each_context(request)
    named = {"opts": admin.site.get_model_admin(Booking).opts}
    response = TemplateResponse(request, "admin/check_in.html", around | named | context)
    response["Permissions-Policy"] = "camera=(self)"
    return response
