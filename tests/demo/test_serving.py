"""`manage.py demo` as a person meets it: started, looked at, ended with Ctrl-C."""

import json
import os
import re
import secrets
import shutil
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
TOUR = "## A tour in five minutes"


def free_port() -> int:
    """A port that is free now, as is the one after it.

    Each worker looks among its own, below those that the system hands out by itself.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    while True:
        port = 10_000 + 2_000 * (worker % 10) + secrets.randbelow(1_999)
        with socket.socket() as first, socket.socket() as second:
            taken = [
                one.connect_ex(("127.0.0.1", port + n)) for n, one in enumerate((first, second))
            ]
        if all(taken):
            return port


def manage(environment: dict[str, str], *words: str) -> None:
    """Runs a management command to its end."""
    command = [sys.executable, "manage.py", *words]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A fresh checkout's, after the first steps of `make demo`, with a database of its own."""
    database = tmp_path_factory.mktemp("demo") / "demo.sqlite3"
    mail = f"foldermail:///{database.parent}/mail"
    own = {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{database}", "EMAIL_URL": mail}
    found = os.environ | own | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    manage(found, "migrate")
    manage(found, "createcachetable")
    manage(found, "demo_load")
    return found


@pytest.fixture
def note(tmp_path: Path) -> Path:
    """Where the website's port is written down."""
    return tmp_path / "demo.site"


@pytest.fixture
def serving(environment: dict[str, str], note: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The demonstration being served, and its port."""
    port = free_port()
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    command = [sys.executable, "manage.py", "demo", "--port", str(port), "--note", str(note)]
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


def commands() -> str:
    """The shell commands of the README's tour."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    tour = readme.partition(TOUR)[2].partition("\n## ")[0]
    return "\n".join(re.findall(r"```sh\n(.*?)```", tour, re.DOTALL))


def answers(said: str) -> list[dict]:
    """The JSON documents in what a shell printed, one after the other."""
    decoder, found, at = json.JSONDecoder(), [], 0
    while at < len(said.rstrip()):
        document, at = decoder.raw_decode(said, at)
        found.append(document)
    return found


def test_it_serves_both_until_ctrl_c(
    serving: tuple[subprocess.Popen[str], int], note: Path
) -> None:
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
    assert note.read_text() == f"{port + 1}\n"
    assert process.returncode == 0


def test_its_mail_is_sent_and_can_be_read(serving: tuple[subprocess.Popen[str], int]) -> None:
    _, port = serving
    box, end = f"http://127.0.0.1:{port}/mail/", time.monotonic() + TEST_TIME

    while "You are booked" not in (text := eventually(box)):
        assert time.monotonic() < end, "No mail came."
        time.sleep(0.5)

    name = re.findall(r"/mail/([\w-]+)/", text)[-1]
    assert "/b/bk_" in eventually(f"{box}{name}/page")


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_the_tour_of_the_readme_can_be_followed(
    serving: tuple[subprocess.Popen[str], int], tmp_path: Path
) -> None:
    _, port = serving
    eventually(f"http://127.0.0.1:{port}/healthz")
    script = commands().replace("127.0.0.1:8000", f"127.0.0.1:{port}")
    strict = "set -euo pipefail\n" + script.replace("curl -s", "curl -sS --fail-with-body")

    done = subprocess.run(
        ["bash", "-c", strict], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert (done.stderr, done.returncode) == ("", 0)
    _, tours, upcoming, free, quote, booking, block, none, why = answers(done.stdout)
    assert [tour["slug"] for tour in tours["tours"]] == ["cider-afternoon"]
    assert len(upcoming["slots"]) == 3
    assert [slot["status"] for slot in free["slots"]] == ["AVAILABLE"]
    assert quote["price"]["total"] == {"amount": "184.00", "currency": "USD"}
    assert (booking["status"], booking["contact"]["name"]) == ("CONFIRMED", "Ada Reader")
    assert (block["affectedBookings"], none["slots"]) == ([], [])
    assert [reason["code"] for reason in why["slots"][0]["reasons"]] == ["blocked"]


def test_a_port_in_use_is_said_plainly(harbor: Organization, settings: object) -> None:
    settings.DEBUG = True
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(CommandError) as refused:
            call_command("demo", port=port)

    assert str(refused.value) == f"Port {port} is in use. Try another: make demo PORT={port + 10}"


@pytest.mark.parametrize("port", ["abc", "0", "-1", "65535", "8000 8001", "٨٠٠٠"])
def test_what_is_no_port_is_said_plainly(
    port: str, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", port)

    with pytest.raises(CommandError) as refused:
        call_command("demo")

    assert str(refused.value) == f"PORT is a number from 1 to 65534, not “{port}”."


def test_it_is_not_served_without_debug(harbor: Organization) -> None:
    with pytest.raises(CommandError, match="DEBUG=1 only"):
        call_command("demo")
