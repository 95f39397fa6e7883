"""What an operator's probes ask: is the process there, and can it work."""

import logging
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import get_random_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

log = logging.getLogger("slotwright.health")


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Nothing else is asked, so that no database can restart it."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The process can work: the database answers and the cache keeps what it is given."""
    checks = {"database": _word(_database_answers), "cache": _word(_cache_keeps)}
    is_ready = set(checks.values()) == {"ok"}
    body = {"status": "ok" if is_ready else "down", **checks}
    return JsonResponse(body, status=200 if is_ready else 503)


def _word(check: Callable[[], bool]) -> str:
    try:
        return "ok" if check() else "down"
    except Exception:
        log.exception("not ready")
        return "down"


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _cache_keeps() -> bool:
    word = get_random_string(12)
    cache.set(f"readyz:{word}", word, 10)
    return cache.get(f"readyz:{word}") == word
