"""The supply in the words of the `rest` tongue, as plain dictionaries."""

from decimal import Decimal
from typing import Any

from orgs import formats
from orgs.dialects.fields import clock_word, money_word, percent_word, weekday_word
from scheduling import queries
from scheduling.actions.requirements import plain_resource
from scheduling.availability import Slot
from scheduling.engine.types import Reason, RuleKind
from scheduling.models import (
    Offering,
    OfferingType,
    Rate,
    Requirement,
    ScheduleRule,
)
from scheduling.queries import Affected

TYPE_WORDS = {
    OfferingType.TOUR: "tourId",
    OfferingType.EVENT: "eventId",
    OfferingType.SERVICE: "serviceId",
}


def tour(row: Offering) -> dict[str, Any]:
    """A tour for staff."""
    return {
        **_head(row),
        "kind": row.kind,
        **texts(row),
        "status": row.status,
        **running(row),
        **_buffers(row),
        "scheduleRules": [rule(one) for one in row.rules.all() if one.kind == RuleKind.STARTS],
        **_needs(row),
        **_terms(row),
    }


def event(row: Offering) -> dict[str, Any]:
    """An event for staff."""
    return {
        **_head(row),
        **texts(row),
        "status": row.status,
        **happening(row),
        **running(row),
        **_buffers(row),
        **_needs(row),
        **_terms(row),
    }


def affected(one: Affected) -> dict[str, Any]:
    """A booking that a change conflicts with."""
    return {
        "bookingId": one.holder,
        "instanceStartsAt": formats.iso(one.starts_at, one.offering.timezone),
        "seats": one.seats,
        "offeringId": one.offering.public_id,
    }


def slot(one: Slot) -> dict[str, Any]:
    """A slot, on the venue's clock."""
    offering = one.offering
    currency = offering.organization.currency
    price = one.price_from
    return {
        "startsAt": formats.iso(one.starts_at, offering.timezone),
        "endsAt": formats.iso(one.ends_at, offering.timezone),
        "remaining": one.remaining,
        "capacity": one.capacity,
        "status": one.status.value,
        "priceFrom": None if price is None else money_word(price, currency),
        "offeringId": offering.public_id,
        "variantId": one.variant.public_id,
    }


def reason(one: Reason, ids: dict[tuple[str, int], str], zone: str) -> dict[str, Any]:
    """Why a start is refused; what is not known is left out."""
    told: dict[str, Any] = {"code": one.code.value}
    if one.resource_id is not None:
        told["resourceId"] = ids["resource", one.resource_id]
    if one.holder:
        told["bookingId"] = one.holder
    if one.block_id is not None:
        told["blockId"] = ids["block", one.block_id]
    if one.until is not None:
        told["until"] = formats.iso(one.until, zone)
    return told


def texts(row: Offering) -> dict[str, Any]:
    """What an offering says of itself."""
    return {
        "name": row.name,
        "slug": row.slug,
        "summary": row.summary,
        "description": row.description,
        "imageUrl": row.image_url or None,
        "tags": row.tags,
    }


def happening(row: Offering) -> dict[str, Any]:
    """What only events have."""
    dates = [
        {
            "startsAt": formats.iso(span.start, row.timezone),
            "endsAt": formats.iso(span.end, row.timezone),
        }
        for span in queries.fixed_dates(row)
    ]
    return {
        **(dates[0] if dates else {"startsAt": None, "endsAt": None}),
        "occurrences": dates,
        "venue": row.venue,
        "organizer": row.organizer,
        "url": row.url or None,
        "isFree": row.is_free,
        "eventStatus": row.event_status,
    }


def rate(row: Rate, currency: str) -> dict[str, Any]:
    """A rate."""
    price = row.price_minor
    return {
        "id": row.public_id,
        "label": row.label,
        "category": row.category,
        "price": None if price is None else money_word(price, currency),
        "seats": row.seats,
        "minAge": row.min_age,
        "maxAge": row.max_age,
        "minQuantity": row.min_quantity,
        "maxQuantity": row.max_quantity,
    }


def rule(row: ScheduleRule) -> dict[str, Any]:
    """A rule of recurring starts."""
    return {
        "id": row.public_id,
        "weekdays": [weekday_word(weekday) for weekday in row.weekdays],
        "rrule": row.rrule or None,
        "startTimes": [clock_word(minutes) for minutes in row.start_times],
        "startsOn": row.starts_on and row.starts_on.isoformat(),
        "endsOn": row.ends_on and row.ends_on.isoformat(),
        "skipDates": row.skip_dates,
        "addDates": row.add_dates,
    }


def selling(row: Offering) -> dict[str, Any]:
    """Prices and conditions."""
    currency = row.organization.currency
    return {
        "rates": [rate(one, currency) for one in row.rates.all()],
        "groupDiscounts": [_discount(one, currency) for one in row.group_discounts],
        "minimum": None
        if row.minimum_seats is None
        else {"seats": row.minimum_seats, "decideHoursBefore": row.decide_hours_before},
        "requiresApproval": row.requires_approval,
        "exclusive": row.exclusive,
        "proposals": row.proposals,
        "waitlist": row.waitlist,
    }


def _head(row: Offering) -> dict[str, Any]:
    return {"id": row.public_id, "calendarId": row.calendar.public_id}


def running(row: Offering) -> dict[str, Any]:
    """How an offering is run, as far as guests need to know."""
    variant = row.default_variant
    return {
        "locationId": row.location.public_id if row.location else None,
        "timezone": row.timezone,
        **({} if row.type == OfferingType.EVENT else {"durationMinutes": variant.duration_minutes}),
        "capacity": variant.capacity,
        "minParty": row.min_party,
        "maxParty": row.max_party,
        "leadTimeMinutes": row.lead_time_minutes,
        "horizonDays": row.horizon_days,
    }


def _buffers(row: Offering) -> dict[str, Any]:
    variant = row.default_variant
    return {
        "parallel": row.parallel,
        "bufferBeforeMinutes": variant.buffer_before_minutes,
        "bufferAfterMinutes": variant.buffer_after_minutes,
    }


def _needs(row: Offering) -> dict[str, Any]:
    needs = list(row.requirements.all())
    plain = [plain_resource(need) for need in needs]
    return {
        "resourceIds": [one.public_id for one in plain if one is not None],
        "requirements": [need(one) for one in needs],
    }


def need(row: Requirement) -> dict[str, Any]:
    """What a run needs."""
    return {
        "id": row.public_id,
        "resourceIds": [one.public_id for one in row.resources.all()],
        "kind": row.kind or None,
        "attributes": row.attributes,
        "quantity": row.quantity,
        "per": row.per,
    }


def _terms(row: Offering) -> dict[str, Any]:
    return {
        **selling(row),
        "addOnIds": [one.public_id for one in row.add_ons.all()],
        "taxPercent": None if row.tax_percent is None else percent_word(row.tax_percent),
        "policyId": row.policy.public_id if row.policy else None,
        "waitlistHours": row.waitlist_hours,
    }


def _discount(stored: dict[str, Any], currency: str) -> dict[str, Any]:
    """Stored shape: `Offering.group_discounts`."""
    if "percentOff" in stored:
        off: Any = {"percentOff": percent_word(Decimal(stored["percentOff"]))}
    else:
        off = {"amountOff": money_word(stored["amountOff"], currency)}
    return {"minSeats": stored["minSeats"], **off}
