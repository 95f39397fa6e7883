"""What became of an instruction to a provider, written down."""

from datetime import datetime
from typing import Any

from django.db import transaction

from bookings import ledger
from bookings.actions import money
from bookings.actions.moves import Step, locked, move, record
from bookings.errors import AmountTooLarge
from bookings.ledger import Kind, Standing
from bookings.models import Booking, Instruction, LedgerEntry
from bookings.models.order import Task
from bookings.states import State
from orgs.access import THE_CLOCK, Caller
from orgs.models import DispatchStatus
from orgs.outbox import lease

KINDS = {Task.CAPTURE: Kind.CAPTURED, Task.RELEASE: Kind.RELEASED, Task.REFUND: Kind.REFUNDED}
VERBS = {Task.CAPTURE: "captured", Task.RELEASE: "released", Task.REFUND: "refunded"}


@transaction.atomic
def done(*, told: Instruction, ref: str, now: datetime) -> None:
    """Carried out: the ledger says so, once. What was cancelled and paid back is refunded."""
    booking = _booking(told)
    if not _settle(told, now, status=DispatchStatus.SENT, sent_at=now, last_error=""):
        return
    kind = KINDS.get(Task(told.task))
    if kind is None:
        return
    _enter(told, kind, told.amount_minor, ref, now)
    if told.task == Task.CAPTURE:
        _let_go(told, ref, now)
    step = Step(VERBS[Task(told.task)], THE_CLOCK, now, told.reason)
    follow(booking, step, amount=told.amount_minor)


def follow(booking: Booking, step: Step, **facts: int) -> None:
    """Writes what was done to the time line of a locked booking; all given back is refunded."""
    if _is_refunded(booking):
        move(booking, State.REFUNDED, step, **facts)
    else:
        record(booking, step, booking.state, facts)


@transaction.atomic
def failed(*, told: Instruction, error: str, now: datetime) -> None:
    """Given up: staff have to look. The booking's time line says so."""
    _give_up(told, error, now)


@transaction.atomic
def lost(*, told: Instruction, error: str, now: datetime) -> None:
    """Given up because nothing is held any more: then the ledger must not say that it is."""
    if not _give_up(told, error, now):
        return
    held = _standing_of_payment(told).held
    if held > 0:
        _enter(told, Kind.RELEASED, held, "", now)


@transaction.atomic
def again(*, told: Instruction, by: Caller, now: datetime) -> None:
    """Staff want a failed one tried once more.

    Raises AmountTooLarge where its money has found another way since it failed.
    """
    booking = _booking(told)
    most = _open_for(told, booking, now)
    if told.amount_minor > most:
        raise AmountTooLarge(most=most, currency=booking.currency)
    rows = Instruction.objects.of(told.organization_id).filter(
        pk=told.pk, status=DispatchStatus.FAILED
    )
    waits = {"status": DispatchStatus.WAITING, "due_at": now, "tries": 0, "updated_at": now}
    if rows.update(**waits, leased_until=None):
        facts = {"task": told.task, "amount": told.amount_minor}
        record(booking, Step("tried_again", by, now), booking.state, facts)


def _open_for(told: Instruction, booking: Booking, now: datetime) -> int:
    """How much an instruction of this kind could still be about."""
    shares = money.shares(booking)
    own = next((share for share in shares if share.key == told.payment_id), None)
    held, kept = (own.held, own.kept) if own else (0, 0)
    covered = sum(share.held + share.kept for share in shares) + money.by_hand(booking)
    too_much = max(0, covered - booking.target_minor(now))
    match told.task:
        case Task.CAPTURE:
            return held
        case Task.RELEASE:
            return min(held, too_much)
        case Task.REFUND:
            return min(kept, too_much)
    return 0


def _booking(told: Instruction) -> Booking:
    return locked(Booking.objects.of(told.organization_id).get(pk=told.booking_id))


def _give_up(told: Instruction, error: str, now: datetime) -> bool:
    """Whether it was ours to give up. A page that stays open is no matter for staff: whatever is
    still paid on it goes back by itself.
    """
    booking = _booking(told)
    if not _settle(told, now, status=DispatchStatus.FAILED, last_error=error[:500]):
        return False
    if told.task != Task.CLOSE:
        step = Step("payment_failed", THE_CLOCK, now, error[:500])
        record(booking, step, booking.state, {"task": told.task, "amount": told.amount_minor})
    return True


def _settle(told: Instruction, now: datetime, **fields: Any) -> bool:
    """Whether it was still ours: a worker may have been so slow that another has it by now."""
    tries = told.tries + 1
    return lease.settle(told, leased_until=None, tries=tries, updated_at=now, **fields)


def _let_go(told: Instruction, ref: str, now: datetime) -> None:
    """A capture lets go what it does not take."""
    rest = _standing_of_payment(told).held
    if rest > 0:
        _enter(told, Kind.RELEASED, rest, ref, now)


def _standing_of_payment(told: Instruction) -> Standing:
    rows = LedgerEntry.objects.of(told.organization_id).filter(payment=told.payment_id)
    return ledger.add_up(row.fact for row in rows)


def _enter(told: Instruction, kind: Kind, amount: int, ref: str, now: datetime) -> None:
    money.enter(
        kind,
        amount,
        organization=told.organization_id,
        booking=told.booking_id,
        payment=told.payment_id,
        ref=ref,
        actor=told.actor_name,
        reason=told.reason,
        now=now,
    )


def _is_refunded(booking: Booking) -> bool:
    """Cancelled, something was given back, and nothing is left to be."""
    waiting = Instruction.objects.of(booking.organization_id).waiting().filter(booking=booking)
    return (
        booking.state == State.CANCELLED and booking.standing.refunded > 0 and not waiting.exists()
    )
