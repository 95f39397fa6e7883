"""A PostgreSQL of our own for one test run: made in a temporary folder, removed at the end."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # Each test leaves its tables empty. Seen so in passing, they would be read from end to end by
    # kept plans for as long as a connection lives, and a test that fills one would take minutes.
    "autovacuum": "off",
    "max_connections": "200",
    "listen_addresses": "127.0.0.1",
}
SECONDS_TO_START = 30


class DidNotStart(Exception):
    """The server ended, or did not answer in time."""


def find_binaries() -> Path | None:
    """The folder holding `initdb` and `postgres`: on PATH, or the newest one Debian installed."""
    on_path = shutil.which("initdb")
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest_first = sorted(installed, key=lambda path: float(path.parent.parent.name), reverse=True)
    candidates = [Path(on_path).resolve()] if on_path else []
    for initdb in candidates + newest_first:
        if (initdb.parent / "postgres").exists():
            return initdb.parent
    return None


@contextlib.contextmanager
def cluster(binaries: Path) -> Iterator[str]:
    """A running server's DATABASE_URL; the server and its folder are gone afterwards."""
    with _folder() as folder:
        _make(binaries, folder)
        port = _free_port()
        server = _start(binaries, folder, port)
        try:
            _wait_until_ready(server, port, folder)
            yield f"postgres://slotwright@127.0.0.1:{port}/postgres"
        finally:
            _stop(server)


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="slotwright-pg-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _identity() -> dict[str, Any]:
    """PostgreSQL refuses to run as root, so root hands over to a user that can do nothing else."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise DidNotStart("PostgreSQL cannot run as root and there is no other user to run it as.")


def _make(binaries: Path, folder: Path) -> None:
    identity = _identity()
    if identity:
        os.chown(folder, identity["user"], identity["group"])
    command: list[str | Path] = [
        binaries / "initdb",
        "--pgdata",
        folder / "data",
        "--username=slotwright",
    ]
    command += ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    made = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, **identity
    )
    if made.returncode:
        raise DidNotStart(made.stderr)


def _start(binaries: Path, folder: Path, port: int) -> subprocess.Popen[str]:
    command: list[str | Path] = [
        binaries / "postgres",
        "-D",
        folder / "data",
        "-k",
        folder,
        "-p",
        str(port),
    ]
    for name, value in SETTINGS.items():
        command += ["-c", f"{name}={value}"]
    with (folder / "log").open("wb") as log:
        # In a session of its own, or Ctrl-C would stop it under the tests that still use it.
        return subprocess.Popen(
            command,
            cwd=folder,
            stdout=log,
            stderr=log,
            text=True,
            start_new_session=True,
            **_identity(),
        )


def _stop(server: subprocess.Popen[str]) -> None:
    server.send_signal(signal.SIGQUIT)  # At once: nothing in it is worth keeping.
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _wait_until_ready(server: subprocess.Popen[str], port: int, folder: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < deadline:
        if "ready to accept connections" in (folder / "log").read_text(errors="replace"):
            return
        time.sleep(0.1)
    raise DidNotStart(f"PostgreSQL on port {port}: {(folder / 'log').read_text(errors='replace')}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
