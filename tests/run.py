"""Runs the tests everywhere they can run: on SQLite, on PostgreSQL, and in a real browser.

    python -m tests.run                              everything this machine can do
    python -m tests.run --only sqlite -k capacity    one leg; the rest is handed to pytest

Several legs run side by side, since each waits now and then, and what they say is shown as each
ends. REQUIRE_ALL=1 makes a leg that could not run a failure. The last line holds the totals.
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
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn
from xml.etree import ElementTree

from tests import postgres

ROOT = Path(__file__).resolve().parent.parent
NOTHING_COLLECTED = 5
RUNNING: list[subprocess.Popen[bytes]] = []
# Chromium without its windows takes a quarter of the time for the same pages.
CHROMIUM_NAMES = (
    "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome",
    "google-chrome-stable",
)  # fmt: skip


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


@dataclass(frozen=True)
class Asked:
    """What is run in each leg; `out`: where it is to be said, None: here and now."""

    marks: str
    arguments: Sequence[str]
    out: IO[str] | None = None


def main(arguments: Sequence[str]) -> int:
    """Run the chosen legs, print one line for each and the totals; non-zero if anything failed."""
    ours, for_pytest = _parse(arguments)
    signal.signal(signal.SIGTERM, _stop_cleanly)
    asked = Asked(ours.m, for_pytest)
    results = [LEGS[ours.only](asked)] if ours.only else _side_by_side(asked)
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


def _side_by_side(asked: Asked) -> list[Result]:
    """Every leg, each with a file to speak to, which is shown when the leg has ended."""
    print(f"Side by side: {', '.join(LEGS)}. What each says is shown when it has ended.")
    _compile(asked)
    with contextlib.ExitStack() as files, ThreadPoolExecutor(len(LEGS)) as pool:
        said = [files.enter_context(tempfile.TemporaryFile("w+")) for _ in LEGS]
        legs = zip(LEGS.values(), said, strict=True)
        running = [pool.submit(leg, replace(asked, out=out)) for leg, out in legs]
        for ended in as_completed(running):
            out = said[running.index(ended)]
            out.seek(0)
            print(out.read(), flush=True)
        return [leg.result() for leg in running]


def _compile(asked: Asked) -> None:
    """All that is run once, asserts and all: each of many processes would do so by itself."""
    quiet = subprocess.DEVNULL  # What is wrong is said by the legs.
    command = [sys.executable, "-m", "pytest", "--collect-only", "-qq", *asked.arguments]
    subprocess.run(command, cwd=ROOT, env=_environment(), stdout=quiet, stderr=quiet, check=False)


def _environment(**ours: str) -> dict[str, str]:
    """Ours, but for the wish that Python should keep nothing of what it compiled."""
    given = {key: os.environ[key] for key in os.environ if key != "PYTHONDONTWRITEBYTECODE"}
    return given | ours


def on_sqlite(asked: Asked) -> Result:
    """The suite on SQLite, spread over the cores."""
    with _sqlite() as url:
        return _pytest("SQLite", url, "not browser and not postgres", asked)


def on_postgres(asked: Asked) -> Result:
    """All of it that asks a database, on PostgreSQL: the one DATABASE_URL names, or our own."""
    marks = "not browser and not pure"
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith(("postgres", "psql", "pgsql")):
        return _pytest("PostgreSQL", url, marks, asked)
    binaries = postgres.find_binaries()
    if binaries is None:
        return Result("PostgreSQL", missing="apt-get install postgresql, or set DATABASE_URL")
    with postgres.cluster(binaries) as own:
        return _pytest("PostgreSQL", own, marks, asked)


def in_browser(asked: Asked) -> Result:
    """The browser tests, once, in the Chromium of this machine."""
    if find_chromium() is None:
        return Result("Browser", missing="apt-get install chromium, or set CHROMIUM")
    with _sqlite() as url:
        return _pytest("Browser", url, "browser", asked)


LEGS = {"sqlite": on_sqlite, "postgres": on_postgres, "browser": in_browser}


def find_chromium() -> str | None:
    """The path of a Chromium on this machine; CHROMIUM names one that is not on PATH."""
    names = (os.environ.get("CHROMIUM") or "", *CHROMIUM_NAMES)
    return next((path for name in names if name and (path := shutil.which(name))), None)


def _parse(arguments: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(prog="python -m tests.run", allow_abbrev=False)
    parser.add_argument("--only", choices=list(LEGS), help="run one leg")
    parser.add_argument("-m", default="", metavar="MARKS", help="as pytest's, within each leg")
    return parser.parse_known_args(arguments)


def _and(marks: str, ours: str) -> str:
    return f"({marks}) and ({ours})" if marks else ours


@contextlib.contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="slotwright-sqlite-") as folder:
        yield f"sqlite:///{folder}/slotwright.sqlite3"


def _pytest(name: str, database: str, marks: str, asked: Asked) -> Result:
    environment = _environment(DATABASE_URL=database)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="slotwright-report-") as folder:
        report = Path(folder) / "report.xml"
        both = _and(asked.marks, marks)
        command = [sys.executable, "-m", "pytest", "-m", both, f"--junitxml={report}"]
        # Neighbours stay together as long as can be: files share what is dear to make.
        spread = ["-n", str(os.cpu_count() or 1), "--dist", "worksteal"]
        workers = [] if _says_workers(asked.arguments) else spread
        print(f"\n=== {name} ===", file=asked.out, flush=True)
        ended = _run([*command, *workers, *asked.arguments], environment, asked.out)
        return read_report(name, report, ended, time.monotonic() - started)


def _run(command: Sequence[str], environment: dict[str, str], out: IO[str] | None) -> int:
    """Its exit status. Whoever stops us stops it too."""
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out) as process:
        RUNNING.append(process)
        return process.wait()


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
    for process in RUNNING:
        process.terminate()
    sys.exit(143)  # As an exception, so that servers and folders are removed on the way out.


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
    except postgres.DidNotStart as problem:
        sys.exit(f"PostgreSQL did not start: {problem}")
