"""What a choice would cost and under which terms; creates nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet

from bookings import fees, parties, pricing, promos, stock
from bookings.fees import Due
from bookings.models import PromoCode
from bookings.parties import Guests
from bookings.payments import providers
from bookings.requests import Choice
from bookings.states import Condition
from bookings.terms import CancelStep, Terms
from orgs.errors import FieldError, Invalid
from orgs.prepared import prepared
from scheduling import capacity
from scheduling.models import AddOn, AddOnUnit, Claim, Offering, Policy, Rate, Variant


@dataclass(frozen=True, slots=True)
class Extra:
    """So many of one add-on."""

    add_on: AddOn
    quantity: int


@dataclass(frozen=True, slots=True)
class Quote:
    """A choice, worked out: rows it names, seats it takes, price and terms as of `now`."""

    variant: Variant
    starts_at: datetime
    guests: tuple[Guests, ...]
    extras: tuple[Extra, ...]
    seats: int
    price: pricing.Price
    terms: Terms
    now: datetime
    promo: PromoCode | None = None

    @property
    def offering(self) -> Offering:
        """What is booked."""
        return self.variant.offering

    @property
    def outstanding(self) -> frozenset[Condition]:
        """What a booking made now would wait for."""
        asked = self.terms.conditions(total=self.price.total)
        return providers.after(self.offering.organization, asked)

    @property
    def due(self) -> Due:
        """What would be paid now and later; nothing now where it is paid on arrival."""
        total = self.price.total
        if Condition.PAYMENT not in self.outstanding:
            return Due(0, total, None)
        return fees.due(self.terms, total=total, paid=0, starts_at=self.starts_at, now=self.now)

    @property
    def due_now(self) -> int:
        """Minor units to be paid before it is booked."""
        return self.due.now

    def for_guest(self, email: str) -> "Quote":
        """The same on the terms of this guest, whom the policy may free of fees and deadlines."""
        policy = self.offering.policy
        if policy is None or not policy.exempt:
            return self
        return replace(self, terms=self.terms.for_guest(email, policy.exempt))


def quote(*, choice: Choice, now: datetime) -> Quote:
    """The full answer to a choice that could be booked now. Raises whatever booking it would."""
    worked_out = work_out(choice, now)
    verdict = capacity.check(
        variant=worked_out.variant, starts_at=choice.starts_at, seats=worked_out.seats, now=now
    )
    wanted = {one.add_on: one.quantity for one in worked_out.extras}
    stock.check(worked_out.offering.organization, verdict.run_id, wanted, now)
    if worked_out.promo is not None:
        promos.check_left(worked_out.promo, now)
    return worked_out


def work_out(choice: Choice, now: datetime) -> Quote:
    """Price and terms of a choice, without asking whether it is free.

    Raises Invalid, PartyTooSmall, PartyTooLarge, PromoUnknown and PromoNotValid.
    """
    variant = variant_of(choice.offering, choice.variant_id)
    offering = variant.offering
    rates = _rates(organization=offering.organization_id, offering=offering.pk)
    party = parties.guests(offering, rates, choice.party)
    seats = parties.seats_of(party)
    extras = _extras(offering, choice.add_ons, seats)
    bare = Quote(
        variant=variant,
        starts_at=choice.starts_at,
        guests=tuple(party),
        extras=tuple(extras),
        seats=seats,
        price=_price(variant, party, extras, seats),
        terms=terms_of(offering),
        now=now,
    )
    return _with_promo(bare, choice.promo_code) if choice.promo_code else bare


def repriced(worked_out: Quote, promo: PromoCode) -> pricing.Price:
    """Its price with this code."""
    given = worked_out
    return _price(given.variant, given.guests, given.extras, given.seats, promos.offer(promo))


def _with_promo(bare: Quote, code: str) -> Quote:
    promo = promos.named(bare.offering.organization, code)
    promos.check(promo, bare.offering, bare.price.subtotal, bare.now)
    return replace(bare, price=repriced(bare, promo), promo=promo)


def terms_of(offering: Offering) -> Terms:
    """An offering's conditions and its policy's rules, as they are now; its own stand above."""
    terms = Terms() if offering.policy is None else terms_of_policy(offering.policy)
    if offering.requires_approval:
        terms = replace(terms, requires_approval=True)
    if offering.minimum_seats is None:
        return terms
    seats, hours = offering.minimum_seats, offering.decide_hours_before
    return replace(terms, minimum_seats=seats, decide_hours=hours)


def terms_of_policy(policy: Policy) -> Terms:
    """A policy's rules."""
    return Terms(
        policy_id=policy.public_id,
        version=policy.version,
        requires_payment=policy.requires_payment,
        hold_minutes=policy.hold_minutes,
        requires_approval=policy.requires_approval,
        approval_holds_seats=policy.approval_holds_seats,
        approval_hours=policy.approval_hours,
        pay_hours=policy.pay_hours,
        deposit_percent=policy.deposit_percent,
        deposit_minor=policy.deposit_minor,
        balance_hours=policy.balance_hours_before,
        minimum_seats=policy.minimum_seats,
        decide_hours=policy.decide_hours_before,
        steps=tuple(CancelStep.from_json(one) for one in policy.cancel_steps),
        move_hours=policy.move_hours_before,
        moves=policy.moves_allowed,
        move_fee_minor=policy.move_fee_minor,
    )


