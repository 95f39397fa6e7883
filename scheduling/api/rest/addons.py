"""Add-ons: lists, reads, writes."""

from typing import Any

from rest_framework import serializers

from orgs.dialects.fields import Money, Percent, money_word, percent_word
from orgs.dialects.rest import In
from scheduling import queries
from scheduling.actions import addons
from scheduling.api.rest.parts import (
    LONGEST_BUFFER,
    MOST_NEEDS,
    MOST_PEOPLE,
    RequirementIn,
    count,
)
from scheduling.api.rest.shapes import RequirementOut
from scheduling.api.rest.terms import Says, Terms, collection, single
from scheduling.api.rest.wire import (
    ACTIVE,
    ARCHIVED,
    Line,
    Status,
    many,
    own_id,
)
from scheduling.api.rest.words import need
from scheduling.models import AddOn as AddOnRow
from scheduling.models import AddOnUnit, Requirement
from scheduling.models.resources import Per

UNITS = {AddOnUnit.BOOKING: Per.RUN, AddOnUnit.PERSON: Per.PERSON}
WORDS = {per: unit.value for unit, per in UNITS.items()}


class AddOnNeedIn(RequirementIn):
    """A need: `resourceIds`, or a `kind` with `attributes`; per BOOKING or PERSON who has it."""

    per = serializers.ChoiceField(choices=AddOnUnit.choices, required=False)


class AddOnIn(In):
    """An add-on. `stock` is what each run has of it, null: enough for everybody.

    What is sold per PERSON may be had once by each guest, what is sold per BOOKING `maxQuantity`
    times. Its `requirements` are taken beside those of the run; `extraMinutes` make the run longer,
    for bookings that have the whole of it. `taxPercent` null: the organization's.
    """

    id = own_id()
    name = serializers.CharField(max_length=200)
    description = Line(max_length=2_000)
    price = Money(source="price_minor", required=False)
    per = serializers.ChoiceField(choices=AddOnUnit.choices, required=False)
    maxQuantity = serializers.IntegerField(
        source="max_quantity", min_value=1, max_value=MOST_PEOPLE, required=False
    )
    stock = serializers.IntegerField(
        min_value=0, max_value=MOST_PEOPLE, required=False, allow_null=True
    )
    extraMinutes = count("extra_minutes", most=LONGEST_BUFFER)
    requirements = many(AddOnNeedIn, MOST_NEEDS, required=False)
    taxPercent = Percent(source="tax_percent", digits=3, required=False, allow_null=True)
    status = Status(source="is_archived", required=False)


class AddOnNeedOut(RequirementOut):
    """What is taken beside those of the run."""

    per = serializers.ChoiceField(choices=AddOnUnit.choices)


class AddOnOut(serializers.Serializer):
    """An add-on."""

    id = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    price = Money()
    per = serializers.ChoiceField(choices=AddOnUnit.choices)
    maxQuantity = serializers.IntegerField()
    stock = serializers.IntegerField(allow_null=True)
    extraMinutes = serializers.IntegerField()
    requirements = AddOnNeedOut(many=True)
    taxPercent = serializers.FloatField(allow_null=True)
    status = Status()


def word(row: AddOnRow) -> dict[str, Any]:
    """An add-on for staff."""
    return {
        "id": row.public_id,
        "name": row.name,
        "description": row.description,
        "price": money_word(row.price_minor, row.organization.currency),
        "per": row.per,
        "maxQuantity": row.max_quantity,
        "stock": row.stock,
        "extraMinutes": row.extra_minutes,
        "requirements": [_need(one) for one in row.requirements.all()],
        "taxPercent": None if row.tax_percent is None else percent_word(row.tax_percent),
        "status": ACTIVE if row.is_active else ARCHIVED,
    }


def _need(row: Requirement) -> dict[str, Any]:
    return need(row) | {"per": WORDS[Per(row.per)]}


def given(body: dict[str, Any]) -> dict[str, Any]:
    """The core knows whether it is on sale, and calls once per booking once per run."""
    fields = dict(body)
    for one in fields.get("requirements", ()):
        if "per" in one:
            one["per"] = UNITS[one["per"]]
    if "is_archived" in fields:
        fields["is_active"] = not fields.pop("is_archived")
    return fields


TERMS = Terms(
    one="AddOn",
    many="AddOns",
    key="addons",
    reads=AddOnIn,
    gives=AddOnOut,
    rows=lambda call, archived: queries.add_ons(call.org).filter(is_active=not archived),
    row=lambda call, ref: queries.add_on(call.org, ref),
    word=word,
    actions=addons,
    given=given,
    says=Says(
        "Lists add-ons, the newest first.",
        "Makes an add-on; offerings name it in their `addOnIds`.",
        "The add-on.",
        "Changes what is given; bookings keep the price they were made at.",
        "Archives the add-on: it leaves all sales, and stays with those who bought it.",
    ),
)
AddOns, AddOn = collection(TERMS), single(TERMS)
