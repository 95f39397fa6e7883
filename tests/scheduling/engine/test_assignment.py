"""Choosing resources: nobody starves, most seats, small boats first, also against every choice."""

import random
from itertools import product

import pytest

from scheduling.engine.assignment import (
    Demand,
    Staffing,
    equip,
    feasible,
    most_people,
    short,
    staff,
)
from scheduling.engine.types import Grant, Need

ANNA, BEN, CARLA = 1, 2, 3
GUIDE, DRIVER, COOK = 51, 52, 53


def a_need(*pool: int, need_id: int = GUIDE, quantity: int = 1) -> Need:
    return Need(need_id, pool, quantity)


def each_needs(*pool: int, need_id: int = COOK, quantity: int = 1) -> Need:
    return Need(need_id, pool, quantity, per_person=True)


def chosen(staffing: Staffing | None) -> dict[int, int]:
    assert staffing
    return {grant.need_id: grant.resource_id for grant in staffing.grants}


def test_the_first_of_the_pool_is_chosen() -> None:
    needs = [a_need(BEN, ANNA)]

    assert chosen(staff(needs, {ANNA: 1, BEN: 1}, {}, 10)) == {GUIDE: BEN}


def test_a_choice_for_one_need_never_starves_another() -> None:
    guide, driver = a_need(ANNA, BEN), a_need(ANNA, need_id=DRIVER)

    staffing = staff([guide, driver], {ANNA: 1, BEN: 1}, {}, 10)

    assert chosen(staffing) == {GUIDE: BEN, DRIVER: ANNA}


def test_three_needs_are_rearranged_in_a_chain() -> None:
    needs = [
        a_need(ANNA, BEN),
        a_need(BEN, CARLA, need_id=DRIVER),
        a_need(ANNA, need_id=COOK),
    ]

    staffing = staff(needs, {ANNA: 1, BEN: 1, CARLA: 1}, {}, 10)

    assert chosen(staffing) == {GUIDE: BEN, DRIVER: CARLA, COOK: ANNA}


def test_no_unit_serves_two_needs() -> None:
    guide, driver = a_need(ANNA), a_need(ANNA, need_id=DRIVER)

    assert staff([guide, driver], {ANNA: 1}, {}, 10) is None


def test_several_units_may_come_from_several_resources() -> None:
    staffing = staff([a_need(ANNA, BEN, quantity=3)], {ANNA: 2, BEN: 2}, {}, 10)

    assert staffing == Staffing(10, (Grant(GUIDE, ANNA, 2), Grant(GUIDE, BEN, 1)))


def test_without_needs_a_run_has_its_capacity() -> None:
    assert staff([], {}, {}, 10) == Staffing(10, ())


def test_the_seats_of_several_boats_add_up() -> None:
    boats = {ANNA: 6, BEN: 4, CARLA: 3}

    staffing = staff([a_need(ANNA, BEN, CARLA, quantity=2)], dict.fromkeys(boats, 1), boats, 20)

    assert staffing == Staffing(10, (Grant(GUIDE, ANNA, 1), Grant(GUIDE, BEN, 1)))


def test_the_last_boat_is_no_larger_than_what_is_still_lacking() -> None:
    fleet = {ANNA: 3, BEN: 3}

    staffing = staff([a_need(ANNA, BEN, quantity=3)], fleet, {ANNA: 6, BEN: 4}, 16)

    assert staffing == Staffing(16, (Grant(GUIDE, ANNA, 2), Grant(GUIDE, BEN, 1)))


def test_a_hundred_thousand_chairs_are_granted_at_once() -> None:
    staffing = staff([a_need(ANNA, BEN, quantity=100_000)], {ANNA: 60_000, BEN: 60_000}, {}, 10)

    assert staffing == Staffing(10, (Grant(GUIDE, ANNA, 60_000), Grant(GUIDE, BEN, 40_000)))


def test_a_boat_without_a_limit_seats_all_but_a_large_enough_one_goes_first() -> None:
    needs = [a_need(ANNA, BEN)]

    assert chosen(staff(needs, {ANNA: 1, BEN: 1}, {BEN: 10}, 10)) == {GUIDE: BEN}
    assert chosen(staff(needs, {ANNA: 1, BEN: 1}, {BEN: 9}, 10)) == {GUIDE: ANNA}


def test_a_need_with_seats_chooses_before_one_without() -> None:
    needs = [a_need(ANNA, BEN), a_need(ANNA, CARLA, need_id=DRIVER)]

    staffing = staff(needs, {ANNA: 1, BEN: 1, CARLA: 1}, {CARLA: 2}, 10)

    assert staffing
    assert (staffing.seats, chosen(staffing)) == (10, {GUIDE: BEN, DRIVER: ANNA})


def test_two_needs_with_seats_share_the_boats_to_the_good_of_both() -> None:
    needs = [a_need(ANNA, BEN), a_need(ANNA, CARLA, need_id=DRIVER)]

    staffing = staff(needs, {ANNA: 1, BEN: 1, CARLA: 1}, {ANNA: 9, BEN: 8, CARLA: 2}, 10)

    assert staffing
    assert (staffing.seats, chosen(staffing)) == (8, {GUIDE: BEN, DRIVER: ANNA})


