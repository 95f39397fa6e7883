"""Where a guest may be sent after paying: to pages of sites that a calendar may stand on."""

import re
from urllib.parse import urlsplit

from django.conf import settings

from orgs.errors import FieldError, Invalid
from scheduling.models import Calendar

HOST = re.compile(r"[a-z0-9.-]+")
"""Browsers read some other characters, as a backslash, as the end of it."""


def check(calendar: Calendar, addresses: dict[str, str]) -> None:
    """Refuses (Invalid) each address, by its JSON pointer, that is on nobody's own site.

    `*` among the calendar's sites lets it be framed anywhere, but sends nobody anywhere: an
    open redirect would lend our name to strangers.
    """
    faults = [
        FieldError(pointer, "not_allowed_site", "This is not a page of a site allowed there.")
        for pointer, address in addresses.items()
        if address and not is_own(address, calendar.allowed_sites)
    ]
    if faults:
        raise Invalid(faults)


def is_own(address: str, sites: list[str]) -> bool:
    """Whether it is a page of one of these sites, or of this installation."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or parts.username or parts.password:
        return False
    if not HOST.fullmatch(host):
        return False
    suffix = f":{port}" if port else ""
    known = [*sites, settings.PUBLIC_URL]
    return any(_matches(parts.scheme, host, suffix, site) for site in known if site)


def _matches(scheme: str, host: str, suffix: str, site: str) -> bool:
    """`https://example.com`, or any host below `https://*.example.com`."""
    if site.startswith(f"{scheme}://*."):
        domain = site.removeprefix(f"{scheme}://*")
        return f"{host}{suffix}".endswith(domain) and len(host) > len(domain)
    return site == f"{scheme}://{host}{suffix}"
