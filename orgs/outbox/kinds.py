"""The kinds of messages there are. Apps above register theirs when Django starts.

A kind knows how to write its letter from a row of the outbox: the row says what it is about, the
letter is what goes out. Whatever is no longer true is not written: that is `Outdated`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from orgs.models import Audience, Message, Organization
from orgs.models.outbox import KINDS
from orgs.outbox.words import Words


class Outdated(Exception):
    """What the message would say is not so any more; the reason is kept with it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it goes out. `secrets` are blotted out of what is kept of it."""

    recipients: tuple[str, ...]
    subject: str
    text: str
    html: str
    sender: str = ""
    reply_to: str = ""
    calendar: str = ""
    method: str = ""
    locale: str = ""
    secrets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of message.

    `words` are its usual wording, in the active language; `placeholders` what a wording may name,
    each with what it stands for. `gather` reads what several rows need in a few queries; of one
    of them, at a moment, `check` raises Outdated if it is not sent any more, and `write` makes the
    letter or raises as `check`. `preview` makes one from invented data, in the given wording.
    """

    name: str
    label: Any
    audience: Audience
    words: Callable[[], Words]
    placeholders: Mapping[str, Any]
    gather: Callable[[Sequence[Message]], Any]
    check: Callable[[Message, datetime, Any], None]
    write: Callable[[Message, datetime, Any], Letter]
    preview: Callable[[Organization, str, Words, datetime], Letter]


_known: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Makes a kind known; the same name again replaces it."""
    _known[kind.name] = kind
    KINDS[kind.name] = kind.label


def of(name: str) -> Kind:
    """The kind with this name. Raises KeyError."""
    return _known[name]


def letter_of(row: Message, now: datetime) -> Letter:
    """The letter of one row. Raises KeyError and Outdated."""
    kind = of(row.kind)
    return kind.write(row, now, kind.gather([row]))


class Gathered:
    """What the letters of several rows need, read together; read again when it has grown old."""

    FRESH = timedelta(seconds=5)

    def __init__(self, rows: Sequence[Message]) -> None:
        self._rows = list(rows)
        self._read_at: datetime | None = None
        self._found: dict[Any, Any] = {}

    def letter_of(self, row: Message, now: datetime) -> Letter:
        """The letter of one of the rows. Raises KeyError and Outdated."""
        return of(row.kind).write(row, now, self._for(row, now))

    def check(self, row: Message, now: datetime) -> None:
        """Raises as letter_of, and words nothing."""
        of(row.kind).check(row, now, self._for(row, now))

    def _for(self, row: Message, now: datetime) -> Any:
        if self._read_at is None or now - self._read_at > self.FRESH:
            self._rows = self._rows[self._rows.index(row) :]
            self._found, self._read_at = {}, now
        kind = of(row.kind)
        if kind.gather not in self._found:
            mine = [one for one in self._rows if _gathers(one, kind)]
            self._found[kind.gather] = kind.gather(mine)
        return self._found[kind.gather]


def _gathers(row: Message, kind: Kind) -> bool:
    known = _known.get(row.kind)
    return known is not None and known.gather == kind.gather


def known() -> list[Kind]:
    """All of them, as they were registered."""
    return list(_known.values())


def label_of(name: str) -> str:
    """What staff call it; a kind of a later version is shown by its own name."""
    kind = _known.get(name)
    return str(kind.label) if kind else name.replace("_", " ").capitalize()
