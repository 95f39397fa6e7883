"""A kind of message to test the outbox with, mail servers that misbehave, and a worker's round."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from orgs.models import Audience, Message, Organization
from orgs.outbox import kinds
from orgs.outbox.delivering import Tally, deliver_some
from orgs.outbox.kinds import Kind, Letter, Outdated
from orgs.outbox.words import Words
from tests import harbor

PLAIN = "plain"


def check(row: Message, now: datetime, gathered: Any = None) -> None:
    """`about` may ask for it to be over."""
    if row.about == "outdated":
        raise Outdated("It is over.")


def letter(row: Message, now: datetime, gathered: Any = None) -> Letter:
    """A letter that names its row; `about` may ask for something else to happen."""
    check(row, now)
    if row.about == "broken":
        raise ZeroDivisionError("a fault of ours")
    return Letter(
        recipients=tuple(row.recipients),
        subject=f"Letter {row.public_id}",
        text="With the key open-sesame.\n",
        html="<p>With the key open-sesame.</p>",
        secrets=("open-sesame",),
    )


KIND = Kind(
    name=PLAIN,
    label="Plain",
    audience=Audience.GUEST,
    words=lambda: Words("", ""),
    placeholders={},
    gather=lambda rows: None,
    check=check,
    write=letter,
    preview=lambda house, language, words, now: letter(Message(), now),
)
kinds.register(KIND)


def waiting(org: Organization, count: int = 1, **fields: Any) -> list[Message]:
    """So many plain messages in the queue."""
    given = {"kind": PLAIN, "audience": Audience.GUEST, "due_at": harbor.NOW, **fields}
    given.setdefault("recipients", ["ada@example.com"])
    rows = [Message(organization=org, **given) for _ in range(count)]
    return Message.objects.bulk_create(rows)


def deliver(now: datetime = harbor.NOW, limit: int = 25) -> Tally:
    """What a worker does once."""
    return deliver_some(clock=lambda: now, stopping=lambda: False, limit=limit)


def deliver_all(now: datetime = harbor.NOW) -> Tally:
    """Until nothing is due."""
    total = Tally()
    while (some := deliver(now)).claimed:
        total = Tally(*(one + other for one, other in zip(total, some, strict=True)))
    return total


def after(**span: float) -> datetime:
    """Later than the present of the tests."""
    return harbor.NOW + timedelta(**span)


@contextmanager
def mail_server(*answers: bytes) -> Iterator[int]:
    """A server that says these lines to whatever it is told, and then nothing; its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(10)
        thread = threading.Thread(target=_answer, args=(listening, answers), daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)  # Wakes who still waits for a visitor.
    thread.join(10)


def _answer(listening: socket.socket, answers: tuple[bytes, ...]) -> None:
    try:
        while True:
            visitor, _ = listening.accept()
            with visitor:
                for answer in answers:
                    visitor.sendall(answer + b"\r\n")
                    if not visitor.recv(65536):
                        break
                else:
                    visitor.recv(1)  # Hangs until the visitor has had enough.
    except OSError:
        return
