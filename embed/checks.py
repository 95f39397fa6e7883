"""What `manage.py check --deploy` looks at: nobody may sign in with a password that is public."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error
from django.db import DatabaseError

from embed.demo import house

DEMO_ACCOUNTS = "embed.E001"


def no_demo_accounts(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """An error for demonstration accounts in production; nothing to say without tables."""
    if settings.DEBUG:
        return []
    emails = [house.email_of(account) for account, _, _ in house.PEOPLE]
    try:
        found = get_user_model().objects.filter(email__in=emails, is_active=True).count()
    except DatabaseError:
        return []
    if not found:
        return []
    return [
        Error(
            f"The database has {found} demonstration accounts, whose password is public.",
            hint="Delete or deactivate the users at @demo.example, or use another database.",
            id=DEMO_ACCOUNTS,
        )
    ]
