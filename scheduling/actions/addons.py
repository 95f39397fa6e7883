"""Add-ons: made and changed. One that was ever sold is put to rest, not destroyed."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext_noop as _

from orgs.access import Caller
from orgs.actions import trail
from orgs.models import Organization
from scheduling.actions import requirements, rows
from scheduling.actions.described import needs
from scheduling.actions.faults import Spot, nothing_wrong
from scheduling.actions.given import RequirementGiven
from scheduling.actions.offerings import WHOLE_RUN_ONLY
from scheduling.actions.requirements import Need
from scheduling.models import AddOn, Offering, Proposals, Publication, Requirement
from scheduling.queries import add_ons

COLUMNS = (
    "name", "description", "price_minor", "per", "max_quantity", "stock", "extra_minutes",
    "tax_percent", "is_active",
)  # fmt: skip


class AddOnGiven(TypedDict, total=False):
    """What may be given. `per` is one of AddOnUnit; `price_minor` in minor units.

    `stock` is what each run has, None: enough; `tax_percent` None: the organization's. Of the
    `requirements`, `per` RUN is once per booking.
    """

    name: str
    description: str
    price_minor: int
    per: str
    max_quantity: int
    stock: int | None
    extra_minutes: int
    requirements: Sequence[RequirementGiven]
    tax_percent: Decimal | None
    is_active: bool


@transaction.atomic
def create(*, org: Organization, by: Caller, now: datetime, **given: Unpack[AddOnGiven]) -> AddOn:
    """A new add-on, on sale wherever an offering lists it; `name` is needed. Raises Invalid."""
    row = AddOn(organization=org)
    _write(row, given)
    after = described(row)
    trail.record(row, by=by, now=now, verb="addon.created", before=trail.NEW, after=after)
    return row


@transaction.atomic
def change(
    *, org: Organization, by: Caller, now: datetime, ref: str, **given: Unpack[AddOnGiven]
) -> AddOn:
    """Sets what is given; bookings keep the price they were made at. Raises NotFound, Invalid."""
    row = rows.locked(add_ons(org), ref)
    before = described(row)
    _write(row, given)
    after = described(row)
    trail.record(row, by=by, now=now, verb="addon.changed", before=before, after=after)
    return row


def archive(*, org: Organization, by: Caller, now: datetime, ref: str) -> AddOn:
    """Takes an add-on off sale everywhere; what was sold stays sold."""
    return change(org=org, by=by, now=now, ref=ref, is_active=False)


def described(row: AddOn) -> dict[str, Any]:
    """All that can be changed of it, for the trail."""
    found = Requirement.objects.of(row.organization).filter(add_on=row).order_by("pk")
    return trail.picture(row, COLUMNS) | {"requirements": needs(found)}


def told_needs(row: AddOn, before: dict[str, Any], by: Caller, now: datetime) -> None:
    """Writes the trail of a page that has written the needs itself."""
    after = described(row)
    trail.record(row, by=by, now=now, verb="addon.changed", before=before, after=after)


def _write(row: AddOn, given: AddOnGiven) -> None:
    """Fills and saves the row and its needs. Raises Invalid."""
    rows.copy(row, given, COLUMNS)
    faults = nothing_wrong()
    if not row.name:
        faults.at("name").is_missing()
    if row.max_quantity < 1:
        faults.at("max_quantity").is_wrong("out_of_range", _("One at least can be bought."))
    _check_length(row, faults)
    kept: list[Need] | None = None
    if "requirements" in given:
        kept = requirements.drafted(row, given["requirements"], faults.at("requirements"))
    faults.refuse()
    row.save()
    if kept is not None:
        requirements.replace(row, kept)


def _check_length(row: AddOn, faults: Spot) -> None:
    """It makes no run longer that an offering sells by the seat."""
    if not row.extra_minutes or not row.pk:
        return
    listing = Offering.objects.of(row.organization).filter(add_ons=row)
    shared = listing.filter(exclusive=False, proposals=Proposals.OFF)
    if shared.exclude(status=Publication.ARCHIVED).exists():
        faults.at("extra_minutes").is_wrong("whole_run_only", WHOLE_RUN_ONLY)
