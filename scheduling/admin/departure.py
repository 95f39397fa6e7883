"""How a departure stands, in words; its page is bookings', where its guests are known."""

from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from orgs.admin_site.shown import meter
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


def filled_words(run: Any) -> SafeString:
    """`7 / 12` with a bar."""
    bar = meter(run.taken, run.seats)
    return format_html('<span class="sw-filled">{} / {}{}</span>', run.taken, run.seats, bar)


def resources_of(run: Occurrence, now: datetime) -> list[str]:
    """The names of what it holds at `now`, each once."""
    found = run.allocations.live(now).select_related("resource")
    return sorted({allocation.resource.name for allocation in found})
