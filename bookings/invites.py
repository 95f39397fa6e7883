"""The calendar entry of a booking (RFC 5545, 5546): one stable UID, a number that rises.

Downloaded, it is PUBLISHed. Mailed, it is an invitation: a REQUEST that makes or updates the
entry, or a CANCEL that takes it out. Google removes an entry only when whoever organizes it is
also whoever sends the mail, and when it came as a REQUEST; Outlook and Apple do not mind.
"""

from datetime import datetime
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import icalendar
from django.urls import reverse

from bookings.models import Booking
from bookings.states import State
from orgs import vtimezone
from orgs.outbox import links, mail
from scheduling.models import Offering

STATUSES = {
    State.CONFIRMED: "CONFIRMED",
    State.CHECKED_IN: "CONFIRMED",
    State.NO_SHOW: "CONFIRMED",
    State.PENDING: "TENTATIVE",
    State.AWAITING_APPROVAL: "TENTATIVE",
}
"""All other states are CANCELLED."""

CLOSING = b"END:VCALENDAR\r\n"


class Invitation(NamedTuple):
    """The calendar part of a mail."""

    method: str
    text: str


def calendar_file(booking: Booking, now: datetime) -> bytes:
    """An iCalendar file with the booking's entry, in venue time with its VTIMEZONE.

    Its link is without the key: only mails carry that.
    """
    return _calendar("PUBLISH", booking, _entry(booking, now, _page(booking)))


def invitation(booking: Booking, now: datetime) -> Invitation:
    """What makes, updates or removes the entry in the guest's own calendar."""
    method = "REQUEST" if booking.state_at(now) in STATUSES else "CANCEL"
    entry = _entry(booking, now, manage_address(booking))
    organizer = icalendar.vCalAddress(f"mailto:{mail.sending_address()}")
    organizer.params["CN"] = booking.organization.name
    guest = icalendar.vCalAddress(f"mailto:{booking.email}")
    guest.params.update(
        {
            "CN": booking.name,
            "CUTYPE": "INDIVIDUAL",
            "ROLE": "REQ-PARTICIPANT",
            # They asked for it themselves: nothing is to be answered.
            "PARTSTAT": "ACCEPTED",
            "RSVP": "FALSE",
        }
    )
    entry.add("organizer", organizer)
    entry.add("attendee", guest)
    return Invitation(method, _calendar(method, booking, entry).decode())


def _calendar(method: str, booking: Booking, entry: icalendar.Event) -> bytes:
    zone = vtimezone.text(booking.timezone, booking.starts_at, booking.ends_at)
    return b"".join((_opening(method), zone, entry.to_ical(), CLOSING))


@cache
def _opening(method: str) -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Slotwright//Bookings//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar.to_ical().removesuffix(CLOSING)


def _entry(booking: Booking, now: datetime, address: str) -> icalendar.Event:
    offering = booking.offering
    zone = ZoneInfo(booking.timezone)
    entry = icalendar.Event()
    entry.add("uid", f"{booking.public_id}@slotwright")
    entry.add("sequence", booking.sequence)
    entry.add("dtstamp", now)
    entry.add("created", booking.created_at)
    entry.add("last-modified", booking.updated_at)
    entry.add("dtstart", booking.starts_at.astimezone(zone))
    entry.add("dtend", booking.ends_at.astimezone(zone))
    entry.add("summary", offering.name)
    lines = [booking.reference, offering.summary]
    status = STATUSES.get(booking.state_at(now), "CANCELLED")
    if status != "CANCELLED":
        entry.add("url", address)
        # Few calendars show the address as such.
        lines.append(address)
    entry.add("description", "\n".join(line for line in lines if line))
    entry.add("status", status)
    entry.add("transp", "OPAQUE")
    if place(booking.offering):
        entry.add("location", place(booking.offering))
    return entry


def manage_address(booking: Booking) -> str:
    """The guest's own page of the booking, with its key."""
    return links.keyed(_page(booking), booking.token)


def _page(booking: Booking) -> str:
    return links.to(reverse("embed:manage", args=[booking.public_id]))


def place(offering: Offering) -> str:
    """Where it is, in one line."""
    location = offering.location
    parts = [offering.venue]
    if location is not None:
        parts += [location.name, location.address]
    return ", ".join(part for part in parts if part)
