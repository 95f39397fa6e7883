"""Which provider an organization takes money through."""

from bookings.models import Payment
from bookings.payments.provider import Provider
from bookings.payments.sandbox import Sandbox
from bookings.states import Condition
from orgs.models import Organization, PaymentWay


def named(word: str) -> Provider | None:
    """The provider of this name; None where nobody is paid over the network."""
    match word:
        case PaymentWay.SANDBOX:
            return Sandbox()
        case _:
            return None


def of_payment(payment: Payment) -> Provider:
    """The provider of an attempt to pay, whatever the organization has changed to since."""
    found = named(payment.provider)
    assert found is not None, payment.provider
    return found


def after(organization: Organization, asked: frozenset[Condition]) -> frozenset[Condition]:
    """What a booking really waits for: who pays on arrival does not wait for payment."""
    if organization.payment_way == PaymentWay.OFFLINE:
        return asked - {Condition.PAYMENT}
    return asked
