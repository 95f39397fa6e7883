"""The engine against the oracle, in random worlds; and the oracle against a calendar on paper."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduling.engine import slots
from scheduling.engine.types import (
    FixedDate,
    Need,
    Plan,
    Resource,
    Rule,
    RuleKind,
    Span,
    Start,
    Supply,
    Use,
    Verdict,
    Window,
)
from tests.scheduling.engine import oracle, oracle_time
from tests.scheduling.engine.disputes import disputes
from tests.scheduling.engine.worlds import (
    VARIANT,
    World,
    booked,
    excesses,
    lone,
    unlimited,
    with_spare,
    without,
    worlds,
)


def utc(text: str) -> datetime:
    """An instant written as `2026-03-08 06:30`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def a_plan(*rules: Rule, zone: str = "UTC", duration: int = 60, **fields: object) -> Plan:
    """A plan for ten, without any limits that are not asked for."""
    return Plan(1, 10, zone, duration, fields.pop("capacity", 10), rules, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("zone", "wall", "expected"),
    [
        ("America/New_York", "2026-03-08 01:45", "2026-03-08 06:45"),
        ("America/New_York", "2026-03-08 02:30", "2026-03-08 07:30"),
        ("America/New_York", "2026-03-08 03:00", "2026-03-08 07:00"),
        ("America/New_York", "2026-11-01 01:30", "2026-11-01 05:30"),
        ("America/New_York", "2026-11-01 02:00", "2026-11-01 07:00"),
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:45"),
        ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45"),
        ("Asia/Kolkata", "2026-06-01 09:00", "2026-06-01 03:30"),
        ("Pacific/Auckland", "2026-09-27 02:30", "2026-09-26 14:30"),
    ],
)
def test_the_oracle_reads_the_clock_as_people_do(zone: str, wall: str, expected: str) -> None:
    assert oracle_time.instant(datetime.fromisoformat(wall), zone) == utc(expected)


def test_the_oracle_finds_the_second_of_two_equal_times() -> None:
    wall = datetime.fromisoformat("2026-11-01 01:30")

    assert oracle_time.instant(wall, "America/New_York", second=True) == utc("2026-11-01 06:30")


@pytest.mark.parametrize(
    ("rrule", "expected"),
    [
        ("FREQ=DAILY;INTERVAL=3", [1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31]),
        ("FREQ=DAILY;COUNT=2", [1, 2]),
        ("FREQ=WEEKLY;BYDAY=MO,SU;INTERVAL=2", [1, 9, 15, 23, 29]),
        ("FREQ=WEEKLY;UNTIL=20260315", [1, 8, 15]),
        ("FREQ=MONTHLY;BYMONTHDAY=5,-1", [5, 31]),
        ("FREQ=MONTHLY;BYDAY=2TU,-1FR", [10, 27]),
        ("FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", [13]),
    ],
)
def test_the_oracle_names_the_days_of_march(rrule: str, expected: list[int]) -> None:
    rule = Rule(1, RuleKind.STARTS, rrule=rrule, times=(600,), starts_on=date(2026, 3, 1))

    days = oracle_time.recurring_days(rule, date(2026, 3, 31))

    assert sorted(day.day for day in days) == expected


def test_the_oracle_steps_through_a_window_past_midnight() -> None:
    rule = Rule(1, RuleKind.WINDOWS, windows=(Window(6, 1380, 1530),), step=45)
    window = Span(utc("2026-06-07 00:00"), utc("2026-06-09 00:00"))

    found = oracle_time.starts(a_plan(rule), window)

    assert [one.start for one in found] == [
        utc("2026-06-07 23:00"),
        utc("2026-06-07 23:45"),
        utc("2026-06-08 00:30"),
    ]


def test_the_oracle_keeps_both_of_two_equal_times_on_fixed_dates() -> None:
    wall = datetime.fromisoformat("2026-11-01 01:30")
    rule = Rule(1, RuleKind.DATES, dates=(FixedDate(wall, 30), FixedDate(wall.replace(fold=1), 30)))
    window = Span(utc("2026-11-01 00:00"), utc("2026-11-02 00:00"))

    found = oracle_time.starts(a_plan(rule, zone="America/New_York"), window)

    assert [one.start for one in found] == [utc("2026-11-01 05:30"), utc("2026-11-01 06:30")]


def test_the_oracle_joins_hours_from_sunday_to_monday() -> None:
    hours = (Window(6, 1200, 1440), Window(0, 0, 120))
    resource = Resource(7, windows=hours)
    span = Span(utc("2026-06-07 23:00"), utc("2026-06-08 01:00"))

    assert not oracle.is_closed(a_plan(), resource, span)
    assert oracle.is_closed(a_plan(buffer_after=75), resource, span)


def test_the_oracle_gives_the_last_guide_to_the_need_that_has_no_other() -> None:
    plan = a_plan(needs=(Need(1, (7, 8)), Need(2, (7,))))
    supply = Supply({7: Resource(7, seats=4), 8: Resource(8, seats=3)})
    start = Start(utc("2026-06-07 12:00"), utc("2026-06-07 13:00"), 1)

    said = oracle.opinion(plan, supply, start, utc("2026-06-01 00:00"))

    assert said.room == 3


