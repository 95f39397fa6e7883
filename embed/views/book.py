"""The booking step and the confirmation after it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from bookings import actions, queries, quotes, sentences
from bookings.models import Booking
from bookings.promos import spelled
from bookings.quotes import Quote
from bookings.requests import BookingRequest, Contact
from bookings.states import State
from embed import address, desk, forms, framing, refusals, sending, tokens
from embed.desk import Desk
from embed.page import opened
from embed.presenters import booking as words
from embed.presenters import gone, paying, standing
from embed.presenters.gone import Gone
from embed.views import doors, keys
from orgs.access import Caller
from orgs.errors import Refusal
from scheduling.models import Proposals

Problems = Sequence[refusals.Problem]
PRICED = ("quote", "price")
"""Without scripts the whole form comes back with its price; a script takes what it needs of it."""


@csrf_exempt  # Protected by the form's own signed token: there is no cookie to abuse.
@require_http_methods(["GET", "HEAD", "POST"])
@doors.page
def book(request: HttpRequest, ref: str) -> HttpResponse:
    """GET shows the form; POST books, asks for the price only, or moves to another time."""
    page = opened(request, ref, timezone.now())
    with translation.override(page.tongue.language):
        variant, starts_at = _meant(request)
        here = desk.opened(page, variant, starts_at)
        if not here.bookable:
            return HttpResponseRedirect(here.at("event"), status=303)
        if request.method != "POST":
            return _show(here, here.blank().with_token(tokens.form(here.purpose)))
        filled = forms.read(request.POST, here.rates, here.add_ons)
        if request.POST.get("do") in PRICED or request.POST.get("take"):
            return _show(here, filled)
        return _booked(here, filled)


def _meant(request: HttpRequest) -> tuple[str, Any]:
    """The variant and start of the address, or of the alternative that was pressed."""
    variant, _, start = request.POST.get("take", "").partition(" ")
    if not start:
        variant, start = request.GET.get("variant", ""), request.GET.get("start", "")
    return variant, address.instant(start)


def _booked(here: Desk, filled: forms.Filled) -> HttpResponse:
    def book(submission: str, who: Caller) -> str:
        request = _request(here, filled, submission)
        return actions.book(request=request, by=who, now=here.page.now).booking.public_id

    try:
        made = sending.sent(here.page, filled, here.purpose, book)
    except tokens.StaleForm:
        return _show(here, *sending.renewed(filled, here.purpose), status=sending.STALE)
    except Refusal as refusal:
        return _refused(here, filled, refusal)
    return sending.confirmed(here.page, "done", made)


def _request(here: Desk, filled: forms.Filled, submission: str) -> BookingRequest:
    choice = here.page.choice
    return BookingRequest(
        choice=here.choice(filled),
        contact=Contact(filled.name, filled.email, filled.phone, here.page.tongue.locale),
        notes=filled.notes,
        utm=dict(choice.campaign),
        reference=choice.reference,
        client_ref=tokens.attempt(submission, _what_matters(here, filled)),
        expected_total=filled.shown_total,
    )


def _what_matters(here: Desk, filled: forms.Filled) -> Sequence[object]:
    """What makes one submission of a form another booking than the one before."""
    run = (here.variant.public_id, address.stamp(here.starts_at))
    wanted = (sorted(filled.chosen), sorted(filled.wanted), spelled(filled.promo))
    return (*run, filled.email.lower(), *wanted)


def _refused(here: Desk, filled: forms.Filled, refusal: Refusal) -> HttpResponse:
    nexts = refusal.facts.get("alternatives", ())
    if refusals.is_gone(refusal):
        reason = here.gone if here.gone and not here.gone.lost else gone.taken()
        return _show(here, filled, reason=reason, nexts=nexts, status=409)
    status = 429 if refusal.code == "rate_limited" else 409 if nexts else 422
    return _show(here, filled, refusals.problems(refusal), nexts=nexts, status=status)


def _show(
    here: Desk,
    filled: forms.Filled,
    found: Problems = (),
    *,
    reason: Gone | None = None,
    nexts: Sequence[Any] = (),
    status: int = 200,
) -> HttpResponse:
    """The form with what is known now: the price, or why there is none."""
    reason = reason or here.gone
    quote, refused, others = (None, (), ()) if reason else _quote(here, _to_price(filled, found))
    if reason and not nexts:
        nexts = here.alternatives(here.seats(filled))
    problems = refusals.in_order([*found, *refused])
    context = _step(here, filled) | {
        "price": words.price(quote, here.page.tongue.locale) if quote else None,
        "rules": _rules(here, quote),
        "gone": reason,
        "wait": here.at("wait") if reason and reason.lost and here.offering.waitlist else "",
        "nexts": _others(here, nexts or others),
        "problems": problems,
        "beside": {one.field: one.text for one in problems},
    }
    images = [here.offering.image_url]
    return here.page.answer("embed/book.html", context, status=status, images=images)


def _others(here: Desk, slots: Sequence[Any]) -> list[dict[str, str]]:
    """Other times to press instead, each with the address that it then has."""
    said = words.alternatives(slots, here.page.setting)
    return [
        {**one, "address": here.at_another(slot)} for slot, one in zip(slots, said, strict=True)
    ]


def _step(here: Desk, filled: forms.Filled) -> dict[str, Any]:
    """What the step shows whether or not it can be booked."""
    page, offering, seats = here.page, here.offering, here.seats(filled)
    locale = page.tongue.locale
    return {
        "filled": filled,
        "offering": offering,
        "chosen": words.chosen(offering, here.variant, here.starts_at, here.ends_at, page.setting),
        "terms": words.paragraphs(offering.description, offering.summary),
        "rates": words.counters(offering, here.variant, filled, here.remaining, locale),
        "most": words.largest(offering, here.remaining),
        "limit": words.limit_words(offering, here.remaining, seats),
        "extras": words.extras(offering, filled, seats, locale),
        "takes_codes": queries.takes_promo_codes(offering.organization),
        "back": here.back,
        "suggest": here.at("suggest") if offering.proposals != Proposals.OFF else "",
        "form_address": here.at("book"),
        "live": page.request.POST.get("do") == "price",
        "zone": offering.timezone,
    }


def _rules(here: Desk, quote: Quote | None) -> str:
    locale = here.page.tongue.locale
    if quote is not None:
        return sentences.of_quote(quote, locale)
    terms = quotes.terms_of(here.offering)
    return sentences.of_offering(here.offering, terms, here.starts_at, locale, here.page.now)


def _to_price(filled: forms.Filled, found: Problems) -> forms.Filled:
    """What to price: nothing can be booked for less by a code that booking has refused."""
    refused = any(one.field == refusals.PROMO for one in found)
    return replace(filled, promo="") if refused else filled


def _quote(here: Desk, filled: forms.Filled) -> tuple[Quote | None, Problems, Sequence[Any]]:
    """What the form would cost, or why there is no price and the nearest starts that have one.

    A code that is refused leaves the price without it.
    """
    try:
        if filled.promo:
            sending.counted(here.page)
        return quotes.quote(choice=here.choice(filled), now=here.page.now), (), ()
    except Refusal as refusal:
        found = refusals.problems(refusal)
        if not filled.promo or found[0].field != refusals.PROMO:
            return None, found, refusal.facts.get("alternatives", ())
        return _quote(here, replace(filled, promo=""))[0], found, ()


@require_safe
@doors.page
def done(request: HttpRequest, ref: str) -> HttpResponse:
    """The confirmation; its address carries the signed receipt and nothing of the guest."""
    page = opened(request, ref, timezone.now())
    with translation.override(page.tongue.language):
        made = queries.by_id(tokens.opened_receipt(request.GET.get("r", "")))
        state, locale = str(made.state_at(page.now)), page.tongue.locale
        pay = paying.offer(made, page.now, locale, home=page.choice.home)
        context = {
            "booking": made,
            "open": state in standing.OPEN,
            "asked": state == State.AWAITING_APPROVAL,
            "title": standing.title(made, page.now),
            "pay": pay,
            "to_pay": pay is not None and not pay.later,
            "receipt": standing.receipt(made, page.now, locale),
            "notes": standing.notes(made, page.now, locale),
            "cancelling": sentences.cancelling(made, made.standing, locale, page.now),
            "chosen": words.chosen(
                made.offering, made.variant, made.starts_at, made.ends_at, page.setting
            ),
            "manage": _own("embed:manage", made, tz=page.choice.tz, home=page.choice.home),
            "file": _own("embed:calendar_file", made),
            "again": page.at(page.choice.without_place()),
            "zone": made.timezone,
        }
        response = keys.unnamed(page.answer("embed/done.html", context))
        # The form that leads to paying ends on the provider's site.
        return framing.lead_out(response, ["https:"]) if context["pay"] else response


def _own(name: str, booking: Booking, **query: str) -> str:
    """An address of the guest's own booking; a form sends its key along."""
    said = {key: value for key, value in query.items() if value}
    return reverse(name, args=[booking.public_id]) + (f"?{urlencode(said)}" if said else "")
