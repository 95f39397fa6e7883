"""What is only listed, or was called off: when, where and by whom, and a calendar file."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from embed import address, desk, entry
from embed.desk import Desk
from embed.page import opened
from embed.presenters import booking as words
from embed.presenters import happening
from embed.views import doors
from orgs.errors import NotFound


@require_safe
@doors.page
def event(request: HttpRequest, ref: str) -> HttpResponse:
    """One date of something that needs no booking; what can be booked is shown at its own step."""
    page = opened(request, ref, timezone.now())
    with translation.override(page.tongue.language):
        here = _at(page)
        if here.bookable:
            return HttpResponseRedirect(here.at("book"))
        return page.answer("embed/event.html", _context(here), images=[here.offering.image_url])


@require_safe
@doors.page
def event_file(request: HttpRequest, ref: str) -> HttpResponse:
    """The same date as a file for the visitor's own calendar."""
    page = opened(request, ref, timezone.now())
    here = _at(page)
    if here.found is None:
        raise NotFound
    body = entry.calendar_file(here.offering, here.starts_at, here.ends_at, page.now)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{here.offering.slug}.ics"'
    response["Cache-Control"] = "private, no-store"
    return response


def _at(page: Any) -> Desk:
    return desk.opened(
        page, page.request.GET.get("variant", ""), address.instant(page.request.GET.get("start"))
    )


def _context(here: Desk) -> dict[str, Any]:
    page, offering = here.page, here.offering
    return {
        "offering": offering,
        "chosen": words.chosen(offering, here.variant, here.starts_at, here.ends_at, page.setting),
        "terms": words.paragraphs(offering.description, offering.summary),
        "said": happening.of(offering, here.variant, page.tongue.locale),
        "there": here.found is not None,
        "back": here.back,
        "file": here.at("event_file"),
        "zone": offering.timezone,
    }
