"""What providers are to do with a booking's money, written down in the transaction of the change.

Called under the booking's lock. What is spoken for by an earlier instruction counts as done, so
that nothing is given back twice however often this is asked.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max, Q, QuerySet

from bookings import ledger
from bookings.ledger import Kind, Share
from bookings.models import Booking, Instruction, LedgerEntry, Payment, standing
from bookings.models.order import PaymentState, Task
from bookings.states import State
from orgs.prepared import prepared

COMING = (Kind.CHARGED, Kind.AUTHORISED)
WAITING = frozenset({State.PENDING, State.AWAITING_APPROVAL})


def enter(
    kind: Kind,
    amount: int,
    *,
    organization: int,
    booking: int,
    payment: int | None,
    ref: str,
    now: datetime,
    actor: str = "",
    reason: str = "",
) -> None:
    """One row of the ledger; without a payment it is what staff took themselves."""
    LedgerEntry.objects.create(
        organization_id=organization,
        booking_id=booking,
        payment_id=payment,
        kind=kind,
        amount_minor=amount,
        provider_ref=ref,
        actor_name=actor,
        reason=reason,
        at=now,
    )


def take_held(booking: Booking, now: datetime) -> None:
    """Takes what was set aside for the booking, as far as it is to be paid; the rest goes back."""
    if booking.order_id is not None:
        _instruct(booking, booking.target_minor(now), now)


def late_for_added(booking: Booking) -> int:
    """What is still here of payments for added places that had been put back when they came.

    What paid for something else that the booking owed by then is not among it.
    """
    last = booking.steps.aggregate(
        put_back=Max("at", filter=Q(verb="party_put_back")), paid=Max("at", filter=Q(verb="paid"))
    )
    at = last["put_back"]
    if at is None:
        return 0
    came = booking.entries.filter(kind__in=COMING, at__gte=at, payment__created_at__lt=at)
    if last["paid"] is not None:
        came = came.filter(at__gt=last["paid"])
    late = set(came.values_list("payment", flat=True))
    return sum(share.kept + share.held for share in shares(booking) if share.key in late)


def give_back(
    booking: Booking, keep: int, now: datetime, *, reason: str = "", actor: str = ""
) -> int:
    """Gives back all but `keep`; how much is told to go now (both minor units).

    What is set aside for a booking that still waits is not taken before it is confirmed, and a
    part of it cannot go back alone: `take_held` then takes the less. Pages on which the booking
    could still be paid are closed. Money that staff took by hand is staff's to give back; it only
    counts towards what is kept.
    """
    if booking.order_id is None:
        return 0
    given = _instruct(booking, keep, now, reason=reason, actor_name=actor)
    close_pages(booking, now)
    return given


def _instruct(booking: Booking, keep: int, now: datetime, **told: str) -> int:
    rows = []
    waits = booking.state_at(now) in WAITING
    for one in ledger.give_back(shares(booking), max(0, keep - by_hand(booking))):
        if one.capture and not waits:
            rows.append(_instruction(booking, one.key, Task.CAPTURE, one.capture, now, **told))
        elif one.release and not one.capture:
            rows.append(_instruction(booking, one.key, Task.RELEASE, one.release, now, **told))
        if one.refund:
            rows.append(_instruction(booking, one.key, Task.REFUND, one.refund, now, **told))
    Instruction.objects.bulk_create(rows)
    return sum(row.amount_minor for row in rows if row.task != Task.CAPTURE)


def shares(booking: Booking) -> list[Share]:
    """What each payment holds and keeps for the booking once all instructions are carried out."""
    return _shares(booking, _entries_of(booking))


def covered(booking: Booking) -> int:
    """What counts towards the price once all instructions are carried out."""
    entries = _entries_of(booking)
    paid = sum(share.held + share.kept for share in _shares(booking, entries))
    return paid + _by_hand(entries)


def by_hand(booking: Booking) -> int:
    """What staff took themselves and did not give back."""
    return _by_hand(_entries_of(booking))


def _by_hand(entries: Sequence[LedgerEntry]) -> int:
    return ledger.add_up(row.fact for row in entries if row.payment_id is None).kept


def _shares(booking: Booking, entries: Sequence[LedgerEntry]) -> list[Share]:
    told = _told(organization=booking.organization_id, booking=booking.pk)
    return standing.shares(entries, told)


def _entries_of(booking: Booking) -> list[LedgerEntry]:
    return _entries(organization=booking.organization_id, booking=booking.pk)


@prepared
def _entries(*, organization: int, booking: int) -> QuerySet[LedgerEntry, LedgerEntry]:
    return LedgerEntry.objects.of(organization).filter(booking=booking)


@prepared
def _told(*, organization: int, booking: int) -> QuerySet[Instruction, Instruction]:
    return Instruction.objects.of(organization).waiting().filter(booking=booking)


def close(payment: Payment, booking: Booking, now: datetime) -> None:
    """Nobody is to pay on this page any more; should money come all the same, it goes back."""
    rows = Payment.objects.of(payment.organization_id).filter(pk=payment.pk)
    if rows.filter(state=PaymentState.OPEN).update(state=PaymentState.CLOSED, updated_at=now):
        Instruction.objects.bulk_create([_instruction(booking, payment.pk, Task.CLOSE, 0, now)])


def close_pages(booking: Booking, now: datetime) -> None:
    """Those that this booking alone is paid on."""
    rows = Payment.objects.of(booking.organization_id).filter(order=booking.order_id)
    for payment in rows.filter(state=PaymentState.OPEN):
        if set(payment.parts) == {booking.public_id}:
            close(payment, booking, now)


def _instruction(
    booking: Booking, payment: int, task: Task, amount: int, now: datetime, **told: str
) -> Instruction:
    return Instruction(
        organization_id=booking.organization_id,
        payment_id=payment,
        booking=booking,
        task=task,
        amount_minor=amount,
        due_at=now,
        created_at=now,
        updated_at=now,
        **told,
    )
