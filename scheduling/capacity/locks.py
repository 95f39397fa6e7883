"""Locks in their order, and the labelling of what lapsed."""

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Exists, F, Model, OuterRef, QuerySet

from orgs.models import Organization
from scheduling.capacity.asked import Asked
from scheduling.engine.types import Span
from scheduling.models import Allocation, Claim, Occurrence, Offering

Row = TypeVar("Row", bound=Model)


def locked(rows: QuerySet[Row, Row]) -> list[Row]:
    """The rows, locked in key order. Without the key: rows that only refer to them pass."""
    return list(rows.order_by("pk").select_for_update(no_key=True, of=("self",)))


def offering(asked: Asked) -> None:
    """New runs of one offering are opened one after the other."""
    locked(Offering.objects.of(asked.organization).filter(pk=asked.variant.offering_id))


def run(organization: Organization, pk: int) -> None:
    """One run."""
    locked(Occurrence.objects.of(organization).filter(pk=pk))


def runs_at(asked: Asked, *others: int) -> list[Occurrence]:
    """The stored runs at the asked start, locked together with these others."""
    others_too = Occurrence.objects.of(asked.organization).filter(pk__in=others)
    rows = locked(_runs_at(asked) | others_too)
    here = (asked.variant.pk, asked.starts_at)
    return [row for row in rows if (row.variant_id, row.starts_at) == here]


def live_runs_at(asked: Asked) -> list[Occurrence]:
    """Those of them that somebody is on."""
    claims = Claim.objects.of(asked.organization).live(asked.now)
    return locked(_runs_at(asked).filter(Exists(claims.filter(occurrence=OuterRef("pk")))))


def _runs_at(asked: Asked) -> QuerySet[Occurrence]:
    return Occurrence.objects.of(asked.organization).filter(
        offering=asked.variant.offering_id, variant=asked.variant, starts_at=asked.starts_at
    )


def run_resources(asked: Asked, runs: Iterable[int]) -> list[Allocation]:
    """What these runs have been given, so that nobody labels it while a seat is being added."""
    given = Allocation.objects.of(asked.organization).select_related("resource")
    return locked(given.filter(occurrence__in=runs, claim=None, released_at=None))


def label_runs(asked: Asked, runs: Iterable[int]) -> None:
    """Labels lapsed claims on these runs."""
    _label_claims(asked, list(runs))


def label_resources(asked: Asked, runs: Iterable[int], resources: list[int], window: Span) -> None:
    """Labels what lapsed on these resources around the window, and lapsed claims on these runs.

    The claims of a run go before its resources: whoever still takes them for live when their
    clock is behind then finds them gone together.
    """
    allocations = Allocation.objects.of(asked.organization).lapsed(asked.now)
    inside = allocations.filter(
        resource__in=resources, starts_at__lt=window.end, ends_at__gt=window.start
    )
    found = list(inside.values_list("pk", "occurrence_id"))
    _label_claims(asked, [*runs, *(occurrence for _, occurrence in found)])
    if found:
        rows = locked(allocations.filter(pk__in=[pk for pk, _ in found]))
        allocations.filter(pk__in=[row.pk for row in rows]).update(released_at=F("until"))


def _label_claims(asked: Asked, runs: list[int]) -> None:
    lapsed = Claim.objects.of(asked.organization).lapsed(asked.now).filter(occurrence__in=runs)
    rows = locked(lapsed) if runs else []
    if rows:
        lapsed.filter(pk__in=[row.pk for row in rows]).update(released_at=F("until"))
