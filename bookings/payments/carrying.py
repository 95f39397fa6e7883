"""Carrying out what providers are told: leased, told without any lock held, written down.

A worker that dies in between leaves its lease to run out; the next one tells the provider again,
with the same key, and so gets the same answer.
"""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError

from bookings.actions import carried
from bookings.models import Instruction, Payment
from bookings.models.order import Task
from bookings.payments import providers
from bookings.payments.provider import NothingHeld, ProviderFails, ProviderRefuses
from orgs.models import DispatchStatus
from orgs.outbox import lease
from orgs.outbox.carriers import Tally
from orgs.outbox.lease import Clock
from orgs.outbox.mail import describe

MOST = 5
"""A provider may keep us waiting for each, and what is in hand is in nobody else's."""

log = logging.getLogger("slotwright.payments")


def carry_some(*, clock: Clock, stopping: Callable[[], bool], limit: int = MOST) -> Tally:
    """Carries out a few instructions that are due. To be called until it claims none."""
    rows = lease.claim(Instruction, limit=min(limit, MOST), now=clock())
    held = lease.in_hand(rows, clock=clock, stopping=stopping)
    outcomes = [_carry_out(told, clock) for told in held]
    return Tally(
        claimed=len(rows),
        sent=outcomes.count(DispatchStatus.SENT),
        failed=len(outcomes) - outcomes.count(DispatchStatus.SENT),
    )


def _carry_out(told: Instruction, clock: Clock) -> DispatchStatus:
    payment = Payment.objects.of(told.organization_id).select_related("organization", "order")
    try:
        ref = _tell(told, payment.get(pk=told.payment_id), clock)
        carried.done(told=told, ref=ref, now=clock())
    except NothingHeld as failure:
        carried.lost(told=told, error=str(failure), now=clock())
        return DispatchStatus.FAILED
    except ProviderRefuses as failure:
        carried.failed(told=told, error=str(failure), now=clock())
        return DispatchStatus.FAILED
    except ProviderFails as failure:
        return _put_off(told, str(failure), clock)
    except (OperationalError, InterfaceError):
        raise
    except Exception as failure:
        # A fault of ours in one instruction must not keep the others.
        log.exception("%s could not be carried out", told.public_id)
        return _put_off(told, describe(failure), clock)
    return DispatchStatus.SENT


def _put_off(told: Instruction, error: str, clock: Clock) -> DispatchStatus:
    if lease.put_off(told, error=error, now=clock()):
        return DispatchStatus.WAITING
    carried.failed(told=told, error=error, now=clock())
    return DispatchStatus.FAILED


def _tell(told: Instruction, payment: Payment, clock: Clock) -> str:
    provider = providers.of_payment(payment)
    match told.task:
        case Task.CAPTURE:
            return provider.capture(payment, told.amount_minor, told.public_id)
        case Task.RELEASE:
            return provider.release(payment, told.public_id)
        case Task.REFUND:
            return provider.refund(payment, told.amount_minor, told.public_id)
        case _:
            provider.close(payment, clock())
            return ""
