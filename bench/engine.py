"""The engine by itself: a month's slots from plans and supplies made up here, in plain loops."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

from bench.client import Load
from scheduling.engine import slots
from scheduling.engine.types import Need, Plan, Resource, Rule, RuleKind, Run, Span, Supply, Use
from scheduling.engine.types import Window as Hours

ZONE = "Europe/Berlin"
NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
FIRST = datetime(2026, 5, 31, 22, tzinfo=UTC)
DAYS = 30
MONTH = Span(FIRST, FIRST + timedelta(days=DAYS))
STAFF = 10
DAILY = tuple(Hours(weekday, 540, 1080) for weekday in range(7))

Question = Callable[[], int]
"""Answers a month and says how many slots it has."""


def tour() -> Question:
    """Two departures a day, each with one of two vans and one of two guides, all with guests."""
    rule = Rule(id=1, kind=RuleKind.STARTS, times=(540, 780))
    needs = (Need(1, (1, 2)), Need(2, (3, 4)))
    plan = Plan(1, 1, ZONE, 120, 20, (rule,), needs)
    resources = {pk: Resource(id=pk, seats=20 if pk < 3 else None, zone=ZONE) for pk in range(1, 5)}
    starts = [FIRST + timedelta(days=day, hours=hour) for day in range(DAYS) for hour in (9, 13)]
    spans = [Span(start, start + timedelta(hours=2)) for start in starts]
    runs = tuple(Run(pk, 1, 1, span, 20, 16) for pk, span in enumerate(spans))
    uses = tuple(
        Use(resource, pk, span, span, 1) for pk, span in enumerate(spans) for resource in (1, 3)
    )
    return _month(plan, Supply(resources, uses, runs))


def service() -> Question:
    """Ten people from nine to six every day, a start every 15 minutes, 500 appointments made."""
    rule = Rule(id=1, kind=RuleKind.WINDOWS, windows=DAILY, step=15)
    people = tuple(range(1, STAFF + 1))
    plan = Plan(1, 1, ZONE, 45, 1, (rule,), (Need(1, people),), parallel=None)
    resources = {pk: Resource(id=pk, zone=ZONE, windows=DAILY) for pk in people}
    uses = tuple(_appointment(number, Random(number)) for number in range(500))
    return _month(plan, Supply(resources, uses))


def _appointment(number: int, chance: Random) -> Use:
    start = FIRST + timedelta(days=chance.randrange(DAYS), minutes=540 + 15 * chance.randrange(32))
    span = Span(start, start + timedelta(minutes=45))
    return Use(1 + number % STAFF, number, span, span, 1)


def _month(plan: Plan, supply: Supply) -> Question:
    return lambda: len(slots.slots(plan, slots.prepare(supply, MONTH), MONTH, 1, NOW))


def load(question: Question, seconds: float) -> Load:
    """The question over and over for so many seconds."""
    question()
    latencies = []
    started = begun = time.perf_counter()
    while begun < started + seconds:
        question()
        ended = time.perf_counter()
        latencies.append((ended - begun) * 1000)
        begun = ended
    return Load(begun - started, tuple(sorted(latencies)))
