"""Harbor's calendar, at the moment at which tests happen."""

from collections.abc import Iterator

import pytest
import time_machine

from scheduling.models import Offering
from tests import harbor
from tests.embed.guest import Guest


@pytest.fixture
def _present() -> Iterator[None]:
    with time_machine.travel(harbor.NOW, tick=False):
        yield


@pytest.fixture
def walk(db: None) -> Offering:
    """Harbor's lighthouse walk: every day at nine and one, ten seats, $45."""
    org = harbor.organization(locale="en-US")
    calendar = harbor.calendar(org, name="Harbor tours", allowed_sites=["https://harbor.example"])
    return harbor.tour(org, calendar=calendar, max_party=8)


@pytest.fixture
def guest(_present: None) -> Guest:
    """Somebody with a browser without scripts."""
    return Guest()
