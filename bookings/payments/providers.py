"""Which provider an organization takes money through."""

from django.conf import settings

from bookings.models import Payment
from bookings.payments.provider import Provider, ProviderFails
from bookings.payments.sandbox import Sandbox
from bookings.payments.stripe import Stripe
from bookings.states import Condition
from orgs.models import Organization, PaymentWay


def named(word: str) -> Provider | None:
    """The provider of this name; None where it is none, or is not set up here."""
    match word:
        case PaymentWay.SANDBOX:
            return Sandbox()
        case PaymentWay.STRIPE if settings.STRIPE_SECRET_KEY:
            return Stripe()
        case _:
            return None


def of_payment(payment: Payment) -> Provider:
    """The provider of an attempt to pay, whatever the organization has changed to since.

    Raises ProviderFails where it is no longer set up: once it is again, all goes on.
    """
    found = named(payment.provider)
    if found is None:
        raise ProviderFails(f"{PaymentWay(payment.provider).label} is not set up here.")
    return found


def after(organization: Organization, asked: frozenset[Condition]) -> frozenset[Condition]:
    """What a booking really waits for: who pays on arrival does not wait for payment."""
    if organization.payment_way == PaymentWay.OFFLINE:
        return asked - {Condition.PAYMENT}
    return asked
