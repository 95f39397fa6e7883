"""What a provider tells us, taken in."""

import logging
from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet

from bookings.actions import outside, paying
from bookings.errors import PaymentUnavailable
from bookings.models import Payment
from bookings.payments import providers, sandbox
from bookings.payments.provider import (
    Notice,
    Outcome,
    Provider,
    ProviderFails,
    ProviderRefuses,
)
from orgs.errors import NotFound
from orgs.models import PaymentWay

log = logging.getLogger("slotwright.payments")


def hear(*, word: str, body: bytes, headers: Mapping[str, str], now: datetime) -> None:
    """A signed notice; repeating it is harmless. Raises NotFound, BadNotice, PaymentUnavailable.

    One that is not about a payment of ours is left alone: another installation may share the
    provider's account, and a refusal would have the provider repeat it for days.
    """
    provider = providers.named(word)
    if provider is None:
        raise NotFound
    notice = provider.read(body, headers, now)
    if notice is None:
        return
    payment = _about(notice).filter(provider=word).select_related("organization").first()
    if payment is None or not _is_told_by_its_account(payment, notice):
        named = (notice.payment_id or notice.ref)[:60]
        log.warning("%s told of %s, which is no payment of ours.", word, named)
    elif notice.outcome == Outcome.WENT_BACK:
        _ask_back(payment, provider, now)
    else:
        paying.take_in(payment=payment, notice=notice, now=now)


def _about(notice: Notice) -> QuerySet[Payment, Payment]:
    if notice.payment_id:
        return Payment.objects.by_public_id(notice.payment_id)
    return Payment.objects.by_movement(notice.ref)


def _ask_back(payment: Payment, provider: Provider, now: datetime) -> None:
    """What went back is asked for in full: notices of it come late, twice and in any order.

    Raises PaymentUnavailable, and the provider tells it again.
    """
    try:
        if not payment.came_in:
            paid = provider.look(payment)
            if paid is not None:
                paying.take_in(payment=payment, notice=paid, now=now)
        found = provider.ways_back(payment) if payment.came_in else []
    except (ProviderFails, ProviderRefuses) as failure:
        log.warning("What went back of %s is not known: %s", payment, failure)
        raise PaymentUnavailable from failure
    outside.take_in(payment=payment, found=found, now=now)


def _is_told_by_its_account(payment: Payment, notice: Notice) -> bool:
    """Whoever owns a connected account can make it say anything, but not of other people's."""
    return str(payment.facts.get("account", "")) == notice.account


def tell_postponed(now: datetime) -> int:
    """Tells what guests of the sandbox wanted told later; how many that was."""
    told = 0
    for payment in Payment.objects.postponed(PaymentWay.SANDBOX):
        later = payment.facts["later"]
        if datetime.fromisoformat(later["at"]) > now:
            continue
        letter = sandbox.letter(payment, Outcome(later["outcome"]), now)
        hear(word=PaymentWay.SANDBOX, body=letter.body, headers=letter.headers, now=now)
        told += 1
    return told
