"""`manage.py worker`: sends mail, and does what happens by itself. One or many, anywhere."""

import signal
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from orgs.outbox.delivering import BATCH
from orgs.outbox.worker import Worker


class Command(BaseCommand):
    """Runs until SIGTERM or Ctrl-C; the mail in hand is finished first."""

    help = "Send what waits in the outbox, and wind the clockwork: expiries, minimums, reminders."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Once, for cron and for tests; or for good."""
        parser.add_argument("--once", action="store_true", help="do what is due now, and end")
        parser.add_argument("--batch", type=int, default=BATCH, help="messages taken in hand")

    def handle(self, *args: Any, **options: Any) -> None:
        """Says what it did when it was asked to work once."""
        worker = Worker(clock=timezone.now, batch=options["batch"])
        with _until_told(worker):
            if not options["once"]:
                self.stdout.write("The worker has begun.")
                self.stdout.flush()
                worker.run()
                self.stdout.write("The worker has ended.")
                return
            done = worker.run_once()
        words = f"{done.sent} sent, {done.dropped} not needed any more, {done.failed} failed"
        self.stdout.write(words)


@contextmanager
def _until_told(worker: Worker) -> Iterator[None]:
    before = {
        one: signal.signal(one, lambda *_: worker.stop()) for one in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
