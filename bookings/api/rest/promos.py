"""Promo codes: lists, reads, writes."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from bookings import queries
from bookings.actions import promos
from orgs.dialects.fields import Day, Money, Percent, PublicId, money_word, percent_word
from orgs.dialects.rest import Call, In
from orgs.errors import Duplicate
from scheduling.api.rest.terms import Says, Terms, collection, single
from scheduling.api.rest.wire import (
    ACTIVE,
    ARCHIVED,
    Line,
    Status,
    own_id,
)

MOST_USES = 1_000_000


def uses(source: str) -> serializers.IntegerField:
    """A number of uses; null: any."""
    return serializers.IntegerField(
        source=source, min_value=1, max_value=MOST_USES, required=False, allow_null=True
    )


class PromoIn(In):
    """A promo code: `percentOff` or `amountOff`, off the places less their group discount.

    Its days are inclusive, in the organization's zone. Without `offeringIds` it is for all of them.
    """

    id = own_id()
    code = serializers.CharField(max_length=60)
    note = Line(max_length=200)
    percentOff = Percent(source="percent_off", required=False, allow_null=True)
    amountOff = Money(source="amount_off_minor", least=1, required=False, allow_null=True)
    validFrom = Day(source="starts_on", required=False, allow_null=True)
    validUntil = Day(source="ends_on", required=False, allow_null=True)
    maxUses = uses("max_uses")
    maxUsesPerCustomer = uses("max_uses_per_customer")
    minimum = Money(source="minimum_minor", required=False)
    offeringIds = serializers.ListField(
        source="offerings", child=PublicId(), required=False, max_length=500
    )
    status = Status(source="is_archived", required=False)


class PromoOut(serializers.Serializer):
    """A promo code. `uses` counts bookings that stand; what ended gave its use back."""

    id = serializers.CharField()
    code = serializers.CharField()
    note = serializers.CharField()
    percentOff = serializers.FloatField(allow_null=True)
    amountOff = Money(allow_null=True)
    validFrom = Day(allow_null=True)
    validUntil = Day(allow_null=True)
    maxUses = serializers.IntegerField(allow_null=True)
    maxUsesPerCustomer = serializers.IntegerField(allow_null=True)
    minimum = Money()
    offeringIds = serializers.ListField(child=serializers.CharField())
    uses = serializers.IntegerField()
    status = Status()


def word(row: Any) -> dict[str, Any]:
    """A promo code for staff, with its uses as `queries.promo_codes_used` counts them."""
    currency = row.organization.currency
    off = row.amount_off_minor
    return {
        "id": row.public_id,
        "code": row.code,
        "note": row.note,
        "percentOff": None if row.percent_off is None else percent_word(row.percent_off),
        "amountOff": None if off is None else money_word(off, currency),
        "validFrom": row.starts_on and row.starts_on.isoformat(),
        "validUntil": row.ends_on and row.ends_on.isoformat(),
        "maxUses": row.max_uses,
        "maxUsesPerCustomer": row.max_uses_per_customer,
        "minimum": money_word(row.minimum_minor, currency),
        "offeringIds": [one.public_id for one in row.offerings.all()],
        "uses": row.live_uses,
        "status": ACTIVE if row.archived_at is None else ARCHIVED,
    }


def rows(call: Call, archived: bool) -> QuerySet:
    """The list, each with its uses."""
    found = queries.promo_codes_used(call.org, call.now)
    return found.filter(archived_at__isnull=not archived)


TERMS = Terms(
    one="PromoCode",
    many="PromoCodes",
    key="promoCodes",
    reads=PromoIn,
    gives=PromoOut,
    rows=rows,
    row=lambda call, ref: queries.promo_code(call.org, ref, call.now),
    word=word,
    actions=promos,
    refuses=(Duplicate,),
    says=Says(
        "Lists promo codes, the newest first.",
        "Makes a promo code.",
        "The promo code.",
        "Changes what is given, for bookings to come.",
        "Archives the promo code: nobody can use it any more.",
    ),
)
PromoCodes, PromoCode = collection(TERMS), single(TERMS)
