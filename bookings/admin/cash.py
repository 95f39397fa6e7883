"""A booking's money for staff: the ledger, what providers are still told, and two small forms."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings import actions
from bookings.actions import money as promises
from bookings.admin.amounts import AmountField
from bookings.admin.standing import why
from bookings.ledger import Kind
from bookings.models import Booking, Instruction, LedgerEntry
from bookings.models.order import Task
from bookings.states import ENDED
from orgs import formats, money
from orgs.admin_site import shown
from orgs.admin_site.door import locale_of
from orgs.models import DispatchStatus

LONGEST_REASON = 500
KINDS = {
    Kind.AUTHORISED: _("Set aside"),
    Kind.CHARGED: _("Paid"),
    Kind.CAPTURED: _("Taken of what was set aside"),
    Kind.RELEASED: _("Let go"),
    Kind.REFUNDED: _("Paid back"),
    Kind.DISPUTED: _("Fetched back by the guest’s bank"),
    Kind.RETURNED: _("Came back to you"),
}
TASKS = {
    Task.CAPTURE: _("To be taken of what is set aside"),
    Task.RELEASE: _("To be let go"),
    Task.REFUND: _("To be paid back"),
}


_FAILED = {
    Task.CAPTURE: _("%(amount)s could not be taken."),
    Task.RELEASE: _("%(amount)s could not be let go."),
    Task.REFUND: _("%(amount)s could not be paid back."),
}


@dataclass(frozen=True, slots=True)
class Deed:
    """Something staff do with money: its form, and the action behind it."""

    name: str
    label: Any
    title: Any
    done: Any
    act: Callable[..., Booking]


DEEDS = {
    deed.name: deed
    for deed in (
        Deed(
            "pay_by_hand",
            _("Note a payment"),
            _("Writes down money that you took yourself, in cash or over the counter."),
            _("The payment is noted."),
            actions.pay_by_hand,
        ),
        Deed(
            "refund",
            _("Pay back"),
            _("Gives money back the way it came; if the booking goes on, it comes off the price."),
            _("The money goes back as soon as the provider has been told."),
            actions.refund,
        ),
    )
}


class AmountForm(forms.Form):
    """How much, in the currency's own units, and why."""

    amount = AmountField(label=_("Amount"), least=1)
    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REASON)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        amount: Any = self.fields["amount"]
        amount.currency = currency


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the ledger, or one that will be there."""

    at: str
    what: Any
    amount: str
    who: str
    problem: str = ""
    failed: Any = ""
    retry: int | None = None


def of(booking: Booking, now: datetime) -> dict[str, Any]:
    """What the page shows of the money. Three queries."""
    entries = [_entry(row, booking) for row in booking.entries.all()]
    unsettled = (DispatchStatus.WAITING, DispatchStatus.FAILED)
    told = booking.instructions.filter(status__in=unsettled).exclude(task=Task.CLOSE)
    return {
        "ledger": [*entries, *(_told(row, booking) for row in told)],
        "deeds": _open(booking, now),
        "currency": booking.currency,
    }


def _open(booking: Booking, now: datetime) -> list[tuple[Deed, str]]:
    """The forms there is money for, each with the most it takes."""
    back = sum(share.held + share.kept for share in promises.shares(booking))
    goes_on = booking.state_at(now) not in ENDED
    left = booking.owed_minor(now) if goes_on else 0
    found = [(DEEDS["pay_by_hand"], left), (DEEDS["refund"], back)]
    return [(deed, money.text(most, booking.currency)) for deed, most in found if most > 0]


def _entry(row: LedgerEntry, booking: Booking) -> Line:
    house = booking.organization
    return Line(
        at=shown.when(row.at, house.timezone, house),
        what=KINDS[Kind(row.kind)],
        amount=_amount(row.amount_minor, booking),
        who=" · ".join(part for part in (row.actor_name, why(row.reason)) if part),
    )


def _told(row: Instruction, booking: Booking) -> Line:
    failed = row.status == DispatchStatus.FAILED
    return Line(
        at="",
        what=TASKS[Task(row.task)],
        amount=_amount(row.amount_minor, booking),
        who=" · ".join(part for part in (row.actor_name, why(row.reason)) if part),
        problem=row.last_error,
        failed=_FAILED[Task(row.task)] % {"amount": _amount(row.amount_minor, booking)},
        retry=row.pk if failed else None,
    )


def _amount(minor: int, booking: Booking) -> str:
    return formats.money(minor, booking.currency, locale_of(booking.organization))
