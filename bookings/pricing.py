"""What a party pays. Pure: whole minor units of one currency in and out.

Each line is unit times quantity, so nothing is rounded there. The best group discount is taken off
the rates, then a promo code off what is left of them; add-ons stay as they are. A percentage is
rounded once, half away from zero, on the sum. Prices hold their taxes: the part that is tax is
rounded once for each percentage, and the lines share that sum so that nothing is lost.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, NamedTuple

from orgs import money

UNTAXED = Decimal(0)
AGREED = "AGREED"
"""The code of the line that staff named the price in."""


class Item(NamedTuple):
    """Something bought: the public id and label it is known by, its price and tax as of now."""

    id: str
    label: str
    unit_minor: int
    quantity: int
    tax_percent: Decimal = UNTAXED

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
        return _off(subtotal, self.percent_off, self.amount_off_minor)


class Promo(NamedTuple):
    """A promo code: a percentage, or an amount, off the rates less their group discount."""

    code: str
    percent_off: Decimal = Decimal(0)
    amount_off_minor: int = 0

    def off(self, rest: int) -> int:
        """What it takes off; never more than is left."""
        return _off(rest, self.percent_off, self.amount_off_minor)


class Discount(NamedTuple):
    """What was taken off, and why: code GROUP, or PROMO with the promo code as its label."""

    code: str
    label: str
    amount_minor: int


class Fee(NamedTuple):
    """What was added later, and why."""

    code: str
    label: str
    amount_minor: int


class Tax(NamedTuple):
    """The part of `gross_minor` that is tax at this percentage."""

    percent: Decimal
    gross_minor: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Price:
    """The breakdown shown before buying and stored with the booking.

    `tax_percent` is included in rates, discounts and fees; each add-on carries its own. `promo` is
    what a promo code was good for then, whatever it is changed to.
    """

    currency: str
    rates: tuple[Item, ...]
    add_ons: tuple[Item, ...] = ()
    discounts: tuple[Discount, ...] = ()
    fees: tuple[Fee, ...] = ()
    tax_percent: Decimal = UNTAXED
    promo: Promo | None = None

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
    def fee_total(self) -> int:
        """All that was added later."""
        return sum(fee.amount_minor for fee in self.fees)

    @property
    def total(self) -> int:
        """What is to be paid in all, taxes included."""
        return self.subtotal - self.discount_total + self.add_on_total + self.fee_total

    @property
    def lines(self) -> tuple[Tax, ...]:
        """Every line with its share of the tax: rates, discounts, add-ons, fees, in this order.

        Discounts are negative. Of each percentage the shares sum up to the tax of `taxes`.
        """
        before: defaultdict[Decimal, int] = defaultdict(int)
        shared = []
        for gross, percent in self._taxed():
            so_far = before[percent]
            before[percent] += gross
            share = money.included(so_far + gross, percent) - money.included(so_far, percent)
            shared.append(Tax(percent, gross, share))
        return tuple(shared)

    @property
    def taxes(self) -> tuple[Tax, ...]:
        """The tax by percentage, the lowest first; nothing where nothing is taxed."""
        sums: defaultdict[Decimal, int] = defaultdict(int)
        for gross, percent in self._taxed():
            sums[percent] += gross
        found = (Tax(one, sums[one], money.included(sums[one], one)) for one in sorted(sums) if one)
        return tuple(tax for tax in found if tax.gross_minor)

    @property
    def tax(self) -> int:
        """The tax in all; part of the total, not on top of it."""
        return sum(tax.amount_minor for tax in self.taxes)

    def _taxed(self) -> Iterator[tuple[int, Decimal]]:
        own = self.tax_percent
        yield from ((item.total_minor, item.tax_percent) for item in self.rates)
        yield from ((-discount.amount_minor, own) for discount in self.discounts)
        yield from ((item.total_minor, item.tax_percent) for item in self.add_ons)
        yield from ((fee.amount_minor, own) for fee in self.fees)

    def with_fee(self, fee: Fee) -> "Price":
        """The same with something added."""
        return replace(self, fees=(*self.fees, fee))

    def agreed(self, total: int) -> "Price":
        """What staff named in place of the computed price: one line for all that is had."""
        free = tuple(item._replace(unit_minor=0) for item in self.rates)
        beside = tuple(item._replace(unit_minor=0) for item in self.add_ons)
        line = Fee(AGREED, "Agreed price", total)
        return replace(self, rates=free, add_ons=beside, discounts=(), fees=(line,), promo=None)

    @property
    def charged_minor(self) -> int:
        """What changes of the booking cost on top of what was bought."""
        return sum(fee.amount_minor for fee in self.fees if fee.code != AGREED)

    @property
    def is_agreed(self) -> bool:
        """Whether staff named it, so that single lines have no price of their own."""
        return any(fee.code == AGREED for fee in self.fees)

    def as_json(self) -> dict[str, Any]:
        """What is stored with a booking."""
        return {
            "currency": self.currency,
            "rates": [_stored(item) for item in self.rates],
            "add_ons": [_stored(item) for item in self.add_ons],
            "discounts": [discount._asdict() for discount in self.discounts],
            "fees": [fee._asdict() for fee in self.fees],
            "tax_percent": str(self.tax_percent),
            "promo": self.promo and _stored_promo(self.promo),
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Price":
        """The reverse of as_json; what earlier versions did not know is left out."""
        return cls(
            currency=stored["currency"],
            rates=tuple(_item(item) for item in stored["rates"]),
            add_ons=tuple(_item(item) for item in stored["add_ons"]),
            discounts=tuple(Discount(**discount) for discount in stored["discounts"]),
            fees=tuple(Fee(**fee) for fee in stored.get("fees", ())),
            tax_percent=Decimal(stored.get("tax_percent", 0)),
            promo=_promo(stored.get("promo")),
        )


def price(
    *,
    currency: str,
    rates: Sequence[Item],
    add_ons: Sequence[Item],
    seats: int,
    group_discounts: Sequence[GroupDiscount],
    promo: Promo | None = None,
    tax_percent: Decimal = UNTAXED,
) -> Price:
    """The price of a party that takes `seats` seats. `tax_percent` is in all but the add-ons."""
    taxed = tuple(item._replace(tax_percent=tax_percent) for item in rates)
    bare = Price(currency, taxed, tuple(add_ons), tax_percent=tax_percent)
    best = _best(group_discounts, seats, bare.subtotal)
    off = promo.off(bare.subtotal - best) if promo else 0
    discounts = (Discount("GROUP", "Group discount", best), _promo_line(promo, off))
    present = tuple(one for one in discounts if one.amount_minor)
    return replace(bare, discounts=present, promo=promo)


def _best(discounts: Sequence[GroupDiscount], seats: int, subtotal: int) -> int:
    offers = (one.off(subtotal) for one in discounts if seats >= one.min_seats)
    return max(offers, default=0)


def _promo_line(promo: Promo | None, off: int) -> Discount:
    return Discount("PROMO", promo.code if promo else "", off)


def _off(subtotal: int, percent: Decimal, amount: int) -> int:
    return min(subtotal, amount + money.share(subtotal, percent))


def _stored(item: Item) -> dict[str, Any]:
    return item._asdict() | {"tax_percent": str(item.tax_percent)}


def _item(stored: dict[str, Any]) -> Item:
    return Item(**stored | {"tax_percent": Decimal(stored.get("tax_percent", 0))})


def _stored_promo(promo: Promo) -> dict[str, Any]:
    return promo._asdict() | {"percent_off": str(promo.percent_off)}


def _promo(stored: dict[str, Any] | None) -> Promo | None:
    return Promo(**stored | {"percent_off": Decimal(stored["percent_off"])}) if stored else None
