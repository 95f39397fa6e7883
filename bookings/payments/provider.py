"""What a payment provider has to be able to do, and the words it answers in."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol

from bookings.ledger import Kind
from bookings.models import Payment


class ProviderFails(Exception):
    """No answer, or one that says: later. Worth another try."""


class ProviderRefuses(Exception):
    """An answer that will not change by asking again; staff have to look."""


class NothingHeld(ProviderRefuses):
    """What was set aside is gone at the provider: its time ran out before it was taken."""


class Outcome(StrEnum):
    """What a provider says of an attempt to pay. RELEASED: what it set aside, it let go.

    WENT_BACK: something that was paid goes back, or does so no longer; to be asked about.
    """

    PAID = "PAID"
    AUTHORISED = "AUTHORISED"
    FAILED = "FAILED"
    CLOSED = "CLOSED"
    RELEASED = "RELEASED"
    WENT_BACK = "WENT_BACK"


class Notice(NamedTuple):
    """What a provider tells. `ref` names the movement of money and is the same when repeated.

    `account`: whose account there it is about, where the provider knows several. Without a
    `payment_id`, it is about the payment whose money came in by the movement `ref`.
    """

    payment_id: str
    outcome: Outcome
    amount: int = 0
    ref: str = ""
    account: str = ""


class WayBack(NamedTuple):
    """Money that went back, as the provider's books have it. REFUNDED by whomever, or DISPUTED.

    `stands`: it is gone, or on its way; else the refund has failed or the dispute was won.
    `told`: the id of our instruction that it was made for.
    """

    ref: str
    kind: Kind
    amount: int
    stands: bool
    told: str = ""


class Page(NamedTuple):
    """Where a guest pays, until when, and how the provider calls it."""

    ref: str
    address: str
    expires_at: datetime


class Sale(NamedTuple):
    """What is to be paid for, in the guest's words, and where they come back to."""

    title: str
    email: str
    locale: str
    back: str
    leave: str


class Provider(Protocol):
    """One way to be paid. Amounts are minor units of the payment's currency.

    All but `read` may talk over the network. `key` makes a call that is repeated count once.
    Raises ProviderFails and ProviderRefuses, `capture` NothingHeld too; `read` raises BadNotice.
    """

    sets_aside_for: timedelta
    """How long money may be held before it has to be taken or let go; zero: never."""

    def open(self, payment: Payment, sale: Sale, now: datetime) -> Page:
        """A page on which the guest pays."""

    def close(self, payment: Payment, now: datetime) -> None:
        """Nobody can pay on the page any more."""

    def look(self, payment: Payment) -> Notice | None:
        """How it stands, asked rather than told; None: nothing new."""

    def capture(self, payment: Payment, amount: int, key: str) -> str:
        """Takes so much of what is set aside and lets the rest go; the movement's name."""

    def release(self, payment: Payment, key: str) -> str:
        """Lets all go that is set aside; the movement's name."""

    def refund(self, payment: Payment, amount: int, key: str) -> str:
        """Gives so much back; the movement's name."""

    def ways_back(self, payment: Payment) -> list[WayBack]:
        """All that went back of what was taken, our own refunds too, the earliest first."""

    def read(self, body: bytes, headers: Mapping[str, str], now: datetime) -> Notice | None:
        """A signed notice as we understand it; None: of no concern to us."""