def test_people_and_the_run_share_what_both_need() -> None:
    needs = [a_need(ANNA), each_needs(ANNA, quantity=2)]

    staffing = staff(needs, {ANNA: 8}, {}, 10)

    assert staffing == Staffing(3, (Grant(GUIDE, ANNA, 1),))


def test_a_run_that_cannot_serve_one_person_is_none() -> None:
    assert staff([each_needs(ANNA, quantity=2)], {ANNA: 1}, {}, 10) is None


def test_the_most_people_are_found() -> None:
    needs = [each_needs(ANNA, BEN, quantity=2), each_needs(BEN, need_id=DRIVER)]

    assert most_people(needs, {ANNA: 7, BEN: 5}, 10) == 4
    assert most_people(needs, {ANNA: 7, BEN: 5}, 3) == 3
    assert most_people(needs, {ANNA: 7}, 3) == 0


def test_people_are_equipped_in_the_order_of_the_pool() -> None:
    grants = equip([each_needs(ANNA, BEN)], {ANNA: 2, BEN: 9}, 3)

    assert grants == (Grant(COOK, ANNA, 2), Grant(COOK, BEN, 1))


def test_people_are_equipped_so_that_no_need_starves() -> None:
    needs = [each_needs(ANNA, BEN), each_needs(ANNA, need_id=DRIVER)]

    grants = equip(needs, {ANNA: 3, BEN: 9}, 2)

    assert grants == (Grant(COOK, ANNA, 1), Grant(COOK, BEN, 1), Grant(DRIVER, ANNA, 2))


def test_the_demands_that_lack_units_are_named_and_no_others() -> None:
    guide = Demand(GUIDE, (ANNA, BEN), 1)
    driver = Demand(DRIVER, (ANNA, BEN), 1)
    cook = Demand(COOK, (CARLA,), 1)

    assert short([guide, driver, cook], {BEN: 1, CARLA: 1}) == [guide, driver]
    assert short([guide, driver, cook], {ANNA: 1, BEN: 1}) == [cook]
    assert short([guide, driver, cook], {ANNA: 1, BEN: 1, CARLA: 1}) == []


class Puzzle:
    """Random needs over a few resources, and every way to meet them."""

    def __init__(self, seed: int) -> None:
        dice = random.Random(seed)
        self.resources = range(1, 1 + dice.randint(1, 4))
        self.free = {one: dice.randint(0, 2) for one in self.resources}
        self.seats = {one: dice.randint(1, 6) for one in self.resources if dice.random() < 0.6}
        self.needs = [self._need(dice, number) for number in range(dice.randint(1, 3))]
        self.capacity = dice.randint(1, 8)

    def _need(self, dice: random.Random, number: int) -> Need:
        pool = dice.sample(self.resources, dice.randint(1, len(self.resources)))
        quantity = dice.choice((1, 1, 2)) if number == 0 else 1
        kind = dice.random()
        return Need(number, tuple(pool), quantity, kind < 0.2, 0.2 <= kind < 0.3)

    def best(self) -> int | None:
        """The most people that any choice serves, found by trying all; None if not even one."""
        served = [n for n in range(1, self.capacity + 1) if self._serves(n)]
        return max(served, default=None)

    def _serves(self, people: int) -> bool:
        wanted = [need.quantity * (people if need.per_person else 1) for need in self.needs]
        ways = [self._ways(need, units) for need, units in zip(self.needs, wanted, strict=True)]
        return any(self._is_legal(choice, people) for choice in product(*ways))

    def _ways(self, need: Need, units: int) -> list[tuple[int, ...]]:
        most = [range(units + 1 if one in need.pool else 1) for one in self.resources]
        return [way for way in product(*most) if sum(way) == units]

    def _is_legal(self, choice: tuple[tuple[int, ...], ...], people: int) -> bool:
        within = all(
            sum(way[number] for way in choice) <= self.free[one]
            for number, one in enumerate(self.resources)
        )
        return within and all(
            self._seats(need, way) >= people for need, way in zip(self.needs, choice, strict=True)
        )

    def _seats(self, need: Need, way: tuple[int, ...]) -> int:
        if need.personal or not any(one in self.seats for one in need.pool):
            return 1000
        units = dict(zip(self.resources, way, strict=True))
        return sum(self.seats.get(one, 1000) * count for one, count in units.items())


def test_no_choice_serves_more_people_than_ours() -> None:
    for seed in range(1500):
        puzzle = Puzzle(seed)

        staffing = staff(puzzle.needs, puzzle.free, puzzle.seats, puzzle.capacity)

        assert (staffing.seats if staffing else None) == puzzle.best(), seed


def test_what_is_granted_is_free_and_leaves_enough_for_the_people() -> None:
    for seed in range(1500):
        puzzle = Puzzle(seed)
        staffing = staff(puzzle.needs, puzzle.free, puzzle.seats, puzzle.capacity)
        if not staffing:
            continue

        spare = dict(puzzle.free)
        for grant in staffing.grants:
            spare[grant.resource_id] -= grant.units
        for grant in equip(puzzle.needs, spare, staffing.seats):
            spare[grant.resource_id] -= grant.units

        assert min(spare.values()) >= 0, seed


@pytest.mark.parametrize("units", [1, 2])
def test_a_need_is_met_exactly_when_its_pool_has_the_units(units: int) -> None:
    demand = Demand(GUIDE, (ANNA, BEN), 2)

    assert feasible([demand], {ANNA: units}) == (units == 2)
