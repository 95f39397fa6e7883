"""Runs the tests everywhere they can run: on SQLite, on PostgreSQL, and in a real browser.

    python -m tests.run                              everything this machine can do
    python -m tests.run --only sqlite -k capacity    one leg; the rest is handed to pytest

REQUIRE_ALL=1 makes a leg that could not run a failure. The last line holds the totals.
"""

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn
from xml.etree import ElementTree

from tests import postgres

ROOT = Path(__file__).resolve().parent.parent
NOTHING_COLLECTED = 5
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Result:
    """What came out of one leg; `missing` says how to get what it lacked."""

    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0
    missing: str = ""

    def __str__(self) -> str:
        if self.missing:
            return f"{self.name}: not run ({self.missing})"
        if not self.passed + self.failed + self.skipped:
            return f"{self.name}: no test matches"
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return (
            f"{self.name}: {self.passed} passed, {self.failed} failed{skipped}"
            f" in {self.seconds:.0f} s"
        )


def main(arguments: Sequence[str]) -> int:
    """Run the chosen legs, print one line for each and the totals; non-zero if anything failed."""
    ours, for_pytest = _parse(arguments)
    signal.signal(signal.SIGTERM, _stop_cleanly)
    legs = {"sqlite": on_sqlite, "postgres": on_postgres, "browser": in_browser}
    chosen = [run for name, run in legs.items() if ours.only in (None, name)]
    results = [run(ours.m, for_pytest) for run in chosen]
    print()
    for result in results:
        print(result)
    passed = sum(result.passed for result in results)
    failed = sum(result.failed for result in results)
    print(f"{passed} passed, {failed} failed")
    incomplete = os.environ.get("REQUIRE_ALL") == "1" and any(
        result.missing or result.skipped for result in results
    )
    return 1 if failed or not passed or incomplete else 0


def on_sqlite(marks: str, arguments: Sequence[str]) -> Result:
    """The suite on SQLite, spread over the cores."""
    with _sqlite() as url:
        return _pytest("SQLite", url, _and(marks, "not browser and not postgres"), arguments)


def on_postgres(marks: str, arguments: Sequence[str]) -> Result:
    """All of it that asks a database, on PostgreSQL: the one DATABASE_URL names, or our own."""
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith(("postgres", "psql", "pgsql")):
        return _pytest("PostgreSQL", url, _and(marks, "not browser and not pure"), arguments)
    binaries = postgres.find_binaries()
    if binaries is None:
        return Result("PostgreSQL", missing="apt-get install postgresql, or set DATABASE_URL")
    with postgres.cluster(binaries) as own:
        return _pytest("PostgreSQL", own, _and(marks, "not browser and not pure"), arguments)


def in_browser(marks: str, arguments: Sequence[str]) -> Result:
    """The browser tests, once, in the Chromium of this machine."""
    if find_chromium() is None:
        return Result("Browser", missing="apt-get install chromium, or set CHROMIUM")
    with _sqlite() as url:
        return _pytest("Browser", url, _and(marks, "browser"), arguments)


def find_chromium() -> str | None:
    """The path of a Chromium on this machine; CHROMIUM names one that is not on PATH."""
    names = (os.environ.get("CHROMIUM") or "", *CHROMIUM_NAMES)
    return next((path for name in names if name and (path := shutil.which(name))), None)


def _parse(arguments: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(prog="python -m tests.run", allow_abbrev=False)
    parser.add_argument("--only", choices=["sqlite", "postgres", "browser"], help="run one leg")
    parser.add_argument("-m", default="", metavar="MARKS", help="as pytest's, within each leg")
    return parser.parse_known_args(arguments)


def _and(marks: str, ours: str) -> str:
    return f"({marks}) and ({ours})" if marks else ours


@contextlib.contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="slotwright-sqlite-") as folder:
        yield f"sqlite:///{folder}/slotwright.sqlite3"


def _pytest(name: str, database: str, marks: str, arguments: Sequence[str]) -> Result:
    print(f"\n=== {name} ===", flush=True)
    environment = os.environ | {"DATABASE_URL": database}
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="slotwright-report-") as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-m", marks, f"--junitxml={report}"]
        # Tests of one group share something that is dear to make, such as a server.
        spread = ["-n", str(os.cpu_count() or 1), "--dist", "loadgroup"]
        workers = [] if _says_workers(arguments) else spread
        ended = subprocess.run(
            [*command, *workers, *arguments], cwd=ROOT, env=environment, check=False
        )
        return read_report(name, report, ended.returncode, time.monotonic() - started)


def _says_workers(arguments: Sequence[str]) -> bool:
    return any(argument.startswith(("-n", "--numprocesses", "--pdb")) for argument in arguments)


def read_report(name: str, report: Path, code: int, seconds: float) -> Result:
    """The report's counts; a run that broke off without a failed test counts as one failure."""
    if code == NOTHING_COLLECTED:
        return Result(name, seconds=seconds)
    counts = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    if report.exists():
        for suite in ElementTree.parse(report).iter("testsuite"):
            counts = {key: counts[key] + int(suite.get(key, 0)) for key in counts}
    failed = counts["failures"] + counts["errors"]
    passed = counts["tests"] - failed - counts["skipped"]
    return Result(name, passed, failed or int(code != 0), counts["skipped"], seconds)


def _stop_cleanly(_signal: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(143)  # As an exception, so that servers and folders are removed on the way out.


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
    except postgres.DidNotStart as problem:
        sys.exit(f"PostgreSQL did not start: {problem}")
