"""The calendar entry of a booking (RFC 5545): one stable UID, a number that rises with changes."""

from datetime import datetime
from zoneinfo import ZoneInfo

import icalendar

from bookings.models import Booking
from bookings.states import State

STATUSES = {
    State.CONFIRMED: "CONFIRMED",
    State.CHECKED_IN: "CONFIRMED",
    State.NO_SHOW: "CONFIRMED",
    State.PENDING: "TENTATIVE",
    State.AWAITING_APPROVAL: "TENTATIVE",
}
"""All other states are CANCELLED."""


def calendar_file(booking: Booking, now: datetime) -> bytes:
    """An iCalendar file with the booking's entry, in venue time with its VTIMEZONE."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Slotwright//Bookings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_entry(booking, now))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _entry(booking: Booking, now: datetime) -> icalendar.Event:
    offering = booking.offering
    zone = ZoneInfo(booking.timezone)
    state = booking.state_at(now)
    entry = icalendar.Event()
    entry.add("uid", f"{booking.public_id}@slotwright")
    entry.add("sequence", booking.moves + (state not in STATUSES))
    entry.add("dtstamp", now)
    entry.add("last-modified", booking.updated_at)
    entry.add("dtstart", booking.starts_at.astimezone(zone))
    entry.add("dtend", booking.ends_at.astimezone(zone))
    entry.add("summary", offering.name)
    entry.add("description", f"{booking.reference}\n{offering.summary}".strip())
    entry.add("status", STATUSES.get(state, "CANCELLED"))
    if place(booking):
        entry.add("location", place(booking))
    return entry


def place(booking: Booking) -> str:
    """Where it is, in one line."""
    location = booking.offering.location
    parts = [booking.offering.venue]
    if location is not None:
        parts += [location.name, location.address]
    return ", ".join(part for part in parts if part)
