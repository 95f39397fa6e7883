"""Tours: made, changed, archived. What a kind of tour means is set beside it when it is made."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Unpack

from django.db import transaction

from orgs.access import Caller
from orgs.models import Organization
from scheduling.actions import offerings, rows, rules
from scheduling.actions.given import TourGiven
from scheduling.actions.offerings import Draft
from scheduling.models import Offering, OfferingType, TourKind

NEEDED = ("calendar", "name", "duration_minutes", "capacity")
MEANT_BY: Mapping[str, Mapping[str, Any]] = {
    TourKind.PRIVATE_REQUEST: {"requires_approval": True, "exclusive": True},
}
"""What a kind brings along unless something else is given."""


@transaction.atomic
def create(*, org: Organization, by: Caller, now: datetime, **given: Unpack[TourGiven]) -> Offering:
    """A new tour, a draft unless it is given a status. Raises Invalid and Duplicate."""
    draft = offerings.blank(org, OfferingType.TOUR)
    for name in NEEDED:
        if name not in given:
            draft.faults.at(name).is_missing()
    draft.row.kind = given.get("kind", TourKind.RECURRING_PUBLIC)
    meant = MEANT_BY.get(draft.row.kind, {})
    rows.copy(draft.row, meant, meant)
    _write(draft, given)
    return offerings.told(draft, "created", by, now)


@transaction.atomic
def change(
    *, org: Organization, by: Caller, now: datetime, ref: str, **given: Unpack[TourGiven]
) -> Offering:
    """Sets what is given; lists replace what was there. Raises NotFound, Invalid, Duplicate."""
    draft = offerings.opened(org, OfferingType.TOUR, ref)
    _write(draft, given)
    return offerings.told(draft, "changed", by, now)


def archive(*, org: Organization, by: Caller, now: datetime, ref: str) -> Offering:
    """Takes a tour out of sale and sight; its bookings stay. Raises NotFound."""
    return offerings.archive(org=org, by=by, now=now, type_=OfferingType.TOUR, ref=ref)


def _write(draft: Draft, given: TourGiven) -> None:
    rows.copy(draft.row, given, ("kind",))
    offerings.fill(draft, given)
    if draft.row.kind == TourKind.MINIMUM_THRESHOLD and draft.row.minimum_seats is None:
        draft.faults.at("minimum").is_missing()
    found = offerings.lists(draft, given)
    if "rules" not in given:
        offerings.save(draft, found)
        return
    kept = rules.drafted(draft.row, given["rules"], draft.faults.at("rules"))
    offerings.save(draft, found)
    rules.replace(draft.row, kept)
