"""Discounts for larger parties as they are stored (`Offering.group_discounts`)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from scheduling.actions.faults import Spot
from scheduling.actions.given import DiscountGiven


def checked(given: Sequence[DiscountGiven], spot: Spot) -> list[dict[str, Any]]:
    """The stored form, smallest party first; faults where one is not a single discount."""
    seen: set[int] = set()
    for place, one in enumerate(given):
        _check(one, spot.at(place))
        if one["min_seats"] in seen:
            spot.at(place, "min_seats").is_wrong("duplicate", "This size has a discount already.")
        seen.add(one["min_seats"])
    return [_stored(one) for one in sorted(given, key=lambda one: one["min_seats"])]


def _check(one: DiscountGiven, spot: Spot) -> None:
    if ("percent_off" in one) == ("amount_off_minor" in one):
        spot.is_wrong("contradiction", "A discount is a percentage or an amount.")
    if not 0 < one.get("percent_off", Decimal(1)) <= 100:
        spot.at("percent_off").is_wrong("out_of_range", "A percentage is above 0, at most 100.")


def _stored(one: DiscountGiven) -> dict[str, Any]:
    if "percent_off" in one:
        percent = f"{one['percent_off'].normalize():f}"
        return {"minSeats": one["min_seats"], "percentOff": percent}
    return {"minSeats": one["min_seats"], "amountOff": one.get("amount_off_minor", 0)}
