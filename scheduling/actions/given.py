"""What doors hand to the actions on offerings: fields by name, of which any may be left out.

References are public ids; instants carry a zone; times of day are minutes after midnight; money
is in minor units of the organization's currency.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypedDict


class RateGiven(TypedDict, total=False):
    """A rate; with an `id` the stored one, of which only what is given changes."""

    id: str
    label: str
    category: str
    price_minor: int | None
    seats: int
    min_age: int | None
    max_age: int | None
    min_quantity: int
    max_quantity: int | None


class RuleGiven(TypedDict, total=False):
    """A rule of recurring starts; `id` as in RateGiven. Weekdays from Monday 0."""

    id: str
    weekdays: list[int]
    rrule: str
    start_times: list[int]
    starts_on: date | None
    ends_on: date | None
    skip_dates: list[date]
    add_dates: list[date]


class DateGiven(TypedDict):
    """One fixed date of an event."""

    starts_at: datetime
    ends_at: datetime


class RequirementGiven(TypedDict, total=False):
    """A need: any of the named `resources`, or any of a `kind` with `attributes`."""

    id: str
    resources: list[str]
    kind: str
    attributes: dict[str, Any]
    quantity: int
    per: str


class DiscountGiven(TypedDict, total=False):
    """A discount for larger parties: a share or an amount."""

    min_seats: int
    percent_off: Decimal
    amount_off_minor: int


class MinimumGiven(TypedDict, total=False):
    """How many must come, and when that is decided."""

    seats: int
    decide_hours_before: int


class OfferingGiven(TypedDict, total=False):
    """What all offerings have. `resources` are what every run needs, one requirement each."""

    calendar: str
    name: str
    slug: str
    summary: str
    description: str
    image_url: str
    tags: list[str]
    status: str
    location: str | None
    timezone: str
    duration_minutes: int
    buffer_before_minutes: int
    buffer_after_minutes: int
    capacity: int | None
    min_party: int
    max_party: int | None
    parallel: int | None
    lead_time_minutes: int
    horizon_days: int | None
    rates: list[RateGiven]
    resources: list[str]
    requirements: list[RequirementGiven]
    group_discounts: list[DiscountGiven]
    minimum: MinimumGiven | None
    requires_approval: bool
    exclusive: bool
    proposals: str
    waitlist: bool
    waitlist_hours: int
    tax_percent: Decimal | None
    add_ons: list[str]
    policy: str | None


class TourGiven(OfferingGiven, total=False):
    """A tour."""

    kind: str
    rules: list[RuleGiven]


class EventGiven(OfferingGiven, total=False):
    """An event: one date by `starts_at` and `ends_at`, or several `dates`."""

    starts_at: datetime
    ends_at: datetime
    dates: list[DateGiven]
    venue: str
    organizer: str
    url: str
    is_free: bool
    event_status: str
