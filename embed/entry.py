"""A listed date as a calendar entry (RFC 5545): one stable UID for each date."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import icalendar

from embed.presenters.lines import place_of

STATUSES = {"CANCELLED": "CANCELLED", "POSTPONED": "TENTATIVE"}
"""All others are CONFIRMED."""


def calendar_file(offering: Any, starts_at: datetime, ends_at: datetime, now: datetime) -> bytes:
    """An iCalendar file with the date's entry, in venue time with its VTIMEZONE."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Slotwright//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_entry(offering, starts_at, ends_at, now))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _entry(offering: Any, starts_at: datetime, ends_at: datetime, now: datetime) -> icalendar.Event:
    zone = ZoneInfo(offering.timezone)
    entry = icalendar.Event()
    entry.add("uid", f"{offering.public_id}-{starts_at.astimezone(UTC):%Y%m%dT%H%MZ}@slotwright")
    entry.add("dtstamp", now)
    entry.add("dtstart", starts_at.astimezone(zone))
    entry.add("dtend", ends_at.astimezone(zone))
    entry.add("summary", offering.name)
    entry.add("status", STATUSES.get(offering.event_status, "CONFIRMED"))
    said = {"description": offering.summary, "location": _where(offering), "url": offering.url}
    for name, value in said.items():
        if value:
            entry.add(name, value)
    return entry


def _where(offering: Any) -> str:
    address = offering.location.address if offering.location else ""
    return ", ".join(part for part in (place_of(offering), address) if part)
