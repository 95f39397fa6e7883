"""The worker: winds the clockwork now and then, and sends what is due, until it is told to stop."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event

from django.db import Error, close_old_connections

from orgs.outbox import carriers, clock
from orgs.outbox.carriers import Tally
from orgs.outbox.delivering import BATCH

log = logging.getLogger("slotwright.worker")

WIND_EVERY = 5.0
"""Seconds between two rounds of the clockwork."""

PAUSE = 1.0
"""Seconds of rest when there is nothing to send."""

SULK = 5.0
"""Seconds of rest when the database cannot be had."""


@dataclass
class Worker:
    """One worker. `clock` answers the present; `stop` may be called from anywhere."""

    clock: Callable[[], datetime]
    batch: int = BATCH
    told: Event = field(default_factory=Event)

    def stop(self) -> None:
        """Ends after the mail in hand."""
        self.told.set()

    def run(self) -> None:
        """Until told to stop. A database that goes away is waited for."""
        wound = -WIND_EVERY
        while not self.told.is_set():
            close_old_connections()
            try:
                if time.monotonic() - wound >= WIND_EVERY:
                    wound = time.monotonic()
                    clock.wind(self.clock())
                if not self._send().claimed:
                    self.told.wait(PAUSE)
            except Error:
                log.exception("The database cannot be had")
                self.told.wait(SULK)

    def run_once(self) -> Tally:
        """One round of the clockwork, and everything that is due by now."""
        clock.wind(self.clock())
        total = Tally()
        while not self.told.is_set():
            some = self._send()
            if not some.claimed:
                break
            total = total.plus(some)
        return total

    def _send(self) -> Tally:
        tally = carriers.carry_some(clock=self.clock, stopping=self.told.is_set, limit=self.batch)
        if tally.claimed:
            words = "%d sent, %d not needed any more, %d failed"
            log.info(words, tally.sent, tally.dropped, tally.failed)
        return tally
