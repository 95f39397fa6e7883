"""Changing who comes with a booking: the numbers first, then what they mean, then for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings import actions, repricing
from bookings.actions import PartyPreview
from bookings.admin.moving import LONGEST_REASON
from bookings.labels import rate_label
from bookings.models import Booking
from bookings.parties import LARGEST, Party
from orgs import formats
from orgs.admin_site import door, refusals, shown
from orgs.errors import Refusal
from scheduling.models import Rate

SCOPE = "bookings:write"


class PartyForm(forms.Form):
    """A number for each rate; once they were looked at, the total that was shown with them."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), required=False, max_length=LONGEST_REASON
    )
    total = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, rates: Sequence[tuple[Rate, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = {
            rate.public_id: forms.IntegerField(
                label=rate_label(rate.label),
                min_value=0,
                max_value=LARGEST if rate.is_active else count,
                initial=count,
            )
            for rate, count in rates
        }
        self.names = list(numbers)
        self.fields = numbers | self.fields

    @property
    def party(self) -> Party:
        """What was chosen."""
        chosen = ((name, self.cleaned_data[name]) for name in self.names)
        return Party(by_rate=[(name, count) for name, count in chosen if count])


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the numbers mean, worded."""

    total: str
    was: str
    refund: str
    fee: str
    due: str
    total_minor: int


def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One page for all three steps; that of another organization's booking is missing."""
    booking = _booking(request, pk)
    sent = request.POST if request.method == "POST" else None
    form = PartyForm(sent, rates=repricing.rates(booking))
    meaning = None
    if form.is_valid():
        try:
            if form.cleaned_data["total"] is not None:
                return _changed(request, booking, form)
            meaning = _meaning(booking, form.party)
        except Refusal as refusal:
            form.add_error(None, refusals.sentence(refusal))
    context = admin.site.each_context(request) | {
        "title": _("Party of %s") % booking.reference,
        "opts": admin.site.get_model_admin(Booking).opts,
        "booking": booking,
        "when": shown.when(booking.starts_at, booking.timezone, booking.organization),
        "form": form,
        "meaning": meaning,
    }
    return TemplateResponse(request, "admin/party.html", context)


def _booking(request: HttpRequest, pk: int) -> Booking:
    houses = door.staff(request).within(SCOPE)
    rows = (Booking.objects.of(house).filter(pk=pk) for house in houses)
    found = next((row for each in rows for row in each), None)
    if found is None:
        raise Http404
    return found


def _changed(request: HttpRequest, booking: Booking, form: PartyForm) -> HttpResponse:
    actions.change_party_by_staff(
        booking=booking,
        party=form.party,
        expected_total=form.cleaned_data["total"],
        reason=form.cleaned_data["reason"].strip(),
        **door.whom(request),
    )
    messages.success(request, _("The party of %s is changed.") % booking.reference)
    return redirect("admin:bookings_booking_change", booking.pk)


def _meaning(booking: Booking, party: Party) -> Meaning:
    found: PartyPreview = actions.preview_party_by_staff(
        booking=booking, party=party, now=timezone.now()
    )
    locale = door.locale_of(booking.organization)

    def words(minor: int) -> str:
        return formats.money(minor, booking.currency, locale)

    return Meaning(
        total=words(found.price.total),
        was=words(found.was),
        refund=words(found.refund),
        fee=words(found.fee),
        due=words(found.due),
        total_minor=found.price.total,
    )
