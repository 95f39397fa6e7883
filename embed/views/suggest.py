"""Suggesting a time for the whole run: a private request. Works without scripts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bookings import actions
from bookings.parties import Party
from bookings.requests import BookingRequest, Choice, Contact
from embed import address, forms, refusals, sending, tokens
from embed.page import Page, opened
from embed.presenters import booking as words
from embed.views import doors
from orgs import formats
from orgs.access import Caller
from orgs.errors import Invalid, NotFound, Refusal
from scheduling import queries
from scheduling.engine import recurrence
from scheduling.models import Proposals

DAY, TIME = "day", "time"


@dataclass(frozen=True)
class Wish:
    """What is asked for: an offering's usual variant, at a wall time of its venue."""

    page: Page
    offering: Any
    day: str = ""
    time: str = ""

    @property
    def purpose(self) -> str:
        """What the form's token is bound to."""
        return f"{self.page.calendar.public_id} suggest"

    @property
    def starts_at(self) -> datetime | None:
        """The instant; None where the words are no day or no time."""
        try:
            wall = datetime.combine(date.fromisoformat(self.day), time.fromisoformat(self.time))
            plain = wall.replace(second=0, microsecond=0, tzinfo=None)
            return recurrence.instant(plain, self.offering.timezone)
        except (ValueError, OverflowError):
            return None


@csrf_exempt  # Protected by the form's own signed token: there is no cookie to abuse.
@require_http_methods(["GET", "HEAD", "POST"])
@doors.page
def suggest(request: HttpRequest, ref: str) -> HttpResponse:
    """GET shows the form; POST sends the request to the house."""
    page = opened(request, ref, timezone.now())
    with translation.override(page.tongue.language):
        wish = _wish(page)
        rates = words.offering_rates(wish.offering)
        if request.method != "POST":
            party = max(page.choice.party, wish.offering.min_party)
            blank = forms.blank(rates, party).with_token(tokens.form(wish.purpose))
            return _show(wish, blank)
        filled = forms.read(request.POST, rates, words.offering_add_ons(wish.offering))
        # Scripts send a form for other reasons too; only its button asks.
        return _ask(wish, filled) if request.POST.get("do") == "suggest" else _show(wish, filled)


def _wish(page: Page) -> Wish:
    """The offering of the address; NotFound where none of that name takes proposals."""
    found = (
        one
        for one in queries.public_offerings(page.calendar)
        if page.choice.offering in (one.public_id, one.slug)
    )
    offering = next(found, None)
    if offering is None or offering.proposals == Proposals.OFF:
        raise NotFound
    given = page.request.POST
    if given:
        return Wish(page, offering, given.get(DAY, "")[:10], given.get(TIME, "")[:8])
    start = address.instant(page.request.GET.get("start"))
    if start is None or not address.near(start.date(), page.today):
        return Wish(page, offering)
    local = formats.local(start, offering.timezone)
    return Wish(page, offering, f"{local:%Y-%m-%d}", f"{local:%H:%M}")


def _ask(wish: Wish, filled: forms.Filled) -> HttpResponse:
    def propose(submission: str, who: Caller) -> str:
        request = _request(wish, filled, submission)
        return actions.propose(request=request, by=who, now=wish.page.now).booking.public_id

    if found := refusals.of_wish(wish.day, wish.starts_at):
        wrong = forms.faults(filled)
        others = refusals.problems(Invalid(wrong)) if wrong else []
        return _show(wish, filled, [*found, *others], status=422)
    try:
        made = sending.sent(wish.page, filled, wish.purpose, propose)
    except tokens.StaleForm:
        return _show(wish, *sending.renewed(filled, wish.purpose), status=sending.STALE)
    except Refusal as refusal:
        status = 429 if refusal.code == "rate_limited" else 422
        return _show(wish, filled, refusals.of_suggesting(refusal), status=status)
    return sending.confirmed(wish.page, "done", made)


def _request(wish: Wish, filled: forms.Filled, submission: str) -> BookingRequest:
    page, starts_at = wish.page, wish.starts_at
    assert starts_at is not None, "What is no time was refused before."
    wanted = (wish.day, wish.time, filled.email.lower(), sorted(filled.chosen), filled.wanted)
    return BookingRequest(
        choice=Choice(
            offering=wish.offering,
            starts_at=starts_at,
            party=Party(by_rate=filled.chosen),
            add_ons=filled.wanted,
        ),
        contact=Contact(filled.name, filled.email, filled.phone, page.tongue.locale),
        notes=filled.notes,
        utm=dict(page.choice.campaign),
        reference=page.choice.reference,
        client_ref=tokens.attempt(submission, wanted),
    )


def _show(
    wish: Wish, filled: forms.Filled, found: Sequence[refusals.Problem] = (), status: int = 200
) -> HttpResponse:
    page, offering = wish.page, wish.offering
    locale, variant = page.tongue.locale, offering.default_variant
    seats = sum(rate.seats * filled.party.get(rate.public_id, 0) for rate in offering.rates.all())
    problems = refusals.in_order(found)
    context = {
        "filled": filled,
        "wish": wish,
        "offering": offering,
        "place": words.place(offering),
        "first_day": f"{page.today:%Y-%m-%d}",
        "rates": _unpriced(words.counters(offering, variant, filled, None, locale)),
        "extras": _unpriced(words.extras(offering, filled, seats, locale)),
        "most": words.largest(offering, variant.capacity),
        "problems": problems,
        "beside": {one.field: one.text for one in problems},
        "back": page.at(page.choice.to(offering=page.request.GET.get("filter", ""))),
        "form_address": page.request.get_full_path(),
        "zone_words": formats.zone_name(page.now, offering.timezone, locale),
        "zone": offering.timezone,
    }
    return page.answer("embed/suggest.html", context, status=status, images=[offering.image_url])


def _unpriced(counters: Sequence[words.Counter]) -> list[words.Counter]:
    """The price is what staff will name."""
    return [replace(one, price="") for one in counters]
