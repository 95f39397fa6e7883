"""Policies: made and changed. A change of the rules is a new version; bookings keep theirs."""

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext_noop as _

from orgs.access import Caller
from orgs.actions import trail
from orgs.models import Organization
from scheduling.actions import rows
from scheduling.actions.faults import Spot, nothing_wrong
from scheduling.models import Policy
from scheduling.queries import policies

PLAIN = (
    "requires_payment", "hold_minutes", "requires_approval", "approval_holds_seats",
    "approval_hours", "pay_hours", "balance_hours_before", "move_hours_before", "moves_allowed",
    "move_fee_minor",
)  # fmt: skip
RULES = (
    *PLAIN, "deposit_percent", "deposit_minor", "minimum_seats", "decide_hours_before",
    "cancel_steps", "exempt",
)  # fmt: skip
TOLD = ("name", "version", *RULES, "archived_at")
MOST_STEPS, MOST_EXEMPT = 10, 200
EXEMPT = re.compile(
    r"(?P<name>[^\s@,;<>\"']{1,64})?@(?P<domain>[a-z0-9-]+(\.[a-z0-9-]+)+)", re.ASCII
)


class DepositGiven(TypedDict, total=False):
    """A share or an amount."""

    percent: Decimal
    amount_minor: int


class StepGiven(TypedDict, total=False):
    """Until so many hours before, what comes back of what was paid: a share, less a fee."""

    hours_before: int
    refund_percent: Decimal
    fee_minor: int


class MinimumGiven(TypedDict, total=False):
    """How many must come, and when that is decided."""

    seats: int
    decide_hours_before: int


class PolicyGiven(TypedDict, total=False):
    """What may be given; docs/policies.md says what it means.

    `cancel_steps` in any order, none: guests cannot cancel. `move_hours_before` None: they cannot
    move; `moves_allowed` None: as often as they like. `exempt` are e-mail addresses and, as
    `@example.com` or `example.com`, domains.
    """

    name: str
    requires_payment: bool
    hold_minutes: int
    requires_approval: bool
    approval_holds_seats: bool
    approval_hours: int
    pay_hours: int
    deposit: DepositGiven | None
    balance_hours_before: int | None
    minimum: MinimumGiven | None
    cancel_steps: Sequence[StepGiven]
    move_hours_before: int | None
    moves_allowed: int | None
    move_fee_minor: int
    exempt: Sequence[str]
    is_archived: bool


@transaction.atomic
def create(*, org: Organization, by: Caller, now: datetime, **given: Unpack[PolicyGiven]) -> Policy:
    """A new policy in its first version; `name` is needed. Raises Invalid."""
    row = Policy(organization=org)
    _fill(row, given, now)
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
    row = rows.locked(policies(org), ref)
    before, rules = trail.picture(row, TOLD), trail.picture(row, RULES)
    _fill(row, given, now)
    if trail.picture(row, RULES) != rules:
        row.version += 1
    row.save()
    after = trail.picture(row, TOLD)
    trail.record(row, by=by, now=now, verb="policy.changed", before=before, after=after)
    return row


def archive(*, org: Organization, by: Caller, now: datetime, ref: str) -> Policy:
    """Takes a policy out of the lists; offerings that have it keep it."""
    return change(org=org, by=by, now=now, ref=ref, is_archived=True)


def _fill(row: Policy, given: PolicyGiven, now: datetime) -> None:
    rows.copy(row, given, ("name", *PLAIN))
    faults = nothing_wrong()
    if not row.name:
        faults.at("name").is_missing()
    if "is_archived" in given:
        row.archived_at = (row.archived_at or now) if given["is_archived"] else None
    if "deposit" in given:
        _set_deposit(row, given["deposit"] or {}, faults.at("deposit"))
    if "minimum" in given:
        _set_minimum(row, given["minimum"], faults.at("minimum"))
    if "cancel_steps" in given:
        row.cancel_steps = _steps(given["cancel_steps"], faults.at("cancel_steps"))
    if "exempt" in given:
        row.exempt = _exempt(given["exempt"], faults.at("exempt"))
    faults.refuse()


def _set_deposit(row: Policy, given: DepositGiven, spot: Spot) -> None:
    row.deposit_percent, row.deposit_minor = given.get("percent"), given.get("amount_minor")
    if row.deposit_percent is not None and row.deposit_minor is not None:
        spot.is_wrong("contradiction", _("A deposit is a percentage or an amount."))
    if row.deposit_percent is not None and not 0 < row.deposit_percent <= 100:
        spot.at("percent").is_wrong("out_of_range", _("A percentage is above 0, at most 100."))


def _set_minimum(row: Policy, given: MinimumGiven | None, spot: Spot) -> None:
    if given is None:
        row.minimum_seats = None
        return
    rows.copy(row, given, ("decide_hours_before",))
    row.minimum_seats = given.get("seats", row.minimum_seats)
    if not row.minimum_seats:
        spot.at("seats").is_missing()


def _steps(given: Sequence[StepGiven], spot: Spot) -> list[dict[str, Any]]:
    """As stored, the earliest deadline first. A later one may not give back more of the price."""
    if len(given) > MOST_STEPS:
        spot.is_wrong("max_length", _("These are too many steps."))
    places = sorted(range(len(given)), key=lambda place: -given[place]["hours_before"])
    for earlier, later in pairwise(places):
        one, other = given[earlier], given[later]
        if one["hours_before"] == other["hours_before"]:
            spot.at(later, "hours_before").is_wrong("duplicate", _("This time has a step already."))
        if _percent(other) > _percent(one):
            detail = _("A later step cannot give back more than an earlier one.")
            spot.at(later, "refund_percent").is_wrong("out_of_range", detail)
    return [_step(given[place]) for place in places]


def _step(given: StepGiven) -> dict[str, Any]:
    percent = f"{_percent(given).normalize():f}"
    hours, fee = given["hours_before"], given.get("fee_minor", 0)
    return {"hoursBefore": hours, "refundPercent": percent, "fee": fee}


def _percent(given: StepGiven) -> Decimal:
    return Decimal(given.get("refund_percent", 100))


def _exempt(given: Sequence[str], spot: Spot) -> list[str]:
    if len(given) > MOST_EXEMPT:
        spot.is_wrong("max_length", _("These are too many addresses."))
    found = []
    for place, word in enumerate(given):
        plain = word.strip().lower()
        plain = plain if "@" in plain else f"@{plain}"
        if not EXEMPT.fullmatch(plain):
            spot.at(place).is_wrong(
                "invalid", _("This is neither an e-mail address nor a domain such as example.com.")
            )
        found.append(plain)
    return list(dict.fromkeys(found))
