"""Bookings in words of the wire. Hand-built: each answer is one dictionary."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import translation

from bookings import added, fees, sentences
from bookings.actions import CancelPreview, Made
from bookings.fees import Due
from bookings.ledger import Standing
from bookings.models import Booking, BookingStep
from bookings.pricing import Discount, Fee, Item, Price, Tax
from bookings.quotes import Quote
from bookings.states import Condition
from bookings.terms import Terms
from orgs.dialects.fields import money_word, percent_word
from orgs.formats import iso
from orgs.outbox import links
from scheduling.models import Offering


def booking(row: Booking, standing: Standing, now: datetime) -> dict[str, Any]:
    """What anybody sees who knows the id; `standing` is what its ledger adds up to."""
    row = added.as_it_stands(row, now)
    zone, price = row.timezone, Price.from_json(row.price)
    return {
        "id": row.public_id,
        "reference": row.reference,
        "status": row.state_at(now).value,
        "outstanding": row.outstanding,
        "proposed": row.proposed,
        "offering": offering(row.offering),
        "variantId": row.variant.public_id,
        "instanceStartsAt": iso(row.starts_at, zone),
        "endsAt": iso(row.ends_at, zone),
        "timezone": zone,
        "seats": row.seats,
        "lines": [rate(item, price.currency) for item in price.rates],
        "addOns": [add_on(item, price.currency) for item in price.add_ons],
        "price": breakdown(price, row.due_at(standing, now), standing, zone),
        "policy": _policy_of(row, standing, now),
        "holdExpiresAt": _maybe(row.hold_expires_at, zone),
        "addedSeatsExpireAt": _maybe(row.added_until, zone),
        "decidesAt": _maybe(row.decides_at, zone),
        "otherDate": other_date(row, now),
        "createdAt": iso(row.created_at, zone),
        "updatedAt": iso(row.updated_at, zone),
    }


def whole(
    row: Booking, standing: Standing, steps: Iterable[BookingStep], now: datetime
) -> dict[str, Any]:
    """What the guest sees with the token, and staff."""
    contact = {"name": row.name, "email": row.email, "phone": row.phone, "locale": row.locale}
    timeline = [step(one, row.timezone) for one in steps]
    return booking(row, standing, now) | {
        "contact": contact,
        "notes": row.notes,
        "timeline": timeline,
    }


def other_date(row: Booking, now: datetime) -> dict[str, Any] | None:
    """What is offered to who waits for a minimum, if anything is."""
    claim, zone = row.other_date(now), row.timezone
    if claim is None:
        return None
    return {
        "instanceStartsAt": iso(claim.occurrence.starts_at, zone),
        "endsAt": iso(claim.occurrence.ends_at, zone),
        "expiresAt": _maybe(claim.until, zone),
    }


def made(new: Made, base: str, now: datetime) -> dict[str, Any]:
    """The answer to making one."""
    row = new.booking
    standing = Standing() if new.is_new else row.standing
    return {
        "id": row.public_id,
        "bookingId": row.public_id,
        "status": row.state_at(now).value,
        "requiresPayment": Condition.PAYMENT in row.conditions,
        "checkoutUrl": checkout_address(row, base) if Condition.PAYMENT in row.conditions else None,
        "manageUrl": links.keyed(f"{base}/b/{row.public_id}/", row.token),
        "token": row.token,
        "holdExpiresAt": _maybe(row.hold_expires_at, row.timezone),
        "booking": whole(row, standing, new.steps, now),
    }


def checkout_address(row: Booking, base: str) -> str | None:
    """Our own address that leads to the provider's page, made when it is gone to."""
    if row.order is None:
        return None
    return links.keyed(f"{base}/pay/{row.order.public_id}/", row.order.token)


def quote(worked_out: Quote, locale: str) -> dict[str, Any]:
    """A choice, worked out."""
    zone, price = worked_out.offering.timezone, worked_out.price
    return {
        "offering": offering(worked_out.offering),
        "variantId": worked_out.variant.public_id,
        "instanceStartsAt": iso(worked_out.starts_at, zone),
        "timezone": zone,
        "seats": worked_out.seats,
        "lines": [rate(item, price.currency) for item in price.rates],
        "addOns": [add_on(item, price.currency) for item in price.add_ons],
        "price": breakdown(price, worked_out.due, Standing(), zone),
        "policy": _policy_in(worked_out, locale),
    }


