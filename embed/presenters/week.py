"""The week as days with runs of real length: which quarter of an hour, how many, in which lane.

Places are small whole numbers, because the page's policy allows no inline style: the stylesheet
`week.css` knows a class for each of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from embed.presenters import wording
from embed.presenters.lines import Group, Line, clock_of, grouped
from orgs import formats

QUARTERS = 96  # of an hour in a day
LANES = 2
SHORT = 3  # quarters: below this a taller scale keeps blocks large enough to hit


@dataclass(frozen=True, slots=True)
class Block:
    """A line with its place in the day's column."""

    line: Line
    start: int
    length: int
    lane: int
    lanes: int


@dataclass(frozen=True, slots=True)
class Column:
    """One day of the week."""

    date: date
    title: str
    weekday: str
    today: bool
    past: bool
    blocks: Sequence[Block]
    groups: Sequence[Group]


@dataclass(frozen=True, slots=True)
class Hour:
    """A label down the side."""

    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Week:
    """Seven columns over one band of hours; when too much overlaps, each a plain stack instead."""

    first: date
    title: str
    columns: Sequence[Column]
    hours: Sequence[Hour]
    quarters: int
    tall: bool
    crowded: bool
    wide: bool

    @property
    def empty(self) -> bool:
        """Whether nothing at all runs."""
        return not any(column.blocks for column in self.columns)


def week(
    first: date,
    lines: Mapping[date, Sequence[Line]],
    *,
    today: date,
    zone: str,
    locale: str,
) -> Week:
    """The layout of one week over the given lines, all on the clock of `zone`."""
    days = [first + timedelta(days=step) for step in range(7)]
    everything = [one for day in days for one in lines.get(day, ())]
    opening, closing = band(everything, zone)
    columns = [
        Column(
            date=day,
            title=wording.long_day(day, locale),
            weekday=wording.weekday_short(day, locale),
            today=day == today,
            past=day < today,
            blocks=placed(lines.get(day, ()), zone, opening),
            groups=grouped(lines.get(day, ())),
        )
        for day in days
    ]
    blocks = [block for column in columns for block in column.blocks]
    shortest = min((block.length for block in blocks), default=QUARTERS)
    marks = range(opening, closing, 4)
    hours = [Hour(quarter - opening, _hour(quarter, locale)) for quarter in marks]
    return Week(
        first=first,
        title=wording.stretch(first, days[-1], locale, today=today),
        columns=columns,
        hours=hours,
        quarters=closing - opening,
        tall=shortest < SHORT,
        crowded=any(block.lanes > LANES for block in blocks),
        wide=any(block.lanes == LANES for block in blocks),
    )


def band(lines: Sequence[Line], zone: str) -> tuple[int, int]:
    """The whole hours between the earliest start and the latest end, in quarters of an hour."""
    if not lines:
        return 9 * 4, 17 * 4
    starts = [quarter_of(one.starts_at, zone) for one in lines]
    ends = [start + length(one) for start, one in zip(starts, lines, strict=True)]
    opening = min(starts) // 4 * 4
    closing = min(QUARTERS, -(-max(ends) // 4) * 4)
    return opening, max(closing, opening + 8)


def quarter_of(instant: datetime, zone: str) -> int:
    """The quarter of the local day that an instant falls in."""
    local = instant.astimezone(ZoneInfo(zone))
    return local.hour * 4 + local.minute // 15


def length(one: Line) -> int:
    """How many quarters a run fills, at least one."""
    return max(1, -(-round((one.ends_at - one.starts_at).total_seconds()) // 900))


def placed(lines: Sequence[Line], zone: str, opening: int) -> list[Block]:
    """Blocks of one day; runs that overlap stand side by side."""
    blocks: list[Block] = []
    cluster: list[tuple[Line, int, int]] = []
    reach = -1
    for one in sorted(lines, key=lambda each: (each.starts_at, each.ends_at)):
        start = quarter_of(one.starts_at, zone)
        end = min(QUARTERS, start + length(one))
        if cluster and start >= reach:
            blocks += _lanes(cluster, opening)
            cluster, reach = [], -1
        cluster.append((one, start, end))
        reach = max(reach, end)
    return blocks + _lanes(cluster, opening)


def _lanes(cluster: list[tuple[Line, int, int]], opening: int) -> list[Block]:
    free: list[int] = []
    chosen = []
    for one, start, end in cluster:
        lane = next((index for index, until in enumerate(free) if until <= start), len(free))
        if lane == len(free):
            free.append(end)
        free[lane] = end
        chosen.append((one, start, end, lane))
    return [
        Block(one, start - opening, max(1, end - start), lane, len(free))
        for one, start, end, lane in chosen
    ]


def _hour(quarter: int, locale: str) -> str:
    moment = datetime(2000, 1, 1, quarter // 4 % 24, tzinfo=ZoneInfo("UTC"))
    clock = clock_of(formats.clock(moment, "UTC", locale))
    hour = clock.digits.removesuffix(":00") if clock.beside else clock.digits
    return f"{hour} {clock.beside}".strip()
