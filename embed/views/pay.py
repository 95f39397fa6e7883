"""The way to a provider's page and back from it: shows nothing itself, and so sends everybody on
at once."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation

from bookings.errors import NothingDue, PaymentUnavailable
from bookings.models import Booking, Order
from bookings.payments import checkout
from embed import tongue
from embed.page import theme_address, theme_of
from embed.views import keys
from orgs import throttle
from orgs.dialects import callers


@keys.opens(keys.ORDER)
def pay(request: HttpRequest, order: Order) -> HttpResponse:
    """To the page on which the order can be paid; to the booking where nothing is to be paid."""
    now = timezone.now()
    throttle.count("public_write", callers.address(request), now)
    way = checkout.Way(*(_absolute(request, name, order) for name in ("paid", "unpaid")))
    try:
        return _on(_without_key(checkout.page(order=order, way=way, now=now)))
    except NothingDue:
        return _to_booking(order)
    except PaymentUnavailable:
        return _unavailable(request, order)


@keys.opens(keys.ORDER)
def back(_request: HttpRequest, order: Order) -> HttpResponse:
    """From the provider, having paid: it is asked, lest the guest be faster than its notice."""
    now = timezone.now()
    checkout.refresh(order=order, now=now)
    checkout.came_back(order=order, now=now)
    return _home(order, order.success_url)


@keys.opens(keys.ORDER)
def leave(_request: HttpRequest, order: Order) -> HttpResponse:
    """From the provider, without having paid."""
    return _home(order, order.cancel_url)


def _absolute(request: HttpRequest, name: str, order: Order) -> str:
    return request.build_absolute_uri(reverse(f"embed:{name}", args=[order.public_id]))


def _without_key(address: str) -> str:
    """An address that the browser does not add our own fragment to, which it does where a
    redirect names none: in it may be the key."""
    return address if "#" in address else f"{address}#"


def _first(order: Order) -> Booking:
    found: Booking = order.bookings.order_by("pk")[0]
    return found


def _home(order: Order, address: str) -> HttpResponse:
    """The operator's own page, told which booking it is about, or else ours."""
    if not address:
        return _to_booking(order)
    parts = urlsplit(address)
    query = urlencode([*parse_qsl(parts.query), ("booking", _first(order).public_id)])
    return _on(urlunsplit(parts._replace(query=query)))


def _to_booking(order: Order) -> HttpResponse:
    booking = _first(order)
    there = _without_key(reverse("embed:manage", args=[booking.public_id]))
    return keys.keep(_on(there), keys.BOOKING, booking)


def _on(address: str) -> HttpResponse:
    return keys.unnamed(HttpResponseRedirect(address, status=303))


def _unavailable(request: HttpRequest, order: Order) -> HttpResponse:
    booking = _first(order)
    calendar: Any = booking.offering.calendar
    look = theme_of(calendar)
    spoken = tongue.choose(booking.locale, "", booking.organization.locale)
    context = {
        "again": request.path,
        "booking": booking,
        "calendar": calendar,
        "mode": look.mode,
        "tongue": spoken,
        "logo": look.logo,
        "theme_address": theme_address(calendar.public_id, look),
    }
    with translation.override(spoken.language):
        response = render(request, "pages/no_payment.html", context, status=503)
    return keys.private(keys.keep(response, keys.BOOKING, booking), look)
