"""What a choice would cost and under which terms; creates nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet

from bookings import fees, parties, pricing, promos, stock
from bookings.errors import AddOnSoldOut
from bookings.fees import Due
from bookings.models import PromoCode
from bookings.parties import Guests
from bookings.payments import providers
from bookings.requests import Choice
from bookings.states import Condition
from bookings.terms import CancelStep, Terms
from orgs.errors import FieldError, Invalid, Refusal
from orgs.prepared import prepared
from scheduling import availability, capacity, extras
from scheduling.engine.types import Verdict
from scheduling.errors import SlotUnavailable, SoldOut
from scheduling.extras import Extra
from scheduling.models import Claim, Offering, Policy, Rate, Variant


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
    proposed: bool = False

    @property
    def offering(self) -> Offering:
        """What is booked."""
        return self.variant.offering

    @property
    def ends_at(self) -> datetime:
        """When it would end by the variant and its add-ons, where no rule says otherwise."""
        minutes = self.variant.duration_minutes + extras.minutes(self.extras)
        return self.starts_at + timedelta(minutes=minutes)

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
    """The full answer to a choice that could be booked now. Raises whatever booking it would,
    with the same `alternatives`."""
    worked_out = work_out(choice, now)
    try:
        verdict = fits_with(worked_out, worked_out.extras)
    except (SoldOut, SlotUnavailable) as refusal:
        raise with_alternatives(worked_out, refusal) from refusal
    wanted = {one.add_on: one.quantity for one in worked_out.extras}
    stock.check(worked_out.offering.organization, verdict.run_id, wanted, now)
    if worked_out.promo is not None:
        promos.check_left(worked_out.promo, now)
    return worked_out


def fits_with(worked_out: Quote, add_ons: Sequence[Extra]) -> Verdict:
    """Whether it could be had now with these add-ons. Raises as `capacity.check`."""
    return capacity.check(
        variant=worked_out.variant,
        starts_at=worked_out.starts_at,
        seats=worked_out.seats,
        now=worked_out.now,
        extras=add_ons,
    )


def with_alternatives(one: Quote, refusal: Refusal) -> Refusal:
    """What to refuse it with, naming the nearest slots that would fit, earlier ones too."""
    told = _blamed(one, refusal)
    told.facts["alternatives"] = availability.nearest_slots(
        offering=one.offering, to=one.starts_at, party=one.seats, now=one.now, extras=one.extras
    )
    return told


def _blamed(worked_out: Quote, refusal: Refusal) -> Refusal:
    """The refusal, or where the run itself could be had: of the add-on that cannot."""
    if not worked_out.extras or not _fits(worked_out, ()):
        return refusal
    guilty = (one for one in worked_out.extras if not _fits(worked_out, (one,)))
    add_on = next(guilty, worked_out.extras[-1]).add_on
    detail = f"{add_on.name} is not to be had at this time."
    return AddOnSoldOut(detail, addOnId=add_on.public_id, remaining=0)


def _fits(worked_out: Quote, add_ons: Sequence[Extra]) -> bool:
    try:
        return fits_with(worked_out, add_ons).fits
    except Refusal:
        return False


def work_out(choice: Choice, now: datetime) -> Quote:
    """Price and terms of a choice, without asking whether it is free.

    Raises Invalid, PartyTooSmall, PartyTooLarge, PromoUnknown and PromoNotValid.
    """
    bare = _bare(choice, now, extras.of_shared_run)
    return _with_promo(bare, choice.promo_code) if choice.promo_code else bare


def work_out_proposal(choice: Choice, now: datetime) -> Quote:
    """The same for a proposal, which is for the whole run; its price is a first idea only."""
    bare = _bare(choice, now, extras.of_whole_run)
    terms = replace(bare.terms, requires_approval=True, minimum_seats=None)
    return replace(bare, terms=terms, proposed=True)


def _bare(choice: Choice, now: datetime, add_ons_of: Callable[..., tuple[Extra, ...]]) -> Quote:
    variant = variant_of(choice.offering, choice.variant_id)
    offering = variant.offering
    rates = _rates(organization=offering.organization_id, offering=offering.pk)
    party = parties.guests(offering, rates, choice.party)
    seats = parties.seats_of(party)
    chosen = add_ons_of(offering, choice.add_ons, seats)
    return Quote(
        variant=variant,
        starts_at=choice.starts_at,
        guests=tuple(party),
        extras=chosen,
        seats=seats,
        price=_price(variant, party, chosen, seats),
        terms=terms_of(offering),
        now=now,
    )


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


def _price(
    variant: Variant,
    party: Sequence[Guests],
    chosen: Sequence[Extra],
    seats: int,
    promo: pricing.Promo | None = None,
) -> pricing.Price:
    house = variant.offering.organization
    return pricing.price(
        currency=house.currency,
        rates=[rate_item(variant, one) for one in party],
        add_ons=[_add_on_item(one, house.tax_percent) for one in chosen],
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


def rate_item(variant: Variant, one: Guests) -> pricing.Item:
    """A rate without a price of its own costs what the variant does."""
    own = one.rate.price_minor
    unit = own if own is not None else (variant.price_minor or 0)
    return pricing.Item(one.rate.public_id, one.rate.label, unit, one.quantity)
