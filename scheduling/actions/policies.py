"""Policies: made and changed. A change of the rules is a new version; bookings keep theirs."""

from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction

from orgs.access import Caller
from orgs.actions import trail
from orgs.models import Organization
from scheduling.actions import rows
from scheduling.actions.faults import nothing_wrong
from scheduling.models import Policy

RULES = (
    "requires_payment", "hold_minutes", "approval_holds_seats", "approval_hours",
    "cancel_hours_before", "move_hours_before", "moves_allowed",
)  # fmt: skip
TOLD = ("name", "version", *RULES)


class PolicyGiven(TypedDict, total=False):
    """What may be given. None: guests may not by themselves, or as often as they like."""

    name: str
    requires_payment: bool
    hold_minutes: int
    approval_holds_seats: bool
    approval_hours: int
    cancel_hours_before: int | None
    move_hours_before: int | None
    moves_allowed: int | None


@transaction.atomic
def create(*, org: Organization, by: Caller, now: datetime, **given: Unpack[PolicyGiven]) -> Policy:
    """A new policy in its first version; `name` is needed. Raises Invalid."""
    row = Policy(organization=org)
    _fill(row, given)
    row.save()
    after = trail.picture(row, TOLD)
    trail.record(row, by=by, now=now, verb="policy.created", before=trail.NEW, after=after)
    return row


@transaction.atomic
def change(
    *, org: Organization, by: Caller, now: datetime, ref: str, **given: Unpack[PolicyGiven]
) -> Policy:
    """Sets what is given; other rules than before are the next version. Raises NotFound, Invalid.

    Bookings tell by the version which rules they were made under; a name is no rule.
    """
    row = rows.locked(Policy.objects.of(org), ref)
    before, rules = trail.picture(row, TOLD), trail.picture(row, RULES)
    _fill(row, given)
    if trail.picture(row, RULES) != rules:
        row.version += 1
    row.save()
    after = trail.picture(row, TOLD)
    trail.record(row, by=by, now=now, verb="policy.changed", before=before, after=after)
    return row


def _fill(row: Policy, given: PolicyGiven) -> None:
    rows.copy(row, given, ("name", *RULES))
    faults = nothing_wrong()
    if not row.name:
        faults.at("name").is_missing()
    faults.refuse()
