"""One run: seed, serve, load each path in turns with the bare view, verify, tell."""

import argparse
import subprocess
from collections.abc import Iterator, Sequence
from itertools import islice
from statistics import median
from typing import NamedTuple

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench import cases, client, database, engine, outbox, seeding, table
from bench.cases import Call, Case
from bench.client import Failed, Load, Server
from bench.server import cpu_seconds, serving
from bench.table import Row

LANES = 4
"""Requests at a time: two that are worked on and two that wait."""

WARM_UP = 40
"""Answers that are not counted, so that each worker has filled what it keeps."""

SLICE = 0.5
"""Seconds of one path before the bare view has its turn again."""

CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
WORKER = "one worker, mails to a null backend"
ENGINE = {
    "engine": ("engine alone, month of one tour", engine.tour),
    "engine-service": ("engine alone, month of 10 staff, 15-minute grid", engine.service),
}


def main(asked: argparse.Namespace, url: str) -> None:
    """Measures what was asked for and prints the table."""
    with database.migrated(url) as own:
        seeded = seeding.seed(seeding.Scale(), timezone.now())
        database.analyze()
        environment = {"DATABASE_URL": own, "DJANGO_SETTINGS_MODULE": "bench.settings"}
        with serving(asked.workers, environment) as (server, process):
            rows = list(Bench(server, process, asked.seconds).rows(seeded, asked.only))
        verify(seeded)
        if "worker" in (asked.only or ["worker"]):
            sent, cpu = outbox.load(seeded.organization, asked.seconds)
            rows.append(Row(WORKER, sent, cpu=cpu))
    rows += [
        Row(label, engine.load(question(), asked.seconds))
        for name, (label, question) in ENGINE.items()
        if name in (asked.only or ENGINE)
    ]
    print((table.markdown if asked.markdown else table.text)(rows))
    print(f"\n{table.machine()}")


class Bench:
    """Loads cases on one server, in slices that take turns with slices of the bare view.

    So both meet the same disturbances, and their ratio stands even on a busy machine.
    """

    def __init__(
        self,
        server: Server,
        process: "subprocess.Popen[bytes] | None",
        seconds: float,
        warm_up: int = WARM_UP,
    ) -> None:
        self._server = server
        self._process = process
        self._slice = min(seconds, SLICE)
        self._slices = max(1, round(seconds / self._slice))
        self._warm_up = warm_up

    def rows(self, seeded: seeding.Seeded, only: list[str] | None) -> Iterator[Row]:
        """The bare view by itself, then each case against it."""
        bare = self.warm(cases.bare(seeded))
        alone = [self._measured(bare) for _ in range(self._slices)]
        yield _row(bare, alone)
        for case in cases.cases(seeded):
            if case.name in (only or [case.name]):
                yield self.compared(self.warm(case), bare)

    def compared(self, case: "Warm", bare: "Warm") -> Row:
        """A case in turns with the bare view: the median of the ratios of neighbours."""
        turns = [(self._measured(bare), self._measured(case)) for _ in range(self._slices)]
        ratio = median(slice_.load.rate / base.load.rate for base, slice_ in turns)
        return _row(case, [slice_ for _, slice_ in turns], ratio)

    def warm(self, case: Case) -> "Warm":
        """Asks often enough that every worker has filled what it keeps, and looks at answers."""
        queries = queries_of(case)
        calls = case.calls()
        for call in islice(calls, self._warm_up):
            reply = client.checked(self._server, call.request(), case.marker)
            if reply.body.count(case.marker) < case.expected:
                raise Failed(f"{call.path} answers less than expected.")
        return Warm(case, (call.request() for call in calls), queries)

    def _measured(self, warm: "Warm") -> "Slice":
        before = self._used()
        load = client.load(
            self._server, warm.requests, warm.case.marker, seconds=self._slice, lanes=LANES
        )
        after = self._used()
        return Slice(load, None if before is None or after is None else after - before)

    def _used(self) -> float | None:
        return cpu_seconds(self._process) if self._process else None


class Warm(NamedTuple):
    """A case that is ready to be loaded, and the queries of one answer."""

    case: Case
    requests: Iterator[bytes]
    queries: int


class Slice(NamedTuple):
    """A short load and the CPU seconds that the workers spent on it."""

    load: Load
    cpu: float | None


def _row(warm: Warm, slices: Sequence[Slice], ratio: float | None = None) -> Row:
    load = client.together(one.load for one in slices)
    spent = [one.cpu for one in slices if one.cpu is not None]
    cpu = sum(spent) * 1000 / len(load.latencies) if spent else None
    return Row(warm.case.label, load, ratio, cpu, warm.queries)


def queries_of(case: Case) -> int:
    """The queries of one answer in this process, transaction control left out."""
    first, second = islice(case.calls(), 2)
    answered(first)  # Fills what lasts as long as the process.
    with CaptureQueriesContext(connection) as captured:
        answered(second)
    return sum(not query["sql"].startswith(CONTROL) for query in captured)


def answered(call: Call) -> bytes:
    """The call's answer, in this process."""
    asking, visitor = Client(), {"X-Forwarded-For": "10.255.0.1"}
    if call.body is None:
        response = asking.get(call.path, headers=visitor)
    else:
        kind = "application/json"
        response = asking.post(call.path, call.body, content_type=kind, headers=visitor)
    if not 200 <= response.status_code < 300:
        raise Failed(f"{call.path}: {response.status_code}")
    return bytes(response.content)


def verify(seeded: seeding.Seeded) -> None:
    """Speed is worth nothing if a seat was sold twice."""
    if found := seeding.oversold(seeded.organization):
        raise Failed(f"{found} departures are oversold.")
