"""Making a booking."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction

from bookings import prospects, quotes, sites
from bookings.actions import minimum, using
from bookings.actions.moves import Step, record
from bookings.errors import PriceChanged
from bookings.models import Booking, BookingLine, BookingStep, Customer, Order
from bookings.models.parts import LineKind
from bookings.payments import providers
from bookings.pricing import Item
from bookings.quotes import Place, Quote
from bookings.repricing import Repriced
from bookings.requests import BookingRequest, Contact
from bookings.states import Condition, state_under
from orgs.access import Caller
from orgs.models import Organization
from scheduling import capacity
from scheduling.errors import SlotUnavailable, SoldOut
from scheduling.models import AddOn, Rate

REFERENCE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No 0 and O, 1 and I: references are read out over the phone."""


@dataclass(frozen=True, slots=True)
class Made:
    """A booking and its time line; made now, or before by a request with the same `client_ref`."""

    booking: Booking
    steps: tuple[BookingStep, ...]
    is_new: bool


def book(*, request: BookingRequest, by: Caller, now: datetime) -> Made:
    """Takes the seats and writes the booking, or does nothing at all.

    Raises Invalid, PriceChanged, AddOnSoldOut, the refusals of promo codes, and whatever
    `capacity.take` does; SoldOut and SlotUnavailable carry `alternatives`, the nearest slots that
    would fit, earlier ones too.
    """
    organization = request.choice.offering.organization
    earlier = earlier_of(organization, request.client_ref)
    if earlier is not None:
        return earlier
    sites.check(
        request.choice.offering.calendar,
        {"/successUrl": request.success_url, "/cancelUrl": request.cancel_url},
    )
    worked_out = quotes.work_out(request.choice, now).for_guest(request.contact.email)
    if request.expected_total not in (None, worked_out.price.total):
        raise PriceChanged(total=worked_out.price.total, currency=organization.currency)
    try:
        return made_once(request, partial(_make, request, worked_out, by, now))
    except (SoldOut, SlotUnavailable) as refusal:
        raise quotes.with_alternatives(worked_out, refusal) from None


def made_once(request: BookingRequest, make: Callable[[], Made]) -> Made:
    """Makes it in one transaction, unless the same request has just done so."""
    try:
        with transaction.atomic():
            return make()
    except IntegrityError:
        earlier = earlier_of(request.choice.offering.organization, request.client_ref)
        if earlier is None:
            raise
        return earlier


def earlier_of(organization: Organization, client_ref: str) -> Made | None:
    """What the same request made before."""
    if not client_ref:
        return None
    rows = Booking.objects.of(organization).filter(client_ref=client_ref)
    found = rows.select_related("organization", "offering", "variant").first()
    return found and Made(found, tuple(found.steps.all()), is_new=False)


def hold(*, request: BookingRequest, until: datetime, by: Caller, now: datetime) -> Booking:
    """Takes the seats for somebody who did not ask yet, until then: an offer.

    The booking waits for its guest's own word and for nothing else. Raises as `book`.
    """
    worked_out = quotes.work_out(request.choice, now).for_guest(request.contact.email)
    with transaction.atomic():
        outstanding = frozenset({Condition.ACCEPTANCE})
        step = Step("offered", by, now)
        place = partial(_place, worked_out=worked_out, outstanding=outstanding, until=until)
        return written(request, worked_out, outstanding, until, step, place).booking


def _make(request: BookingRequest, worked_out: Quote, by: Caller, now: datetime) -> Made:
    terms, step = worked_out.terms, Step("created", by, now)
    outstanding = providers.after(
        worked_out.offering.organization, terms.conditions(total=worked_out.price.total)
    )
    until = terms.hold_until(outstanding, worked_out.starts_at, now)
    place = partial(_place, worked_out=worked_out, outstanding=outstanding, until=until)
    made = written(request, worked_out, outstanding, until, step, place)
    booking = made.booking
    if booking.claim is None:
        return made
    if Condition.MINIMUM in outstanding:
        minimum.meet(booking.claim.occurrence, step)
        booking.refresh_from_db(fields=["state", "outstanding"])
        return Made(booking, tuple(booking.steps.all()), is_new=True)
    if not booking.claim.opens_run:
        minimum.meet(booking.claim.occurrence, step)
    return made


