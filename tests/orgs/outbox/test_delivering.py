"""Messages go out once, are tried again, and are given up; nothing is lost or doubled."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.db import connection

from orgs.models import DispatchStatus, Message, Organization, Role
from orgs.outbox import alarm, backoff, lease
from orgs.outbox.delivering import deliver_some
from tests import harbor
from tests.orgs.outbox.post import after, deliver, deliver_all, mail_server, waiting
from tests.races import race

pytestmark = pytest.mark.django_db

SMTP = "django.core.mail.backends.smtp.EmailBackend"
GREETING = (b"220 here", b"250 hello")


@pytest.fixture
def org() -> Organization:
    return harbor.organization()


@pytest.fixture
def smtp(settings: Any) -> Any:
    """Mail goes to a server on a port of this machine, which has a second for each answer."""
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = SMTP, "127.0.0.1", 1
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    return settings


def fresh(message: Message) -> Message:
    """As it is stored now."""
    message.refresh_from_db()
    return message


def test_a_due_message_is_sent_once_and_kept_without_its_key(org: Organization) -> None:
    [message] = waiting(org)

    first, second = deliver(), deliver()

    assert (first.sent, second.claimed) == (1, 0)
    assert [(one.to, one.subject) for one in mail.outbox] == [
        (["ada@example.com"], f"Letter {message.public_id}")
    ]
    assert "open-sesame" in mail.outbox[0].body
    kept = fresh(message)
    assert (kept.status, kept.tries, kept.sent_at, kept.leased_until) == (
        DispatchStatus.SENT,
        1,
        harbor.NOW,
        None,
    )
    assert (kept.text, kept.html) == ("With the key •••.\n", "<p>With the key •••.</p>")


def test_what_is_not_due_yet_waits(org: Organization) -> None:
    waiting(org, due_at=after(hours=1))

    assert deliver().claimed == 0
    assert deliver(after(hours=1)).sent == 1


def test_what_is_no_longer_true_is_not_sent_and_says_why(org: Organization) -> None:
    [message] = waiting(org, about="outdated")

    assert deliver().dropped == 1
    kept = fresh(message)
    assert (kept.status, kept.last_error, mail.outbox) == ("DROPPED", "It is over.", [])


def test_one_that_we_cannot_write_does_not_keep_the_others(
    org: Organization, caplog: pytest.LogCaptureFixture
) -> None:
    [broken] = waiting(org, about="broken")
    waiting(org, 2)

    with caplog.at_level(logging.CRITICAL):
        tally = deliver()

    assert (tally.sent, tally.failed) == (2, 1)
    kept = fresh(broken)
    assert (kept.status, kept.tries) == (DispatchStatus.WAITING, 1)
    assert kept.last_error == "ZeroDivisionError: a fault of ours"


def test_a_kind_of_another_version_waits_for_it(
    org: Organization, caplog: pytest.LogCaptureFixture
) -> None:
    [message] = waiting(org, kind="from_the_future")

    with caplog.at_level(logging.CRITICAL):
        deliver()

    assert fresh(message).status == DispatchStatus.WAITING


def test_a_server_that_is_not_there_costs_each_a_try_and_one_wait(
    org: Organization, smtp: Any
) -> None:
    rows = waiting(org, 5)
    smtp.EMAIL_PORT = 9

    tally = deliver()

    assert tally.failed == 5
    kept = [fresh(row) for row in rows]
    assert {(row.status, row.tries, row.leased_until) for row in kept} == {("WAITING", 1, None)}
    assert all("refused" in row.last_error for row in kept)
    waits = [row.due_at - harbor.NOW for row in kept]
    assert all(timedelta(seconds=45) <= wait <= timedelta(seconds=75) for wait in waits)
    assert len(set(waits)) == 5


@pytest.mark.parametrize(
    "said",
    [
        pytest.param((), id="never greets"),
        pytest.param(GREETING, id="hangs at the sender"),
        pytest.param((*GREETING, b"250 ok", b"250 ok"), id="hangs before the text"),
    ],
)
def test_a_server_that_hangs_is_left_after_its_time(
    org: Organization, smtp: Any, said: tuple[bytes, ...]
) -> None:
    [message] = waiting(org)

    with mail_server(*said) as smtp.EMAIL_PORT:
        tally = deliver()

    kept = fresh(message)
    assert (tally.failed, kept.status, kept.tries) == (1, DispatchStatus.WAITING, 1)
    assert "timed out" in kept.last_error or "Connection" in kept.last_error


def test_no_transaction_is_open_while_the_server_is_spoken_to(
    org: Organization, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Watching"
    Watching.depths.clear()
    waiting(org, 2)
    outside = len(connection.savepoint_ids)

    deliver()

    assert Watching.depths == [outside, outside]


class Watching(locmem.EmailBackend):
    """Notes how deep in transactions each mail is sent."""

    depths: list[int] = []

    def send_messages(self, messages: Any) -> int:
        self.depths.append(len(connection.savepoint_ids))
        return super().send_messages(messages)


def test_an_address_that_is_refused_for_good_is_given_up_and_staff_are_told(
    org: Organization, smtp: Any, settings: Any
) -> None:
    harbor.member(org, Role.STAFF)
    [message] = waiting(org, about="bk_1")

    with mail_server(*GREETING, b"250 ok", b"550 5.1.1 no such user", b"250 ok") as port:
        settings.EMAIL_PORT = port
        deliver()

    kept = fresh(message)
    assert (kept.status, kept.tries) == (DispatchStatus.FAILED, 1)
    assert kept.last_error == "Refused: ada@example.com: 550 5.1.1 no such user"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    deliver()
    [told] = mail.outbox
    assert (told.to, told.subject) == (["sam@harbor.example"], "Mail could not be delivered")
    assert "550 5.1.1 no such user" in told.body
    assert "/admin/orgs/message/?status=FAILED" in told.body


def test_an_address_that_is_refused_for_now_is_tried_again(org: Organization, smtp: Any) -> None:
    [message] = waiting(org)

    with mail_server(*GREETING, b"250 ok", b"451 4.7.1 greylisted", b"250 ok") as smtp.EMAIL_PORT:
        deliver()

    assert fresh(message).status == DispatchStatus.WAITING


def test_after_the_last_try_it_is_given_up(org: Organization, smtp: Any) -> None:
    smtp.EMAIL_PORT = 9
    [message] = waiting(org, tries=backoff.MOST_TRIES - 1)

    deliver()

    assert fresh(message).status == DispatchStatus.FAILED
    assert Message.objects.of(org).filter(kind=alarm.KIND).count() == 1


def test_many_failures_ring_the_alarm_once(org: Organization, smtp: Any) -> None:
    smtp.EMAIL_PORT = 9
    waiting(org, 30, tries=backoff.MOST_TRIES - 1)

    deliver(limit=15)
    deliver(limit=15)

    assert Message.objects.of(org).filter(status="FAILED").count() == 30
    assert Message.objects.of(org).filter(kind=alarm.KIND).count() == 1


def test_an_alarm_that_fails_rings_no_other(org: Organization, smtp: Any) -> None:
    harbor.member(org, Role.STAFF)
    waiting(org, status="FAILED")
    smtp.EMAIL_PORT = 9
    tries = backoff.MOST_TRIES - 1
    waiting(org, kind=alarm.KIND, audience="STAFF", tries=tries)

    deliver()

    assert list(Message.objects.of(org).values_list("kind", "status").order_by("pk")) == [
        ("plain", "FAILED"),
        ("delivery_failed", "FAILED"),
    ]


def test_what_a_dead_worker_had_in_hand_comes_back_when_its_lease_runs_out(
    org: Organization,
) -> None:
    waiting(org, 3)
    taken = lease.claim(Message, limit=2, now=harbor.NOW)

    meanwhile = deliver(after(minutes=1))
    later = deliver(harbor.NOW + lease.LEASE)

    assert (len(taken), meanwhile.sent, later.sent) == (2, 1, 2)
    assert len(mail.outbox) == 3


def test_a_worker_whose_lease_was_taken_over_neither_sends_nor_writes(org: Organization) -> None:
    [message] = waiting(org)
    [mine] = lease.claim(Message, limit=1, now=harbor.NOW)
    late = harbor.NOW + lease.LEASE
    [theirs] = lease.claim(Message, limit=1, now=late)

    assert lease.keep(mine, now=late) is False
    assert lease.settle(mine, status="FAILED") is False
    assert lease.keep(theirs, now=late) is True
    assert fresh(message).status == DispatchStatus.WAITING


def test_a_slow_batch_renews_its_lease_before_each_mail(org: Organization) -> None:
    waiting(org, 4)
    times = iter(harbor.NOW + timedelta(minutes=2 * number) for number in range(100))

    tally = deliver_some(clock=lambda: next(times), stopping=lambda: False)

    assert tally.sent == 4
    assert len(mail.outbox) == 4


def test_a_worker_that_is_told_to_stop_gives_back_what_it_has_not_begun(
    org: Organization,
) -> None:
    waiting(org, 5)

    stopped = deliver_some(clock=lambda: harbor.NOW, stopping=lambda: len(mail.outbox) == 2)

    assert stopped.sent == 2
    assert deliver().sent == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
@pytest.mark.parametrize("workers", [2, 4])
def test_several_workers_share_two_hundred_without_a_double(workers: int) -> None:
    rows = waiting(harbor.organization(), 200)

    tallies = race([deliver_all] * workers)

    subjects = sorted(one.subject for one in mail.outbox)
    assert subjects == sorted(f"Letter {row.public_id}" for row in rows)
    assert sum(tally.sent for tally in tallies) == 200  # type: ignore[union-attr]
    assert Message.objects.filter(status="SENT", tries=1, leased_until=None).count() == 200


@pytest.mark.parametrize("number", [1, 20])
def test_a_batch_costs_two_queries_and_one_for_each_message(
    org: Organization, number: int, django_assert_num_queries: Any
) -> None:
    waiting(org, number)

    with django_assert_num_queries(2 + 2 + number):  # And the savepoint around the first two.
        deliver()
