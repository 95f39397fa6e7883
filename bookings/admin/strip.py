"""A day as a strip of hours with its runs as bars: the geometry of the picture."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from orgs import formats
from orgs.admin_site.lanes import in_lanes
from orgs.models import Organization
from scheduling.models import Occurrence

WIDTH, TOP, ROW = 960, 22, 34
USUAL_FIRST, USUAL_LAST = 8, 18


@dataclass(frozen=True, slots=True)
class Bar:
    """A run: a rectangle and how much of it is filled with guests."""

    x: float
    y: float
    width: float
    filled: float
    count: str
    words: str
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class Strip:
    """The picture."""

    hours: list[tuple[str, float]]
    bars: list[Bar]
    height: int
    now: float | None
    width: int = WIDTH
    top: int = TOP
    row: int = ROW - 6


def of(house: Organization, day: date, runs: list[Occurrence], now: datetime) -> Strip:
    """The hours of a day of the house that have runs, and at least the usual ones."""
    midnight = datetime.combine(day, datetime.min.time())

    def hour(moment: datetime) -> float:
        local = formats.local(moment, house.timezone).replace(tzinfo=None)
        return (local - midnight) / timedelta(hours=1)

    first = int(min([USUAL_FIRST, *(hour(run.starts_at) for run in runs)]))
    last = min(24, int(max([USUAL_LAST, *(hour(run.ends_at) + 0.99 for run in runs)])))
    per_hour = WIDTH / (last - first)
    lanes, count = in_lanes([(run.starts_at, run.ends_at) for run in runs])
    bars = [
        _bar(run, lane, (hour(run.starts_at) - first) * per_hour, per_hour)
        for run, lane in zip(runs, lanes, strict=True)
    ]
    at = hour(now)
    return Strip(
        hours=[(f"{one:02d}", round((one - first) * per_hour, 1)) for one in range(first, last)],
        bars=bars,
        height=TOP + max(1, count) * ROW,
        now=round((at - first) * per_hour, 1) if first <= at <= last else None,
    )


def _bar(run: Any, lane: int, x: float, per_hour: float) -> Bar:
    hours = (run.ends_at - run.starts_at) / timedelta(hours=1)
    wide = max(6, min(hours * per_hour, WIDTH - x) - 2)
    share = min(1, run.taken / run.seats) if run.seats else 0
    return Bar(
        x=round(x, 1),
        y=TOP + lane * ROW,
        width=round(wide, 1),
        filled=round(wide * share, 1),
        count=f"{run.taken}/{run.seats}",
        words=str(run.offering),
        is_cancelled=run.cancelled_at is not None,
    )
