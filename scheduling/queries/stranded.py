"""Bookings whose start has gone from the rules: nothing was done to them, and nobody knows."""

from datetime import datetime

from django.db.models import Count

from scheduling import snapshot
from scheduling.engine import slots
from scheduling.engine.types import Plan
from scheduling.models import Claim, Offering

MOST_RUNS = 500
"""How many of the next runs are looked at."""


def stranded(offering: Offering, now: datetime) -> int:
    """How many live claims are on runs to come that the rules do not produce, or skip.

    Of the next runs with claims only. Three queries, or one if there are none.
    """
    runs = (
        Claim.objects.of(offering.organization)
        .live(now)
        .filter(
            part_of=None,
            occurrence__offering=offering.pk,
            occurrence__starts_at__gt=now,
            occurrence__cancelled_at=None,
        )
        .order_by("occurrence__starts_at")
        .values_list("occurrence__variant", "occurrence__starts_at")
        .annotate(claims=Count("pk"))[:MOST_RUNS]
    )
    found = list(runs)
    if not found:
        return 0
    plans = snapshot.plans(snapshot.variants_among([offering]), {}, snapshot.Stock({}))
    return sum(claims for variant, at, claims in found if not _runs(plans[variant], at))


def _runs(plan: Plan, at: datetime) -> bool:
    start = slots.find(plan, at)
    return start is not None and not start.skipped
