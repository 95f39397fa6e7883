"""Harbor's calendar served for real, and a foreign site that embeds it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from scheduling.models import AddOn, Calendar, Offering, Rate
from tests import harbor
from tests.embed.browser.host import Site, running
from tests.embed.guest import OWN


@pytest.fixture
def site() -> Iterator[Site]:
    """A website that is not ours."""
    with running() as found:
        yield found


@pytest.fixture
def calendar(transactional_db: None, site: Site) -> Calendar:
    """Harbor's tours, which the site may frame: a walk with extras, a sail on request."""
    org = harbor.organization(locale="en-US")
    calendar = harbor.calendar(org, name="Harbor tours", allowed_sites=[site.origin])
    walk = harbor.tour(
        org, calendar=calendar, times=(540,), max_party=8, summary="Along the coast."
    )
    Rate.objects.create(
        organization=org, offering=walk, label="Child", price_minor=2500, position=1
    )
    lunch = AddOn.objects.create(
        organization=org, name="Picnic", description="For one.", price_minor=1800, per="PERSON"
    )
    walk.add_ons.add(lunch)
    harbor.tour(
        org,
        calendar=calendar,
        name="Sunset sail",
        times=(1110,),
        capacity=6,
        requires_approval=True,
    )
    return calendar


@pytest.fixture
def walk(calendar: Calendar) -> Offering:
    """The walk."""
    return Offering.objects.of(calendar.organization).get(name="Lighthouse walk")


@pytest.fixture
def address(live_server: LiveServer, calendar: Calendar) -> str:
    """The calendar on a page of its own, at a day a week from now."""
    day = (timezone.now() + timedelta(days=7)).date()
    return f"{live_server.url}/embed/harbor/tours/?view=month&day={day}"


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A visitor in the venue's zone who does not like motion."""
    return browser_context_args | {
        "timezone_id": "America/New_York",
        "locale": "en-US",
        "reduced_motion": "reduce",
    }


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page on which nothing may go wrong unnoticed."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None,
    )
    page.set_default_timeout(15_000)
    yield page
    assert faults == []
    paths = [str(one.get("path")) for one in page.context.cookies()]
    assert all(OWN.fullmatch(path) for path in paths)


def findings(page: Page) -> list[str]:
    """What axe finds, one line each."""
    return [
        f"{one['id']}: {node['html'][:120]}"
        for one in Axe().run(page).response["violations"]
        for node in one["nodes"]
    ]
