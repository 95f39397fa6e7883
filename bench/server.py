"""gunicorn with sync workers, for one run, and what it used of the CPU."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.client import Failed, Server, is_listening

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_START = 30
TICKS = os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def serving(
    workers: int, environment: Mapping[str, str]
) -> Iterator[tuple[Server, "subprocess.Popen[bytes]"]]:
    """A server with these settings in its environment, listening."""
    server = Server("127.0.0.1", _free_port())
    process = _start(server, workers, environment)
    try:
        _wait_until_ready(server, process)
        yield server, process
    finally:
        _stop(process)


def cpu_seconds(process: "subprocess.Popen[bytes]") -> float | None:
    """What the workers have used so far; None where there is no /proc to say so."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not children.exists():
        return None
    return sum(_used(Path(f"/proc/{pid}/stat")) for pid in children.read_text().split())


def _used(stat: Path) -> float:
    """User and system time: the 14th and 15th words, counted after the name in parentheses."""
    words = stat.read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / TICKS


def _start(
    server: Server, workers: int, environment: Mapping[str, str]
) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", f"--workers={workers}"]
    command += [f"--bind={server.host}:{server.port}", "--worker-class=sync", "--log-level=warning"]
    # In a session of its own, so that it is stopped in order and not by Ctrl-C in the middle.
    return subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment}, start_new_session=True
    )


def _wait_until_ready(server: Server, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        if is_listening(server):
            return
        time.sleep(0.1)
    raise Failed("gunicorn did not start.")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
