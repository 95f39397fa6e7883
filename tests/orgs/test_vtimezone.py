"""VTIMEZONE: what a calendar is told of a zone gives the instants that the zone itself gives."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from orgs import vtimezone

ZONES = [
    "America/New_York",
    "Europe/Berlin",
    "Europe/Dublin",
    "Africa/Casablanca",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "America/St_Johns",
    "UTC",
]


def offset_told(component: icalendar.Timezone, moment: datetime) -> timedelta:
    """The offset at an instant, by the observances alone, as a client works it out."""
    onsets = sorted(
        (
            (part.decoded("dtstart") - part.decoded("tzoffsetfrom")).replace(tzinfo=UTC),
            part.decoded("tzoffsetto"),
        )
        for part in component.subcomponents
    )
    return [offset for onset, offset in onsets if onset <= moment][-1]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("month", range(1, 13))
def test_every_hour_of_the_span_has_the_offset_of_the_zone(zone: str, month: int) -> None:
    start = datetime(2026, month, 20, 5, tzinfo=UTC)
    end = start + timedelta(days=14)

    told = icalendar.Timezone.from_ical(vtimezone.text(zone, start, end))

    hours = [start + timedelta(hours=number) for number in range(14 * 24)]
    true = [hour.astimezone(ZoneInfo(zone)).utcoffset() for hour in hours]
    assert [offset_told(told, hour) for hour in hours] == true


def test_it_is_short_and_without_rules() -> None:
    start = datetime(2026, 7, 4, 13, tzinfo=UTC)

    text = vtimezone.text("America/New_York", start, start + timedelta(hours=2))

    assert text.decode().split() == [
        "BEGIN:VTIMEZONE",
        "TZID:America/New_York",
        "BEGIN:DAYLIGHT",
        "DTSTART:20260308T020000",
        "TZNAME:EDT",
        "TZOFFSETFROM:-0500",
        "TZOFFSETTO:-0400",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:20261101T020000",
        "TZNAME:EST",
        "TZOFFSETFROM:-0400",
        "TZOFFSETTO:-0500",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]
