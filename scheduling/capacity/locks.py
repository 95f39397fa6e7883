"""Locks in their order, and the labelling of what lapsed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Exists, F, Model, OuterRef, QuerySet

from orgs.models import Organization
from orgs.prepared import prepared
from scheduling.capacity.asked import Asked
from scheduling.engine.types import Span
from scheduling.errors import SlotUnavailable
from scheduling.models import Allocation, Claim, Occurrence, Offering, Variant

Row = TypeVar("Row", bound=Model)


def _locking(rows: QuerySet[Row, Row]) -> QuerySet[Row, Row]:
    """The rows, locked in key order. Without the key: rows that only refer to them pass."""
    return rows.order_by("pk").select_for_update(no_key=True, of=("self",))


def variant(asked: Asked) -> Variant:
    """What is asked for, as it is now. Its offering is locked: its runs are opened in turn.

    Raises SlotUnavailable when it is gone.
    """
    found = _variant(organization=asked.organization.pk, variant=asked.variant.pk)
    if not found:
        raise SlotUnavailable(remaining=0)
    return found[0]


def offering(organization: Organization, pk: int) -> None:
    """One offering: first of all, by who takes seats of it several times in one transaction."""
    rows = Offering.objects.of(organization).select_for_update(no_key=True, of=("self",))
    rows.get(pk=pk)


def run(organization: Organization, pk: int) -> None:
    """One run."""
    runs(organization, [pk])


def runs(organization: Organization, keys: Iterable[int]) -> list[Occurrence]:
    """These runs; at least one."""
    return _runs(organization=organization.pk, runs=list(keys))


def runs_at(asked: Asked) -> list[Occurrence]:
    """The stored runs at the asked start."""
    return _runs_at(organization=asked.organization.pk, **_start(asked))


def runs_at_and(asked: Asked, other: int) -> list[Occurrence]:
    """The stored runs at the asked start, locked together with another one, in key order."""
    here = _places_at(organization=asked.organization.pk, **_start(asked))
    keys = [pk for (pk,) in here]
    rows = runs(asked.organization, {*keys, other})
    return [row for row in rows if row.pk in keys]


def somebody_is_on_a_run_at(asked: Asked) -> bool:
    """A first look without a lock."""
    return bool(_live_at(organization=asked.organization.pk, now=asked.now, **_start(asked)))


def live_runs_at(asked: Asked) -> list[Occurrence]:
    """The stored runs at the asked start that somebody is on."""
    return _live_runs_at(organization=asked.organization.pk, now=asked.now, **_start(asked))


def run_resources(asked: Asked, keys: Iterable[int]) -> list[Allocation]:
    """What these runs have been given, so that nobody labels it while a seat is being added."""
    return _given(organization=asked.organization.pk, runs=list(keys), now=asked.now)


def label_runs(asked: Asked, keys: Iterable[int]) -> None:
    """Labels lapsed claims on these runs."""
    _label_claims(asked, list(keys))


def label_resources(asked: Asked, keys: Iterable[int], resources: list[int], window: Span) -> None:
    """Labels what lapsed on these resources around the window, and lapsed claims on these runs.

    The claims of a run go before its resources: whoever still takes them for live when their
    clock is behind then finds them gone together.
    """
    found = _lapsed_around(asked, resources, window) if resources else []
    _label_claims(asked, [*keys, *(occurrence for _, occurrence in found)])
    if found:
        allocations = Allocation.objects.of(asked.organization).lapsed(asked.now)
        rows = list(_locking(allocations.filter(pk__in=[pk for pk, _ in found])))
        allocations.filter(pk__in=[row.pk for row in rows]).update(released_at=F("until"))


def _label_claims(asked: Asked, keys: list[int]) -> None:
    found = _lapsed_on(organization=asked.organization.pk, runs=keys, now=asked.now) if keys else []
    if found:
        lapsed = Claim.objects.of(asked.organization).lapsed(asked.now)
        lapsed.filter(pk__in=[row.pk for row in found]).update(released_at=F("until"))


def _start(asked: Asked) -> dict[str, Any]:
    return {
        "offering": asked.variant.offering_id,
        "variant": asked.variant.pk,
        "starts_at": asked.starts_at,
    }


def _lapsed_around(asked: Asked, resources: list[int], window: Span) -> list[tuple[int, int]]:
    return _lapsed_uses(
        organization=asked.organization.pk,
        resources=resources,
        start=window.start,
        end=window.end,
        now=asked.now,
    )


@prepared
def _variant(*, organization: int, variant: int) -> QuerySet[Variant, Variant]:
    rows = Variant.objects.of(organization).filter(pk=variant)
    whole = rows.select_related("offering__organization", "offering__calendar")
    return whole.order_by("pk").select_for_update(no_key=True, of=("offering",))


@prepared
def _runs(*, organization: int, runs: list[int]) -> QuerySet[Occurrence, Occurrence]:
    return _locking(Occurrence.objects.of(organization).filter(pk__in=runs))


def _at(
    organization: int, offering: int, variant: int, starts_at: datetime
) -> QuerySet[Occurrence, Occurrence]:
    rows = Occurrence.objects.of(organization)
    return rows.filter(offering=offering, variant=variant, starts_at=starts_at)


def _with_somebody(
    rows: QuerySet[Occurrence, Occurrence], organization: int, now: datetime
) -> QuerySet[Occurrence, Occurrence]:
    claims = Claim.objects.of(organization).live(now).filter(occurrence=OuterRef("pk"))
    return rows.filter(Exists(claims))


@prepared
def _runs_at(
    *, organization: int, offering: int, variant: int, starts_at: datetime
) -> QuerySet[Occurrence, Occurrence]:
    return _locking(_at(organization, offering, variant, starts_at))


@prepared
def _places_at(
    *, organization: int, offering: int, variant: int, starts_at: datetime
) -> QuerySet[Any, Any]:
    return _at(organization, offering, variant, starts_at).values_list("pk")


@prepared
def _live_at(
    *, organization: int, offering: int, variant: int, starts_at: datetime, now: datetime
) -> QuerySet[Any, Any]:
    rows = _at(organization, offering, variant, starts_at)
    return _with_somebody(rows, organization, now).values_list("pk")


@prepared
def _live_runs_at(
    *, organization: int, offering: int, variant: int, starts_at: datetime, now: datetime
) -> QuerySet[Occurrence, Occurrence]:
    rows = _at(organization, offering, variant, starts_at)
    return _locking(_with_somebody(rows, organization, now))


@prepared
def _given(
    *, organization: int, runs: list[int], now: datetime
) -> QuerySet[Allocation, Allocation]:
    rows = Allocation.objects.of(organization).live(now).select_related("resource")
    return _locking(rows.filter(occurrence__in=runs, claim=None))


@prepared
def _lapsed_on(*, organization: int, runs: list[int], now: datetime) -> QuerySet[Claim, Claim]:
    return _locking(Claim.objects.of(organization).lapsed(now).filter(occurrence__in=runs))


@prepared
def _lapsed_uses(
    *, organization: int, resources: list[int], start: datetime, end: datetime, now: datetime
) -> QuerySet[Any, Any]:
    rows = Allocation.objects.of(organization).lapsed(now)
    inside = rows.filter(resource__in=resources, starts_at__lt=end, ends_at__gt=start)
    return inside.values_list("pk", "occurrence_id")
