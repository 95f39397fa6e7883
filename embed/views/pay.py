"""The way to a provider's page and back from it. The address holds the order's key; it shows
nothing itself, and so sends everybody on at once."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from bookings import queries
from bookings.errors import NothingDue, PaymentUnavailable
from bookings.models import Booking, Order
from bookings.payments import checkout
from embed import framing, tongue
from embed.page import theme_address, theme_of
from embed.views import doors
from orgs import throttle
from orgs.dialects import callers


@require_safe
@doors.page
def pay(request: HttpRequest, order_id: str) -> HttpResponse:
    """To the page on which the order can be paid; to the booking where nothing is to be paid."""
    order, now = _order(request, order_id), timezone.now()
    throttle.count("public_write", callers.address(request), now)
    query = urlencode({"token": order.token})
    here = request.build_absolute_uri(reverse("embed:pay", args=[order_id]))
    way = checkout.Way(f"{here}back/?{query}", f"{here}leave/?{query}")
    try:
        return _on(checkout.page(order=order, way=way, now=now))
    except NothingDue:
        return _on(_manage(_first(order)))
    except PaymentUnavailable:
        return _unavailable(request, order)


@require_safe
@doors.page
def back(request: HttpRequest, order_id: str) -> HttpResponse:
    """From the provider, having paid: it is asked, lest the guest be faster than its notice."""
    order = _order(request, order_id)
    checkout.refresh(order=order, now=timezone.now())
    return _home(order, order.success_url)


@require_safe
@doors.page
def leave(request: HttpRequest, order_id: str) -> HttpResponse:
    """From the provider, without having paid."""
    order = _order(request, order_id)
    return _home(order, order.cancel_url)


def _order(request: HttpRequest, order_id: str) -> Order:
    return queries.order_by_token(order_id, request.GET.get("token", ""))


def _first(order: Order) -> Booking:
    found: Booking = order.bookings.order_by("pk")[0]
    return found


def _home(order: Order, address: str) -> HttpResponse:
    """The operator's own page, told which booking it is about, or else ours."""
    booking = _first(order)
    if not address:
        return _on(_manage(booking))
    parts = urlsplit(address)
    query = urlencode([*parse_qsl(parts.query), ("booking", booking.public_id)])
    return _on(urlunsplit(parts._replace(query=query)))


def _manage(booking: Booking) -> str:
    return f"{reverse('embed:manage', args=[booking.public_id])}?token={booking.token}"


def _on(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address, status=303)
    return _private(response)


def _unavailable(request: HttpRequest, order: Order) -> HttpResponse:
    booking = _first(order)
    calendar: Any = booking.offering.calendar
    look = theme_of(calendar)
    spoken = tongue.choose(booking.locale, "", booking.organization.locale)
    context = {
        "again": request.get_full_path(),
        "manage": _manage(booking),
        "booking": booking,
        "calendar": calendar,
        "mode": look.mode,
        "tongue": spoken,
        "logo": look.logo,
        "theme_address": theme_address(calendar.public_id, look),
    }
    with translation.override(spoken.language):
        response = render(request, "pages/no_payment.html", context, status=503)
    return _private(framing.protect(response, frame="'none'", images=[look.logo]))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