def offering(row: Offering) -> dict[str, str]:
    """What is booked."""
    return {"id": row.public_id, "type": row.type, "name": row.name}


def rate(item: Item, currency: str) -> dict[str, Any]:
    """A line of guests."""
    return {"rateId": item.id, **_line(item, currency)}


def add_on(item: Item, currency: str) -> dict[str, Any]:
    """A line of extras."""
    return {"addOnId": item.id, **_line(item, currency)}


def _line(item: Item, currency: str) -> dict[str, Any]:
    return {
        "label": item.label,
        "quantity": item.quantity,
        "unitPrice": money_word(item.unit_minor, currency),
        "total": money_word(item.total_minor, currency),
    }


def breakdown(price: Price, due: Due, standing: Standing, zone: str) -> dict[str, Any]:
    """A price, taxes included, and what was paid of it; what is only set aside is not paid yet."""
    currency = price.currency
    return {
        "subtotal": money_word(price.subtotal, currency),
        "discounts": [named(one, currency) for one in price.discounts],
        "addOns": money_word(price.add_on_total, currency),
        "fees": [named(one, currency) for one in price.fees],
        "tax": money_word(price.tax, currency),
        "taxes": [_tax(one, currency) for one in price.taxes],
        "total": money_word(price.total, currency),
        "dueNow": money_word(due.now, currency),
        "dueLater": money_word(due.later, currency),
        "balanceDueAt": _maybe(due.later_at, zone),
        "paid": money_word(standing.taken, currency),
        "refunded": money_word(standing.refunded, currency),
        "refundPending": money_word(standing.leaving, currency),
    }


def named(one: Discount | Fee, currency: str) -> dict[str, Any]:
    """What was taken off or added, and why."""
    amount = money_word(one.amount_minor, currency)
    return {"code": one.code, "label": one.label, "amount": amount}


def _tax(one: Tax, currency: str) -> dict[str, Any]:
    return {
        "percent": percent_word(one.percent),
        "gross": money_word(one.gross_minor, currency),
        "amount": money_word(one.amount_minor, currency),
    }


def _policy_of(row: Booking, standing: Standing, now: datetime) -> dict[str, Any]:
    with translation.override(row.locale or None):
        text = sentences.of_booking(row, standing, row.locale, now)
    return policy(row.agreed, row.starts_at, row.timezone, row.currency) | {"text": text}


def _policy_in(worked_out: Quote, locale: str) -> dict[str, Any]:
    with translation.override(locale or None):
        text = sentences.of_quote(worked_out, locale)
    zone, currency = worked_out.offering.timezone, worked_out.price.currency
    return policy(worked_out.terms, worked_out.starts_at, zone, currency) | {"text": text}


def policy(terms: Terms, starts_at: datetime, zone: str, currency: str) -> dict[str, Any]:
    """The terms with their exact cut-offs; all but their text."""
    return {
        "cancelUntil": _maybe(terms.cancel_until(starts_at), zone),
        "cancelSteps": [
            {
                "until": iso(fees.deadline(one, starts_at), zone),
                "refundPercent": percent_word(one.refund_percent),
                "fee": money_word(one.fee_minor, currency),
            }
            for one in terms.steps
        ],
        "moveUntil": _maybe(terms.move_until(starts_at), zone),
        "moveFee": money_word(0 if terms.exempt else terms.move_fee_minor, currency),
        "version": terms.version,
    }


def step(one: BookingStep, zone: str) -> dict[str, Any]:
    """One row of the time line."""
    return {
        "at": iso(one.at, zone),
        "verb": one.verb,
        "from": one.from_state or None,
        "to": one.to_state,
        "by": one.actor_name or None,
        "reason": one.reason,
    }


def cancel_preview(preview: CancelPreview, zone: str) -> dict[str, Any]:
    """What cancelling now would mean."""
    return {
        "allowed": preview.allowed,
        "cancelUntil": _maybe(preview.until, zone),
        "fee": money_word(preview.fee, preview.currency),
        "refund": money_word(preview.refund, preview.currency),
    }


def _maybe(instant: datetime | None, zone: str) -> str | None:
    return None if instant is None else iso(instant, zone)
