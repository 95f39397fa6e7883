"""The kept mails, read with the standard library as a mail program would."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from orgs.mailbox.backend import SUFFIX

SHOWN = 200
NAME = re.compile(r"\d+-[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Kept:
    """One mail. `name` is that of its file, without the suffix."""

    name: str
    mail: EmailMessage

    @property
    def at(self) -> datetime:
        """When it was sent."""
        return datetime.fromtimestamp(int(self.name.partition("-")[0]) / 1e9, UTC)

    @property
    def subject(self) -> str:
        """Its subject."""
        return str(self.mail["Subject"] or "")

    @property
    def to(self) -> str:
        """Whom it is for."""
        return str(self.mail["To"] or "")

    @property
    def headers(self) -> list[tuple[str, str]]:
        """All of its headers, in words."""
        return [(name, str(value)) for name, value in self.mail.items()]

    def part(self, kind: str) -> str:
        """The text of its first part of this kind; empty when it has none."""
        for part in self.mail.walk():
            if part.get_content_type() == kind:
                return str(part.get_content())
        return ""

    @property
    def method(self) -> str:
        """What its calendar part asks for."""
        for part in self.mail.walk():
            if part.get_content_type() == "text/calendar":
                return str(part.get_param("method") or "")
        return ""


def latest(folder: Path) -> Iterator[Kept]:
    """The newest mails first."""
    names = sorted((path.stem for path in folder.glob(f"*{SUFFIX}")), reverse=True)
    for name in names[:SHOWN]:
        kept = find(folder, name)
        if kept is not None:
            yield kept


def find(folder: Path, name: str) -> Kept | None:
    """The mail with this name, if there is one."""
    path = folder / f"{name}{SUFFIX}"
    if not NAME.fullmatch(name) or not path.is_file():
        return None
    mail = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    return Kept(name, mail)
