"""Who may frame a calendar, and what its pages may load: the headers of every embed page."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse

from scheduling.sites import ANY, spelled


def ancestors(sites: Iterable[Any]) -> str:
    """The `frame-ancestors` of a calendar: this site and those listed; `*` opens it to all.

    What is not plainly an origin is left out, so that no entry can add a directive.
    """
    listed = [spelled(str(site).strip()) for site in sites]
    if ANY in listed:
        return ANY
    return " ".join(["'self'", *dict.fromkeys(filter(None, listed))])


def protect(response: HttpResponse, *, frame: str, images: Iterable[str] = ()) -> HttpResponse:
    """Everything from this site only; pictures also from the sites the operator's own come from."""
    sources = " ".join(["'self'", *sorted({origin for url in images if (origin := _origin(url))})])
    response["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        f"connect-src 'self'; img-src {sources}; form-action 'self'; base-uri 'none'; "
        f"frame-ancestors {frame}"
    )
    # The older header cannot name several sites; the policy above replaces it.
    response.xframe_options_exempt = True
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex" if frame == "'none'" else "all"
    return response


def lead_out(response: HttpResponse, sites: Iterable[str]) -> HttpResponse:
    """Lets forms of the page end on other sites too: browsers judge where their answer leads."""
    policy = response["Content-Security-Policy"]
    allowed = " ".join(["form-action 'self'", *sorted(sites)])
    response["Content-Security-Policy"] = policy.replace("form-action 'self'", allowed)
    return response


def _origin(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" or not re.fullmatch(r"[a-z0-9.-]+(?::\d+)?", parts.netloc.lower()):
        return ""
    return f"https://{parts.netloc.lower()}"
