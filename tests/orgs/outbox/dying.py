"""A worker that SIGKILLs itself at a step: `python -m tests.orgs.outbox.dying STEP WHEN N`.

STEP is a function of the outbox; it dies in its Nth call, `before` or `after` it is done.
"""

import os
import signal
import sys
from typing import Any

import django
from django.utils import timezone
from django.utils.module_loading import import_string

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


def main(place: str, when: str, times: str) -> None:
    """One round of a worker that does not survive it."""
    django.setup()
    import_string("tests.orgs.outbox.post.KIND")
    owner, _, name = place.rpartition(".")
    deadly(import_string(owner), name, when, int(times))
    worker = import_string("orgs.outbox.worker.Worker")(clock=timezone.now)
    worker.run_once()


if __name__ == "__main__":
    main(*sys.argv[1:])
