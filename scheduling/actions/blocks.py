"""Blocks: stretches in which a resource is out of use, and the bookings that stand in them.

Making one locks the resource and the runs it meets, in the order of `scheduling.capacity`: a
booking that is being taken is either seen and named as affected, or finds the block.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_noop as _

from orgs import formats
from orgs.access import Caller
from orgs.actions import trail
from orgs.errors import FieldError, Invalid, NotFound
from orgs.models import Organization
from scheduling import queries
from scheduling.actions import rows
from scheduling.actions.faults import Spot, nothing_wrong
from scheduling.capacity import locks
from scheduling.engine import recurrence
from scheduling.engine.recurrence import BadRecurrence
from scheduling.engine.types import Span
from scheduling.models import Block, Resource
from scheduling.queries import Affected, Booked

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
LONGEST = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class Blocked:
    """A block and the bookings that it conflicts with."""

    block: Block
    affected: list[Affected]


def whole_day(resource: Resource, day: date) -> Span:
    """A local day of the resource. Raises Invalid for one that is too far away."""
    if not EARLIEST.date() <= day < LATEST.date():
        raise Invalid([FieldError("/day", "out_of_range", "This is too far away.")])
    zone = resource.timezone
    end = recurrence.midnight(day + timedelta(days=1), zone)
    return Span(recurrence.midnight(day, zone), end)


def preview(
    *, org: Organization, ref: str, span: Span, rrule: str, reason: str, now: datetime
) -> Blocked:
    """What `create` would answer; writes and locks nothing. Raises as it does."""
    row = _made(queries.resource(org, ref), span, rrule, reason)
    return Blocked(row, queries.affected(org, _met(row, now), now))


@transaction.atomic
def create(
    *,
    org: Organization,
    by: Caller,
    now: datetime,
    ref: str,
    span: Span,
    rrule: str,
    reason: str,
) -> Blocked:
    """Takes a resource out of use; bookings stay and are named. Raises NotFound and Invalid."""
    row = _made(rows.locked(queries.resources(org), ref), span, rrule, reason)
    met = _met(row, now)
    if met:
        locks.runs(org, {one.run_id for one in met})
    row.save()
    _tell(row, "block.created", by, now)
    return Blocked(row, queries.affected(org, met, now))


@transaction.atomic
def remove(*, org: Organization, by: Caller, now: datetime, resource: str, ref: str) -> None:
    """Puts the resource back into use. Raises NotFound."""
    owner = rows.locked(queries.resources(org), resource)
    block = queries.blocks(owner).filter(public_id=ref).first()
    if block is None:
        raise NotFound
    _tell(block, "block.removed", by, now)
    block.delete()


def _made(resource: Resource, span: Span, rrule: str, reason: str) -> Block:
    row = Block(
        organization=resource.organization,
        resource=resource,
        starts_at=span.start,
        ends_at=span.end,
        rrule=rrule,
        reason=reason,
    )
    _check(row)
    return row


def _met(row: Block, now: datetime) -> list[Booked]:
    span = Span(row.starts_at, row.ends_at)
    return queries.met(row.resource, queries.booked(row.resource, now), span, row.rrule)


def _check(row: Block) -> None:
    faults = nothing_wrong()
    if row.ends_at <= row.starts_at:
        faults.at("ends_at").is_wrong("before_start", _("The end is not after the start."))
    elif row.ends_at - row.starts_at > LONGEST:
        faults.at("ends_at").is_wrong("too_long", _("A block lasts three years at most."))
    if row.starts_at < EARLIEST or row.ends_at > LATEST:
        faults.at("starts_at").is_wrong("out_of_range", _("This is too far away."))
    elif row.rrule:
        _check_recurrence(row, faults.at("rrule"))
    faults.refuse()


def _check_recurrence(row: Block, spot: Spot) -> None:
    first = formats.local(row.starts_at, row.resource.timezone).date()
    try:
        recurrence.check(row.rrule, first)
    except BadRecurrence as error:
        spot.is_wrong("invalid_rule", str(error))


def _tell(block: Block, verb: str, by: Caller, now: datetime) -> None:
    told = trail.picture(block, ("starts_at", "ends_at", "rrule", "reason"))
    is_new = verb == "block.created"
    trail.record(
        block,
        by=by,
        now=now,
        verb=verb,
        before=trail.NEW if is_new else told,
        after={"resource": block.resource.public_id, **told} if is_new else trail.GONE,
    )
