"""Why is nothing free? Every start an offering's rules produce, and why some are refused."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.admin import reasons
from bookings.admin.paper import page_of
from bookings.models import Booking
from orgs import formats
from orgs.admin_site import asking, door, shown
from scheduling import availability
from scheduling.admin.sentences import Names, Place, sentence
from scheduling.availability import Slot, Status
from scheduling.models import Offering

SCOPE = "availability:explain"
USUAL = timedelta(days=13)
LONGEST = 62
PILLS = {
    Status.AVAILABLE: ("good", gettext_lazy("Available")),
    Status.LIMITED: ("wait", gettext_lazy("Few left")),
    Status.REQUEST: ("ask", gettext_lazy("On request")),
    Status.SOLD_OUT: ("full", gettext_lazy("Sold out")),
    Status.CLOSED: ("bad", gettext_lazy("Closed")),
    Status.LISTED: ("mute", gettext_lazy("Listed only")),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One start."""

    clock: str
    variant: str
    pill: SafeString
    left: int
    of: int
    meter: SafeString
    reasons: list[SafeString]


class RangeForm(forms.Form):
    """The days and the party to ask about."""

    first = forms.DateField(label=gettext_lazy("From"), widget=AdminDateWidget)
    last = forms.DateField(label=gettext_lazy("To"), widget=AdminDateWidget)
    party = forms.IntegerField(label=gettext_lazy("People"), min_value=1, max_value=999)

    def clean(self) -> dict[str, Any]:
        """A range that can be read."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        for name, value in (("first", first), ("last", last)):
            if value and not asking.is_near(value):
                self.add_error(name, _("This is too far away."))
        if first and last and not timedelta(0) <= last - first < timedelta(days=LONGEST):
            words = _("Please ask about 1 to %d days.") % LONGEST
            self.add_error("last", words)
        return cleaned


def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview of one offering; that of another organization is missing."""
    houses = door.staff(request).within(SCOPE)
    found = [row for house in houses for row in Offering.objects.of(house).filter(pk=pk)]
    if not found:
        raise Http404
    offering = found[0]
    form = _form(request, offering)
    days = _days(offering, **form.cleaned_data) if form.is_valid() else []
    context = admin.site.each_context(request) | {
        "title": _("Availability of %s") % offering,
        "offering": offering,
        "offering_url": page_of(offering),
        "opts": admin.site.get_model_admin(Booking).opts,
        "form": form,
        "days": days,
        "listed": not offering.variants.exclude(capacity=None).exists(),
        "several": offering.variants.count() > 1,
        "media": admin.site.get_model_admin(Booking).media + form.media,
    }
    return TemplateResponse(request, "admin/preview.html", context)


def _form(request: HttpRequest, offering: Offering) -> RangeForm:
    today = formats.local(timezone.now(), offering.timezone).date()
    usual = {"first": today, "last": today + USUAL, "party": offering.min_party or 1}
    given = {name: request.GET.get(name) or usual[name] for name in usual}
    return RangeForm(given)


def _days(offering: Offering, first: date, last: date, party: int) -> list[tuple[str, list[Row]]]:
    """The rows of each day that has any."""
    slots = availability.explain(
        offering=offering, first=first, last=last, party=party, now=timezone.now()
    )
    causes = [reason for slot in slots for reason in slot.reasons]
    names = reasons.names_of(offering.organization, causes)

    def day(slot: Slot) -> date:
        return formats.local(slot.starts_at, offering.timezone).date()

    return [
        (shown.day(key, offering.organization), [_row(slot, names) for slot in group])
        for key, group in groupby(slots, key=day)
    ]


def _row(slot: Slot, names: Names) -> Row:
    offering = slot.offering
    place = Place(slot.starts_at, offering.timezone, offering.organization)
    return Row(
        clock=shown.clock(slot.starts_at, offering.timezone, offering.organization),
        variant=slot.variant.name,
        pill=shown.pill(*PILLS[slot.status]),
        left=slot.remaining,
        of=slot.capacity,
        meter=shown.meter(slot.remaining, slot.capacity),
        reasons=[sentence(reason, names, place) for reason in slot.reasons],
    )
