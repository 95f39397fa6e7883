"""Weekly opening hours of a place: half-open, in its own wall time, possibly past midnight."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.utils.translation import gettext_noop as _

from orgs.errors import FieldError, Invalid

DAY = 24 * 60
WEEK = 7 * DAY
MOST = 70
WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")


class Opening(NamedTuple):
    """Open on `weekday` (0 is Monday) between two minutes of the day; an end before the start is
    on the next day."""

    weekday: int
    start: int
    end: int

    def spans(self) -> Iterator[tuple[int, int]]:
        """Its minutes of the week, in two pieces where it passes the end of Sunday."""
        first = self.weekday * DAY + self.start
        last = self.weekday * DAY + self.end + (DAY if self.end <= self.start else 0)
        yield first, min(last, WEEK)
        if last > WEEK:
            yield 0, last - WEEK


def checked(openings: Iterable[Opening], pointer: str) -> list[Opening]:
    """The openings in order, or Invalid for those that are empty or overlap an earlier one."""
    found = list(openings)
    if len(found) > MOST:
        raise Invalid([FieldError(pointer, "max_length", f"{MOST} openings are the most.")])
    faults: list[FieldError] = []
    for place, opening in enumerate(found):
        where = f"{pointer}/{place}"
        if opening.start == opening.end:
            faults.append(FieldError(where, "empty_window", _("This opens and closes at once.")))
        if any(_overlap(opening, earlier) for earlier in found[:place]):
            faults.append(FieldError(where, "overlap", _("This overlaps an earlier one.")))
    if faults:
        raise Invalid(faults)
    return sorted(found)


def stored(openings: Iterable[Opening]) -> list[dict[str, str]]:
    """As the column keeps them."""
    return [
        {
            "weekday": WEEKDAYS[opening.weekday],
            "startTime": _clock(opening.start),
            "endTime": _clock(opening.end),
        }
        for opening in openings
    ]


def _overlap(one: Opening, other: Opening) -> bool:
    return any(
        start < last and first < end for start, end in one.spans() for first, last in other.spans()
    )


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
