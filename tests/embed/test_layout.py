"""Months and weeks as they are laid out."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embed.presenters import agenda, month, week, wording
from embed.presenters.lines import Line, by_day
from embed.presenters.marks import Mark
from scheduling.availability import Status
from tests.embed.test_lines import NINE, line, slot

JULY = date(2026, 7, 1)
FOURTH = date(2026, 7, 4)
ZONE = "America/New_York"


def runs(*spans: tuple[int, int], status: Status = Status.AVAILABLE) -> list[Line]:
    """Lines that start so many minutes after nine and last so many."""
    return [
        line(
            slot(
                status,
                starts_at=NINE + timedelta(minutes=after),
                ends_at=NINE + timedelta(minutes=after + minutes),
            )
        )
        for after, minutes in spans
    ]


def grid(locale: str = "en_US", *found: Line) -> month.Month:
    """July 2026."""
    return month.month(
        JULY,
        by_day(found),
        today=JULY,
        chosen=FOURTH,
        purpose="TOUR",
        locale=locale,
        address=lambda day: f"?day={day}",
    )


@pytest.mark.parametrize(
    ("locale", "first", "blanks"), [("en_US", "Sun", 3), ("de_DE", "Mo", 2), ("en_GB", "Mon", 2)]
)
def test_a_month_begins_on_the_weekday_that_the_language_has(
    locale: str, first: str, blanks: int
) -> None:
    found = grid(locale)

    assert found.weekdays[0][0] == first
    assert found.weeks[0][:blanks] == [None] * blanks
    assert found.weeks[0][blanks].date == JULY  # type: ignore[union-attr]


@given(st.dates(date(1990, 1, 1), date(2080, 1, 1)), st.sampled_from(["en_US", "de_DE", "ar_EG"]))
def test_every_day_of_a_month_has_one_cell(day: date, locale: str) -> None:
    first = day.replace(day=1)

    found = month.month(
        first, {}, today=day, chosen=None, purpose="TOUR", locale=locale, address=str
    )

    cells = [cell.date for weeks in found.weeks for cell in weeks if cell]
    assert cells == [
        first + timedelta(days=step) for step in range((month.last_of(first) - first).days + 1)
    ]
    assert all(len(weeks) == 7 for weeks in found.weeks)


@pytest.mark.parametrize(
    ("statuses", "marks"),
    [
        ([Status.AVAILABLE] * 4, [Mark.OPEN] * 3),
        ([Status.SOLD_OUT, *[Status.AVAILABLE] * 4], [Mark.OPEN, Mark.FULL]),
        ([*[Status.AVAILABLE] * 4, Status.REQUEST], [Mark.OPEN, Mark.REQUEST]),
        (
            [Status.SOLD_OUT, Status.REQUEST, Status.LIMITED, Status.AVAILABLE],
            [Mark.OPEN, Mark.FEW, Mark.REQUEST],
        ),
    ],
)
def test_a_day_shows_three_marks_or_one_of_each_kind_where_kinds_differ(
    statuses: list[Status], marks: list[Mark]
) -> None:
    assert month.marks_of([line(slot(status)) for status in statuses]) == marks


def test_a_day_tells_a_screen_reader_what_it_holds() -> None:
    lines = [*runs((0, 60), (120, 60)), *runs((240, 60), status=Status.SOLD_OUT)]

    cell = next(day for day in grid("en_US", *lines).weeks[0] if day and day.date == FOURTH)

    assert cell.label == "Saturday, July 4, 3 departures, 1 sold out"
    assert (cell.chosen, cell.today, cell.open) == (True, False, True)


def test_a_day_without_runs_leads_nowhere() -> None:
    cell = grid().weeks[1][0]

    assert cell is not None
    assert (cell.href, cell.marks, cell.label) == ("", [], "Sunday, July 5")


def test_runs_stand_where_their_time_is() -> None:
    found = week.week(
        date(2026, 6, 28), by_day(runs((0, 90))), today=JULY, zone=ZONE, locale="en_US"
    )

    block = found.columns[6].blocks[0]
    assert (block.start, block.length, block.lane, block.lanes) == (0, 6, 0, 1)
    assert [hour.text for hour in found.hours] == ["9 AM", "10 AM"]
    assert found.title == "Jun 28 \u2013 Jul 4"


def test_runs_that_overlap_stand_side_by_side() -> None:
    blocks = week.placed(runs((0, 120), (60, 120), (240, 60)), ZONE, 36)

    assert [(each.lane, each.lanes) for each in blocks] == [(0, 2), (1, 2), (0, 1)]


def test_runs_that_touch_share_a_lane() -> None:
    blocks = week.placed(runs((0, 60), (60, 60)), ZONE, 36)

    assert [(each.lane, each.lanes) for each in blocks] == [(0, 1), (0, 1)]


def test_a_week_with_runs_side_by_side_needs_width() -> None:
    def wide(*spans: tuple[int, int]) -> bool:
        lines = by_day(runs(*spans))
        return week.week(date(2026, 6, 28), lines, today=JULY, zone=ZONE, locale="en_US").wide

    assert not wide((0, 60), (60, 60))
    assert wide((0, 60), (15, 60))


def test_a_week_with_too_much_at_once_becomes_stacks() -> None:
    def crowded(*spans: tuple[int, int]) -> bool:
        lines = by_day(runs(*spans))
        return week.week(date(2026, 6, 28), lines, today=JULY, zone=ZONE, locale="en_US").crowded

    assert not crowded((0, 60), (15, 60))
    assert crowded((0, 60), (15, 60), (30, 60))


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 400)), min_size=1, max_size=12))
def test_no_two_runs_lie_on_each_other(spans: list[tuple[int, int]]) -> None:
    blocks = week.placed(runs(*spans), ZONE, 36)

    taken = [
        (each.lane, quarter)
        for each in blocks
        for quarter in range(each.start, each.start + each.length)
    ]
    assert len(taken) == len(set(taken))
    assert all(each.lane < each.lanes for each in blocks)


def test_an_empty_week_says_so() -> None:
    assert week.week(JULY, {}, today=JULY, zone=ZONE, locale="en_US").empty


def test_a_list_shows_whole_days_up_to_its_length() -> None:
    lines = by_day(runs((0, 60), (60, 60), (24 * 60, 60), (48 * 60, 60)))

    assert [len(those) for those in agenda.first_days(lines, 3).values()] == [2, 1]
    assert [len(those) for those in agenda.first_days(lines, 1).values()] == [2]


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en_US", "Saturday, July 4"),
        ("en_GB", "Saturday, 4 July"),
        ("de_DE", "Samstag, 4. Juli"),
        ("es_ES", "s\u00e1bado, 4 de julio"),
    ],
)
def test_a_day_is_worded_without_its_year(locale: str, words: str) -> None:
    assert wording.long_day(FOURTH, locale) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(45, "45 min"), (120, "2 h"), (90, "1 h 30 min"), (1440, "1 day"), (4320, "3 days")],
)
def test_a_duration_is_worded_in_its_largest_units(minutes: int, words: str) -> None:
    assert wording.duration(minutes) == words
