"""What staff do with messages: send one again, word them in their own way."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from orgs.access import Caller
from orgs.actions import trail
from orgs.errors import FieldError, Invalid, MessageOutdated
from orgs.models import DispatchStatus, Message, MessageText, Organization
from orgs.outbox import kinds
from orgs.outbox.kinds import Kind, Outdated
from orgs.outbox.words import Words, faults

AGAIN = ("kind", "audience", "about", "event", "recipients", "locale")
"""What a message that is sent once more has of the first."""

FIELDS = ("kind", "language", "subject", "body")
WRONG = {
    "unknown_placeholder": _("There is no placeholder %(excerpt)s. There are: %(known)s."),
    "broken_placeholder": _(
        "The brace in “%(excerpt)s” does not belong to a placeholder such as {guest}."
    ),
}


def resend(*, message: Message, by: Caller, now: datetime) -> Message:
    """Sends a message as soon as a worker comes; one that was sent before is sent as a new one.

    It says what is true by then. Raises MessageOutdated when that is nothing any more.
    """
    try:
        kinds.letter_of(message, now)
    except (Outdated, KeyError) as reason:
        raise MessageOutdated(str(reason).strip("'")) from reason
    with transaction.atomic():
        fresh = _locked(message)
        again = _anew(fresh, now) if fresh.status == DispatchStatus.SENT else _soon(fresh, now)
        after = {"kind": fresh.kind, "about": fresh.about}
        trail.record(fresh, by=by, now=now, verb="message.resent", before=trail.NEW, after=after)
        return again


def _locked(message: Message) -> Message:
    rows = Message.objects.of(message.organization).select_for_update(of=("self",), no_key=True)
    return rows.select_related("organization").get(pk=message.pk)


def _anew(message: Message, now: datetime) -> Message:
    same = {name: getattr(message, name) for name in AGAIN}
    return Message.objects.create(organization=message.organization, due_at=now, **same)


def _soon(message: Message, now: datetime) -> Message:
    """The same one, due now, with all its tries before it. In hand, it is left there."""
    message.status, message.due_at, message.tries = DispatchStatus.WAITING, now, 0
    message.save(update_fields=["status", "due_at", "tries", "updated_at"])
    return message


@transaction.atomic
def word(
    *, org: Organization, by: Caller, now: datetime, kind: str, language: str, words: Words
) -> MessageText:
    """The organization's own words for a kind of message in a language. Raises Invalid."""
    words = Words(words.subject.strip(), words.body.replace("\r\n", "\n").strip())
    wrong = list(wrong_with(kind, words))
    if wrong:
        raise Invalid(wrong)
    rows = MessageText.objects.of(org).filter(kind=kind, language=language)
    earlier = rows.select_for_update(of=("self",), no_key=True).first()
    text = earlier or MessageText(organization=org, kind=kind, language=language)
    before = trail.picture(text, FIELDS) if earlier else trail.NEW
    text.subject, text.body = words
    text.save()
    after = trail.picture(text, FIELDS)
    verb = "message_text.changed" if earlier else "message_text.created"
    trail.record(text, by=by, now=now, verb=verb, before=before, after=after)
    return text


@transaction.atomic
def unword(*, text: MessageText, by: Caller, now: datetime) -> None:
    """Back to the usual words."""
    before = trail.picture(text, FIELDS)
    trail.record(text, by=by, now=now, verb="message_text.deleted", before=before, after=trail.GONE)
    text.delete()


def wrong_with(kind: str, words: Words) -> list[FieldError]:
    """All that keeps a wording from being used, in the language of who words it."""
    known = {one.name: one for one in kinds.known()}.get(kind)
    if known is None:
        return [FieldError("/kind", "invalid_choice", _("There is no such kind of message."))]
    found = [one for name in Words._fields for one in _faults(known, words, name)]
    if "\n" in words.subject or "\r" in words.subject:
        found.append(FieldError("/subject", "invalid", _("A subject is one line.")))
    return found


def _faults(kind: Kind, words: Words, name: str) -> list[FieldError]:
    text = getattr(words, name)
    if not text:
        return [FieldError(f"/{name}", "blank", _("Something has to be here."))]
    known = ", ".join(f"{{{one}}}" for one in kind.placeholders)
    found = dict.fromkeys(faults(text, kind.placeholders))
    return [
        FieldError(f"/{name}", fault.code, gettext(WRONG[fault.code]) % facts)
        for fault in found
        for facts in [{"excerpt": fault.excerpt, "known": known}]
    ]
