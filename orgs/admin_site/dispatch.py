"""How staff see what is sent out: states in words, readers, the messages about a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from orgs.admin_site import shown
from orgs.models import Dispatch, DispatchStatus, Message, Organization
from orgs.outbox import kinds
from orgs.outbox.kinds import Outdated

TONES = {
    DispatchStatus.WAITING: "wait",
    DispatchStatus.SENT: "good",
    DispatchStatus.FAILED: "bad",
    DispatchStatus.DROPPED: "mute",
}
TRIED = ("ask", _("Trying again"))


@dataclass(frozen=True, slots=True)
class Line:
    """A message in a list of those about one row."""

    pk: int
    label: str
    pill: SafeString
    to: str
    moment: str
    tries: int
    error: str
    url: str
    resend_url: str
    may_resend: bool


def status_pill(row: Dispatch, done: Any = DispatchStatus.SENT.label) -> SafeString:
    """Where it stands; one that failed before is waiting in another way."""
    status = DispatchStatus(row.status)
    if status == DispatchStatus.WAITING and row.tries:
        return shown.pill(*TRIED)
    return shown.pill(TONES[status], done if status == DispatchStatus.SENT else status.label)


def recipients_of(message: Message) -> Any:
    """Who got it or will."""
    return ", ".join(message.recipients) or _("staff")


def about(organization: Organization, public_id: str) -> list[Message]:
    """All messages about a row with their events, the oldest first. One query."""
    rows = Message.objects.of(organization).filter(about=public_id).select_related("event")
    return list(rows.defer("html", "text", "calendar").order_by("pk"))


def outdated(rows: Sequence[Message], now: datetime) -> dict[int, str]:
    """By their keys, those that would say what is not so any more, with the reason.

    None of them is worded for that.
    """
    gathered, found = kinds.Gathered(rows), {}
    for row in rows:
        try:
            gathered.check(row, now)
        except Outdated as reason:
            found[row.pk] = gettext(str(reason))
        except KeyError:
            found[row.pk] = gettext("There is no such kind of message.")
    return found


def lines(rows: Sequence[Message], house: Organization, zone: str, now: datetime) -> list[Line]:
    """Messages as staff see them, on the clock of this zone."""
    over = outdated(rows, now)
    return [_line(row, house, zone, over.get(row.pk, "")) for row in rows]


def _line(row: Message, house: Organization, zone: str, over: str) -> Line:
    """`over`: why it is not sent any more. Of one that did not fail, a missing button says it."""
    error = gettext(row.last_error) if row.last_error else ""
    if over and row.status == DispatchStatus.FAILED:
        error = f"{error} {not_any_more(over)}".strip()
    return Line(
        pk=row.pk,
        label=kinds.label_of(row.kind),
        pill=status_pill(row),
        to=str(recipients_of(row)),
        moment=shown.when(row.sent_at or row.due_at, zone, house),
        tries=row.tries,
        error=error,
        may_resend=row.status != DispatchStatus.DROPPED and not over,
        url=reverse("admin:orgs_message_change", args=[row.pk]),
        resend_url=reverse("admin:orgs_message_resend", args=[row.pk]),
    )


def not_any_more(over: str) -> str:
    """That it is not sent any more, and why."""
    return gettext("It is not sent any more: %(why)s") % {"why": over}
