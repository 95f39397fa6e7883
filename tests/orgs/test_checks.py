"""`check --deploy` says when mail cannot leave, or does not."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.checks import Tags, run_checks
from django.utils import timezone

from orgs import checks
from tests import harbor
from tests.orgs.outbox.post import waiting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_production(settings: Any) -> None:
    settings.PUBLIC_URL = "https://booking.example.org"
    settings.DEFAULT_FROM_EMAIL = "Bookings <bookings@example.org>"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


def found() -> list[str | None]:
    """What the deployment checks say about mail."""
    every = run_checks(tags=[Tags.security], include_deployment_checks=True)
    return [one.id for one in every if (one.id or "").startswith("orgs.")]


def test_a_good_configuration_has_no_warning() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("name", "value", "warning"),
    [
        ("PUBLIC_URL", "", checks.NO_ADDRESS),
        ("DEFAULT_FROM_EMAIL", "bookings@localhost", checks.NO_SENDER),
        ("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend", checks.NO_SERVER),
        ("EMAIL_BACKEND", "orgs.mailbox.backend.EmailBackend", checks.NO_SERVER),
    ],
)
def test_what_keeps_mail_from_arriving_is_warned_of(
    settings: Any, name: str, value: str, warning: str
) -> None:
    setattr(settings, name, value)

    assert found() == [warning]


def test_mail_that_nobody_fetches_is_warned_of() -> None:
    waiting(harbor.organization(), due_at=timezone.now() - timedelta(hours=1))

    assert found() == [checks.NO_WORKER]


def test_mail_that_is_tried_again_and_again_is_not_for_want_of_a_worker() -> None:
    waiting(harbor.organization(), due_at=timezone.now() - timedelta(hours=1), tries=3)

    assert found() == []


def test_development_may_do_as_it_likes(settings: Any) -> None:
    settings.DEBUG, settings.PUBLIC_URL = True, ""

    assert found() == []
