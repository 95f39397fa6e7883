"""How Stripe is called: by its own library, without a repetition of its own, and how that fails.

The worker repeats what failed, so a call is one request within `TIMEOUT`. The library takes a
third of a second to load and is only asked for where an organization is paid through Stripe.
"""

import importlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from uuid import uuid4

from django.conf import settings

from bookings.payments.provider import ProviderFails, ProviderRefuses

TIMEOUT = (5, 15)
"""Seconds to connect, and to wait for the answer: a guest and a worker's lease wait with us."""
LATER = frozenset({409, 429})
"""A call with the same key is still under way, and: too many."""

Answer = dict[str, Any]
Call = Callable[[Any, dict[str, str]], Any]
"""Told Stripe's services and the options of the call."""


class _Replayed(ProviderRefuses):
    """The refusal that an earlier call with this key got; nothing was tried now."""


def library() -> Any:
    """Stripe's package. Raises ProviderFails where it is not installed."""
    try:
        return importlib.import_module("stripe")
    except ImportError as error:
        raise ProviderFails("The package `stripe` is not installed.") from error


def ask(call: Call, account: str) -> Answer:
    """What Stripe answers to something that changes nothing. Raises as all providers do."""
    return _call(call, account, {})


def tell(call: Call, account: str, key: str) -> Answer:
    """As `ask`, for something that is to be done once, however often it is told.

    Stripe repeats its answers to a key for a day, refusals too. One that was only repeated is
    asked for anew: staff have tried again because they mended what stood against it.
    """
    try:
        return _call(call, account, {"idempotency_key": key})
    except _Replayed:
        return _call(call, account, {"idempotency_key": f"{key}-{uuid4().hex}"})


def _call(call: Call, account: str, options: dict[str, str]) -> Answer:
    stripe = library()
    if account:
        options = options | {"stripe_account": account}
    client = _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE)
    try:
        answer: Answer = call(client.v1, options).to_dict()
    except stripe.StripeError as error:
        raise _translated(error, stripe) from error
    return answer


@lru_cache(maxsize=4)
def _client(key: str, base: str) -> Any:
    """Keeps its connections from one call to the next, each thread its own."""
    stripe = library()
    http = stripe.RequestsClient(timeout=TIMEOUT)
    addresses = {"api": base} if base else {}
    return stripe.StripeClient(
        key, http_client=http, max_network_retries=0, base_addresses=addresses
    )


def _translated(error: Any, stripe: Any) -> ProviderFails | ProviderRefuses:
    """A wrong key is mended by whoever runs this, and then everything goes on by itself."""
    status = error.http_status or 0
    text = f"Stripe: {error}"
    if isinstance(error, stripe.APIConnectionError | stripe.AuthenticationError):
        return ProviderFails(text)
    if status in LATER or status >= 500 or isinstance(error, stripe.RateLimitError):
        return ProviderFails(text)
    if str(error.headers.get("Idempotent-Replayed", "")).lower() == "true":
        return _Replayed(text)
    return ProviderRefuses(text)
