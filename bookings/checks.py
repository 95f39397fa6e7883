"""What `manage.py check` looks at: whether those can be paid through Stripe who are to be."""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.db import DatabaseError

NO_PACKAGE, NO_SECRET = "bookings.E001", "bookings.W001"
NO_KEY, TEST_KEY, SANDBOX = "bookings.W002", "bookings.W003", "bookings.W004"
SEE = "See docs/payments.md, Stripe."


def stripe_is_whole(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """With a key, the package has to be there, and without a secret no notice is believed."""
    if not settings.STRIPE_SECRET_KEY:
        return []
    found: list[CheckMessage] = []
    if find_spec("stripe") is None:
        text = "STRIPE_SECRET_KEY is set, but the package `stripe` is not installed."
        found.append(Error(text, hint='pip install "stripe>=16,<17"', id=NO_PACKAGE))
    if not settings.STRIPE_WEBHOOK_SECRETS:
        text = "STRIPE_WEBHOOK_SECRET is empty: only guests who come back are seen to have paid."
        found.append(Warning(text, hint=SEE, id=NO_SECRET))
    return found


def stripe_is_live(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """A key that moves no money is none for production."""
    if settings.DEBUG or "_test_" not in settings.STRIPE_SECRET_KEY:
        return []
    return [Warning("STRIPE_SECRET_KEY is a test key: no money moves.", hint=SEE, id=TEST_KEY)]


def nobody_waits_for_stripe(
    app_configs: Sequence[AppConfig] | None, **options: Any
) -> list[CheckMessage]:
    """Organizations whose guests cannot pay; nothing to say without tables."""
    if settings.STRIPE_SECRET_KEY or not options.get("databases"):
        return []
    names = _paid_by("STRIPE")
    text = f"Guests of {names} cannot pay: STRIPE_SECRET_KEY is empty."
    return [Warning(text, hint=SEE, id=NO_KEY)] if names else []


def nobody_plays(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """In production, organizations that are paid with nothing."""
    if settings.DEBUG or not options.get("databases"):
        return []
    names = _paid_by("SANDBOX")
    text = f"Guests of {names} pay in the sandbox: bookings are confirmed and no money moves."
    return [Warning(text, hint="Choose another way on its page.", id=SANDBOX)] if names else []


def _paid_by(way: str) -> str:
    """Some of the organizations that are paid this way."""
    try:
        rows = apps.get_model("orgs.Organization").objects.filter(payment_way=way)
        return ", ".join(sorted(rows.values_list("slug", flat=True)[:10]))
    except DatabaseError:
        return ""
