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
from embed import address, tongue
from embed.page import theme_address, theme_of
from embed.presenters import paying
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
        return _to_booking(request, order, mark="#")
    except PaymentUnavailable:
        return _unavailable(request, order)


@keys.opens(keys.ORDER)
def back(request: HttpRequest, order: Order) -> HttpResponse:
    """From the provider, having paid: it is asked, lest the guest be faster than its notice."""
    now = timezone.now()
    checkout.refresh(order=order, now=now)
    checkout.came_back(order=order, now=now)
    return _home(request, order, order.success_url)


@keys.opens(keys.ORDER)
def leave(request: HttpRequest, order: Order) -> HttpResponse:
    """From the provider, without having paid."""
    return _home(request, order, order.cancel_url)


def _absolute(request: HttpRequest, name: str, order: Order) -> str:
    there = reverse(f"embed:{name}", args=[order.public_id])
    return request.build_absolute_uri(there + _led_home(request))


def _led_home(request: HttpRequest) -> str:
    """On the way to paying and back it is not forgotten which page the guest came from."""
    return paying.led_home(address.read(request.GET).home)


def _without_key(page: str) -> str:
    """An address that the browser does not add our own fragment to, which it does where a
    redirect names none: in it may be the key."""
    return page if "#" in page else f"{page}#"


def _first(order: Order) -> Booking:
    found: Booking = order.bookings.order_by("pk")[0]
    return found


def _home(request: HttpRequest, order: Order, site: str) -> HttpResponse:
    """The operator's own page, told which booking it is about, or else ours."""
    if not site:
        return _to_booking(request, order)
    parts = urlsplit(site)
    query = urlencode([*parse_qsl(parts.query), ("booking", _first(order).public_id)])
    return _on(urlunsplit(parts._replace(query=query)))


def _to_booking(request: HttpRequest, order: Order, mark: str = "") -> HttpResponse:
    """`mark` is added where the address that is left may have a key, as in _without_key."""
    booking = _first(order)
    there = reverse("embed:manage", args=[booking.public_id]) + _led_home(request)
    return keys.keep(_on(there + mark), keys.BOOKING, booking)


def _on(there: str) -> HttpResponse:
    return keys.unnamed(HttpResponseRedirect(there, status=303))


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
