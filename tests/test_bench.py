"""The bench can seed, ask and tell. How fast anything is, no test says."""

from datetime import datetime
from itertools import repeat

import pytest
from django.utils import timezone
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from bench import cases, engine, seeding, table
from bench.cases import Call
from bench.client import Failed, Server
from bench.run import Bench, verify
from scheduling.models import Claim, Occurrence

TINY = seeding.Scale(bookings=3, tours=2, tours_to_spread=1, days_to_spread=2)


@pytest.fixture
def bench(settings: Settings, live_server: LiveServer) -> Bench:
    settings.ROOT_URLCONF = "bench.urls"
    settings.NUM_PROXIES = 1
    thread = live_server.thread
    return Bench(Server(thread.host, thread.port), None, seconds=0.01, warm_up=1)


@pytest.mark.django_db
def test_what_is_seeded_is_booked_and_not_oversold(now: datetime) -> None:
    seeded = seeding.seed(TINY, now)

    assert Claim.objects.of(seeded.organization).seats() == 2 * 2 * TINY.bookings
    assert len(seeded.spread) == 8
    assert seeding.oversold(seeded.organization) == 0


@pytest.mark.django_db
def test_an_oversold_departure_fails_the_run(now: datetime) -> None:
    seeded = seeding.seed(TINY, now)
    Occurrence.objects.of(seeded.organization).filter(seats=20).update(seats=1)

    with pytest.raises(Failed):
        verify(seeded)


def test_a_tiny_run_has_a_line_for_each_path(bench: Bench) -> None:
    seeded = seeding.seed(TINY, timezone.now())

    rows = list(bench.rows(seeded, None))

    assert [row.label for row in rows] == [
        case.label for case in (cases.bare(seeded), *cases.cases(seeded))
    ]
    assert len(table.text(rows).splitlines()) == len(rows) + 1
    assert rows[0].queries == 1
    verify(seeded)


def test_an_answer_that_is_not_the_one_expected_fails_the_run(bench: Bench) -> None:
    seeded = seeding.seed(TINY, timezone.now())
    missing = cases.Case("none", "", lambda: repeat(Call("/api/tours/none")), b"")

    with pytest.raises(Failed):
        bench.warm(missing)
    verify(seeded)


def test_the_engine_alone_answers_a_month() -> None:
    assert engine.tour()() == 60
    assert engine.service()() == 30 * 34
