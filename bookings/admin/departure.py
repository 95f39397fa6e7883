"""Departures: stored runs, looked at, with whom aboard and with what."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from bookings import added, labels, queries
from bookings.admin import minimum, offered
from bookings.admin.filters import ByDay, ByOffering
from bookings.admin.paper import page_of
from bookings.admin.standing import VERBS, state_pill
from bookings.models import Booking
from bookings.pricing import Price
from orgs.admin_site import door, refusals
from orgs.admin_site.base import ReadOnlyAdmin
from orgs.admin_site.shown import link, pill, when
from orgs.errors import Refusal
from scheduling.admin.departure import filled_words, resources_of, standing, with_taken
from scheduling.models import Occurrence

CHECK_IN = VERBS["check-in"]


@dataclass(frozen=True, slots=True)
class Guest:
    """A line of the list that is held at the pier. `is_due`: may be checked in by one touch;
    `asks`: after a look at the ticket, as it is not the time for it."""

    booking: Booking
    pill: SafeString
    party: str
    is_due: bool
    asks: bool


@admin.register(Occurrence)
class DepartureAdmin(ReadOnlyAdmin):
    """What runs when, with whom aboard and with what."""

    scope_read = "bookings:read"
    list_display = ("moment", "offering", "filled", "stands")
    list_display_links = ("moment",)
    list_filter = (ByDay, ByOffering)
    list_select_related = ("offering", "organization")
    search_fields = ("offering__name", "note")
    ordering = ("-starts_at",)
    change_form_template = "admin/departure_change_form.html"
    fields = ("what", "moment", "end", "filled", "stands", "with_what", "note")
    readonly_fields = ("what", "moment", "end", "filled", "stands", "with_what")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the seats taken now."""
        rows = super().get_queryset(request).select_related("offering__policy", "organization")
        return with_taken(rows, timezone.now())

    def get_urls(self) -> list[URLPattern]:
        """And one address for the buttons."""
        view, name = self.admin_site.admin_view(self.decide_view), "scheduling_occurrence_decide"
        return [path("<path:object_id>/minimum/<slug:name>/", view, name=name), *super().get_urls()]

    @admin.display(description=_("departure"), ordering="starts_at")
    def moment(self, run: Occurrence) -> str:
        """At the venue."""
        return when(run.starts_at, run.offering.timezone, run.organization)

    @admin.display(description=_("end"))
    def end(self, run: Occurrence) -> str:
        """At the venue."""
        return when(run.ends_at, run.offering.timezone, run.organization)

    @admin.display(description=_("seats"), ordering="taken")
    def filled(self, run: Occurrence) -> SafeString:
        """Taken of all."""
        return filled_words(run)

    @admin.display(description=_("state"))
    def stands(self, run: Occurrence) -> SafeString:
        """In words."""
        return pill(*standing(run))

    @admin.display(description=_("offering"))
    def what(self, run: Occurrence) -> SafeString:
        """A link to it."""
        return link(page_of(run.offering), run.offering)

    @admin.display(description=_("resources"))
    def with_what(self, run: Occurrence) -> str:
        """What it has been given."""
        return ", ".join(resources_of(run, timezone.now())) or "–"

    def beside(self, request: HttpRequest, row: Occurrence) -> dict[str, Any]:
        """Its name by the clock of its venue, who comes, and who was offered another date."""
        may = door.staff(request).may("bookings:write", row.organization)
        now = timezone.now()
        named = {"run_name": f"{row.offering}, {self.moment(row)}", "guests": _guests(row, may)}
        return named | {"offers": offered.of(row, now)} | minimum.of(row, now, may=may)

    def decide_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """A button about its minimum: calls the action and says what came of it."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        run = self.get_object(request, object_id)
        choice = minimum.CHOICES.get(name)
        may = run and door.staff(request).may("bookings:write", run.organization)
        if run is None or choice is None or not may:
            return self.missing(request, object_id)
        self._decide(request, run, choice)
        return self.to_page_of(run.pk)

    def _decide(self, request: HttpRequest, run: Occurrence, choice: minimum.Choice) -> None:
        now = timezone.now()
        waiting = list(queries.with_minimum(run, now))
        form = minimum.form(run, choice, waiting, now, request.POST)
        if not form.is_valid():
            faults = (f"{form[name].label}: {said[0]}" for name, said in form.errors.items())
            messages.error(request, " ".join(faults))
            return
        try:
            choice.act(run=run, **form.cleaned_data, **door.whom(request))
        except Refusal as refusal:
            messages.error(request, " ".join(words for _field, words in refusals.beside(refusal)))
        else:
            messages.success(request, choice.done)
            put_off = form.cleaned_data.get("until") if choice.name == "extend" else None
            if put_off and (bound := minimum.bound(run, waiting, put_off)):
                messages.warning(request, bound)


def _guests(run: Occurrence, may_check_in: bool) -> list[Guest]:
    """Who is on it by name. One query."""
    now = timezone.now()
    found = Booking.objects.of(run.organization).filter(claim__occurrence=run)
    rows = found.filter(claim__released_at=None).select_related("organization")
    return [_guest(row, now, may_check_in) for row in rows.order_by("name", "pk")]


def _guest(row: Booking, now: datetime, may_check_in: bool) -> Guest:
    may = may_check_in and CHECK_IN.is_open(row, now)
    is_due = may and not CHECK_IN.warning(row, now)
    return Guest(
        booking=row,
        pill=state_pill(row, now),
        party=labels.party(Price.from_json(added.as_it_stands(row, now).price)),
        is_due=is_due,
        asks=may and not is_due,
    )
