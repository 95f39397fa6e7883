"""A resource's week as a picture: its geometry, in the units of the drawing.

Seven rows of a day each, hours from left to right on the resource's own clock. What is drawn is
also listed, for those who do not see it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from orgs import formats
from orgs.admin_site import shown
from orgs.admin_site.lanes import in_lanes
from scheduling.engine import recurrence
from scheduling.engine.types import Span, Window
from scheduling.models import Allocation, Resource
from scheduling.queries import blocks

LEFT, WIDTH, TOP = 72, 960, 22
ROW, GAP = 40, 6
HOUR = (WIDTH - LEFT) / 24


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle. `kind` is its class."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table behind the picture."""

    day: str
    time: str
    what: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A day."""

    label: str
    y: float
    is_today: bool


@dataclass(frozen=True, slots=True)
class Week:
    """The picture and its table."""

    title: str
    previous: str
    following: str
    rows: list[Row]
    hours: list[tuple[str, float]]
    bars: list[Bar] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    width: int = WIDTH
    height: int = TOP + 7 * (ROW + GAP)
    left: int = LEFT
    row_height: int = ROW


def of(resource: Resource, day: date, now: datetime) -> Week:
    """The week that holds `day`. Three queries."""
    monday = day - timedelta(days=day.weekday())
    days = [monday + timedelta(days=count) for count in range(7)]
    house = resource.organization
    today = formats.local(now, resource.timezone).date()
    rows = [Row(shown.day(one, house), _top(place), one == today) for place, one in enumerate(days)]
    first, last = (
        recurrence.midnight(one, resource.timezone) for one in (monday, monday + timedelta(days=7))
    )
    window = Span(first, last)
    out, taken = _out(resource, window), _taken(resource, window, now)
    bars = [
        *_open(resource, days),
        *_drawn(resource, days, out, "out"),
        *_uses(resource, days, taken),
    ]
    return Week(
        title=f"{shown.day(days[0], house)} – {shown.day(days[-1], house)}",
        previous=(monday - timedelta(days=7)).isoformat(),
        following=(monday + timedelta(days=7)).isoformat(),
        rows=rows,
        hours=[(f"{hour:02d}", LEFT + hour * HOUR) for hour in range(0, 25, 3)],
        bars=bars,
        entries=_entries(resource, out, taken),
    )


def _top(place: int) -> float:
    return TOP + place * (ROW + GAP)


def _open(resource: Resource, days: Sequence[date]) -> Iterable[Bar]:
    windows = tuple(Window(*one) for one in resource.weekly_hours)
    if not windows:
        return [Bar("open", LEFT, _top(place), WIDTH - LEFT, ROW) for place in range(7)]
    spans = recurrence.opening_spans(
        windows, resource.timezone, days[0] - timedelta(days=1), days[-1]
    )
    return _drawn(resource, days, [(span, "") for span in spans], "open")


def _out(resource: Resource, window: Span) -> list[tuple[Span, str]]:
    """Blocks that touch the window, repeated ones expanded."""
    return sorted(
        (span, row.reason or _("Out of use"))
        for row in blocks(resource)
        for span in recurrence.repeated_spans(
            Span(row.starts_at, row.ends_at), row.rrule, resource.timezone, window
        )
    )


def _taken(resource: Resource, window: Span, now: datetime) -> list[Allocation]:
    return list(
        Allocation.objects.of(resource.organization)
        .live(now)
        .filter(resource=resource, starts_at__lt=window.end, ends_at__gt=window.start)
        .select_related("occurrence__offering")
        .order_by("starts_at", "pk")
    )


def _uses(resource: Resource, days: Sequence[date], taken: list[Allocation]) -> list[Bar]:
    """Each run as a bar within the paler stretch that buffers and turnaround keep clear."""
    lanes, count = in_lanes([(one.starts_at, one.ends_at) for one in taken])
    height = (ROW - 8) / max(1, count)
    bars = []
    for lane, one in zip(lanes, taken, strict=True):
        run = one.occurrence
        inset, name = 4 + lane * height, str(run.offering)
        kept, bare = Span(one.starts_at, one.ends_at), Span(run.starts_at, run.ends_at)
        if kept != bare:
            bars += _drawn(resource, days, [(kept, "")], "kept", inset, height - 1)
        bars += _drawn(resource, days, [(bare, name)], "run", inset, height - 1)
    return bars


def _drawn(
    resource: Resource,
    days: Sequence[date],
    spans: Iterable[tuple[Span, str]],
    kind: str,
    inset: float = 0,
    height: float = ROW,
) -> list[Bar]:
    """Stretches cut at midnight, one bar for each day they touch."""
    bars = []
    for span, words in spans:
        first, last = (formats.local(end, resource.timezone).replace(tzinfo=None) for end in span)
        for place, day in enumerate(days):
            midnight = datetime.combine(day, datetime.min.time())
            start = max((first - midnight) / timedelta(hours=1), 0)
            end = min((last - midnight) / timedelta(hours=1), 24)
            if start < end:
                x, wide = LEFT + start * HOUR, (end - start) * HOUR
                top = _top(place) + inset
                bars.append(
                    Bar(kind, round(x, 1), round(top, 1), round(wide, 1), round(height, 1), words)
                )
    return bars


def _entries(
    resource: Resource, out: list[tuple[Span, str]], taken: list[Allocation]
) -> list[Entry]:
    found = [(span, words, "") for span, words in out]
    for one in taken:
        run = one.occurrence
        url = reverse("admin:scheduling_occurrence_change", args=[run.pk])
        found.append((Span(run.starts_at, run.ends_at), str(run.offering), url))
    return [_entry(resource, span, words, url) for span, words, url in sorted(found)]


def _entry(resource: Resource, span: Span, words: str, url: str) -> Entry:
    house, zone = resource.organization, resource.timezone
    day = shown.day(formats.local(span.start, zone).date(), house)
    time = f"{shown.clock(span.start, zone, house)} – {shown.when(span.end, zone, house)}"
    if formats.local(span.start, zone).date() == formats.local(span.end, zone).date():
        time = f"{shown.clock(span.start, zone, house)} – {shown.clock(span.end, zone, house)}"
    return Entry(day, time, words, url)
