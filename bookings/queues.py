"""Questions over waitlists."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from bookings import rights
from bookings.models import WaitlistEntry
from bookings.waitlist import WaitState
from orgs.errors import NotFound
from orgs.models import Event, Organization


def by_id(public_id: str) -> WaitlistEntry:
    """The entry with this id, whosever it is: knowing the id is the right to see its state.

    Raises NotFound.
    """
    return _first(WaitlistEntry.objects.by_public_id(public_id))


def by_ids(public_ids: Iterable[str]) -> QuerySet[WaitlistEntry, WaitlistEntry]:
    """Those with these ids, whosever they are; for the worker."""
    return _whole(WaitlistEntry.objects.by_public_ids(public_ids))


def by_token(public_id: str, token: str, now: datetime) -> WaitlistEntry:
    """The entry whose link this is. Raises NotFound for a wrong or outdated token alike."""
    return rights.opened(by_id(public_id), token, now)


def of_organization(organization: Organization, public_id: str) -> WaitlistEntry:
    """One of the organization's entries. Raises NotFound."""
    return _first(WaitlistEntry.objects.of(organization).filter(public_id=public_id))


def listed(
    organization: Organization,
    *,
    now: datetime,
    state: WaitState | None = None,
    offering_id: str = "",
) -> QuerySet[WaitlistEntry, WaitlistEntry]:
    """The staff's list."""
    rows = WaitlistEntry.objects.of(organization)
    if state is not None:
        rows = rows.in_state(state, now)
    if offering_id:
        rows = rows.filter(offering__public_id=offering_id)
    return _whole(rows)


def position(entry: WaitlistEntry, now: datetime) -> int | None:
    """Its place among those who wait for some of the same starts; None once it waits no more.

    Who is ahead may want more seats than are freed, so it is a place and not a promise.
    """
    if entry.state_at(now) != WaitState.WAITING:
        return None
    rows = WaitlistEntry.objects.of(entry.organization).in_state(WaitState.WAITING, now)
    ahead = rows.filter(
        offering=entry.offering_id,
        pk__lt=entry.pk,
        wanted_from__lt=entry.wanted_until,
        wanted_until__gt=entry.wanted_from,
    )
    return 1 + ahead.count()


def events(entry: WaitlistEntry) -> QuerySet[Event, Event]:
    """What happened to it, oldest first."""
    return Event.objects.of(entry.organization).filter(subject=entry.public_id).order_by("id")


def _first(rows: QuerySet[WaitlistEntry, WaitlistEntry]) -> WaitlistEntry:
    found = _whole(rows).first()
    if found is None:
        raise NotFound
    return found


def _whole(rows: QuerySet[WaitlistEntry, WaitlistEntry]) -> QuerySet[WaitlistEntry, WaitlistEntry]:
    """With all that its words need, in the same query."""
    return rows.select_related(
        "organization",
        "offering__location",
        "offering__organization",
        "offering__calendar",
        "variant",
        "booking__variant",
        "booking__offering",
        "booking__claim",
    )
