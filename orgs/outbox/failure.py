"""The alarm as a mail: how many messages could not be delivered, and where to see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from orgs import languages
from orgs.models import Audience, DispatchStatus, Message, Organization
from orgs.outbox import alarm, letters, links
from orgs.outbox.houses import Houses
from orgs.outbox.kinds import Kind, Letter, Outdated
from orgs.outbox.letters import Button, Fact, Sheet
from orgs.outbox.words import Words, filled, paragraphs

SHOWN = 5
SUBJECT = gettext_lazy("Mail could not be delivered")
BODY = gettext_lazy(
    "Some mail to guests of {organization} could not be delivered: {count}. See why, and send it "
    "again when that is mended, or tell them in another way."
)
PLACEHOLDERS: dict[str, Any] = {
    "organization": gettext_lazy("your organization’s name"),
    "count": gettext_lazy("how many messages"),
}


def gather(rows: Sequence[Message]) -> Houses:
    """Nothing but what organizations have set."""
    return Houses()


def check(row: Message, now: datetime, houses: Houses) -> None:
    """Raises Outdated when nothing has failed, or nobody wants to know."""
    if not _failed(row.organization).exists():
        raise Outdated(gettext_noop("Nothing has failed."))
    houses.staff(row.organization)


def write(row: Message, now: datetime, houses: Houses) -> Letter:
    """The letter, about all that has failed by then. Raises as check."""
    check(row, now, houses)
    house = row.organization
    failed, to = _failed(house), houses.staff(house)
    latest = list(failed.order_by("-updated_at", "-pk")[:SHOWN])
    tongue = languages.for_guest(house.locale, house.locale)
    with translation.override(tongue.language):
        words = houses.words(KIND, house, tongue.language)
        return _letter(house, words, failed.count(), latest, to)


def _failed(house: Organization) -> QuerySet[Message, Message]:
    return Message.objects.of(house).filter(status=DispatchStatus.FAILED)


def preview(house: Organization, language: str, words: Words, now: datetime) -> Letter:
    """The letter about an invented message."""
    row = Message(
        kind="confirmed",
        recipients=["guest@example.com"],
        last_error="550 5.1.1 No such user here",
    )
    with translation.override(language):
        return _letter(house, words, 1, [row], ("staff@example.com",))


def _letter(
    house: Organization, words: Words, count: int, latest: list[Message], to: tuple[str, ...]
) -> Letter:
    counted = ngettext("%(count)d message", "%(count)d messages", count) % {"count": count}
    values = {"organization": house.name, "count": counted}
    page = f"{reverse('admin:orgs_message_changelist')}?status={DispatchStatus.FAILED}"
    sheet = Sheet(
        subject=filled(words.subject, values),
        title=str(SUBJECT),
        paragraphs=paragraphs(filled(words.body, values)),
        facts=[
            Fact(_("Recipient"), ", ".join(row.recipients), note=row.last_error) for row in latest
        ],
        button=Button(_("See what failed"), links.to(page)),
    )
    tongue = languages.for_guest(house.locale, house.locale)
    return letters.letter(house, tongue, sheet, recipients=to)


KIND = Kind(
    name=alarm.KIND,
    label=gettext_lazy("To staff: mail could not be delivered"),
    audience=Audience.STAFF,
    words=lambda: Words(str(SUBJECT), str(BODY)),
    placeholders=PLACEHOLDERS,
    gather=gather,
    check=check,
    write=write,
    preview=preview,
)
