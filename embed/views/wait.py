"""Joining the waitlist of a start that is sold out, and what is said afterwards."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bookings import queues
from bookings.actions import waiting
from bookings.parties import Party
from bookings.requests import Contact, WaitRequest
from embed import address, desk, forms, refusals, sending, tokens
from embed.desk import Desk
from embed.page import Page, opened
from embed.presenters import booking as words
from embed.presenters import waiting as wait_words
from embed.presenters import wording
from embed.views import doors, keys
from embed.views.waitlist import address as own_page
from orgs import formats
from orgs.access import Caller
from orgs.errors import NotFound, Refusal

WEEK = timedelta(days=6)
Problems = Sequence[refusals.Problem]


@csrf_exempt  # Protected by the form's own signed token: there is no cookie to abuse.
@require_http_methods(["GET", "HEAD", "POST"])
@doors.page
def wait(request: HttpRequest, ref: str) -> HttpResponse:
    """GET shows the form, or with a receipt what was joined; POST joins."""
    page = opened(request, ref, timezone.now())
    with translation.override(page.tongue.language):
        if "r" in request.GET:
            return _joined(page)
        start = address.instant(request.GET.get("start"))
        here = desk.opened(page, request.GET.get("variant", ""), start)
        if not here.offering.waitlist:
            raise NotFound
        if request.method != "POST":
            return _show(here, here.blank().with_token(tokens.form(here.purpose)))
        filled = forms.read(request.POST, here.rates, ())
        # Scripts send a form for other reasons too; only its button joins.
        return _join(here, filled) if request.POST.get("do") == "join" else _show(here, filled)


def _join(here: Desk, filled: forms.Filled) -> HttpResponse:
    def join(submission: str, who: Caller) -> str:
        request = _request(here, filled, submission)
        return waiting.join(request=request, by=who, now=here.page.now).entry.public_id

    try:
        entry = sending.sent(here.page, filled, here.purpose, join)
    except tokens.StaleForm:
        return _show(here, *sending.renewed(filled, here.purpose), status=sending.STALE)
    except Refusal as refusal:
        return _refused(here, filled, refusal)
    return sending.confirmed(here.page, "wait", entry)


def _request(here: Desk, filled: forms.Filled, submission: str) -> WaitRequest:
    """This start of this variant, or any start of the days that would do."""
    days = _days(here, _reach(here.page.request))
    only = {"starts_at": here.starts_at, "variant_id": here.variant.public_id}
    return WaitRequest(
        offering=here.offering,
        party=Party(by_rate=filled.chosen),
        contact=Contact(filled.name, filled.email, filled.phone, here.page.tongue.locale),
        client_ref=submission,
        **({"first": days[0], "last": days[1]} if days else only),
    )


def _reach(request: HttpRequest) -> str:
    wanted = request.POST.get("reach", "")
    return wanted if wanted in wait_words.REACHES else "start"


def _days(here: Desk, reach: str) -> tuple[date, date] | None:
    day = formats.local(here.starts_at, here.offering.timezone).date()
    match reach:
        case "day":
            return day, day
        case "week":
            return day, day + WEEK
        case _:
            return None


def _refused(here: Desk, filled: forms.Filled, refusal: Refusal) -> HttpResponse:
    free = refusal.facts.get("alternatives", ())
    if refusal.code == "places_free":
        return _show(here, filled, free=free, status=409)
    status = 429 if refusal.code == "rate_limited" else 422
    found = [refusals.of_joining(refusal) or one for one in refusals.problems(refusal)]
    return _show(here, filled, found, status=status)


def _show(
    here: Desk,
    filled: forms.Filled,
    found: Problems = (),
    *,
    free: Sequence[Any] = (),
    status: int = 200,
) -> HttpResponse:
    page, locale = here.page, here.page.tongue.locale
    ends_at = here.starts_at + timedelta(minutes=here.variant.duration_minutes)
    day = formats.local(here.starts_at, here.offering.timezone).date()
    context = {
        "filled": filled,
        "offering": here.offering,
        "chosen": words.chosen(here.offering, here.variant, here.starts_at, ends_at, page.setting),
        "rates": words.counters(here.offering, here.variant, filled, None, locale),
        "most": words.largest(here.offering, None),
        "reaches": wait_words.reaches(day, day + WEEK, locale),
        "reach": _reach(page.request),
        "hours": wording.duration(here.offering.waitlist_hours * 60),
        "free": [(page.to_book(slot), one) for slot, one in _free(free, page)],
        "problems": found,
        "beside": {one.field: one.text for one in found},
        "back": page.at(page.choice.to(offering="", day=address.near(day, page.today))),
        "form_address": page.request.get_full_path(),
        "zone": here.offering.timezone,
    }
    return page.answer("embed/wait.html", context, status=status)


def _free(slots: Sequence[Any], page: Page) -> list[tuple[Any, Any]]:
    return list(zip(slots, words.alternatives(slots, page.setting), strict=True))


def _joined(page: Page) -> HttpResponse:
    """What is said to who joined; the address carries the signed receipt and nothing of them."""
    entry = queues.by_id(tokens.opened_receipt(page.request.GET["r"]))
    position = queues.position(entry, page.now)
    shown = wait_words.of(entry, position, page.now, page.setting)
    context = {
        "entry": entry,
        "shown": shown,
        "chosen": wait_words.chosen(entry, shown.state, page.setting),
        "own_page": own_page(entry),
        "again": page.at(page.choice.without_place()),
        "zone": entry.offering.timezone,
    }
    return keys.unnamed(page.answer("embed/waiting.html", context))
