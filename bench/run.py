"""One run: seed, serve, load each path between two loads of the bare view, verify, tell."""

import argparse
import subprocess
from collections.abc import Iterator
from itertools import islice
from statistics import fmean

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench import cases, client, database, engine, seeding, table
from bench.cases import Call, Case
from bench.client import Failed, Load, Server
from bench.server import cpu_seconds, serving
from bench.table import Row

LANES = 4
"""Requests at a time: two that are worked on and two that wait."""

WARM_UP = 40
"""Answers that are not counted, so that each worker has filled what it keeps."""

CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
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
    rows += [
        Row(label, engine.load(question(), asked.seconds))
        for name, (label, question) in ENGINE.items()
        if name in (asked.only or ENGINE)
    ]
    print((table.markdown if asked.markdown else table.text)(rows))
    print(f"\n{table.machine()}")


class Bench:
    """Loads cases on one server."""

    def __init__(
        self,
        server: Server,
        process: "subprocess.Popen[bytes] | None",
        seconds: float,
        warm_up: int = WARM_UP,
    ) -> None:
        self._server = server
        self._process = process
        self._seconds = seconds
        self._warm_up = warm_up

    def rows(self, seeded: seeding.Seeded, only: list[str] | None) -> Iterator[Row]:
        """Each case, compared with the bare view just before and just after it."""
        bare = cases.bare(seeded)
        before = first = self.measured(bare)
        yield first
        for case in cases.cases(seeded):
            if case.name in (only or [case.name]):
                row = self.measured(case)
                after = self.measured(bare)
                ratio = row.load.rate / fmean([before.load.rate, after.load.rate])
                before = after
                yield Row(row.label, row.load, ratio, row.cpu, row.queries)

    def measured(self, case: Case) -> Row:
        """A case by itself: its queries, then warmed up, then loaded."""
        queries = queries_of(case)
        calls = case.calls()
        for call in islice(calls, self._warm_up):
            reply = client.checked(self._server, call.request(), case.marker)
            if reply.body.count(case.marker) < case.expected:
                raise Failed(f"{call.path} answers less than expected.")
        started = self._used()
        load = self._loaded(case, calls)
        ended = self._used()
        cpu = None if started is None or ended is None else ended - started
        cpu = cpu and cpu * 1000 / len(load.latencies)
        return Row(case.label, load, cpu=cpu, queries=queries)

    def _loaded(self, case: Case, calls: Iterator[Call]) -> Load:
        requests = (call.request() for call in calls)
        return client.load(self._server, requests, case.marker, seconds=self._seconds, lanes=LANES)

    def _used(self) -> float | None:
        return cpu_seconds(self._process) if self._process else None


def queries_of(case: Case) -> int:
    """The queries of one answer in this process, transaction control left out."""
    for _ in range(2):  # The first call fills caches that last as long as the process.
        with CaptureQueriesContext(
            connection,
        ) as captured:
            answered(next(case.calls()))
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
