"""Sends messages that are due: takes some in hand, works each out, sends it, writes down how."""

import logging
from collections.abc import Callable
from smtplib import SMTPException

from django.db import transaction

from orgs.models import DispatchStatus, Message
from orgs.outbox import alarm, lease
from orgs.outbox.carriers import Tally
from orgs.outbox.kinds import Gathered, Letter, Outdated
from orgs.outbox.lease import Clock
from orgs.outbox.mail import Post, Refused, Unreachable, describe, mail_of

log = logging.getLogger("slotwright.outbox")

BATCH = 50
"""Read in the same few queries; little enough to be given back soon when a worker is stopped."""

BLOT = "•••"


def deliver_some(*, clock: Clock, stopping: Callable[[], bool], limit: int = BATCH) -> Tally:
    """Sends at most `limit` due messages. What is not begun when asked to stop is given back."""
    rows = lease.claim(Message, limit=limit, now=clock())
    outcomes: list[DispatchStatus] = []
    gathered = Gathered(rows)
    with Post() as post:
        for row in lease.in_hand(rows, clock=clock, stopping=stopping):
            try:
                outcomes.append(_deliver(row, gathered, post, clock))
            except Unreachable as error:
                left = rows[rows.index(row) :]
                outcomes += [_failed(each, error, clock) for each in left]
                break
    return Tally(
        claimed=len(rows),
        sent=outcomes.count(DispatchStatus.SENT),
        dropped=outcomes.count(DispatchStatus.DROPPED),
        failed=outcomes.count(DispatchStatus.WAITING) + outcomes.count(DispatchStatus.FAILED),
    )


def _deliver(row: Message, gathered: Gathered, post: Post, clock: Clock) -> DispatchStatus:
    try:
        letter = gathered.letter_of(row, clock())
        post.send(mail_of(row, letter))
    except Outdated as reason:
        return _dropped(row, reason)
    except Unreachable:
        raise
    except Refused as error:
        return _given_up(row, error, clock)
    except (SMTPException, OSError) as error:
        log.warning("%s %s: %s", row.kind, row.public_id, describe(error))
        return _failed(row, error, clock)
    except Exception as error:
        # A fault of ours in one message must not keep the others.
        log.exception("%s %s could not be sent", row.kind, row.public_id)
        return _failed(row, error, clock)
    return _sent(row, letter, clock)


def _sent(row: Message, letter: Letter, clock: Clock) -> DispatchStatus:
    kept = lease.settle(
        row,
        status=DispatchStatus.SENT,
        sent_at=clock(),
        tries=row.tries + 1,
        last_error="",
        leased_until=None,
        recipients=list(letter.recipients),
        locale=letter.locale,
        subject=_blotted(letter.subject, letter)[:300],
        text=_blotted(letter.text, letter),
        html=_blotted(letter.html, letter),
        # Unfolded, for a secret may be broken in two by the end of a line.
        calendar=_blotted(letter.calendar.replace("\r\n ", ""), letter),
    )
    if not kept:
        log.warning("%s %s was sent after its lease had run out", row.kind, row.public_id)
    return DispatchStatus.SENT


def _blotted(text: str, letter: Letter) -> str:
    for secret in letter.secrets:
        text = text.replace(secret, BLOT)
    return text


def _dropped(row: Message, reason: Outdated) -> DispatchStatus:
    lease.settle(
        row, status=DispatchStatus.DROPPED, last_error=str(reason)[:500], leased_until=None
    )
    return DispatchStatus.DROPPED


def _failed(row: Message, error: Exception, clock: Clock) -> DispatchStatus:
    """One more try gone; the next one later, or none."""
    if lease.put_off(row, error=describe(error), now=clock()):
        return DispatchStatus.WAITING
    return _given_up(row, error, clock)


def _given_up(row: Message, error: Exception, clock: Clock) -> DispatchStatus:
    """No more tries. Staff are told in the same transaction."""
    with transaction.atomic():
        ours = lease.settle(
            row,
            status=DispatchStatus.FAILED,
            tries=row.tries + 1,
            last_error=describe(error),
            leased_until=None,
        )
        if ours:
            alarm.raise_for(row, clock())
    return DispatchStatus.FAILED
