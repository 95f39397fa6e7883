"""The key of a guest's own page, kept out of addresses, logs and referrers.

A link carries its key behind `#`, which browsers tell no server. The page that is opened without
a cookie is a door: its script takes the key out of the address and hands it over by form; without
scripts the guest pastes the link. The answer is a cookie of that page alone and the address
without a key. Addresses with `?token=`, which mails had once, come to the same.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bookings import queries, queues
from bookings.models import Order
from embed import framing, theme, tongue
from embed.views import doors
from orgs.errors import NotFound

PASTED = re.compile(r"(?:#|\btoken=)([\w-]+)")
View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Lock:
    """A kind of page that opens with a key: the names of its address and its cookie, and what
    the key opens.

    `find` raises NotFound for a wrong key, a lapsed and a foreign one alike. `leads_out`: from
    here it goes on to pages of others.
    """

    page: str
    cookie: str
    find: Callable[[str, str, datetime], Any]
    leads_out: bool = False


def _order(public_id: str, key: str, _now: datetime) -> Order:
    return queries.order_by_token(public_id, key)


BOOKING = Lock("embed:manage", "booking_key", queries.by_token)
ENTRY = Lock("embed:waitlist", "waitlist_key", queues.by_token)
ORDER = Lock("embed:pay", "order_key", _order, leads_out=True)


def opens(lock: Lock) -> Callable[[View], View]:
    """A page behind a lock. The view is given what the key opens, in place of its id."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answered(request: HttpRequest, public_id: str) -> HttpResponse:
            now, key = timezone.now(), _handed(request)
            if key:
                return _let_in(request, lock, lock.find(public_id, key, now))
            found = _found(request, lock, public_id, now)
            return _door(request, lock) if found is None else view(request, found)

        return _guarded(answered)

    return decorate


def opens_file(lock: Lock) -> Callable[[View], View]:
    """A file behind the same lock, which a form with the key in it is answered with at once: a
    frame on another site keeps no cookies."""

    def decorate(view: View) -> View:
        page = opens(lock)(view)

        @wraps(view)
        def answered(request: HttpRequest, public_id: str) -> HttpResponse:
            key = request.POST.get("key", "")
            if not key:
                return page(request, public_id)
            return view(request, lock.find(public_id, key, timezone.now()))

        return _guarded(answered)

    return decorate


def keep(response: HttpResponse, lock: Lock, row: Any) -> HttpResponse:
    """Lets the browser open the page of `row` from now on, until it is closed.

    Not for longer: the browser may be somebody else's, and the mail has the link.
    """
    response.set_cookie(
        lock.cookie,
        row.token,
        path=reverse(lock.page, args=[row.public_id]).rstrip("/"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def private(response: HttpResponse, look: theme.Theme | None = None) -> HttpResponse:
    """The answer, kept by nobody, framed by nobody, and named to no other page, not even ours."""
    framing.protect(response, frame="'none'", images=[look.logo] if look else [])
    return unnamed(response)


def unnamed(response: HttpResponse) -> HttpResponse:
    """An answer whose address is told to nobody."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _guarded(view: View) -> View:
    """Forms carry their own signed token; handing over a key does nothing but open its page."""
    return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(doors.page(view)))


def _handed(request: HttpRequest) -> str:
    """The key that comes with the request: handed over by form, perhaps as a whole link."""
    given = request.POST.get("key", "") or request.GET.get("token", "")
    pasted = PASTED.search(given)
    return pasted[1] if pasted else given.strip()


def _found(request: HttpRequest, lock: Lock, public_id: str, now: datetime) -> Any | None:
    """What the cookie opens. One that has lapsed is no reason not to try another key."""
    key = request.COOKIES.get(lock.cookie, "")
    try:
        return lock.find(public_id, key, now) if key else None
    except NotFound:
        return None


def _let_in(request: HttpRequest, lock: Lock, row: Any) -> HttpResponse:
    query = request.GET.copy()
    query.pop("token", None)
    address = f"{request.path}?{query.urlencode()}" if query else request.path
    return unnamed(keep(HttpResponseRedirect(address, status=303), lock, row))


def _door(request: HttpRequest, lock: Lock) -> HttpResponse:
    """The same for every id, whether or not there is anything behind it."""
    asked, accepted = request.GET.get("lang", ""), request.headers.get("Accept-Language", "")
    spoken = tongue.choose(asked, accepted, "en")
    match = request.resolver_match
    context = {
        "tongue": spoken,
        "mode": "auto",
        "here": request.get_full_path(),
        "from_paying": match is not None and match.url_name in ("paid", "unpaid"),
    }
    with translation.override(spoken.language):
        response = private(render(request, "pages/door.html", context))
    return framing.lead_out(response, ["https:"]) if lock.leads_out else response