def group_discounts(stored: list[dict[str, Any]]) -> list[pricing.GroupDiscount]:
    """The offering's discounts; `Offering.group_discounts` documents the stored shape."""
    return [
        pricing.GroupDiscount(
            min_seats=one["minSeats"],
            percent_off=Decimal(str(one.get("percentOff") or 0)),
            amount_off_minor=one.get("amountOff") or 0,
        )
        for one in stored
    ]


class Place(NamedTuple):
    """Seats on a run, if the terms hold any yet, and when the run ends."""

    claim: Claim | None
    ends_at: datetime


def variant_of(offering: Offering, variant_id: str = "") -> Variant:
    """A variant, or the default one, with all that capacity and terms need, in one query."""
    whose = {"organization": offering.organization_id, "offering": offering.pk}
    found = _named(public_id=variant_id, **whose) if variant_id else _default(**whose)
    if not found:
        raise Invalid([FieldError("/variantId", "not_found", "There is no such variant here.")])
    return found[0]


def _variants(organization: int, offering: int) -> QuerySet[Variant, Variant]:
    rows = Variant.objects.of(organization).filter(offering=offering)
    return rows.select_related("offering__organization", "offering__calendar", "offering__policy")


@prepared
def _named(*, organization: int, offering: int, public_id: str) -> QuerySet[Variant, Variant]:
    return _variants(organization, offering).filter(public_id=public_id)


@prepared
def _default(*, organization: int, offering: int) -> QuerySet[Variant, Variant]:
    return _variants(organization, offering).filter(is_default=True)


@prepared
def _rates(*, organization: int, offering: int) -> QuerySet[Rate, Rate]:
    rows = Rate.objects.of(organization).filter(offering=offering, is_active=True)
    return rows.order_by("position", "pk")


def _extras(offering: Offering, asked: Sequence[tuple[str, int]], seats: int) -> list[Extra]:
    if not asked:
        return []
    known = {row.public_id: row for row in offering.add_ons.filter(is_active=True)}
    faults = [
        fault
        for place, (add_on_id, quantity) in enumerate(asked)
        for fault in _extra_faults(place, known.get(add_on_id), quantity, seats)
    ]
    if len({add_on_id for add_on_id, _ in asked}) < len(asked):
        faults.append(FieldError("/addOns", "duplicate", "Each add-on may be named once."))
    if faults:
        raise Invalid(faults)
    return [Extra(known[add_on_id], quantity) for add_on_id, quantity in asked if quantity]


def _extra_faults(place: int, add_on: AddOn | None, quantity: int, seats: int) -> list[FieldError]:
    pointer = f"/addOns/{place}"
    if add_on is None:
        return [FieldError(f"{pointer}/addOnId", "not_found", "There is no such add-on here.")]
    most = seats if add_on.per == AddOnUnit.PERSON else add_on.max_quantity
    if quantity > most:
        return [FieldError(f"{pointer}/quantity", "max_value", f"{add_on.name}: at most {most}.")]
    return []


def _price(
    variant: Variant,
    party: Sequence[Guests],
    extras: Sequence[Extra],
    seats: int,
    promo: pricing.Promo | None = None,
) -> pricing.Price:
    house = variant.offering.organization
    return pricing.price(
        currency=house.currency,
        rates=[_rate_item(variant, one) for one in party],
        add_ons=[_add_on_item(one, house.tax_percent) for one in extras],
        seats=seats,
        group_discounts=group_discounts(variant.offering.group_discounts),
        promo=promo,
        tax_percent=_first(variant.offering.tax_percent, house.tax_percent),
    )


def _add_on_item(one: Extra, tax_percent: Decimal) -> pricing.Item:
    row = one.add_on
    percent = _first(row.tax_percent, tax_percent)
    return pricing.Item(row.public_id, row.name, row.price_minor, one.quantity, percent)


def _first(own: Decimal | None, otherwise: Decimal) -> Decimal:
    """Without the zeros that a column keeps behind the point."""
    return Decimal(otherwise if own is None else own).normalize() + 0


def _rate_item(variant: Variant, one: Guests) -> pricing.Item:
    """A rate without a price of its own costs what the variant does."""
    own = one.rate.price_minor
    unit = own if own is not None else (variant.price_minor or 0)
    return pricing.Item(one.rate.public_id, one.rate.label, unit, one.quantity)
