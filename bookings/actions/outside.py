"""Money that went back around us: refunds made at the provider, disputes, refunds that failed.

Told are all ways back of one payment as the provider's books have them; each is written down once,
however often and in whatever order this is heard.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from bookings.actions import money
from bookings.actions.carried import follow
from bookings.actions.moves import Step, record
from bookings.ledger import Kind, add_up
from bookings.models import Booking, Instruction, Payment
from bookings.models.order import Task
from bookings.payments.provider import WayBack
from bookings.states import ENDED
from orgs.access import Caller
from orgs.models import DispatchStatus, PaymentWay

FAILED = "The refund %s has failed: the bank has sent the money back."


@dataclass(frozen=True)
class AtProvider(Caller):
    """Whoever works there, in the provider's own pages."""

    provider: str = ""

    @property
    def name(self) -> str:
        """What the time line shows."""
        return str(PaymentWay(self.provider).label)


@transaction.atomic
def take_in(*, payment: Payment, found: Iterable[WayBack], now: datetime) -> None:
    """Writes down what is news of it, and what follows for each booking."""
    bookings = _locked(payment)
    step = Step("refunded", AtProvider(provider=payment.provider), now)
    for way in found:
        rows = payment.entries.filter(provider_ref=way.ref).select_related("booking")
        gone = [row for row in rows if row.kind == way.kind]
        came_back = any(row.kind == Kind.RETURNED for row in rows)
        if way.stands and not gone:
            _gone(payment, bookings, way, step)
        elif gone and not way.stands and not came_back:
            _returned(payment, {row.booking_id: row.amount_minor for row in gone}, way, step)


def _locked(payment: Payment) -> list[Booking]:
    """The bookings that the payment is for, as they are now, locked in one order."""
    rows = Booking.objects.of(payment.organization_id).filter(public_id__in=payment.parts)
    whole = rows.select_related("organization", "offering", "claim").order_by("pk")
    return list(whole.select_for_update(of=("self",), no_key=True))


def _gone(payment: Payment, bookings: list[Booking], way: WayBack, step: Step) -> None:
    ours = _instruction(payment, way)
    if ours is not None and ours.status in (DispatchStatus.WAITING, DispatchStatus.SENT):
        return  # Whoever carries it out writes it down.
    if ours is not None:
        bookings = [one for one in bookings if one.pk == ours.booking_id]
        _mark(ours, DispatchStatus.SENT, "", step.now)
    for booking, amount in _spread(payment, bookings, way.amount):
        _enter(payment, booking.pk, way.kind, amount, way.ref, step)
        if way.kind == Kind.DISPUTED:
            _withdraw(payment, booking, step.now)
            record(booking, step._replace(verb="disputed"), booking.state, {"amount": amount})
            money.give_back(booking, booking.target_minor(step.now), step.now)
        else:
            was = booking.price_minor
            _come_to_terms(payment, booking, amount, step.now)
            price = {"price_was": was, "price_is": booking.price_minor}
            follow(booking, step, amount=amount, **(price if booking.price_minor != was else {}))


def _returned(payment: Payment, parts: dict[int, int], way: WayBack, step: Step) -> None:
    """It is with us again. A dispute won is settled; a refund that failed is for staff to make
    good, since the same card would fail again.
    """
    ours = _instruction(payment, way)
    if ours is not None:
        _mark(ours, DispatchStatus.FAILED, FAILED % way.ref, step.now)
    for booking in _locked(payment):
        amount = parts.get(booking.pk, 0)
        if not amount:
            continue
        _enter(payment, booking.pk, Kind.RETURNED, amount, way.ref, step)
        if way.kind == Kind.DISPUTED:
            won = step._replace(verb="dispute_won")
            record(booking, won, booking.state, {"amount": amount})
            money.give_back(booking, booking.target_minor(step.now), step.now)
        else:
            failed = step._replace(verb="payment_failed", reason=FAILED % way.ref)
            facts = {"task": Task.REFUND.value, "amount": amount}
            record(booking, failed, booking.state, facts)


def _come_to_terms(payment: Payment, booking: Booking, amount: int, now: datetime) -> None:
    """As with a refund of ours: of a booking that goes on it comes off the price, of one that
    ended off what was kept. What we were about to give back may have been given by this.
    """
    _withdraw(payment, booking, now)
    if booking.state_at(now) in ENDED:
        booking.kept_minor = min(booking.kept_minor or 0, max(0, booking.standing.covered))
    else:
        booking.waived_minor += min(amount, max(0, booking.owed_minor(now)))
    booking.updated_at = now
    booking.save(update_fields=["waived_minor", "kept_minor", "updated_at"])
    money.give_back(booking, booking.target_minor(now), now)


def _withdraw(payment: Payment, booking: Booking, now: datetime) -> None:
    """What a worker is to refund, or has failed to, is worked out anew from what is left."""
    rows = Instruction.objects.of(payment.organization_id).filter(payment=payment, booking=booking)
    rows.filter(task=Task.REFUND, status=DispatchStatus.WAITING).update(
        status=DispatchStatus.DROPPED, leased_until=None, updated_at=now
    )


def _spread(
    payment: Payment, bookings: list[Booking], amount: int
) -> Iterator[tuple[Booking, int]]:
    """Each gives as much as was kept of the payment for it, the first also what is above that."""
    left, parts = amount, {}
    for booking in bookings:
        rows = payment.entries.filter(booking=booking)
        parts[booking] = min(left, max(0, add_up(row.fact for row in rows).kept))
        left -= parts[booking]
    for place, (booking, part) in enumerate(parts.items()):
        whole = part + left if place == 0 else part
        if whole:
            yield booking, whole


def _instruction(payment: Payment, way: WayBack) -> Instruction | None:
    if not way.told:
        return None
    rows = Instruction.objects.of(payment.organization_id).filter(payment=payment)
    return rows.filter(public_id=way.told).first()


def _mark(told: Instruction, status: DispatchStatus, error: str, now: datetime) -> None:
    rows = Instruction.objects.of(told.organization_id).filter(pk=told.pk)
    rows.update(status=status, last_error=error, leased_until=None, updated_at=now)


def _enter(payment: Payment, booking: int, kind: Kind, amount: int, ref: str, step: Step) -> None:
    money.enter(
        kind,
        amount,
        organization=payment.organization_id,
        booking=booking,
        payment=payment.pk,
        ref=ref,
        actor=step.by.name,
        now=step.now,
    )
