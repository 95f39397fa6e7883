"""What a provider tells us, taken in."""

import logging
from collections.abc import Mapping
from datetime import datetime

from bookings.actions import paying
from bookings.models import Payment
from bookings.payments import providers, sandbox
from bookings.payments.provider import Notice, Outcome
from orgs.errors import NotFound
from orgs.models import PaymentWay

log = logging.getLogger("slotwright.payments")


def hear(*, word: str, body: bytes, headers: Mapping[str, str], now: datetime) -> None:
    """A signed notice; repeating it is harmless. Raises NotFound and BadNotice.

    One that is not about a payment of ours is left alone: another installation may share the
    provider's account, and a refusal would have the provider repeat it for days.
    """
    provider = providers.named(word)
    if provider is None:
        raise NotFound
    notice = provider.read(body, headers, now)
    if notice is None:
        return
    payment = Payment.objects.by_public_id(notice.payment_id).filter(provider=word).first()
    if payment is None or not _is_told_by_its_account(payment, notice):
        log.warning("%s told of %s, which is no payment of ours.", word, notice.payment_id[:60])
        return
    paying.take_in(payment=payment, notice=notice, now=now)


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
