"""Limits of attempts."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.test import RequestFactory

from orgs import throttle
from orgs.dialects import callers
from orgs.errors import TooMany
from tests.client import Api, problem
from tests.factories import MemberFactory
from tests.races import race, winners


def test_attempts_of_others_do_not_count(now: datetime, settings: Any) -> None:
    settings.RATES = {"login_account": "2/min"}

    for who in ("stella", "stella", "adam", "adam"):
        throttle.count("login_account", who, now)

    with pytest.raises(TooMany) as refused:
        throttle.count("login_account", "stella", now + timedelta(seconds=20))
    assert refused.value.facts == {"retry_after": 40}


def test_a_large_rate_is_spread_over_a_shorter_time() -> None:
    assert throttle.parsed("120/min") == (120, 60)
    assert throttle.parsed("1000/min") == (200, 12)
    assert throttle.parsed("5/s") == (5, 1)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "1.1.1.1", "9.9.9.9"),
        (1, "", "9.9.9.9"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 2.2.2.2", "1.1.1.1"),
        (3, "1.1.1.1, 2.2.2.2", "1.1.1.1"),
    ],
)
def test_an_address_is_what_our_own_proxy_saw(
    settings: Any, proxies: int, forwarded: str, expected: str
) -> None:
    settings.NUM_PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="9.9.9.9")

    assert callers.address(request) == expected


@pytest.mark.django_db
@pytest.mark.urls("tests.api.echo")
def test_public_writes_are_limited_by_address(settings: Any) -> None:
    settings.RATES = {**settings.RATES, "public_write": "3/min"}

    statuses = [Api().post("/api/echo", {}).status_code for _ in range(4)]

    assert statuses == [201, 201, 201, 429]
    assert Api(REMOTE_ADDR="10.0.0.1").post("/api/echo", {}).status_code == 201
    assert Api().get("/api/echo").status_code == 200


@pytest.mark.django_db
@pytest.mark.urls("tests.api.echo")
def test_public_reads_are_limited_by_address_without_a_query(
    settings: Any, django_assert_num_queries: Any
) -> None:
    settings.RATES = {**settings.RATES, "public_read": "3/min"}

    with time_machine.travel("2026-07-01T12:00:40Z", tick=False):
        with django_assert_num_queries(0):
            statuses = [Api().get("/api/echo").status_code for _ in range(3)]
        refused = Api().get("/api/echo")
        of_another = Api(REMOTE_ADDR="10.0.0.1").get("/api/echo").status_code
    with time_machine.travel("2026-07-01T12:01:00Z", tick=False):
        later = Api().get("/api/echo").status_code

    assert statuses == [200, 200, 200]
    assert (refused.status_code, refused["Retry-After"]) == (429, "20")
    assert refused.json() == problem("rate_limited", 429, "Too many requests", retryAfter=20)
    assert (of_another, later) == (200, 200)


@pytest.mark.django_db
def test_members_reading_their_own_house_are_not_counted(settings: Any) -> None:
    settings.RATES = {**settings.RATES, "public_read": "1/min"}
    member = MemberFactory()
    path = f"/api/orgs/{member.organization.public_id}"

    assert [Api(member.user).get(path).status_code for _ in range(3)] == [200, 200, 200]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_twenty_racers_for_five_attempts_get_exactly_five(now: datetime, settings: Any) -> None:
    settings.RATES = {"login_account": "5/min"}
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "test_throttle_cache",
            "OPTIONS": {"MAX_ENTRIES": 1_000},
        }
    }
    call_command("createcachetable", verbosity=0)
    cache.clear()

    answers = race([lambda: throttle.count("login_account", "stella", now)] * 20)

    assert len(winners(answers)) == 5
