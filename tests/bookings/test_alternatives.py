"""What a party is offered instead of a start that is taken: the nearest, earlier and later."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings import actions
from scheduling import availability
from scheduling.errors import SoldOut
from scheduling.models import Offering, ScheduleRule
from tests.harbor import FOURTH, GUEST, NINE, NOW, organization, tour, wanting

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = 24 * HOUR


def daily(**fields: Any) -> Offering:
    """Every day at nine, for two."""
    return tour(organization(), **{"capacity": 2, "times": (540,), **fields})


def taken(walk: Offering, starts_at: datetime, now: datetime = NOW) -> None:
    actions.book(request=wanting(walk, name="Early", starts_at=starts_at), by=GUEST, now=now)


def instead_of(walk: Offering, starts_at: datetime, now: datetime = NOW) -> list[datetime]:
    """What who comes too late is offered."""
    with pytest.raises(SoldOut) as refusal:
        actions.book(request=wanting(walk, name="Late", starts_at=starts_at), by=GUEST, now=now)
    return [slot.starts_at for slot in refusal.value.facts["alternatives"]]


def test_of_two_starts_as_near_the_later_one_comes_first() -> None:
    walk = daily()
    taken(walk, NINE)

    assert instead_of(walk, NINE) == [NINE - DAY, NINE + DAY, NINE + 2 * DAY]


def test_what_is_nearer_before_goes_before_what_is_farther_after() -> None:
    walk = daily()
    for day in (0, 1, 2):
        taken(walk, NINE + day * DAY)

    assert instead_of(walk, NINE) == [NINE - 2 * DAY, NINE - DAY, NINE + 3 * DAY]


@pytest.mark.parametrize("now", [NINE - 2 * DAY - HOUR, NINE - 2 * DAY + HOUR])
def test_nothing_is_offered_that_has_begun_or_is_too_near_to_be_booked(now: datetime) -> None:
    walk = daily(lead_time_minutes=120)
    taken(walk, NINE)

    assert instead_of(walk, NINE, now) == [NINE - DAY, NINE + DAY, NINE + 2 * DAY]


def test_nothing_is_offered_that_cannot_be_booked_yet() -> None:
    walk = daily(horizon_days=4)
    taken(walk, NINE)

    assert instead_of(walk, NINE) == [NINE - 3 * DAY, NINE - 2 * DAY, NINE - DAY]


def test_what_is_weeks_away_is_found_later_and_not_long_before() -> None:
    walk = daily()
    walk.rules.update(
        kind="DATES",
        dates=[
            [f"{FOURTH + timedelta(days=day):%Y-%m-%d}T09:00", 120] for day in (50, 80, 100, 300)
        ],
    )
    taken(walk, NINE + 100 * DAY)

    assert instead_of(walk, NINE + 100 * DAY) == [NINE + 80 * DAY, NINE + 300 * DAY]


@pytest.mark.parametrize("day", [0, 200])
def test_looking_both_ways_costs_what_looking_ahead_costs(day: int) -> None:
    walk, to = daily(), NINE + day * DAY
    asked: dict[str, Any] = {"party": 2, "now": NOW}

    with CaptureQueriesContext(connection) as ahead:
        availability.next_slots(offerings=[walk], after=to, **asked)
    with CaptureQueriesContext(connection) as around:
        availability.nearest_slots(offering=walk, to=to, **asked)

    assert len(around) == len(ahead)


def test_the_start_that_one_moves_from_is_not_counted_either() -> None:
    walk = daily()
    first = NINE.date()
    ScheduleRule.objects.update(starts_on=first, ends_on=first + 2 * DAY)
    late = first + 150 * DAY
    ScheduleRule.objects.create(
        organization=walk.organization,
        offering=walk,
        start_times=[540],
        starts_on=late,
        ends_on=late,
    )

    found = availability.nearest_slots(
        offering=walk, to=NINE + DAY, party=1, now=NOW, but=NINE + DAY
    )

    assert [slot.starts_at.date() for slot in found] == [first, first + 2 * DAY, late]
