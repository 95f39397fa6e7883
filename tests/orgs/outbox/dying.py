"""A worker that SIGKILLs itself at a step, which is a function of the outbox.

It dies in its Nth call, `before` or `after` it is done.
"""

import os
import signal
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from orgs.outbox.worker import Worker

BEFORE, AFTER = "before", "after"


def die(*_: Any) -> None:
    """At once, with nothing put away."""
    os.kill(os.getpid(), signal.SIGKILL)


def deadly(target: Any, name: str, when: str, times: int) -> None:
    """Makes a function of a module or class the last thing this process does."""
    real, calls = getattr(target, name), []

    def wrapped(*args: Any, **words: Any) -> Any:
        calls.append(1)
        if len(calls) == times and when == BEFORE:
            die()
        answer = real(*args, **words)
        if len(calls) == times:
            die()
        return answer

    setattr(target, name, wrapped)


def work(place: str, when: str, times: int, mail: str) -> None:
    """One round of a worker that does not survive it."""
    settings.EMAIL_FILE_PATH = mail
    owner, _, name = place.rpartition(".")
    deadly(import_string(owner), name, when, times)
    Worker(clock=timezone.now).run_once()
