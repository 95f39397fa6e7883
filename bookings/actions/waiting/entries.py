"""One move of an entry: compared, set, and told to the outbox."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from bookings.errors import IllegalMove
from bookings.models import Booking, WaitlistEntry
from bookings.notices.waiting.table import FREED, WaitNotice, messages
from bookings.waitlist import WaitState, may_move
from orgs.access import Caller
from orgs.formats import iso
from orgs.models import DispatchStatus, Event, Message, Organization

REMEMBERED = 50
"""How often an entry tells that it was passed over; the outbox tells of all."""


class Step(NamedTuple):
    """Who does what and when. `verb` names the event: `waitlist.<verb>`."""

    verb: str
    by: Caller
    now: datetime


def locked(organization: Organization | int, keys: Iterable[int]) -> list[WaitlistEntry]:
    """These entries as they are now, locked in the order of joining. After bookings' locks."""
    rows = WaitlistEntry.objects.of(organization).filter(pk__in=list(keys)).order_by("pk")
    own = rows.select_for_update(of=("self",), no_key=True)
    return list(own.select_related("organization", "offering", "booking"))


def one_locked(entry: WaitlistEntry) -> WaitlistEntry:
    """The entry as it is now, locked."""
    return locked(entry.organization_id, [entry.pk])[0]


def check(entry: WaitlistEntry, target: WaitState, now: datetime) -> None:
    """Refuses a move that the table does not have, by the state as it is at `now`."""
    origin = entry.state_at(now)
    if not may_move(origin, target):
        raise IllegalMove(
            f"A waitlist entry that is {origin} cannot become {target}.",
            **{"from": origin.value, "to": target.value},
        )


def move(entry: WaitlistEntry, target: WaitState, step: Step, **facts: Any) -> WaitlistEntry:
    """Moves a locked entry, if the table allows it, and tells that it was."""
    check(entry, target, step.now)
    return put(entry, target, step, **facts)


def put(entry: WaitlistEntry, target: WaitState, step: Step, **facts: Any) -> WaitlistEntry:
    """As move, where the caller has checked it."""
    entry.state = target
    entry.updated_at = step.now
    entry.save(update_fields=["state", "booking", "updated_at"])
    tell(entry, step, **facts)
    return entry


def pass_over(entry: WaitlistEntry, step: Step, **facts: Any) -> None:
    """Writes down on a locked entry that somebody later came first, and why."""
    entry.passed_over = [*entry.passed_over, {"at": step.now.isoformat(), **facts}][-REMEMBERED:]
    entry.updated_at = step.now
    entry.save(update_fields=["passed_over", "updated_at"])
    tell(entry, step._replace(verb="passed_over"), **facts)


def tell(entry: WaitlistEntry, step: Step, **facts: Any) -> Event:
    """Rows of the outbox: of the event, and of the messages it causes.

    `docs/waitlist.md` lists the facts of each kind.
    """
    event = Event.objects.create(
        organization=entry.organization,
        kind=f"waitlist.{step.verb}",
        subject=entry.public_id,
        data={
            "status": entry.state,
            "offering": entry.offering.public_id,
            "seats": entry.seats,
            "by": step.by.name,
            **facts,
        },
        at=step.now,
    )
    rows = messages(entry, event, verb=step.verb)
    Message.objects.bulk_create(row for row in rows if not _is_told_already(row, entry))
    return event


def _is_told_already(row: Message, entry: WaitlistEntry) -> bool:
    """Whether staff are about to be told of the same start that it is free: what waits to be sent
    says how much of it is by then."""
    offered = entry.booking
    if row.kind != WaitNotice.STAFF_UNCLAIMED or offered is None:
        return False
    same = WaitlistEntry.objects.of(entry.organization_id).filter(
        booking__variant=offered.variant_id, booking__starts_at=offered.starts_at
    )
    waiting = Message.objects.of(entry.organization_id).filter(status=DispatchStatus.WAITING)
    return waiting.filter(kind=row.kind, about__in=same.values("public_id")).exists()


def not_taken(offered: Booking, step: Step) -> dict[str, Any]:
    """What is told of an offer that ended without being taken: how many places came free by it.

    Staff know what they took back themselves. Whether somebody else has the places is asked when
    staff are written to, and not under the locks of the step.
    """
    facts: dict[str, Any] = {"booking": offered.public_id}
    return facts | ({FREED: offered.seats} if step.by.user is None else {})


def moment(instant: datetime, entry: WaitlistEntry) -> str:
    """An instant as facts hold it: with the venue's offset."""
    return iso(instant, entry.offering.timezone)
