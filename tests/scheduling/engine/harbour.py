"""A small harbour for tests: boats, guides, kayaks, and short ways to ask the engine about them.

All is in UTC on Monday 1 June 2026; times are written `09:00`.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from scheduling.engine import slots
from scheduling.engine.types import (
    Code,
    Need,
    Plan,
    Resource,
    Rule,
    RuleKind,
    Run,
    Span,
    Supply,
    Use,
    Verdict,
    Window,
)

MIDNIGHT = datetime(2026, 6, 1, tzinfo=UTC)
NOW = MIDNIGHT - timedelta(days=2)
DAY = Span(MIDNIGHT, MIDNIGHT + timedelta(days=1))
MINUTE = timedelta(minutes=1)

TOUR, OTHER_TOUR = 1, 2
BIG_BOAT, SMALL_BOAT, ANNA, BEN, KAYAKS = 11, 12, 21, 22, 31

HARBOUR = {
    BIG_BOAT: Resource(BIG_BOAT, seats=12),
    SMALL_BOAT: Resource(SMALL_BOAT, seats=6),
    ANNA: Resource(ANNA),
    BEN: Resource(BEN),
    KAYAKS: Resource(KAYAKS, units=20),
}


def at(clock: str) -> datetime:
    hours, minutes = clock.split(":")
    return MIDNIGHT + timedelta(hours=int(hours), minutes=int(minutes))


def span(start: str, end: str) -> Span:
    return Span(at(start), at(end))


def hours(opening: str, closing: str) -> tuple[Window, ...]:
    opens, closes = ((at(clock) - MIDNIGHT) // MINUTE for clock in (opening, closing))
    return tuple(Window(day, opens, closes) for day in range(7))


def a_tour(*needs: Need, times: tuple[str, ...] = ("10:00",), **fields: object) -> Plan:
    """An hour long, ten seats, one at a time, daily."""
    minutes = tuple((at(clock) - MIDNIGHT) // MINUTE for clock in times)
    rule = Rule(1, RuleKind.STARTS, times=minutes)
    return replace(Plan(TOUR, 1, "UTC", 60, 10, (rule,), needs), **fields)  # type: ignore[arg-type]


def a_need(*pool: int, quantity: int = 1) -> Need:
    return Need(sum(pool), pool, quantity)


def each_needs(*pool: int, quantity: int = 1) -> Need:
    return Need(sum(pool), pool, quantity, per_person=True)


def a_run(run_id: int = 1, clock: str = "10:00", **fields: object) -> Run:
    """A stored run of the tour for ten with four on it."""
    start = at(clock)
    run = Run(run_id, TOUR, 1, Span(start, start + 60 * MINUTE), seats=10, taken=4)
    return replace(run, **fields)  # type: ignore[arg-type]


def a_use(resource_id: int, start: str, end: str, units: int = 1, after: int = 0) -> Use:
    """A run of the other tour, with so many minutes of buffer and turnaround after it."""
    run = span(start, end)
    kept = Span(run.start, run.end + after * MINUTE)
    return Use(resource_id, 99, kept, run, units, holder="bk_other")


def with_resource(resource_id: int, **fields: object) -> dict[int, Resource]:
    """The harbour with one of its resources changed."""
    changed = replace(HARBOUR[resource_id], **fields)  # type: ignore[arg-type]
    return {**HARBOUR, resource_id: changed}


def supply(
    *uses: Use, runs: tuple[Run, ...] = (), resources: dict[int, Resource] = HARBOUR
) -> Supply:
    return Supply(resources, uses, runs)


def judged(
    plan: Plan, there_is: Supply, party: int = 1, clock: str = "10:00", now: datetime = NOW
) -> Verdict:
    """The verdict for the start that the plan has at this time."""
    start = slots.find(plan, at(clock))
    assert start, f"no start at {clock}"
    return slots.judge(plan, slots.prepare(there_is, DAY), start, party, now)


def free_clocks(plan: Plan, there_is: Supply, party: int = 1) -> list[str]:
    """The times of the day at which the party can start."""
    found = slots.slots(plan, slots.prepare(there_is, DAY), DAY, party, NOW)
    return [f"{verdict.start:%H:%M}" for verdict in found]


def codes(verdict: Verdict) -> list[Code]:
    return [reason.code for reason in verdict.reasons]


def given(verdict: Verdict) -> dict[int, int]:
    """The units granted of each resource."""
    return {grant.resource_id: grant.units for grant in verdict.grants}
