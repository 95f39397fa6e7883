"""The engine against the oracle, and against itself, in random worlds."""

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduling.engine import slots
from scheduling.engine.types import Start, Verdict
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
@settings(max_examples=250, deadline=None)
def test_the_starts_are_those_of_the_calendar_on_paper(world: World) -> None:
    expected = oracle_time.starts(world.plan, world.window)

    found = Engine(world).explained()

    assert [(one.start, one.end) for one in found] == [(one.start, one.end) for one in expected]


@given(world=worlds())
@settings(max_examples=150, deadline=None)
def test_a_start_is_found_again_by_its_instant(world: World) -> None:
    shortest = {one.start: one for one in reversed(oracle_time.starts(world.plan, world.window))}

    found = {at: slots.find(world.plan, at) for at in shortest}

    assert {at: one and (one.end, one.skipped) for at, one in found.items()} == {
        at: (one.end, one.skipped) for at, one in shortest.items()
    }


@given(world=worlds())
@settings(max_examples=150, deadline=None)
def test_a_listed_only_plan_has_no_verdicts(world: World) -> None:
    listed = Engine(replace(world, plan=replace(world.plan, capacity=None)))

    assert listed.explained() == listed.bookable() == []


@given(world=worlds())
@settings(max_examples=100, deadline=None)
def test_every_random_world_is_legal_to_begin_with(world: World) -> None:
    assert excesses(world) == []


@given(world=worlds())
@settings(max_examples=1000, deadline=None)
def test_every_verdict_is_what_brute_force_says(world: World) -> None:
    engine = Engine(world)

    found = {one: disputes(world, one, engine.judged(one)) for one in starts_of(world)}

    assert found == {one: [] for one in found}


@given(world=worlds())
@settings(max_examples=250, deadline=None)
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
@settings(max_examples=250, deadline=None)
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
@settings(max_examples=250, deadline=None)
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
@settings(max_examples=250, deadline=None)
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
