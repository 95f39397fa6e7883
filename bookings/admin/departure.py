"""Departures: stored runs, looked at, with whom aboard and with what."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from bookings.admin.filters import ByDay, ByOffering
from bookings.admin.paper import page_of
from bookings.models import Booking
from orgs.admin_site.base import ReadOnlyAdmin
from orgs.admin_site.shown import link, pill, when
from scheduling.admin.departure import filled_words, resources_of, standing, with_taken
from scheduling.models import Occurrence


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
    fields = ("what", "moment", "end", "filled", "stands", "aboard", "with_what", "note")
    readonly_fields = ("what", "moment", "end", "filled", "stands", "aboard", "with_what")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the seats taken now."""
        rows = super().get_queryset(request).select_related("offering", "organization")
        return with_taken(rows, timezone.now())

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

    @admin.display(description=_("guests"))
    def aboard(self, run: Occurrence) -> SafeString | str:
        """Who is on it, each with a link to the booking."""
        found = Booking.objects.of(run.organization).filter(claim__occurrence=run)
        rows = found.filter(claim__released_at=None).order_by("name", "pk")
        page = "admin:bookings_booking_change"
        named = [(link(reverse(page, args=[one.pk]), f"{one.name} ({one.seats})"),) for one in rows]
        return format_html_join(", ", "{}", named) or "–"

    @admin.display(description=_("resources"))
    def with_what(self, run: Occurrence) -> str:
        """What it has been given."""
        return ", ".join(resources_of(run, timezone.now())) or "–"

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        """Named by the clock of its venue."""
        run = self.get_object(request, object_id)
        named = {"run_name": f"{run.offering}, {self.moment(run)}"} if run else {}
        return super().change_view(request, object_id, form_url, named | (extra_context or {}))
