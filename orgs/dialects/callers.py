"""Who sent a request, from where, and whether another site's page made the browser send it."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from orgs import access
from orgs.access import Caller
from orgs.actions import keys
from orgs.errors import Unauthenticated
from orgs.models import ApiKey, User
from orgs.models.keys import KeyKind


def resolve(request: HttpRequest, kinds: Sequence[KeyKind], now: datetime) -> Caller:
    """The caller behind a bearer key or, without one, the session; else nobody.

    Raises Unauthenticated for a key that does not work, rather than treating it as nobody.
    """
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        key = key_of(secret.strip(), kinds, now)
        return access.of_key(key, address(request))
    user = request.user
    if isinstance(user, User):
        return access.of_user(user, address(request))
    return Caller(address=address(request))


def key_of(secret: str, kinds: Sequence[KeyKind], now: datetime) -> ApiKey:
    """The working key with this secret, of one of these kinds; its use is noted."""
    working = ApiKey.objects.presented(secret, now).filter(kind__in=kinds)
    key = working.select_related("organization").first()
    if key is None:
        raise Unauthenticated("This key is not valid.")
    keys.note_use(key=key, now=now)
    return key


def address(request: HttpRequest) -> str:
    """The client's address: the one our own outermost trusted proxy saw."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    if settings.NUM_PROXIES and hops:
        return hops[-min(settings.NUM_PROXIES, len(hops))][:45]
    return str(request.META.get("REMOTE_ADDR", ""))


def is_cross_site(request: HttpRequest) -> bool:
    """Whether the browser says that a page of another site is behind this request."""
    if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        return True
    origin = request.headers.get("Origin")
    return origin is not None and _host(origin) not in _own_hosts(request)


def _own_hosts(request: HttpRequest) -> set[str]:
    trusted = (settings.PUBLIC_URL, *settings.CSRF_TRUSTED_ORIGINS)
    return {request.get_host().lower(), *(_host(url) for url in trusted if url)}


def _host(url: str) -> str:
    """Host and port; a word that is no host where there is none, as in `null`."""
    try:
        return urlsplit(url).netloc.lower() or "nowhere"
    except ValueError:
        return "nowhere"
