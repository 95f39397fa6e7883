"""Policies: lists, reads, writes."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from orgs.dialects.fields import Money, Percent, money_word, percent_word
from orgs.dialects.rest import In
from scheduling import queries
from scheduling.actions import policies
from scheduling.actions.policies import MOST_EXEMPT, MOST_STEPS
from scheduling.api.rest.parts import MinimumIn, count, optional_count
from scheduling.api.rest.shapes import MinimumOut
from scheduling.api.rest.terms import Says, Terms, collection, single
from scheduling.api.rest.wire import (
    Status,
    many,
    own_id,
    status_word,
)
from scheduling.models import Policy as PolicyRow

MONTH, YEAR = 31 * 24 * 60, 366 * 24


class DepositIn(In):
    """What is due when booking: `percent` or `amount`."""

    percent = Percent(required=False)
    amount = Money(source="amount_minor", least=1, required=False)


class CancelStepIn(In):
    """Until so many hours before the start: what share of what was paid comes back, less a fee."""

    hoursBefore = serializers.IntegerField(source="hours_before", min_value=0, max_value=YEAR)
    refundPercent = Percent(source="refund_percent", required=False)
    fee = Money(source="fee_minor", required=False)


class PolicyIn(In):
    """A policy. No `cancelSteps`: guests cannot cancel; `moveHoursBefore` null: nor move.

    `exempt` are e-mail addresses and domains of guests who are free of fees and deadlines.
    """

    id = own_id()
    name = serializers.CharField(max_length=200)
    holdMinutes = count("hold_minutes", most=MONTH)
    requiresApproval = serializers.BooleanField(source="requires_approval", required=False)
    approvalHoldsSeats = serializers.BooleanField(source="approval_holds_seats", required=False)
    approvalHours = count("approval_hours", most=YEAR)
    requiresPayment = serializers.BooleanField(source="requires_payment", required=False)
    payHours = count("pay_hours", most=YEAR)
    deposit = DepositIn(required=False, allow_null=True)
    balanceHoursBefore = optional_count("balance_hours_before", most=YEAR)
    minimum = MinimumIn(required=False, allow_null=True)
    cancelSteps = many(CancelStepIn, MOST_STEPS, source="cancel_steps", required=False)
    moveHoursBefore = optional_count("move_hours_before", most=YEAR)
    movesAllowed = optional_count("moves_allowed", most=1_000)
    moveFee = Money(source="move_fee_minor", required=False)
    exempt = serializers.ListField(
        child=serializers.CharField(max_length=254), required=False, max_length=MOST_EXEMPT
    )
    status = Status(source="is_archived", required=False)


class DepositOut(serializers.Serializer):
    """What is due when booking."""

    percent = serializers.FloatField(required=False)
    amount = Money(required=False)


class CancelStepOut(serializers.Serializer):
    """What comes back until then."""

    hoursBefore = serializers.IntegerField()
    refundPercent = serializers.FloatField()
    fee = Money()


class PolicyOut(serializers.Serializer):
    """A policy. `version` rises with each change of its rules; bookings name theirs."""

    id = serializers.CharField()
    name = serializers.CharField()
    version = serializers.IntegerField()
    holdMinutes = serializers.IntegerField()
    requiresApproval = serializers.BooleanField()
    approvalHoldsSeats = serializers.BooleanField()
    approvalHours = serializers.IntegerField()
    requiresPayment = serializers.BooleanField()
    payHours = serializers.IntegerField()
    deposit = DepositOut(allow_null=True)
    balanceHoursBefore = serializers.IntegerField(allow_null=True)
    minimum = MinimumOut(allow_null=True)
    cancelSteps = CancelStepOut(many=True)
    moveHoursBefore = serializers.IntegerField(allow_null=True)
    movesAllowed = serializers.IntegerField(allow_null=True)
    moveFee = Money()
    exempt = serializers.ListField(child=serializers.CharField())
    status = Status()


def word(row: PolicyRow) -> dict[str, Any]:
    """A policy for staff."""
    currency = row.organization.currency
    minimum = {"seats": row.minimum_seats, "decideHoursBefore": row.decide_hours_before}
    return {
        "id": row.public_id,
        "name": row.name,
        "version": row.version,
        "holdMinutes": row.hold_minutes,
        "requiresApproval": row.requires_approval,
        "approvalHoldsSeats": row.approval_holds_seats,
        "approvalHours": row.approval_hours,
        "requiresPayment": row.requires_payment,
        "payHours": row.pay_hours,
        "deposit": _deposit(row, currency),
        "balanceHoursBefore": row.balance_hours_before,
        "minimum": minimum if row.minimum_seats is not None else None,
        "cancelSteps": [_step(one, currency) for one in row.cancel_steps],
        "moveHoursBefore": row.move_hours_before,
        "movesAllowed": row.moves_allowed,
        "moveFee": money_word(row.move_fee_minor, currency),
        "exempt": row.exempt,
        "status": status_word(row),
    }


def _deposit(row: PolicyRow, currency: str) -> dict[str, Any] | None:
    if row.deposit_percent is not None:
        return {"percent": percent_word(row.deposit_percent)}
    if row.deposit_minor is not None:
        return {"amount": money_word(row.deposit_minor, currency)}
    return None


def _step(stored: dict[str, Any], currency: str) -> dict[str, Any]:
    """Stored shape: `Policy.cancel_steps`."""
    return {
        "hoursBefore": stored["hoursBefore"],
        "refundPercent": percent_word(Decimal(stored["refundPercent"])),
        "fee": money_word(stored["fee"], currency),
    }


TERMS = Terms(
    one="Policy",
    many="Policies",
    key="policies",
    reads=PolicyIn,
    gives=PolicyOut,
    rows=lambda call, archived: queries.policies(call.org).filter(archived_at__isnull=not archived),
    row=lambda call, ref: queries.policy(call.org, ref),
    word=word,
    actions=policies,
    says=Says(
        "Lists policies, the newest first.",
        "Makes a policy.",
        "The policy in its latest version.",
        "Changes what is given, for bookings to come; other rules make the next version.",
        "Archives the policy; offerings and bookings that have it keep it.",
    ),
)
Policies, Policy = collection(TERMS), single(TERMS)
