"""Add-ons as somebody takes them: which there are, and what they ask of a run."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from orgs.errors import FieldError, Invalid
from scheduling.models import AddOn, AddOnUnit, Offering
from scheduling.models.resources import Per


class Extra(NamedTuple):
    """So many of one add-on."""

    add_on: AddOn
    quantity: int

    @property
    def minutes(self) -> int:
        """How much longer the run is: for each one per booking, once for what is per person."""
        times = self.quantity if self.add_on.per == AddOnUnit.BOOKING else 1
        return self.add_on.extra_minutes * times

    def units(self, quantity: int, per: str, seats: int) -> int:
        """The units of a need of `quantity` that it takes with a party of so many seats.

        Per booking: for each one bought, once where the add-on itself is per person. Per person:
        for each who has it; of an add-on per booking that is everybody.
        """
        by_person = self.add_on.per == AddOnUnit.PERSON
        if per == Per.PERSON:
            return quantity * self.quantity * (1 if by_person else seats)
        return quantity * (1 if by_person else self.quantity)


def minutes(extras: Iterable[Extra]) -> int:
    """How much longer they make a run together."""
    return sum(extra.minutes for extra in extras)


def of_shared_run(
    offering: Offering, asked: Sequence[tuple[str, int]], seats: int
) -> tuple[Extra, ...]:
    """Add-ons by public id as a booking of the offering may have them. Raises Invalid.

    Who shares the run cannot make it longer.
    """
    found = of_whole_run(offering, asked, seats)
    faults = [
        FieldError(
            f"/addOns/{place}/addOnId",
            "whole_run_only",
            f"{one.add_on.name} makes the run longer: it is for who takes the whole run.",
        )
        for place, one in enumerate(found)
        if one.minutes and not offering.exclusive
    ]
    if faults:
        raise Invalid(faults)
    return found


def of_whole_run(
    offering: Offering, asked: Sequence[tuple[str, int]], seats: int
) -> tuple[Extra, ...]:
    """As of_shared_run, for who has the run alone."""
    if not asked:
        return ()
    known = {row.public_id: row for row in offering.add_ons.filter(is_active=True)}
    faults = [
        fault
        for place, (add_on_id, quantity) in enumerate(asked)
        for fault in _faults(place, known.get(add_on_id), quantity, seats)
    ]
    if len({add_on_id for add_on_id, _ in asked}) < len(asked):
        faults.append(FieldError("/addOns", "duplicate", "Each add-on may be named once."))
    if faults:
        raise Invalid(faults)
    return tuple(Extra(known[add_on_id], quantity) for add_on_id, quantity in asked if quantity)


def _faults(place: int, add_on: AddOn | None, quantity: int, seats: int) -> list[FieldError]:
    pointer = f"/addOns/{place}"
    if add_on is None:
        return [FieldError(f"{pointer}/addOnId", "not_found", "There is no such add-on here.")]
    most = seats if add_on.per == AddOnUnit.PERSON else add_on.max_quantity
    if quantity > most:
        return [FieldError(f"{pointer}/quantity", "max_value", f"{add_on.name}: at most {most}.")]
    return []
