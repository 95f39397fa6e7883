"""Departures: stored runs, looked at."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from orgs.admin_site.base import ReadOnlyAdmin
from orgs.admin_site.shown import meter, pill, when
from scheduling.models import Claim, Occurrence


def with_taken(runs: QuerySet, now: datetime) -> QuerySet:
    """The runs with `taken`: the seats of claims that live at `now`."""
    claims = Claim.objects.of(OuterRef("organization")).live(now).filter(occurrence=OuterRef("pk"))
    total = claims.order_by().values("occurrence").annotate(total=Sum("seats")).values("total")
    return runs.annotate(taken=Coalesce(Subquery(total), 0))


def standing(run: Any) -> tuple[str, Any]:
    """How a run stands: a tone and words. The run comes with `taken` and its offering."""
    short = run.offering.minimum_seats or 0
    if run.cancelled_at:
        return "bad", _("Cancelled")
    if not run.taken:
        return "mute", _("Nobody booked")
    if run.taken < short:
        return "wait", _("%(taken)s of the %(short)s it needs") % {
            "taken": run.taken,
            "short": short,
        }
    if run.private:
        return "good", _("Private")
    if run.taken >= run.seats:
        return "full", _("Full")
    return "good", _("Runs")


@admin.register(Occurrence)
class DepartureAdmin(ReadOnlyAdmin):
    """What runs when, with whom aboard and with what."""

    scope_read = "bookings:read"
    list_display = ("moment", "offering", "filled", "stands")
    list_display_links = ("moment",)
    list_filter = (("starts_at", admin.DateFieldListFilter),)
    list_select_related = ("offering", "organization")
    search_fields = ("offering__name", "note")
    ordering = ("-starts_at",)
    fields = ("offering", "moment", "end", "filled", "stands", "with_what", "note")
    readonly_fields = ("moment", "end", "filled", "stands", "with_what")

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

    @admin.display(description=_("resources"))
    def with_what(self, run: Occurrence) -> str:
        """What it has been given."""
        return ", ".join(resources_of(run, timezone.now())) or "–"


def filled_words(run: Any) -> SafeString:
    """`7 / 12` with a bar."""
    bar = meter(run.taken, run.seats)
    return format_html('<span class="sw-filled">{} / {}{}</span>', run.taken, run.seats, bar)


def resources_of(run: Occurrence, now: datetime) -> list[str]:
    """The names of what it holds at `now`, each once."""
    found = run.allocations.live(now).select_related("resource")
    return sorted({allocation.resource.name for allocation in found})
