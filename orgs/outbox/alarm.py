"""A message that could not be delivered is told to staff, by mail: one for all of a while."""

from datetime import datetime

from orgs.models import Audience, DispatchStatus, Message

KIND = "delivery_failed"


def raise_for(message: Message, now: datetime) -> None:
    """Puts an alarm in the queue, unless one waits there, or it is staff who cannot be reached."""
    if message.audience == Audience.STAFF:
        return
    rows = Message.objects.of(message.organization)
    if rows.filter(kind=KIND, status=DispatchStatus.WAITING).exists():
        return
    Message.objects.create(
        organization=message.organization,
        kind=KIND,
        audience=Audience.STAFF,
        about=message.about,
        due_at=now,
    )
