"""The worker as a process: ends when told, and loses nothing when killed."""

import logging
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone

from orgs.models import Message
from orgs.outbox import clock, worker
from orgs.outbox.worker import Worker
from tests import harbor
from tests.orgs.outbox.post import waiting
from tests.orgs.outbox.processes import GOING_ON, beside, died_at, work_on
from tests.sources import ROOT

TEST_TIME = 60
DEATHS = [
    ("orgs.outbox.lease.claim", "after", 1),
    ("orgs.outbox.kinds.Gathered.letter_of", "before", 2),
    ("orgs.outbox.kinds.Gathered.letter_of", "after", 2),
    ("orgs.mailbox.backend.EmailBackend.send_messages", "before", 3),
    ("orgs.mailbox.backend.EmailBackend.send_messages", "after", 3),
    ("orgs.outbox.lease.settle", "before", 3),
    ("orgs.outbox.lease.settle", "after", 3),
]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return beside(tmp_path)


@pytest.fixture
def running(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A worker that goes on."""
    command = [sys.executable, "-c", GOING_ON]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, env=environment, **pipes) as process:
        yield process
        process.kill()


def sent(environment: dict[str, str]) -> Counter[str]:
    """How often each message lies in the folder."""
    folder = Path(environment["EMAIL_URL"].removeprefix("foldermail:///")).glob("*.eml")
    mails = [message_from_bytes(path.read_bytes()) for path in folder]
    return Counter(str(one["Subject"]).removeprefix("Letter ") for one in mails)


def eventually(true: Any) -> None:
    """Waits until it is."""
    end = time.monotonic() + TEST_TIME
    while not true():
        assert time.monotonic() < end, "This never came true."
        time.sleep(0.05)


def let_leases_run_out() -> None:
    """As minutes later."""
    long_ago = timezone.now() - timedelta(seconds=1)
    Message.objects.exclude(leased_until=None).update(leased_until=long_ago)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("place", DEATHS, ids=lambda one: f"{one[1]} {one[0].rpartition('.')[2]}")
def test_a_worker_killed_at_any_step_loses_nothing(
    place: tuple[str, str, int], environment: dict[str, str], tmp_path: Path
) -> None:
    rows = waiting(harbor.organization(), 6, due_at=timezone.now())

    died = died_at(place, tmp_path)
    before = sent(environment)
    let_leases_run_out()
    work_on(tmp_path)

    assert died == -signal.SIGKILL
    after = sent(environment)
    assert sorted(after) == sorted(row.public_id for row in rows)
    doubled = [name for name, times in after.items() if times > 1]
    # Only a mail that was sent and not yet written down may come twice, and it has one Message-ID.
    assert len(doubled) <= 1
    assert set(doubled) <= set(before)
    assert Message.objects.filter(status="SENT", leased_until=None).count() == 6


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_is_followed_by_another(
    running: subprocess.Popen[str], environment: dict[str, str], tmp_path: Path
) -> None:
    rows = waiting(harbor.organization(), 120, due_at=timezone.now())
    eventually(lambda: sum(sent(environment).values()) > 5)
    running.send_signal(signal.SIGKILL)
    running.wait()

    let_leases_run_out()
    work_on(tmp_path)

    found = sent(environment)
    assert sorted(found) == sorted(row.public_id for row in rows)
    assert sum(found.values()) <= len(rows) + 1
    assert Message.objects.filter(status="SENT").count() == len(rows)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_ends_and_leaves_nothing_in_hand(
    told: signal.Signals, running: subprocess.Popen[str], environment: dict[str, str]
) -> None:
    org = harbor.organization()
    waiting(org, due_at=timezone.now())
    eventually(lambda: sent(environment))

    running.send_signal(told)
    said, _ = running.communicate(timeout=TEST_TIME)

    assert running.returncode == 0
    assert said.splitlines() == ["The worker has begun.", "The worker has ended."]
    assert not Message.objects.exclude(leased_until=None).exists()


@pytest.mark.django_db
def test_once_does_what_is_due_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    org = harbor.organization()
    waiting(org, 30)
    waiting(org, about="outdated")

    call_command("worker", "--once", skip_checks=True)

    assert capsys.readouterr().out == "30 sent, 1 not needed any more, 0 failed\n"
    assert len(mail.outbox) == 30


def test_a_round_of_the_clockwork_that_fails_does_not_keep_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(now: Any) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(clock, "_rounds", {"broken": broken, "fine": lambda now: 3})

    with caplog.at_level(logging.CRITICAL):
        assert clock.wind(harbor.NOW) == 3


@pytest.mark.django_db
def test_a_database_that_goes_away_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(worker, "SULK", 0.01)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    waiting(harbor.organization())
    one = Worker(clock=lambda: harbor.NOW)
    asked = []

    def gone(execute: Any, *query: Any) -> Any:
        asked.append(1)
        if len(asked) < 3:
            raise OperationalError("the server closed the connection")
        if mail.outbox:
            one.stop()
        return execute(*query)

    with caplog.at_level(logging.CRITICAL), connection.execute_wrapper(gone):
        one.run()

    assert len(mail.outbox) == 1