def test_the_oracle_tells_a_turnaround_from_a_buffer_and_a_busy_van() -> None:
    van = Resource(7, turnaround=30)
    run = Span(utc("2026-06-07 12:00"), utc("2026-06-07 13:00"))
    use = Use(7, 1, 2, Span(run.start, utc("2026-06-07 14:00")), run, 1)
    plan = a_plan(buffer_before=15)

    codes = [
        oracle.clash(plan, van, Span(begin, begin + timedelta(hours=1)), use)
        for begin in (utc(f"2026-06-07 {clock}") for clock in ("12:45", "13:30", "14:00", "14:15"))
    ]

    assert codes == ["resource_busy", "buffer", "turnaround", None]


class Engine:
    """The one place where these tests touch the engine."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.index = slots.prepare(world.supply, world.window)

    def explained(self) -> list[Verdict]:
        """A verdict for each start in the window, skipped ones too."""
        world = self.world
        return slots.verdicts(world.plan, self.index, world.window, world.party, world.now)

    def bookable(self) -> list[Verdict]:
        """The verdicts of the starts that the party can have."""
        world = self.world
        return slots.slots(world.plan, self.index, world.window, world.party, world.now)

    def judged(self, start: Start) -> Verdict:
        """The verdict for one start."""
        world = self.world
        return slots.judge(world.plan, self.index, start, world.party, world.now)


def lefts(world: World) -> dict[Start, int]:
    """What is left at each start that is not skipped."""
    engine = Engine(world)
    return {one: engine.judged(one).left for one in starts_of(world) if not one.skipped}


def starts_of(world: World) -> list[Start]:
    """A dozen starts at most, spread over the window."""
    found = lone(oracle_time.starts(world.plan, world.window))
    return found[:: len(found) // 12 + 1]


@given(world=worlds())
@settings(max_examples=300, deadline=None)
def test_the_starts_are_those_of_the_calendar_on_paper(world: World) -> None:
    expected = oracle_time.starts(world.plan, world.window)

    found = Engine(world).explained()

    assert [(one.start, one.end) for one in found] == [(one.start, one.end) for one in expected]


@given(world=worlds())
@settings(max_examples=1000, deadline=None)
def test_every_verdict_is_what_brute_force_says(world: World) -> None:
    engine = Engine(world)

    found = {one: disputes(world, one, engine.judged(one)) for one in starts_of(world)}

    assert found == {one: [] for one in found}


@given(world=worlds())
@settings(max_examples=300, deadline=None)
def test_what_is_offered_is_what_is_explained_as_fitting(world: World) -> None:
    engine = Engine(world)

    explained = engine.explained()

    assert engine.bookable() == [one for one in explained if one.fits]
    assert [engine.judged(one) for one in oracle_time.starts(world.plan, world.window)] == explained


@given(world=worlds(), party=st.integers(1, 8))
@settings(max_examples=200, deadline=None)
def test_what_is_left_does_not_depend_on_who_asks(world: World, party: int) -> None:
    assert lefts(replace(world, party=party)) == lefts(world)


@given(world=worlds(), data=st.data())
@settings(max_examples=300, deadline=None)
def test_giving_a_run_up_never_leaves_less_elsewhere(world: World, data: st.DataObject) -> None:
    assume(world.supply.runs and len(oracle.seated_needs(world.plan, world.supply)) < 2)
    gone = data.draw(st.sampled_from(world.supply.runs))

    after = lefts(replace(world, supply=without(world.supply, gone)))

    before = lefts(world)
    elsewhere = [
        one for one in before if one.start != gone.span.start or gone.variant_id != VARIANT
    ]
    assert [one for one in elsewhere if after[one] < before[one]] == []


@given(world=worlds(), data=st.data())
@settings(max_examples=300, deadline=None)
def test_one_more_resource_in_a_pool_never_leaves_less(world: World, data: st.DataObject) -> None:
    assume(world.plan.needs)
    need = data.draw(st.sampled_from(world.plan.needs))
    richer = with_spare(world, need, seats=data.draw(st.sampled_from((None, 1, 4))))
    assume(len(oracle.seated_needs(richer.plan, richer.supply)) < 2)

    before, after = lefts(world), lefts(richer)

    assert [one for one in before if after[one] < before[one]] == []


@given(world=worlds(), data=st.data())
@settings(max_examples=150, deadline=None)
def test_booking_until_nothing_fits_never_overfills(world: World, data: st.DataObject) -> None:
    for new_id in range(1000, 1020):
        world = replace(world, party=data.draw(st.integers(1, 4)))
        offered = Engine(world).bookable()
        if not offered:
            break
        world = booked(world, data.draw(st.sampled_from(offered)), new_id)

        assert excesses(world) == []


@given(world=worlds(), parties=st.tuples(st.integers(1, 3), st.integers(1, 3)))
@settings(max_examples=300, deadline=None)
def test_each_party_on_a_run_leaves_so_many_seats_less(
    world: World, parties: tuple[int, int]
) -> None:
    world = replace(unlimited(world), party=parties[0])
    offered = Engine(world).bookable()
    assume(offered)
    left = offered[0].seats

    for party in parties:
        start = Start(offered[0].start, offered[0].end, 1)
        verdict = Engine(replace(world, party=party)).judged(start)
        if not verdict.fits:
            break
        world = booked(replace(world, party=party), verdict, 1000)
        left -= party

        assert Engine(world).judged(start).left == left
