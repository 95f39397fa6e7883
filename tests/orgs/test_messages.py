"""What staff do with messages: send again, word them."""

from datetime import timedelta

import pytest

from orgs.access import Caller
from orgs.actions import messages
from orgs.admin_site import dispatch
from orgs.errors import Invalid, MessageOutdated
from orgs.models import AuditEvent, Message, MessageText, Organization
from orgs.outbox import lease
from orgs.outbox.words import Words
from tests import harbor
from tests.harbor import NOW
from tests.orgs.outbox.post import deliver, waiting

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def org() -> Organization:
    return harbor.organization()


def word(org: Organization, subject: str, body: str, kind: str = "confirmed") -> MessageText:
    return messages.word(
        org=org, by=Caller(), now=NOW, kind=kind, language="en", words=Words(subject, body)
    )


def test_one_that_failed_goes_back_into_the_queue(org: Organization) -> None:
    [message] = waiting(org, status="FAILED", tries=12, last_error="550")

    again = messages.resend(message=message, by=Caller(), now=LATER)

    assert (again.pk, again.status, again.tries, again.due_at) == (message.pk, "WAITING", 0, LATER)
    assert deliver(LATER).sent == 1


def test_one_that_was_sent_stays_and_another_one_is_sent(org: Organization) -> None:
    [message] = waiting(org)
    deliver()

    again = messages.resend(message=Message.objects.get(), by=Caller(), now=LATER)

    assert again.public_id != message.public_id
    assert deliver(LATER).sent == 1
    assert list(Message.objects.of(org).order_by("pk").values_list("status", "text")) == [
        ("SENT", "With the key •••.\n"),
        ("SENT", "With the key •••.\n"),
    ]


def test_one_that_waits_to_be_tried_again_is_sent_at_once(org: Organization) -> None:
    [message] = waiting(org, due_at=LATER, tries=3)

    messages.resend(message=message, by=Caller(), now=NOW)

    assert deliver().sent == 1


def test_one_in_the_hands_of_a_worker_is_not_sent_twice(org: Organization) -> None:
    waiting(org)
    [held] = lease.claim(Message, limit=1, now=NOW)

    messages.resend(message=held, by=Caller(), now=NOW)

    assert deliver().claimed == 0


def test_what_is_no_longer_so_is_not_said_again(org: Organization) -> None:
    [message] = waiting(org, about="outdated", status="DROPPED")

    with pytest.raises(MessageOutdated, match="It is over"):
        messages.resend(message=message, by=Caller(), now=NOW)

    assert not AuditEvent.objects.exists()


def test_what_may_be_sent_again_is_found_without_wording_any(org: Organization) -> None:
    over, breaks_when_worded = waiting(org, about="outdated") + waiting(org, about="broken")

    assert dispatch.outdated([over, breaks_when_worded], NOW) == {over.pk: "It is over."}


def test_resending_is_in_the_trail(org: Organization) -> None:
    [message] = waiting(org, about="bk_1", status="FAILED")

    messages.resend(message=message, by=Caller(), now=NOW)

    entry = AuditEvent.objects.get()
    assert (entry.verb, entry.subject) == ("message.resent", message.public_id)
    assert entry.facts == {"after": {"kind": "plain", "about": "bk_1"}}


def test_a_wording_is_written_changed_and_taken_back(org: Organization) -> None:
    word(org, " Ahoy {guest} ", "Hello\r\n\r\nyou")
    changed = word(org, "Ahoy!", "Hello")

    assert list(MessageText.objects.of(org).values_list("subject", "body")) == [("Ahoy!", "Hello")]
    messages.unword(text=changed, by=Caller(), now=NOW)
    assert not MessageText.objects.exists()
    assert [entry.verb for entry in AuditEvent.objects.order_by("pk")] == [
        "message_text.created",
        "message_text.changed",
        "message_text.deleted",
    ]


@pytest.mark.parametrize(
    ("subject", "body", "pointers"),
    [
        ("Ahoy {gast}", "Hello", [("/subject", "unknown_placeholder")]),
        (
            "Ahoy {guest",
            "Hello {",
            [("/subject", "broken_placeholder"), ("/body", "broken_placeholder")],
        ),
        (
            "{{ guest }}",
            "{% now %}",
            [("/subject", "broken_placeholder"), ("/body", "broken_placeholder")],
        ),
        ("  ", "", [("/subject", "blank"), ("/body", "blank")]),
        ("Ahoy\nBcc: x@example.com", "Hello", [("/subject", "invalid")]),
    ],
)
def test_a_broken_wording_is_refused_and_nothing_is_written(
    org: Organization, subject: str, body: str, pointers: list[tuple[str, str]]
) -> None:
    with pytest.raises(Invalid) as refused:
        word(org, subject, body)

    assert [(one.pointer, one.code) for one in refused.value.errors] == pointers
    assert not MessageText.objects.exists()


def test_a_kind_that_does_not_exist_cannot_be_worded(org: Organization) -> None:
    with pytest.raises(Invalid, match="no such kind"):
        word(org, "Ahoy", "Hello", kind="nonsense")