def written(
    request: BookingRequest,
    worked_out: Quote,
    outstanding: frozenset[Condition],
    until: datetime | None,
    step: Step,
    place: Callable[..., Place],
) -> Made:
    """The seats and the rows of a booking that waits for these conditions."""
    booking = _row(request, worked_out, step.now)
    booking.claim, booking.ends_at = place(booking, now=step.now)
    decided = prospects.decides_at(booking.claim, worked_out.terms, booking.starts_at)
    outstanding = minimum.awaited(outstanding, decided, step.now)
    booking.decides_at = decided if Condition.MINIMUM in outstanding else None
    booking.customer = _customer(booking.organization, request.contact)
    if Condition.PAYMENT in outstanding:
        booking.order = order_of(booking, request.success_url, request.cancel_url)
    booking.outstanding = sorted(outstanding)
    booking.state = state_under(outstanding)
    booking.hold_expires_at = until
    booking.save(force_insert=True)
    BookingLine.objects.bulk_create(lines(booking, worked_out))
    using.take(booking, worked_out, step.now)
    return Made(booking, (record(booking, step, "", {}),), is_new=True)


def _place(
    booking: Booking,
    *,
    worked_out: Quote,
    outstanding: frozenset[Condition],
    until: datetime | None,
    now: datetime,
) -> Place:
    """Takes the seats; a request that by its terms does not hold them only has to fit now."""
    variant, starts_at, seats = worked_out.variant, worked_out.starts_at, worked_out.seats
    if Condition.APPROVAL in outstanding and not worked_out.terms.approval_holds_seats:
        verdict = capacity.check(
            variant=variant, starts_at=starts_at, seats=seats, now=now, extras=worked_out.extras
        )
        return Place(None, verdict.end)
    claim = capacity.take(
        variant=variant,
        starts_at=starts_at,
        seats=seats,
        holder=booking.public_id,
        until=until,
        now=now,
        extras=worked_out.extras,
    )
    return Place(claim, claim.occurrence.ends_at)


def order_of(booking: Booking, success_url: str = "", cancel_url: str = "") -> Order:
    """What a booking is paid with."""
    return Order.objects.create(
        organization=booking.organization,
        currency=booking.currency,
        success_url=success_url,
        cancel_url=cancel_url,
    )


def _customer(organization: Organization, contact: Contact) -> Customer:
    """The guest's row, made or found in one statement however many book at once.

    A known guest's row is left as it is: whoever books may not rename somebody else.
    """
    row = Customer(
        organization=organization,
        email=contact.email.lower(),
        name=contact.name,
        phone=contact.phone,
        locale=contact.locale,
    )
    Customer.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["organization", "email"],
        update_fields=["updated_at"],
    )
    return row


def _row(request: BookingRequest, worked_out: Quote, now: datetime) -> Booking:
    offering, contact = worked_out.offering, request.contact
    return Booking(
        organization=offering.organization,
        reference=_reference(),
        external_reference=request.reference,
        client_ref=request.client_ref,
        offering=offering,
        variant=worked_out.variant,
        proposed=worked_out.proposed,
        starts_at=worked_out.starts_at,
        timezone=offering.timezone,
        seats=worked_out.seats,
        currency=worked_out.price.currency,
        total_minor=worked_out.price.total,
        price=worked_out.price.as_json(),
        terms=worked_out.terms.as_json(),
        name=contact.name,
        email=contact.email,
        phone=contact.phone,
        locale=contact.locale or offering.organization.locale,
        notes=request.notes,
        answers=request.answers,
        utm=request.utm,
        created_at=now,
        updated_at=now,
    )


def _reference() -> str:
    letters = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def lines(booking: Booking, worked_out: Quote | Repriced) -> Iterator[BookingLine]:
    """Its rates and add-ons as rows."""
    for guests, item in zip(worked_out.guests, worked_out.price.rates, strict=True):
        yield line(booking, item, LineKind.RATE, rate=guests.rate)
    for extra, item in zip(worked_out.extras, worked_out.price.add_ons, strict=True):
        yield line(booking, item, LineKind.ADD_ON, add_on=extra.add_on)


def line(booking: Booking, item: Item, kind: LineKind, **of: Rate | AddOn | None) -> BookingLine:
    """One of them."""
    return BookingLine(
        organization=booking.organization,
        booking=booking,
        kind=kind,
        label=item.label,
        quantity=item.quantity,
        unit_minor=item.unit_minor,
        total_minor=item.total_minor,
        **of,
    )
