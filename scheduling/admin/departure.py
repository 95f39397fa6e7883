"""How a departure stands, in words; its page is bookings', where its guests are known."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, DateTimeField, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from orgs.admin_site.shown import meter
from scheduling.models import Claim, Occurrence


def with_taken(runs: QuerySet, now: datetime) -> QuerySet:
    """The runs with the seats that are `taken` at `now`, those `firm` for good, `least` needed,
    and how many `hours` before it is decided whether they are."""
    claims = Claim.objects.of(OuterRef("organization")).live(now).filter(occurrence=OuterRef("pk"))
    least = Coalesce("offering__minimum_seats", "offering__policy__minimum_seats", 0)
    hours = Case(
        When(offering__minimum_seats=None, then="offering__policy__decide_hours_before"),
        default="offering__decide_hours_before",
    )
    seats = {"taken": _seats(claims), "firm": _seats(claims.filter(until=None)), "least": least}
    return runs.annotate(**seats, hours=hours, at=Value(now, DateTimeField()))


def _seats(claims: QuerySet) -> Coalesce:
    total = claims.order_by().values("occurrence").annotate(total=Sum("seats")).values("total")
    return Coalesce(Subquery(total), 0)


def standing(run: Any) -> tuple[str, Any]:
    """How a run stands: a tone and words. The run comes as `with_taken` has it."""
    if run.cancelled_at:
        return "bad", _("Cancelled")
    if not run.taken:
        return "mute", _("Given up") if _is_given_up(run) else _("Nobody booked")
    if run.firm < run.least and not run.runs_anyway:
        return "wait", _("%(taken)s of the %(short)s it needs") % {
            "taken": run.firm,
            "short": run.least,
        }
    if run.private:
        return "good", _("Private")
    if run.taken >= run.seats:
        return "full", _("Full")
    return "good", _("Runs")


def _is_given_up(run: Any) -> bool:
    """Whether it came to nothing for want of guests, by itself or by staff."""
    if not run.least or run.runs_anyway:
        return False
    return (run.decides_at or run.starts_at - timedelta(hours=run.hours)) <= run.at


def filled_words(run: Any) -> SafeString:
    """`7 / 12` with a bar."""
    bar = meter(run.taken, run.seats)
    return format_html('<span class="sw-filled">{} / {}{}</span>', run.taken, run.seats, bar)


def resources_of(run: Occurrence, now: datetime) -> list[str]:
    """The names of what it holds at `now`, each once."""
    found = run.allocations.live(now).select_related("resource")
    return sorted({allocation.resource.name for allocation in found})
