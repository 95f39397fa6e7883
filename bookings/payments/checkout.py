"""Bringing a guest to the page on which they pay: one open page an order, however often asked.

Three steps, so that no lock is held while a provider is asked: the attempt is written, the
provider makes its page, the page is written. Two tabs meet in the first step and get one page.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from bookings.actions import money, paying
from bookings.errors import NothingDue, PaymentUnavailable
from bookings.ledger import Standing
from bookings.models import Booking, Order, Payment
from bookings.models.order import PaymentState
from bookings.payments import providers
from bookings.payments.provider import Provider, ProviderFails, ProviderRefuses, Sale
from bookings.states import OPEN, Condition
from orgs.models import PaymentWay
from orgs.prepared import prepared

LONGEST = timedelta(hours=23)
"""No page takes money longer than this; a fresh one is made where it is wanted later."""
SPARE = timedelta(minutes=1)
PATIENCE = timedelta(minutes=2)
"""An attempt that has no page by then never gets one: whoever wanted it has gone or died."""
CAME_BACK = "came_back"
CONFIRMING = timedelta(minutes=10)
"""So long a guest who is back from paying is not asked to pay again."""
UNDER_WAY = timedelta(days=14)
"""So long money may be on its way, by the slowest of banks."""

log = logging.getLogger("slotwright.payments")


class Way(NamedTuple):
    """Where the guest comes back to, having paid or not. Absolute addresses of ours."""

    back: str
    leave: str


def page(*, order: Order, way: Way, now: datetime) -> str:
    """The address of the page. Raises NothingDue and PaymentUnavailable."""
    if order.organization.payment_way == PaymentWay.OFFLINE:
        raise NothingDue
    provider = providers.named(order.organization.payment_way)
    if provider is None:
        log.error("%s is not set up here.", order.organization.payment_way)
        raise PaymentUnavailable
    attempt = _attempt(order, provider, now)
    return attempt.page or _opened(attempt, provider, _sale(order, way), now)


def _opened(attempt: Payment, provider: Provider, sale: Sale, now: datetime) -> str:
    """The page that the provider makes, or has just made for another tab."""
    try:
        opened = provider.open(attempt, sale, now)
    except (ProviderFails, ProviderRefuses) as failure:
        attempt.refresh_from_db(fields=["page"])
        if attempt.page:
            return attempt.page
        log.warning("No page for %s: %s", attempt, failure)
        raise PaymentUnavailable from failure
    attempt.provider_ref, attempt.page, attempt.expires_at = opened
    attempt.updated_at = now
    attempt.save(update_fields=["provider_ref", "page", "expires_at", "facts", "updated_at"])
    attempt.refresh_from_db(fields=["state"])
    if attempt.state == PaymentState.CLOSED:
        _close_at_once(attempt, provider, now)
        raise NothingDue
    return attempt.page


def _close_at_once(attempt: Payment, provider: Provider, now: datetime) -> None:
    """It was given up while its page was made: whoever closed it did not know of the page yet."""
    try:
        provider.close(attempt, now)
    except (ProviderFails, ProviderRefuses) as failure:
        log.warning("The page of %s stays open: %s", attempt, failure)


def refresh(*, order: Order, now: datetime) -> None:
    """Asks the provider how the open attempt stands, for guests who are back before its notice."""
    for payment in order.payments.filter(state=PaymentState.OPEN):
        try:
            notice = providers.of_payment(payment).look(payment)
        except (ProviderFails, ProviderRefuses):
            continue
        if notice is not None:
            paying.take_in(payment=payment, notice=notice, now=now)


@transaction.atomic
def came_back(*, order: Order, now: datetime) -> None:
    """The guest has paid, as they say: what is still open is to be told of by its provider."""
    rows = Payment.objects.of(order.organization_id).select_for_update(no_key=True)
    for payment in rows.filter(order=order, state=PaymentState.OPEN).exclude(page=""):
        payment.facts |= {CAME_BACK: now.isoformat()}
        payment.save(update_fields=["facts"])


def is_being_confirmed(booking: Booking, now: datetime) -> bool:
    """Whether its guest came back from paying a moment ago, and the provider is yet to tell."""
    rows = Payment.objects.of(booking.organization_id)
    found = rows.filter(order=booking.order_id, state=PaymentState.OPEN, expires_at__gt=now)
    told = [one.facts.get(CAME_BACK) for one in found]
    return any(at and now - datetime.fromisoformat(at) < CONFIRMING for at in told)


def is_awaited(booking: Booking, now: datetime, *, begun_before: datetime | None = None) -> bool:
    """Whether its guest came back from paying, and the provider told neither of money nor that
    there will be none: it may come after the page was closed. `begun_before`: of those alone."""
    if booking.order_id is None:
        return False
    rows = Payment.objects.of(booking.organization_id).filter(order=booking.order_id, entries=None)
    if begun_before is not None:
        rows = rows.filter(created_at__lt=begun_before)
    found = rows.filter(state__in=(PaymentState.OPEN, PaymentState.CLOSED))
    told = [one.facts.get(CAME_BACK) for one in found if booking.public_id in one.parts]
    return any(at and now - datetime.fromisoformat(at) < UNDER_WAY for at in told)


def due(booking: Booking, standing: Standing, now: datetime) -> int:
    """What is to be paid through a provider now: what it waits for, or what is left later."""
    is_open = booking.state_at(now) in OPEN and not booking.is_overdue(now)
    if not booking.asks_for_money or not is_open:
        return 0
    waits = Condition.PAYMENT in booking.conditions
    wanted = booking.due_minor if waits else booking.target_minor(now)
    return max(0, wanted - standing.covered)


@transaction.atomic
def _attempt(order: Order, provider: Provider, now: datetime) -> Payment:
    """The order's open attempt if it is still right, or a new one in its place."""
    Order.objects.of(order.organization_id).select_for_update().get(pk=order.pk)
    bookings = _bookings(organization=order.organization_id, order=order.pk)
    parts = {one.public_id: amount for one in bookings if (amount := due(one, one.standing, now))}
    if not parts:
        raise NothingDue
    open_ones = order.payments.filter(state=PaymentState.OPEN)
    earlier = open_ones.select_related("organization").first()
    if earlier is not None:
        if _is_right(earlier, parts, now):
            return earlier
        money.close(earlier, bookings[0], now)
    return Payment.objects.create(
        organization=order.organization,
        order=order,
        provider=order.organization.payment_way,
        amount_minor=sum(parts.values()),
        currency=order.currency,
        manual=_sets_aside(bookings, provider, now),
        parts=parts,
        expires_at=_until(bookings, now),
        created_at=now,
        updated_at=now,
    )


