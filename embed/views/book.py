"""The booking step and the confirmation after it. No cookie: the form's signed token stands for
one, and names the submission, so that a double click or a reload books once."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from bookings import actions, queries, quotes, sentences
from bookings.requests import BookingRequest, Contact
from embed import address, desk, forms, refusals, tokens
from embed.desk import Desk
from embed.page import Page, opened
from embed.presenters import booking as words
from embed.presenters import standing
from embed.views import doors
from orgs import throttle
from orgs.access import Caller
from orgs.dialects import callers
from orgs.errors import Invalid, Refusal

Problems = Sequence[refusals.Problem]


@csrf_exempt  # Protected by the form's own signed token: there is no cookie to abuse.
@require_http_methods(["GET", "HEAD", "POST"])
@doors.page
def book(request: HttpRequest, ref: str) -> HttpResponse:
    """GET shows the form; POST books, asks for the price only, or moves to another time."""
    page = opened(request, ref, timezone.now())
    with translation.override(page.tongue.language):
        variant, starts_at = _meant(request)
        here = desk.opened(page, variant, starts_at)
        if request.method != "POST":
            return _show(here, here.blank().with_token(tokens.form(here.purpose)))
        filled = forms.read(request.POST, here.rates, here.add_ons)
        if request.POST.get("do") == "quote" or request.POST.get("take"):
            return _show(here, filled)
        return _booked(here, filled)


def _meant(request: HttpRequest) -> tuple[str, Any]:
    """The variant and start of the address, or of the alternative that was pressed."""
    variant, _, start = request.POST.get("take", "").partition(" ")
    if not start:
        variant, start = request.GET.get("variant", ""), request.GET.get("start", "")
    return variant, address.instant(start)


def _booked(here: Desk, filled: forms.Filled) -> HttpResponse:
    try:
        submission = tokens.submission(filled.token, here.purpose)
    except tokens.StaleForm:
        fresh = filled.with_token(tokens.form(here.purpose))
        return _show(here, fresh, [refusals.Problem(refusals.TOTAL, refusals.stale())], status=422)
    who = Caller(address=callers.address(here.page.request))
    try:
        if wrong := forms.faults(filled):
            raise Invalid(wrong)
        throttle.count("public_write", who.address, here.page.now)
        made = actions.book(
            request=_request(here, filled, submission),
            by=who,
            now=here.page.now,
        ).booking
    except Refusal as refusal:
        return _refused(here, filled, refusal)
    receipt = tokens.receipt(made.public_id, made.token)
    done = reverse("embed:done", args=[here.page.ref])
    choice = here.page.choice.without_place().to(offering="")
    return HttpResponseRedirect(f"{done}{choice.query({'r': receipt})}", status=303)


def _request(here: Desk, filled: forms.Filled, submission: str) -> BookingRequest:
    choice = here.page.choice
    return BookingRequest(
        choice=here.choice(filled),
        contact=Contact(filled.name, filled.email, filled.phone, here.page.tongue.locale),
        notes=filled.notes,
        utm=dict(choice.campaign),
        reference=choice.reference,
        client_ref=submission,
        expected_total=filled.shown_total,
    )


def _refused(here: Desk, filled: forms.Filled, refusal: Refusal) -> HttpResponse:
    nexts = refusal.facts.get("alternatives", ())
    if refusals.is_gone(refusal):
        return _show(here, filled, gone=True, nexts=nexts, status=409)
    status = 429 if refusal.code == "rate_limited" else 409 if nexts else 422
    return _show(here, filled, refusals.problems(refusal), nexts=nexts, status=status)


def _show(
    here: Desk,
    filled: forms.Filled,
    found: Problems = (),
    *,
    gone: bool = False,
    nexts: Sequence[Any] = (),
    status: int = 200,
) -> HttpResponse:
    """The form with what is known now: the price, or why there is none."""
    page = here.page
    gone = gone or here.slot is None
    if gone and not nexts:
        nexts = here.alternatives(filled.people)
    price, refused = (None, ()) if gone else _price(here, filled)
    found = [*found, *(one for one in refused if one.field not in {each.field for each in found})]
    locale = page.tongue.locale
    context = {
        "filled": filled,
        "offering": here.offering,
        "chosen": _chosen(here),
        "terms": words.paragraphs(here.offering.description, here.offering.summary),
        "rates": words.counters(here.offering, here.variant, filled, _left(here), locale),
        "extras": words.extras(here.offering, filled, locale),
        "price": price,
        "rules": sentences.of_terms(quotes.terms_of(here.offering), here.starts_at, here.page.now),
        "gone": gone,
        "nexts": words.alternatives(nexts, page.setting),
        "problems": found,
        "beside": {one.field: one.text for one in found},
        "back": page.at(_back(page, here)),
        "form_address": _form_address(page, here),
        "zone": here.offering.timezone,
    }
    images = [here.offering.image_url]
    return page.answer("embed/book.html", context, status=status, images=images)


def _left(here: Desk) -> int | None:
    return here.slot.remaining if here.slot else None


def _chosen(here: Desk) -> words.Chosen:
    ends_at = (
        here.slot.ends_at
        if here.slot
        else here.starts_at + timedelta(minutes=here.variant.duration_minutes)
    )
    return words.chosen(here.offering, here.variant, here.starts_at, ends_at, here.page.setting)


def _price(here: Desk, filled: forms.Filled) -> tuple[words.Price | None, Problems]:
    try:
        quote = quotes.quote(choice=here.choice(filled), now=here.page.now)
    except Refusal as refusal:
        return None, refusals.problems(refusal)
    return words.price(quote, here.page.tongue.locale), ()


def _back(page: Page, here: Desk) -> address.Choice:
    """The calendar where the visitor left it, at this day where it names none."""
    narrowed = page.request.GET.get("filter", "")
    choice = page.choice.to(offering=narrowed)
    if choice.has_place:
        return choice
    day = address.near(here.starts_at.date(), page.today)
    return choice.to(day=day) if choice.view != "week" else choice.to(week=day)


def _form_address(page: Page, here: Desk) -> str:
    narrowed = page.request.GET.get("filter", "")
    base = Page(**{**vars(page), "choice": page.choice.to(offering=narrowed)})
    return base.step(here.offering.public_id, here.variant.public_id, here.starts_at)


@require_safe
@doors.page
def done(request: HttpRequest, ref: str) -> HttpResponse:
    """The confirmation; its address carries the signed receipt and nothing of the guest."""
    page = opened(request, ref, timezone.now())
    with translation.override(page.tongue.language):
        booking_id, token = tokens.opened_receipt(request.GET.get("r", ""))
        made = queries.by_token(booking_id, token, page.now)
        context = {
            "booking": made,
            "state": made.state_at(page.now),
            "title": standing.title(str(made.state_at(page.now))),
            "chosen": words.chosen(
                made.offering, made.variant, made.starts_at, made.ends_at, page.setting
            ),
            "manage": f"{reverse('embed:manage', args=[booking_id])}?token={token}",
            "file": f"{reverse('embed:calendar_file', args=[booking_id])}?token={token}",
            "again": page.at(page.choice.without_place()),
            "zone": made.timezone,
        }
        return page.answer("embed/done.html", context)
