"""A letter as a mail, and the connection it goes over. Nothing else speaks to the mail server."""

from email.utils import formataddr, parseaddr
from functools import lru_cache
from smtplib import SMTPRecipientsRefused
from typing import Any, Self

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from orgs.models import Message
from orgs.outbox.kinds import Letter

FOR_GOOD = 500
"""From this code on a server refuses an address for good (RFC 5321)."""

INVITE = "invite.ics"


class Unreachable(Exception):
    """The mail server cannot be had at all, for this mail or any other."""


class Refused(Exception):
    """The mail server will never take a mail for these addresses."""


class Post:
    """One connection for a handful of mails, opened for the first and anew after a failure."""

    def __init__(self) -> None:
        self._connection: Any = get_connection()
        self._is_open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: Any) -> None:
        self._close()

    def send(self, mail: EmailMultiAlternatives) -> None:
        """Hands the mail over. Raises Unreachable, Refused, or whatever went wrong with it."""
        self._open()
        try:
            self._connection.send_messages([mail])
        except SMTPRecipientsRefused as error:
            self._close()
            codes = [code for code, _ in error.recipients.values()]
            if codes and min(codes) >= FOR_GOOD:
                raise Refused(_said(error)) from error
            raise
        except Exception:
            self._close()
            raise

    def _open(self) -> None:
        if self._is_open:
            return
        try:
            self._connection.open()
        except Exception as error:
            raise Unreachable(describe(error)) from error
        self._is_open = True

    def _close(self) -> None:
        self._is_open = False
        try:
            self._connection.close()
        except Exception:
            # It is broken already, and what broke it is being told.
            self._connection = get_connection()


def mail_of(message: Message, letter: Letter) -> EmailMultiAlternatives:
    """Text, HTML and, for calendars that read mail, an invitation; once more as a file.

    The same message always has the same Message-ID, so that one sent twice is shown once.
    """
    name, address = _parts(settings.DEFAULT_FROM_EMAIL)
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        from_email=formataddr((letter.sender or name, address)),
        to=list(letter.recipients),
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={
            "Message-ID": f"<{message.public_id}@{address.rpartition('@')[2]}>",
            "Auto-Submitted": "auto-generated",
            **({"Content-Language": letter.locale} if letter.locale else {}),
        },
    )
    mail.attach_alternative(letter.html, "text/html")
    if letter.calendar:
        # Gmail and Outlook look for the alternative, Apple Mail and people for the file.
        mail.attach_alternative(letter.calendar, f"text/calendar; method={letter.method}")
        mail.attach(INVITE, letter.calendar.encode(), "application/ics")
    return mail


def sending_address() -> str:
    """The bare address that mails come from, which is also who invites."""
    return _parts(settings.DEFAULT_FROM_EMAIL)[1]


@lru_cache(maxsize=1)
def _parts(sender: str) -> tuple[str, str]:
    """Name and address, which each mail asks for twice."""
    return parseaddr(sender)


def describe(error: BaseException) -> str:
    """What went wrong, in one line for staff."""
    return f"{type(error).__name__}: {error}".rstrip(": ")[:500]


def _said(error: SMTPRecipientsRefused) -> str:
    answers = [
        f"{address}: {code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
        for address, (code, text) in error.recipients.items()
    ]
    return "; ".join(answers)[:500]
