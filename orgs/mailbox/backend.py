"""An e-mail backend that keeps each mail as an `.eml` file, which mail programs open, too."""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

SUFFIX = ".eml"


def home() -> str:
    """The folder of kept mails; empty where mail leaves the machine."""
    return str(settings.EMAIL_FILE_PATH or "")


class EmailBackend(BaseEmailBackend):
    """Writes into EMAIL_FILE_PATH. A name begins with the time, so that names sort by it."""

    def __init__(self, *args: Any, file_path: str | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.folder = Path(file_path or home())

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keeps them all; a file is there whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for mail in email_messages:
            name = f"{time.time_ns()}-{token_hex(4)}"
            unfinished = self.folder / name
            whole: Any = mail.message()  # Of Django, which knows about line ends.
            unfinished.write_bytes(whole.as_bytes(linesep="\r\n"))
            os.replace(unfinished, unfinished.with_suffix(SUFFIX))
        return len(email_messages)
