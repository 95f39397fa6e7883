"""What `manage.py check --deploy` looks at: whether mail can leave, and whether it does."""

from collections.abc import Sequence
from datetime import timedelta
from email.utils import parseaddr
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Warning
from django.db import DatabaseError
from django.utils import timezone

NO_ADDRESS, NO_SENDER, NO_SERVER, NO_WORKER = "orgs.W001", "orgs.W002", "orgs.W003", "orgs.W004"
KEEPS = ("console", "dummy", "locmem", "filebased", "mailbox")
"""Backends, by a word of their module, from which no mail ever leaves."""

PATIENCE = timedelta(minutes=30)


def mail_can_leave(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Warnings for settings with which mails do not reach their readers or lead nowhere."""
    if settings.DEBUG:
        return []
    found: list[CheckMessage] = []
    if not settings.PUBLIC_URL:
        words = "PUBLIC_URL is empty: links in mails need it."
        found.append(Warning(words, hint="PUBLIC_URL=https://booking.example.org", id=NO_ADDRESS))
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    if "." not in domain:
        words = "DEFAULT_FROM_EMAIL is not an address that mail servers accept."
        hint = "DEFAULT_FROM_EMAIL=bookings@example.org, of a domain that may send for you."
        found.append(Warning(words, hint=hint, id=NO_SENDER))
    if set(settings.EMAIL_BACKEND.split(".")) & set(KEEPS):
        words = "EMAIL_URL names no mail server: no mail leaves this machine."
        hint = "EMAIL_URL=smtp+tls://user:password@host:587"
        found.append(Warning(words, hint=hint, id=NO_SERVER))
    return found


def mail_leaves(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """A warning for mail that nobody fetches; nothing to say without tables."""
    if settings.DEBUG:
        return []
    messages = apps.get_model("orgs", "Message").objects
    try:
        waiting = messages.overdue(timezone.now() - PATIENCE).count()
    except DatabaseError:
        return []
    if not waiting:
        return []
    words = f"{waiting} messages have waited for half an hour without being tried."
    return [Warning(words, hint="Is `manage.py worker` running?", id=NO_WORKER)]
