"""What a provider tells us, taken in."""

from collections.abc import Mapping
from datetime import datetime

from bookings.actions import paying
from bookings.models import Payment
from bookings.payments import providers, sandbox
from bookings.payments.provider import BadNotice, Outcome
from orgs.errors import NotFound
from orgs.models import PaymentWay


def hear(*, word: str, body: bytes, headers: Mapping[str, str], now: datetime) -> None:
    """A signed notice; repeating it is harmless. Raises NotFound and BadNotice."""
    provider = providers.named(word)
    if provider is None:
        raise NotFound
    notice = provider.read(body, headers, now)
    if notice is None:
        return
    payment = Payment.objects.by_public_id(notice.payment_id).filter(provider=word).first()
    if payment is None:
        raise BadNotice("There is no such payment.")
    paying.take_in(payment=payment, notice=notice, now=now)


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
