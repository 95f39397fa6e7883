"""Questions over many rows of the supply: what staff see, what anybody sees, what is in the way."""

from scheduling.queries.catalogue import (
    calendar,
    calendars,
    fixed_dates,
    matching,
    of_type,
    offering,
    offerings,
)
from scheduling.queries.conflicts import (
    Affected,
    Booked,
    affected,
    booked,
    crowded,
    met,
    overloaded,
)
from scheduling.queries.public import (
    public_calendar,
    public_calendar_by_id,
    public_offering,
    public_offering_in_full,
    public_offerings,
    seen_by,
)
from scheduling.queries.stranded import stranded
from scheduling.queries.supply import blocks, public_ids_of_causes, resource, resources
from scheduling.queries.terms import add_on, add_ons, policies, policy

__all__ = [
    "Affected",
    "Booked",
    "add_on",
    "add_ons",
    "affected",
    "blocks",
    "booked",
    "calendar",
    "calendars",
    "crowded",
    "fixed_dates",
    "matching",
    "met",
    "of_type",
    "offering",
    "offerings",
    "overloaded",
    "policies",
    "policy",
    "public_calendar",
    "public_calendar_by_id",
    "public_ids_of_causes",
    "public_offering",
    "public_offering_in_full",
    "public_offerings",
    "resource",
    "resources",
    "seen_by",
    "stranded",
]
