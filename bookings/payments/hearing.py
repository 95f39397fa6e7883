"""What a provider tells us, taken in."""

from collections.abc import Mapping
from datetime import datetime

from bookings.actions import paying
from bookings.models import Payment
from bookings.payments import providers
from bookings.payments.provider import BadNotice
from orgs.errors import NotFound


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
