"""What anybody sees of a tour or an event: published ones only."""

from typing import Any

from orgs.dialects.fields import money_word
from orgs.dialects.rest import Call, RestView, route
from orgs.errors import NotFound
from scheduling import queries
from scheduling.api.rest import words
from scheduling.api.rest.shapes import PublicEventOut, PublicTourOut
from scheduling.models import AddOn, Offering, OfferingType


class PublicTour(RestView):
    """A tour for anybody."""

    @route(gives=PublicTourOut, refuses=[NotFound])
    def get(self, call: Call, tour_id: str) -> dict[str, Any]:
        """The tour, if it is published."""
        row = queries.public_offering_in_full(OfferingType.TOUR, tour_id)
        return {**_shown(row), "kind": row.kind}


class PublicEvent(RestView):
    """An event for anybody."""

    @route(gives=PublicEventOut, refuses=[NotFound])
    def get(self, call: Call, event_id: str) -> dict[str, Any]:
        """The event, if it is published."""
        row = queries.public_offering_in_full(OfferingType.EVENT, event_id)
        return {**_shown(row), **words.happening(row)}


def _shown(row: Offering) -> dict[str, Any]:
    """Nothing of resources, buffers or drafts."""
    currency = row.organization.currency
    return {
        "id": row.public_id,
        "calendarId": row.calendar.public_id,
        **words.texts(row),
        **words.running(row),
        "location": _place(row),
        "currency": currency,
        **words.selling(row),
        **_conditions(row),
        "addOns": [_extra(one, currency) for one in row.add_ons.all() if one.is_active],
    }


def _conditions(row: Offering) -> dict[str, Any]:
    """What holds for guests: the offering's own word or, without one, its policy's."""
    policy = row.policy
    if policy is None:
        return {}
    asks = {"requiresApproval": row.requires_approval or policy.requires_approval}
    if row.minimum_seats is not None or policy.minimum_seats is None:
        return asks
    hours = policy.decide_hours_before
    return asks | {"minimum": {"seats": policy.minimum_seats, "decideHoursBefore": hours}}


def _place(row: Offering) -> dict[str, Any] | None:
    if row.location is None:
        return None
    return {
        "id": row.location.public_id,
        "name": row.location.name,
        "address": row.location.address,
    }


def _extra(row: AddOn, currency: str) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "name": row.name,
        "description": row.description,
        "price": money_word(row.price_minor, currency),
        "per": row.per,
        "maxQuantity": row.max_quantity,
    }
