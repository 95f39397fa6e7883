"""Harbor's staff area served for real, on a day of its own: cookies do not live in the past."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from bookings import actions
from bookings.models import Booking
from orgs.models import Location, Role
from scheduling.engine.recurrence import instant
from tests import harbor
from tests.embed.browser.conftest import findings


@pytest.fixture(autouse=True)
def _first_of_july() -> None:
    """The present stays as it is here."""


@pytest.fixture
def booking(transactional_db: None) -> Booking:
    """A request for tomorrow at nine, and Sam, who may approve it."""
    org = harbor.organization(locale="en-US")
    harbor.member(org, Role.OWNER)
    Location.objects.create(organization=org, name="Pier 7")
    van = harbor.resource(org, "Van", seats=8, turnaround_minutes=30)
    short = {"minimum_seats": 4, "decide_hours_before": 1}
    walk = harbor.tour(org, needs=((van,),), requires_approval=True, **short)
    tomorrow = timezone.now().date() + timedelta(days=1)
    nine = instant(datetime.combine(tomorrow, datetime.min.time()).replace(hour=9), org.timezone)
    request = harbor.wanting(walk, starts_at=nine)
    return actions.book(request=request, by=harbor.GUEST, now=timezone.now()).booking


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A member of the staff who does not like motion."""
    zone = {"timezone_id": harbor.NEW_YORK, "locale": "en-US", "reduced_motion": "reduce"}
    return browser_context_args | zone


@pytest.fixture
def faults() -> list[str]:
    """What went wrong on the page so far."""
    return []


@pytest.fixture
def page(page: Page, faults: list[str]) -> Iterator[Page]:
    """A page on which nothing may go wrong unnoticed, least of all against the policy."""
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("response", lambda got: faults.append(got.url) if got.status >= 400 else None)
    page.on(
        "console",
        lambda said: faults.append(said.text) if said.type in ("error", "warning") else None,
    )
    yield page
    assert faults == []


@pytest.fixture
def is_sound(page: Page, faults: list[str]) -> Callable[[], bool]:
    """Asks axe about the page as it stands. What axe itself does there is not the page's fault."""

    def ask() -> bool:
        before = list(faults)
        found = findings(page)
        faults[:] = before
        assert found == []
        return True

    return ask
