"""The sandbox's page: a provider's page without a provider, for trying every way it can end."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bookings.models import Booking, Payment
from bookings.models.order import PaymentState
from bookings.payments import hearing, sandbox
from bookings.payments.provider import Outcome
from embed import framing, tongue
from embed.page import theme_address, theme_of
from orgs import formats
from orgs.models import PaymentWay

DELAY = timedelta(minutes=1)
CAME_IN = (PaymentState.PAID, PaymentState.AUTHORISED)


@csrf_exempt  # The page's address is the secret, as a provider's is; there is no cookie to abuse.
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, payment_id: str) -> HttpResponse:
    """GET offers the ways it can end; POST tells us of the one chosen, signed as a provider's."""
    payment = _payment(payment_id)
    if request.method != "POST" or not _is_open(payment):
        return _show(request, payment)
    paid = Outcome.AUTHORISED if payment.manual else Outcome.PAID
    match request.POST.get("do"):
        case "pay":
            _tell(payment, paid)
            return HttpResponseRedirect(payment.facts["back"], status=303)
        case "later":
            return _later(payment, paid)
        case "leave":
            return HttpResponseRedirect(payment.facts["leave"], status=303)
        case _:
            _tell(payment, Outcome.FAILED)
            return _show(request, _payment(payment_id), declined=True)


def _payment(payment_id: str) -> Payment:
    rows = Payment.objects.by_public_id(payment_id).select_related("order", "organization")
    found: Payment | None = rows.filter(provider=PaymentWay.SANDBOX).first()
    if found is None:
        raise Http404
    return found


def _is_open(payment: Payment) -> bool:
    return payment.state == PaymentState.OPEN and payment.expires_at > timezone.now()


def _tell(payment: Payment, outcome: Outcome) -> None:
    now = timezone.now()
    letter = sandbox.letter(payment, outcome, now)
    hearing.hear(word=PaymentWay.SANDBOX, body=letter.body, headers=letter.headers, now=now)


def _later(payment: Payment, outcome: Outcome) -> HttpResponse:
    """The guest is done, the notice comes with the worker a minute from now."""
    sandbox.postpone(payment, outcome, timezone.now() + DELAY)
    return HttpResponseRedirect(payment.facts["back"], status=303)


def _show(request: HttpRequest, payment: Payment, *, declined: bool = False) -> HttpResponse:
    booking: Booking = payment.order.bookings.order_by("pk")[0]
    calendar = booking.offering.calendar
    look = theme_of(calendar)
    spoken = tongue.choose(booking.locale, "", booking.organization.locale)
    context = {
        "payment": payment,
        "amount": formats.money(payment.amount_minor, payment.currency, spoken.locale),
        "declined": declined,
        "is_open": _is_open(payment),
        **_way_on(payment),
        "calendar": calendar,
        "mode": look.mode,
        "tongue": spoken,
        "logo": look.logo,
        "theme_address": theme_address(calendar.public_id, look),
    }
    with translation.override(spoken.language):
        response = render(request, "pages/sandbox.html", context)
    response["Cache-Control"] = "private, no-store"
    framing.protect(response, frame="'none'", images=[look.logo])
    return _leading_to(response, payment)


def _way_on(payment: Payment) -> dict[str, Any]:
    """Where a closed page leads on: as paying it did, or leaving it would."""
    paid, order = payment.state in CAME_IN, payment.order
    return {
        "paid": paid,
        "on": payment.facts.get("back" if paid else "leave", ""),
        "to_site": bool(order.success_url if paid else order.cancel_url),
    }


def _leading_to(response: HttpResponse, payment: Payment) -> HttpResponse:
    """A form whose answer leads to the operator's site has to be allowed to."""
    own = [payment.order.success_url, payment.order.cancel_url]
    sites = {f"{urlsplit(one).scheme}://{urlsplit(one).netloc}" for one in own if one}
    return framing.lead_out(response, sites)
