"""The one file that host pages load, the stylesheet of a calendar's theme, and our mark."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.http import require_safe

from embed import theme
from embed.page import theme_of
from embed.views import doors
from scheduling import queries

STATIC = Path(settings.BASE_DIR) / "static"
SOURCE = STATIC / "embed" / "loader.js"
MARK = STATIC / "slotwright" / "icon.svg"
AN_HOUR = "public, max-age=3600, stale-while-revalidate=86400"
FOR_GOOD = "public, max-age=31536000, immutable"


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """The loader. Any page may load it, so it says nothing of who asked and sets nothing."""
    body, tag = _built()
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(body, content_type="text/javascript; charset=utf-8")
        response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = tag
    response["Cache-Control"] = AN_HOUR
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
@doors.page
def theme_css(request: HttpRequest, ref: str) -> HttpResponse:
    """The theme as custom properties; a style attribute would break the pages' own policy."""
    chosen = theme_of(queries.public_calendar(ref))
    current = request.GET.get("v") == theme.version(chosen)
    ground = re.fullmatch(r"[0-9a-f]{6}", request.GET.get("on", ""))
    told = theme.stylesheet_on(chosen, f"#{ground[0]}") if ground else theme.stylesheet(chosen)
    response = HttpResponse(told, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = FOR_GOOD if current else "public, max-age=60"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def mark(request: HttpRequest) -> HttpResponse:
    """What browsers ask for at `/favicon.ico` where a page, or a file, names no icon of its own."""
    response = HttpResponse(_mark(), content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=86400"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@lru_cache(maxsize=1)
def _mark() -> bytes:
    return MARK.read_bytes()


@lru_cache(maxsize=1)
def _built() -> tuple[bytes, str]:
    body = told(SOURCE.read_text(encoding="utf-8")).encode()
    return body, quote_etag(hashlib.sha256(body).hexdigest()[:20])


def told(source: str) -> str:
    """The source without what only its readers need: comment lines, indents, needless breaks."""
    lines = (line.strip() for line in source.splitlines())
    kept = [line for line in lines if line and not line.startswith("//")]
    return "".join(line if line[-1] in "{;,(" else f"{line}\n" for line in kept)
