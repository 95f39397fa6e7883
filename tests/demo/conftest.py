"""The demonstration, loaded once for a file of tests and gone after it."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from embed.demo.load import load
from orgs.models import Organization


@pytest.fixture(scope="module")
def loaded_at() -> datetime:
    """Today: the pages of the demonstration are looked at by the real clock."""
    return timezone.now()


@pytest.fixture(scope="module")
def _demo(loaded_at: datetime, django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        load(now=loaded_at, site_port=8001)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def harbor(_demo: None, db: None) -> Organization:
    """Harbor & Hills; what a test does to them is undone after it."""
    return Organization.objects.get(slug="harbor")
