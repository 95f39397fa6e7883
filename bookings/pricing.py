"""What a party pays. Pure: whole minor units of one currency in and out.

Each line is unit times quantity, so nothing is rounded there. The best group discount is taken
off the rates, never off add-ons; a percentage is rounded once, half away from zero, on the sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from orgs import money


class Item(NamedTuple):
    """Something bought: the public id and label it is known by, and its price as of now."""

    id: str
    label: str
    unit_minor: int
    quantity: int

    @property
    def total_minor(self) -> int:
        """Unit times quantity."""
        return self.unit_minor * self.quantity


class GroupDiscount(NamedTuple):
    """Off for parties of `min_seats` or more: a percentage, or an amount for the whole party."""

    min_seats: int
    percent_off: Decimal = Decimal(0)
    amount_off_minor: int = 0

    def off(self, subtotal: int) -> int:
        """What it takes off these rates; never more than they are."""
        return min(subtotal, self.amount_off_minor + money.share(subtotal, self.percent_off))


class Discount(NamedTuple):
    """What was taken off, and why."""

    code: str
    label: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Price:
    """The breakdown shown before buying and stored with the booking."""

    currency: str
    rates: tuple[Item, ...]
    add_ons: tuple[Item, ...] = ()
    discounts: tuple[Discount, ...] = ()

    @property
    def subtotal(self) -> int:
        """The rates, before discounts."""
        return sum(item.total_minor for item in self.rates)

    @property
    def add_on_total(self) -> int:
        """The add-ons."""
        return sum(item.total_minor for item in self.add_ons)

    @property
    def discount_total(self) -> int:
        """All that is taken off, as a positive number."""
        return sum(discount.amount_minor for discount in self.discounts)

    @property
    def total(self) -> int:
        """What is to be paid in all, taxes included."""
        return self.subtotal - self.discount_total + self.add_on_total

    def as_json(self) -> dict[str, Any]:
        """What is stored with a booking."""
        return {
            "currency": self.currency,
            "rates": [item._asdict() for item in self.rates],
            "add_ons": [item._asdict() for item in self.add_ons],
            "discounts": [discount._asdict() for discount in self.discounts],
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Price":
        """The reverse of as_json."""
        return cls(
            currency=stored["currency"],
            rates=tuple(Item(**item) for item in stored["rates"]),
            add_ons=tuple(Item(**item) for item in stored["add_ons"]),
            discounts=tuple(Discount(**discount) for discount in stored["discounts"]),
        )


def price(
    *,
    currency: str,
    rates: Sequence[Item],
    add_ons: Sequence[Item],
    seats: int,
    group_discounts: Sequence[GroupDiscount],
) -> Price:
    """The price of a party that takes `seats` seats."""
    bare = Price(currency=currency, rates=tuple(rates), add_ons=tuple(add_ons))
    best = _best(group_discounts, seats, bare.subtotal)
    if not best:
        return bare
    return Price(currency, bare.rates, bare.add_ons, (Discount("GROUP", "Group discount", best),))


def _best(discounts: Sequence[GroupDiscount], seats: int, subtotal: int) -> int:
    offers = (one.off(subtotal) for one in discounts if seats >= one.min_seats)
    return max(offers, default=0)
