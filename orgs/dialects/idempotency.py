"""Answering a repeated call as the first time.

The claim of a key is committed before the work; the answer is stored in the transaction of the
work. So a crash leaves either a claim without any change, which goes stale and may be taken over,
or the change with its answer.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

from orgs.errors import IdempotencyKeyReused, Invalid, Refusal, RequestInProgress
from orgs.models import IdempotentCall

KEPT_FOR = timedelta(hours=24)
CLEARED_EVERY = 100
"""New keys between two clearings."""
STALE_AFTER = timedelta(minutes=2)
LONGEST_KEY = 200
LONGEST_ROUTE = 200
NOT_KEPT = frozenset({409, 429})


class Asked(NamedTuple):
    """A call under a key, by whom, on which route, with what."""

    caller: str
    route: str
    key: str
    digest: str
    at: datetime


def asked(caller: str, route: str, key: str, body: Any, at: datetime) -> Asked:
    """The call as it is remembered; bodies only as a keyed digest, for they may hold secrets."""
    if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise Invalid(detail="Idempotency-Key is 1 to 200 printable ASCII characters.")
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"))
    digest = salted_hmac("idempotent call", canonical, algorithm="sha256").hexdigest()
    if len(route) > LONGEST_ROUTE:
        route = hashlib.sha256(route.encode()).hexdigest()
    return Asked(caller, route, key, digest, at)


def answer(
    call: Asked, work: Callable[[], HttpResponseBase], refuse: Callable[[Refusal], HttpResponse]
) -> HttpResponseBase:
    """The stored answer of an earlier call, or the answer of doing the work now, stored."""
    row = _claim(call)
    if row.status is not None:
        return _replay(row)
    try:
        return _work(row, work)
    except Refusal as refusal:
        response = refuse(refusal)
        if response.status_code in NOT_KEPT or response.status_code >= 500:
            _release(row)
        else:
            _keep(row, response)
        return response
    except BaseException:
        _release(row)
        raise


def forget(before: datetime) -> int:
    """Deletes what is too old to be asked for again: answers may hold names and links."""
    deleted, _ = IdempotentCall.objects.filter(at__lt=before - KEPT_FOR).delete()
    return deleted


def _forget_now_and_then(call: Asked) -> None:
    """One new key in so many clears up, so that old answers go while keys are in use."""
    if int(call.digest[:8], 16) % CLEARED_EVERY == 0:
        forget(call.at)


def _work(row: IdempotentCall, work: Callable[[], HttpResponseBase]) -> HttpResponse:
    with transaction.atomic():
        response = work()
        assert isinstance(response, HttpResponse), "The answer of a change is not streamed."
        if not _keep(row, response):
            raise RequestInProgress("Another request has taken this one over.")
    return response


def _claim(call: Asked) -> IdempotentCall:
    """The row of this key: ours to work on if it has no status, else the earlier answer."""
    row, is_new = IdempotentCall.objects.get_or_create(
        caller=call.caller,
        route=call.route,
        key=call.key,
        defaults={"body_digest": call.digest, "at": call.at},
    )
    if is_new:
        _forget_now_and_then(call)
        return row
    age = call.at - row.at
    if age >= KEPT_FOR or (row.status is None and age >= STALE_AFTER):
        return _take_over(row, call)
    if row.body_digest != call.digest:
        raise IdempotencyKeyReused
    if row.status is None:
        raise RequestInProgress
    return row


def _take_over(row: IdempotentCall, call: Asked) -> IdempotentCall:
    fresh = {"at": call.at, "status": None, "body_digest": call.digest}
    if not _ours(row).update(**fresh):
        raise RequestInProgress
    row.at, row.status = call.at, None
    return row


def _keep(row: IdempotentCall, response: HttpResponse) -> int:
    return _ours(row).update(
        status=response.status_code,
        content_type=response.headers.get("Content-Type", ""),
        body=response.content,
    )


def _release(row: IdempotentCall) -> None:
    _ours(row).delete()


def _ours(row: IdempotentCall) -> Any:
    """The row while nobody else took it over."""
    return IdempotentCall.objects.filter(pk=row.pk, at=row.at, status=row.status)


def _replay(row: IdempotentCall) -> HttpResponse:
    response = HttpResponse(bytes(row.body), status=row.status)
    del response["Content-Type"]
    if row.content_type:
        response["Content-Type"] = row.content_type
    response["Idempotent-Replayed"] = "true"
    return response