def _is_right(attempt: Payment, parts: dict[str, int], now: datetime) -> bool:
    """Whether it is for what is due now, and its page takes money or is just being made."""
    if attempt.parts != parts or attempt.provider != attempt.organization.payment_way:
        return False
    if attempt.page:
        return attempt.expires_at > now + SPARE
    return attempt.created_at > now - PATIENCE


def _until(bookings: Iterable[Booking], now: datetime) -> datetime:
    """No longer than the places are held."""
    ends = [end for one in bookings for end in (one.hold_expires_at, one.added_until)]
    return min([*(end for end in ends if end is not None), now + LONGEST])


def _sets_aside(bookings: list[Booking], provider: Provider, now: datetime) -> bool:
    """Whether the money is only set aside: one booking, that may yet come to nothing, soon."""
    if len(bookings) > 1 or not bookings[0].conditions - {Condition.PAYMENT}:
        return False
    booking = bookings[0]
    decided = booking.agreed.decide_at(booking.starts_at) or now
    if Condition.APPROVAL in booking.conditions and booking.hold_expires_at is not None:
        decided = max(decided, booking.hold_expires_at)
    return decided < now + provider.sets_aside_for


@prepared
def _bookings(*, organization: int, order: int) -> QuerySet[Booking, Booking]:
    rows = Booking.objects.of(organization).filter(order=order).order_by("pk")
    return rows.select_related("organization", "offering")


def _sale(order: Order, way: Way) -> Sale:
    first = _bookings(organization=order.organization_id, order=order.pk)[0]
    title = f"{first.offering.name} ({first.reference})"
    return Sale(title, first.email, first.locale, way.back, way.leave)
