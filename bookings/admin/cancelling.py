"""Cancelling a booking that something was paid for: staff see what the terms give back, and say
how much goes back; everything, unless they choose otherwise, since the house cancels."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from bookings import actions
from bookings.actions import money as promises
from bookings.admin.amounts import AmountField
from bookings.models import Booking
from orgs import formats, money
from orgs.admin_site.door import locale_of


@dataclass(frozen=True, slots=True)
class Stake:
    """What there is to give back, worded; `initial` as it is typed."""

    paid: str
    by_terms: str
    by_hand: str
    initial: str
    needs_reason: bool


class RefundForm(forms.Form):
    """How much goes back, in the currency's own units; unsaid, it is as the terms have it."""

    refund = AmountField(required=False)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        refund: Any = self.fields["refund"]
        refund.currency = currency


def of(booking: Booking, now: datetime) -> dict[str, Any]:
    """What the page says before the button; nothing where nothing was paid."""
    found = actions.preview_cancel(booking=booking, now=now)
    paid = found.refund + found.fee
    if not paid:
        return {}
    locale, currency = locale_of(booking.organization), booking.currency
    by_hand = promises.by_hand(booking)
    stake = Stake(
        paid=formats.money(paid, currency, locale),
        by_terms=formats.money(found.refund, currency, locale),
        by_hand=formats.money(by_hand, currency, locale) if by_hand > 0 else "",
        initial=money.text(paid, currency),
        needs_reason=found.fee > 0,
    )
    return {"stake": stake}
