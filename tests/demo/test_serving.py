"""`manage.py demo` as a person meets it: started, looked at, ended with Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from django.core.management import CommandError, call_command

from orgs.models import Organization
from tests.sources import ROOT

TEST_TIME = 60


def free_port() -> int:
    """A port that is free now, as is the one after it."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            if port < 65535 and second.connect_ex(("127.0.0.1", port + 1)):
                return port


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A fresh checkout's, with a database of its own."""
    own = {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{tmp_path / 'demo.sqlite3'}"}
    return os.environ | own | {"DJANGO_SETTINGS_MODULE": "config.settings"}


def manage(environment: dict[str, str], *words: str) -> None:
    """Runs a management command to its end."""
    command = [sys.executable, "manage.py", *words]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)


@pytest.fixture
def serving(environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """What `make demo` does, and the port it was told."""
    manage(environment, "migrate")
    manage(environment, "createcachetable")
    manage(environment, "demo_load")
    port = free_port()
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    command = [sys.executable, "manage.py", "demo", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, **pipes) as process:
        yield process, port
        process.kill()


def eventually(address: str) -> str:
    """The page at this address, as soon as somebody answers."""
    end = time.monotonic() + TEST_TIME
    while True:
        try:
            with urlopen(address, timeout=5) as answer:
                return answer.read().decode()
        except HTTPError:
            raise
        except (URLError, ConnectionError):
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def test_it_serves_both_until_ctrl_c(serving: tuple[subprocess.Popen[str], int]) -> None:
    process, port = serving

    home = eventually(f"http://127.0.0.1:{port + 1}/")
    loader = eventually(f"http://127.0.0.1:{port}/embed.js")
    calendar = eventually(f"http://127.0.0.1:{port}/embed/tours/")
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=TEST_TIME)

    assert f'src="http://127.0.0.1:{port}/embed.js"' in home
    assert "data-calendar" in loader or "dataset" in loader
    assert "Harbor at Dawn" in calendar
    assert f"http://127.0.0.1:{port + 1}/" in said
    assert "harbor-demo" in said
    assert process.returncode == 0


def test_a_port_in_use_is_said_plainly(harbor: Organization, settings: object) -> None:
    settings.DEBUG = True
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(CommandError) as refused:
            call_command("demo", port=port)

    assert str(refused.value) == f"Port {port} is in use. Try another: make demo PORT={port + 10}"


def test_it_is_not_served_without_debug(harbor: Organization) -> None:
    with pytest.raises(CommandError, match="DEBUG=1 only"):
        call_command("demo")
