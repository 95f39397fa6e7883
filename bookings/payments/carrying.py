"""Carrying out what providers are told: claimed, told without any lock held, written down.

A worker that dies in between leaves its lease to run out; the next one tells the provider again,
with the same key, and so gets the same answer.
"""

from datetime import datetime, timedelta
from random import uniform

from django.db import transaction

from bookings.actions import carried
from bookings.models import Instruction, Payment
from bookings.models.order import Task
from bookings.payments import providers
from bookings.payments.provider import NothingHeld, ProviderFails, ProviderRefuses

LEASE = timedelta(minutes=4)
"""Longer than a provider can keep us waiting for as many as are claimed together."""
MOST = 5
FIRST_WAIT = timedelta(seconds=20)
LONGEST_WAIT = timedelta(hours=2)
TRIES = 30


def carry_out(*, now: datetime) -> int:
    """Carries out a few instructions that are due; how many were tried. To be called until 0."""
    claimed = _claim(now)
    for told in claimed:
        _one(told, now)
    return len(claimed)


@transaction.atomic
def _claim(now: datetime) -> list[Instruction]:
    rows = Instruction.objects.due(now).select_for_update(skip_locked=True, of=("self",))
    found = list(rows.order_by("pk")[:MOST])
    for one in found:
        one.leased_until = now + LEASE
        one.tries += 1
        one.save(update_fields=["leased_until", "tries"])
    return found


def _one(told: Instruction, now: datetime) -> None:
    payment = Payment.objects.of(told.organization_id).select_related("organization", "order")
    try:
        ref = _tell(told, payment.get(pk=told.payment_id), now)
    except NothingHeld as failure:
        carried.lost(told=told, error=str(failure), now=now)
    except ProviderRefuses as failure:
        carried.failed(told=told, error=str(failure), now=now)
    except ProviderFails as failure:
        if told.tries >= TRIES:
            carried.failed(told=told, error=str(failure), now=now)
        else:
            carried.postponed(told=told, error=str(failure), until=now + wait(told.tries), now=now)
    else:
        carried.done(told=told, ref=ref, now=now)


def _tell(told: Instruction, payment: Payment, now: datetime) -> str:
    provider = providers.of_payment(payment)
    match told.task:
        case Task.CAPTURE:
            return provider.capture(payment, told.amount_minor, told.public_id)
        case Task.RELEASE:
            return provider.release(payment, told.public_id)
        case Task.REFUND:
            return provider.refund(payment, told.amount_minor, told.public_id)
        case _:
            provider.close(payment, now)
            return ""


def wait(tries: int) -> timedelta:
    """How long to wait after so many tries: doubling, at most two hours, a fifth left to chance."""
    seconds = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(tries - 1, 20)).total_seconds()
    return timedelta(seconds=seconds * uniform(0.8, 1.2))
