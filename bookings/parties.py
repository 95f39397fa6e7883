"""Who comes: the three ways to say it become rates with quantities."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from orgs.errors import FieldError, Invalid
from scheduling.errors import PartyTooLarge, PartyTooSmall
from scheduling.models import Offering, Rate

LARGEST = 10_000
"""Seats that one booking may ask for at all; also what keeps sums small."""


@dataclass(frozen=True, slots=True)
class Party:
    """A party as it was told: exactly one of seats, quantities by category, or by rate id."""

    seats: int | None = None
    by_category: dict[str, int] = field(default_factory=dict)
    by_rate: Sequence[tuple[str, int]] = ()


class Guests(NamedTuple):
    """So many of one rate."""

    rate: Rate
    quantity: int


def guests(offering: Offering, rates: Sequence[Rate], party: Party) -> list[Guests]:
    """The party in this offering's own rates, checked against their limits.

    Raises Invalid, naming each fault, PartyTooSmall and PartyTooLarge.
    """
    if party.seats is not None:
        found = [Guests(_ordinary(rates), party.seats)]
    elif party.by_category:
        found = _by_category(rates, party.by_category)
    else:
        found = _by_rate(rates, party.by_rate)
    present = [one for one in found if one.quantity]
    _check(offering, rates, present)
    return present


def seats_of(party: Sequence[Guests]) -> int:
    """How many seats they take; infants may take none."""
    return sum(one.rate.seats * one.quantity for one in party)


def _ordinary(rates: Sequence[Rate]) -> Rate:
    """The rate meant by a mere number of seats: the first adult one that takes one seat."""
    single = [rate for rate in rates if rate.seats == 1]
    adults = [rate for rate in single if rate.category == "ADULT"]
    if not single:
        raise Invalid([FieldError("/seats", "rate_required", "Please name the rates instead.")])
    return (adults or single)[0]


def _by_category(rates: Sequence[Rate], wanted: dict[str, int]) -> list[Guests]:
    known: dict[str, Rate] = {}
    for rate in rates:
        known.setdefault(rate.category, rate)
    missing = [word for word in wanted if word not in known]
    if missing:
        raise Invalid([_unknown(f"/party/{word}") for word in missing])
    return [Guests(known[word], quantity) for word, quantity in wanted.items()]


def _by_rate(rates: Sequence[Rate], wanted: Sequence[tuple[str, int]]) -> list[Guests]:
    known = {rate.public_id: rate for rate in rates}
    faults = [
        _unknown(f"/party/{place}/rateId")
        for place, (rate_id, _) in enumerate(wanted)
        if rate_id not in known
    ]
    if len({rate_id for rate_id, _ in wanted}) < len(wanted):
        faults.append(FieldError("/party", "duplicate", "Each rate may be named once."))
    if faults:
        raise Invalid(faults)
    return [Guests(known[rate_id], quantity) for rate_id, quantity in wanted]


def _unknown(pointer: str) -> FieldError:
    return FieldError(pointer, "not_found", "There is no such rate here.")


def _check(offering: Offering, rates: Sequence[Rate], party: Sequence[Guests]) -> None:
    seats = seats_of(party)
    if seats < 1:
        raise Invalid([FieldError("/party", "empty", "At least one seat has to be taken.")])
    if seats > LARGEST:
        raise PartyTooLarge(maxParty=offering.max_party or LARGEST)
    if seats < offering.min_party:
        detail = f"At least {offering.min_party} have to come together."
        raise PartyTooSmall(detail, minParty=offering.min_party)
    if offering.max_party is not None and seats > offering.max_party:
        detail = f"At most {offering.max_party} can come together."
        raise PartyTooLarge(detail, maxParty=offering.max_party)
    counted = {one.rate.pk: one.quantity for one in party}
    faults = [fault for rate in rates for fault in _limits(rate, counted.get(rate.pk, 0))]
    if faults:
        raise Invalid(faults)


def _limits(rate: Rate, quantity: int) -> list[FieldError]:
    if quantity < rate.min_quantity:
        detail = f"{rate.label}: at least {rate.min_quantity}."
        return [FieldError("/party", "min_value", detail)]
    if rate.max_quantity is not None and quantity > rate.max_quantity:
        detail = f"{rate.label}: at most {rate.max_quantity}."
        return [FieldError("/party", "max_value", detail)]
    return []
