"""Moving a booking: the free starts of its offering to choose from, or any other time, typed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bookings import actions, added, stock
from bookings.admin.amounts import AmountField
from bookings.admin.standing import WHAT_TO_DO
from bookings.models import Booking
from orgs import formats, money
from orgs.admin_site import asking, refusals, shown
from orgs.admin_site.door import locale_of
from orgs.admin_site.zoned import ZonedField
from orgs.errors import Refusal
from scheduling import availability
from scheduling.availability import Slot

SPAN = timedelta(days=14)
LONGEST_REASON = 500

FOR_GUESTS = ("too_late", "outside_horizon")
"""Refusals by lead time and horizon, which bind staff only as long as they give no reason."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A free start."""

    value: str
    clock: str
    left: int
    is_chosen: bool


class MoveForm(forms.Form):
    """One of the free starts, or another time on the venue's clock; and why."""

    slot = forms.CharField(required=False)
    other = ZonedField(label=_("Another time"), required=False)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=_("The guest reads it in the mail."),
    )
    fee = AmountField(label=_("Fee"), required=False)

    def __init__(self, *args: Any, booking: Booking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        other: Any = self.fields["other"]
        other.zone = booking.timezone
        fee: Any = self.fields["fee"]
        fee.currency = booking.currency
        fee.initial = money.text(0, booking.currency)

    def clean_slot(self) -> datetime | None:
        """The instant that was offered."""
        said = self.cleaned_data["slot"]
        try:
            found = datetime.fromisoformat(said) if said else None
        except ValueError:
            found = None
        return found if found and found.tzinfo and asking.is_near(found) else None

    def clean(self) -> dict[str, Any]:
        """Exactly one of both."""
        cleaned = super().clean() or {}
        chosen = [one for one in (cleaned.get("slot"), cleaned.get("other")) if one]
        if len(chosen) != 1 and "other" not in self.errors:
            words = _("Please choose one time: from the list, or another one, typed.")
            self.add_error(None, words)
        return cleaned

    @property
    def starts_at(self) -> datetime:
        """The start that was chosen, one way or the other."""
        return self.cleaned_data["slot"] or self.cleaned_data["other"]

    @property
    def fee_minor(self) -> int:
        """What the guest pays for it; nothing unless said."""
        return self.cleaned_data["fee"] or 0

    def refuse(self, refusal: Refusal) -> None:
        """Says why not, and what to do; beside a field, if it is about one."""
        if refusal.code in FOR_GUESTS and self.starts_at > timezone.now():
            self.add_error("reason", _("Guests may not book this time: it needs a reason."))
            return
        hint = WHAT_TO_DO.get(refusal.code, "")
        for field, words in refusals.beside(refusal):
            about = field if field in self.fields else None
            self.add_error(about, f"{words} {hint}".strip())


def form(request: HttpRequest, booking: Booking) -> MoveForm:
    """Filled with what was sent, if anything was."""
    sent = request.POST if request.method == "POST" else None
    return MoveForm(sent, booking=booking)


def context(request: HttpRequest, booking: Booking, asked: MoveForm) -> dict[str, Any]:
    """What the page shows beside the form."""
    now = timezone.now()
    extras, booking = stock.extras_at(booking, now), added.as_it_stands(booking, now)
    today = formats.local(now, booking.timezone).date()
    first = _first(request, booking, today)
    free = availability.of_offering(
        offering=booking.offering,
        first=first,
        last=first + SPAN,
        party=booking.seats,
        now=now,
        extras=extras,
    )
    others = [slot for slot in free if _is_another(slot, booking)]
    return {
        "booking": booking,
        "form": asked,
        "present": shown.when(booking.starts_at, booking.timezone, booking.organization),
        "zone": formats.zone_name(
            booking.starts_at, booking.timezone, locale_of(booking.organization)
        ),
        "days": _days(booking, others, asked["slot"].value()),
        "first": first,
        "first_day": shown.day(first, booking.organization),
        "last_day": shown.day(first + SPAN, booking.organization),
        "earlier": (first - SPAN).isoformat() if first > today else "",
        "later": (first + SPAN).isoformat(),
        "fee_by_terms": _fee(booking, now),
        "preview_url": reverse("admin:preview", args=[booking.offering_id]),
    }


def _fee(booking: Booking, now: datetime) -> str:
    """What the terms ask of a guest who moves; empty for nothing."""
    fee = actions.preview_move(booking=booking, now=now).fee
    return formats.money(fee, booking.currency, locale_of(booking.organization)) if fee else ""


def _first(request: HttpRequest, booking: Booking, today: date) -> date:
    """The day asked for, else that of the booking, and never one that is over."""
    own = formats.local(booking.starts_at, booking.timezone).date() - timedelta(days=1)
    return max(asking.day(request, "from") or own, today)


def _is_another(slot: Slot, booking: Booking) -> bool:
    return slot.variant.pk == booking.variant_id and slot.starts_at != booking.starts_at


def _days(booking: Booking, free: list[Slot], chosen: str | None) -> list[tuple[str, list[Choice]]]:
    """The free starts by day."""
    zone, house = booking.timezone, booking.organization

    def day(slot: Slot) -> date:
        return formats.local(slot.starts_at, zone).date()

    def choice(slot: Slot) -> Choice:
        value = slot.starts_at.isoformat()
        clock = shown.clock(slot.starts_at, zone, house)
        return Choice(value, clock, slot.remaining, value == chosen)

    return [(shown.day(key, house), [*map(choice, group)]) for key, group in groupby(free, day)]
