"""A provider to try things out with: our own page, no money, and the same signed notices.

What a guest chooses on the page comes back as a notice signed with the installation's key, exactly
as a real provider's would, so that every path can be walked without one.
"""

import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from django.conf import settings

from bookings.errors import BadNotice
from bookings.models import Payment
from bookings.payments.provider import Notice, Outcome, Page, Sale, WayBack

SIGNATURE = "X-Sandbox-Signature"
LIVES = timedelta(minutes=5)
"""How old a notice may be: a recorded one is not played again tomorrow."""


class Sandbox:
    """The provider. Its answers are certain, so nothing here fails."""

    sets_aside_for = timedelta(days=6)

    def open(self, payment: Payment, sale: Sale, now: datetime) -> Page:
        """A page of our own; where the guest goes from there is kept beside the payment."""
        payment.facts |= {"title": sale.title, "back": sale.back, "leave": sale.leave}
        address = f"/sandbox/{payment.public_id}/"
        return Page(f"sbx_{payment.public_id}", address, payment.expires_at)

    def close(self, payment: Payment, now: datetime) -> None:
        """The page asks our own row, which is closed already."""

    def look(self, payment: Payment) -> Notice | None:
        """Everything is told at once."""
        return None

    def capture(self, payment: Payment, amount: int, key: str) -> str:
        """Taken."""
        return f"cap_{key}"

    def release(self, payment: Payment, key: str) -> str:
        """Let go."""
        return f"rel_{key}"

    def refund(self, payment: Payment, amount: int, key: str) -> str:
        """Given back."""
        return f"ref_{key}"

    def ways_back(self, payment: Payment) -> list[WayBack]:
        """Nobody goes around us here."""
        return []

    def read(self, body: bytes, headers: Mapping[str, str], now: datetime) -> Notice | None:
        """A notice of the page."""
        if not hmac.compare_digest(headers.get(SIGNATURE, "").encode(), _sign(body).encode()):
            raise BadNotice(detail="The signature is wrong.")
        try:
            told = json.loads(body)
            age = now - datetime.fromisoformat(told["at"])
            notice = Notice(told["payment"], Outcome(told["outcome"]), told["amount"], told["ref"])
        except (ValueError, KeyError, TypeError) as error:
            raise BadNotice(detail="This is not a notice.") from error
        if abs(age) > LIVES:
            raise BadNotice(detail="The notice is too old.")
        return notice


class Letter(NamedTuple):
    """A signed notice on its way to us."""

    body: bytes
    headers: dict[str, str]


def letter(payment: Payment, outcome: Outcome, now: datetime) -> Letter:
    """What the page tells us once the guest has chosen."""
    told = {
        "payment": payment.public_id,
        "outcome": outcome.value,
        "amount": payment.amount_minor if outcome in (Outcome.PAID, Outcome.AUTHORISED) else 0,
        "ref": f"sbx_{payment.public_id}",
        "at": now.isoformat(),
    }
    body = json.dumps(told).encode()
    return Letter(body, {SIGNATURE: _sign(body)})


def postpone(payment: Payment, outcome: Outcome, until: datetime) -> None:
    """The notice is to be told later, by `tell_postponed`."""
    payment.facts |= {"later": {"outcome": outcome.value, "at": until.isoformat()}}
    payment.save(update_fields=["facts"])


def _sign(body: bytes) -> str:
    key = f"sandbox:{settings.SECRET_KEY}".encode()
    return hmac.new(key, body, sha256).hexdigest()
