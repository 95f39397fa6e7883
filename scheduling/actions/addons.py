"""Add-ons: made and changed. One that was ever sold is put to rest, not destroyed."""

from datetime import datetime
from decimal import Decimal
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext_noop as _

from orgs.access import Caller
from orgs.actions import trail
from orgs.models import Organization
from scheduling.actions import rows
from scheduling.actions.faults import nothing_wrong
from scheduling.models import AddOn
from scheduling.queries import add_ons

COLUMNS = (
    "name", "description", "price_minor", "per", "max_quantity", "stock", "tax_percent",
    "is_active",
)  # fmt: skip


class AddOnGiven(TypedDict, total=False):
    """What may be given. `per` is one of AddOnUnit; `price_minor` in minor units.

    `stock` is what each run has, None: enough; `tax_percent` None: the organization's.
    """

    name: str
    description: str
    price_minor: int
    per: str
    max_quantity: int
    stock: int | None
    tax_percent: Decimal | None
    is_active: bool


@transaction.atomic
def create(*, org: Organization, by: Caller, now: datetime, **given: Unpack[AddOnGiven]) -> AddOn:
    """A new add-on, on sale wherever an offering lists it; `name` is needed. Raises Invalid."""
    row = AddOn(organization=org)
    _fill(row, given)
    row.save()
    after = trail.picture(row, COLUMNS)
    trail.record(row, by=by, now=now, verb="addon.created", before=trail.NEW, after=after)
    return row


@transaction.atomic
def change(
    *, org: Organization, by: Caller, now: datetime, ref: str, **given: Unpack[AddOnGiven]
) -> AddOn:
    """Sets what is given; bookings keep the price they were made at. Raises NotFound, Invalid."""
    row = rows.locked(add_ons(org), ref)
    before = trail.picture(row, COLUMNS)
    _fill(row, given)
    row.save()
    after = trail.picture(row, COLUMNS)
    trail.record(row, by=by, now=now, verb="addon.changed", before=before, after=after)
    return row


def archive(*, org: Organization, by: Caller, now: datetime, ref: str) -> AddOn:
    """Takes an add-on off sale everywhere; what was sold stays sold."""
    return change(org=org, by=by, now=now, ref=ref, is_active=False)


def _fill(row: AddOn, given: AddOnGiven) -> None:
    rows.copy(row, given, COLUMNS)
    faults = nothing_wrong()
    if not row.name:
        faults.at("name").is_missing()
    if row.max_quantity < 1:
        faults.at("max_quantity").is_wrong("out_of_range", _("One at least can be bought."))
    faults.refuse()
