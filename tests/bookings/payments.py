"""A guest at the sandbox's page, and the worker behind it."""

from datetime import datetime

from bookings.models import Booking, Payment
from bookings.payments import carrying, checkout, hearing, sandbox
from bookings.payments.provider import Outcome
from tests.harbor import NOW, organization

WAY = checkout.Way("https://book.example/pay/back", "https://book.example/pay/leave")


def harbor(**fields):
    """An operator who is paid before the run."""
    return organization(payment_way="SANDBOX", **fields)


def at_the_page(booking: Booking, now: datetime = NOW) -> Payment:
    """The payment whose page the guest is brought to."""
    order = booking.order
    assert order is not None
    address = checkout.page(order=order, way=WAY, now=now)
    payment = order.payments.get(state="OPEN")
    assert address == payment.page == f"/sandbox/{payment.public_id}/"
    return payment


def tells(payment: Payment, outcome: Outcome | None = None, now: datetime = NOW) -> None:
    """The sandbox's signed notice, by default that it was paid the way it was asked."""
    wanted = Outcome.AUTHORISED if payment.manual else Outcome.PAID
    letter = sandbox.letter(payment, outcome or wanted, now)
    hearing.hear(word="SANDBOX", body=letter.body, headers=letter.headers, now=now)


def pay(booking: Booking, now: datetime = NOW) -> Payment:
    """The guest goes to the page and pays."""
    payment = at_the_page(booking, now)
    tells(payment, now=now)
    return payment


def work(now: datetime = NOW) -> None:
    """A worker carries out all that is due."""
    while carry(now):
        pass


def carry(now: datetime = NOW) -> int:
    """A worker takes a few instructions in hand; how many."""
    return carrying.carry_some(clock=lambda: now, stopping=lambda: False).claimed


def ledger(booking: Booking) -> list[tuple[str, int]]:
    """What happened to the money, in order."""
    return list(booking.entries.values_list("kind", "amount_minor"))
