"""Answering a private request: a price for the whole run, perhaps at another time, until when."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bookings import places, quotes
from bookings.actions import Offer
from bookings.admin import reasons
from bookings.admin.standing import WHAT_TO_DO
from bookings.labels import counted
from bookings.models import Booking
from orgs import formats
from orgs.admin_site import refusals, shown
from orgs.admin_site.door import locale_of
from orgs.admin_site.fields import MoneyField
from orgs.admin_site.zoned import ZonedField
from orgs.errors import Refusal
from scheduling import capacity
from scheduling.admin.sentences import Place, sentence

LONGEST_REASON = 500
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FIELDS = {"/expiresAt": "until", "/reason": "reason"}


class OfferForm(forms.Form):
    """What the guest is offered. Times are on the venue's clock."""

    price = MoneyField(
        label=_("Price"), help_text=_("All there is to pay: for everybody, add-ons included.")
    )
    starts_at = ZonedField(label=_("Start"))
    until = ZonedField(
        label=_("Answer by"), help_text=_("The time is held for the guest alone until then.")
    )
    reason = forms.CharField(
        label=_("Message to the guest"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 50}),
        help_text=_("Stands in the mail, and in the time line of the booking."),
    )
    despite_hours = forms.BooleanField(
        label=_("Pass over the opening hours of vehicles and people"),
        required=False,
        help_text=_("Needs a message. Blocks and other departures are never passed over."),
    )

    def __init__(self, *args: Any, booking: Booking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        price: Any = self.fields["price"]
        price.organization = booking.organization
        for name in ("starts_at", "until"):
            field: Any = self.fields[name]
            field.zone = booking.timezone

    def offer(self) -> Offer:
        """As the action takes it."""
        said = self.cleaned_data
        return Offer(
            price=said["price"],
            starts_at=said["starts_at"],
            until=said["until"],
            reason=said["reason"].strip(),
            despite_hours=said["despite_hours"],
        )

    def refuse(self, refusal: Refusal) -> None:
        """Says why not, beside its field or on top, and what to do."""
        found = [(FIELDS.get(one.pointer), one.detail) for one in getattr(refusal, "errors", ())]
        for name, detail in found:
            self.add_error(name, gettext(detail))
        if not found:
            hint = WHAT_TO_DO.get(refusal.code, "")
            self.add_error(None, f"{refusals.sentence(refusal)} {hint}".strip())


def form(request: HttpRequest, booking: Booking) -> OfferForm:
    """Filled with what was sent, or with what the guest asked for."""
    if request.method == "POST":
        return OfferForm(request.POST, booking=booking)
    return OfferForm(booking=booking, initial=_usual(booking, timezone.now()))


def _usual(booking: Booking, now: datetime) -> dict[str, Any]:
    """The wished start, and as long to answer as requests wait, a day before it at the latest."""
    waits = now + timedelta(hours=booking.agreed.approval_hours)
    until = min(waits, booking.starts_at - DAY)
    if until <= now + HOUR:
        until = min(waits, booking.starts_at)
    return {
        "price": booking.total_minor if booking.is_offered(now) else None,
        "starts_at": booking.starts_at,
        "until": until.replace(second=0, microsecond=0),
    }


def context(booking: Booking, asked: OfferForm) -> dict[str, Any]:
    """What the page shows beside the form."""
    house, zone = booking.organization, booking.timezone
    locale, now = locale_of(house), timezone.now()
    listed = 0 if booking.is_offered(now) else booking.total_minor
    return {
        "booking": booking,
        "form": asked,
        "wished": shown.when(booking.starts_at, zone, house),
        "zone": formats.zone_name(booking.starts_at, zone, locale),
        "party": ", ".join(counted(one.quantity, one.label) for one in booking.lines.all()),
        "listed": formats.money(listed, booking.currency, locale) if listed else "",
        "in_the_way": [] if booking.claim_id else in_the_way(booking, now),
    }


def in_the_way(booking: Booking, now: datetime) -> list[SafeString]:
    """Why the wished time cannot be had as things stand; nothing where it can."""
    wanted = places.beside(booking) | {"agreement": capacity.Agreement()}
    try:
        verdict = capacity.explain(
            variant=quotes.variant_of(booking.offering, booking.variant.public_id),
            starts_at=booking.starts_at,
            seats=booking.seats,
            now=now,
            **wanted,
        )
    except Refusal as refusal:
        return [escape(refusals.sentence(refusal))]
    house = booking.organization
    names = reasons.names_of(house, verdict.reasons)
    place = Place(verdict.start, booking.timezone, house)
    return [sentence(reason, names, place) for reason in verdict.reasons]
