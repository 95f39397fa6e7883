"""What happens by itself as time goes by. Apps above register it; the worker winds it."""

import logging
from collections.abc import Callable
from datetime import datetime

log = logging.getLogger("slotwright.clockwork")

Round = Callable[[datetime], int]
"""Does what is due at a moment, and answers how much that was."""

_rounds: dict[str, Round] = {}


def register(name: str, run: Round) -> None:
    """Makes a round known; the same name again replaces it."""
    _rounds[name] = run


def wind(now: datetime) -> int:
    """Every round once. One that fails does not keep the others."""
    done = 0
    for name, run in _rounds.items():
        try:
            done += run(now)
        except Exception:
            log.exception("The clockwork of %s failed", name)
    return done
