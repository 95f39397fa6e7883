"""An offering in plain words, for the trail: what to compare before and after a change."""

from collections.abc import Iterable
from typing import Any

from orgs.actions import trail
from scheduling.actions.requirements import plain_resource
from scheduling.models import Offering, Requirement

COLUMNS = (
    "kind", "name", "slug", "summary", "description", "image_url", "tags", "status", "timezone",
    "min_party", "max_party", "parallel", "lead_time_minutes", "horizon_days",
    "requires_approval", "exclusive", "proposals", "minimum_seats", "decide_hours_before",
    "group_discounts", "tax_percent", "waitlist", "waitlist_hours", "venue", "organizer", "url",
    "is_free", "event_status",
)  # fmt: skip
VARIANT = (
    "duration_minutes", "buffer_before_minutes", "buffer_after_minutes", "capacity",
)  # fmt: skip
RATE = (
    "public_id", "label", "category", "price_minor", "seats", "min_age", "max_age",
    "min_quantity", "max_quantity",
)  # fmt: skip
RULE = (
    "public_id", "kind", "weekdays", "rrule", "start_times", "dates", "starts_on", "ends_on",
    "skip_dates", "add_dates",
)  # fmt: skip
NEED = ("public_id", "kind", "attributes", "quantity", "per")


def described(row: Offering) -> dict[str, Any]:
    """All that can be changed of an offering that came from `queries.offering`."""
    wanted = list(row.requirements.all())
    plain = [plain_resource(need) for need in wanted]
    return {
        "calendar": row.calendar.public_id,
        "location": row.location.public_id if row.location else None,
        "policy": row.policy.public_id if row.policy else None,
        **trail.picture(row, COLUMNS),
        **trail.picture(row.default_variant, VARIANT),
        "rates": [trail.picture(rate, RATE) for rate in row.rates.all()],
        "rules": [trail.picture(rule, RULE) for rule in row.rules.all()],
        "requirements": needs(wanted),
        "resources": [resource.public_id for resource in plain if resource is not None],
        "add_ons": _ids(row.add_ons.all()),
    }


def needs(rows: Iterable[Requirement]) -> list[dict[str, Any]]:
    """What an offering or an add-on needs."""
    return [{**trail.picture(one, NEED), "resources": _ids(one.resources.all())} for one in rows]


def _ids(found: Any) -> list[str]:
    return sorted(one.public_id for one in found)
