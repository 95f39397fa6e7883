"""What guests and staff were sent, read as their mail programs read it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import icalendar
from django.core import mail

from orgs.models import Message, Organization
from orgs.outbox.delivering import deliver_some
from tests import harbor


def kinds(org: Organization) -> list[str]:
    """The kinds of all messages, in the order they were caused."""
    return list(Message.objects.of(org).order_by("pk").values_list("kind", flat=True))


def post(now: datetime = harbor.NOW) -> list["Mail"]:
    """Sends what is due; what arrived by it."""
    before = len(mail.outbox)
    deliver_some(clock=lambda: now, stopping=lambda: False, limit=100)
    return [Mail(parsed(one)) for one in mail.outbox[before:]]


def parsed(one: Any) -> EmailMessage:
    """The mail as bytes and back."""
    return message_from_bytes(one.message().as_bytes(), policy=policy.default)  # type: ignore[return-value]


@dataclass(frozen=True)
class Mail:
    """One that arrived."""

    mail: EmailMessage

    @property
    def to(self) -> str:
        """Whom it is for."""
        return str(self.mail["To"])

    @property
    def subject(self) -> str:
        """Its subject."""
        return str(self.mail["Subject"])

    @property
    def structure(self) -> list[str]:
        """The types of its parts, from the outside in."""
        return [part.get_content_type() for part in self.mail.walk()]

    def part(self, kind: str) -> EmailMessage:
        """Its part of this kind."""
        [found] = [part for part in self.mail.walk() if part.get_content_type() == kind]
        return found  # type: ignore[return-value]

    @property
    def text(self) -> str:
        """Its plain text."""
        return str(self.part("text/plain").get_content()).replace("\r\n", "\n")

    @property
    def html(self) -> str:
        """Its HTML."""
        return str(self.part("text/html").get_content())

    @property
    def method(self) -> str:
        """What its calendar part asks a calendar to do."""
        said = str(self.part("text/calendar").get_param("method"))
        assert str(self.calendar["METHOD"]) == said
        return said

    @property
    def calendar(self) -> icalendar.Calendar:
        """Its calendar part."""
        return icalendar.Calendar.from_ical(self.part("text/calendar").get_content())

    @property
    def entry(self) -> icalendar.Event:
        """The entry in it."""
        [found] = self.calendar.walk("VEVENT")
        return found

    @property
    def sequence(self) -> int:
        """The number that rises."""
        return int(self.entry["SEQUENCE"])


def after(**span: float) -> datetime:
    """Later than the present of the tests."""
    return harbor.NOW + timedelta(**span)
