"""An offering edited on a page that writes its lists itself: the same lock, checks and trail.

`begin` before the first write and `finish` after the last, in one transaction. What forms cannot
know of each other is checked here, so that the page refuses what the API would.
"""

from datetime import datetime

from django.utils.translation import gettext_noop as _

from orgs.access import Caller
from scheduling.actions import offerings, rates, rows, tours
from scheduling.actions.offerings import Draft
from scheduling.models import Offering, OfferingType, TourKind, Variant


def begin_new(row: Offering) -> Draft:
    """An offering that is about to be made; what its kind means is set, as `tours.create` does."""
    meant = tours.MEANT_BY.get(row.kind, {})
    rows.copy(row, meant, meant)
    return offerings.blank(row.organization, OfferingType(row.type))


def begin(row: Offering) -> Draft:
    """A stored one, locked against other changes and new runs. Raises NotFound."""
    return offerings.opened(row.organization, OfferingType(row.type), row.public_id)


def finish(draft: Draft, row: Offering, verb: str, by: Caller, now: datetime) -> Offering:
    """Checks the whole, sees to what must be there, and writes the trail. Raises Invalid."""
    faults = draft.faults
    if row.kind == TourKind.MINIMUM_THRESHOLD and row.minimum_seats is None:
        faults.at("minimum").is_missing()
    if row.max_party is not None and row.max_party < row.min_party:
        faults.at("max_party").is_wrong("below_minimum", _("The largest party is below the least."))
    if row.calendar.archived_at is not None and "calendar" not in draft.before:
        faults.at("calendar").is_wrong("archived", _("This calendar is archived."))
    offerings.check_lengths(row, None, faults)
    faults.refuse()
    variants = list(Variant.objects.of(row.organization).filter(offering=row.pk))
    if not variants:
        Variant.objects.create(organization=row.organization, offering_id=row.pk)
    if any(variant.capacity is not None for variant in variants):
        rates.ensure_one(row)
    return offerings.told(Draft(row, draft.variant, draft.before), verb, by, now)
