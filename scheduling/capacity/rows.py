"""Writes what a verdict grants: runs, claims, allocations."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from orgs.models import Organization
from scheduling.capacity.asked import Asked
from scheduling.engine.types import Grant, Plan, Resource, Span, Use, Verdict
from scheduling.models import Allocation, Claim, Occurrence


def new_run(
    asked: Asked, plan: Plan, verdict: Verdict, resources: dict[int, Resource]
) -> Occurrence:
    """A run that nobody was on before."""
    return Occurrence.objects.create(
        organization=asked.organization,
        offering=asked.variant.offering,
        variant=asked.variant,
        starts_at=verdict.start,
        ends_at=verdict.end,
        seats=_seats(plan, verdict, resources),
        private=plan.exclusive,
    )


def restaffed(
    run: Occurrence, plan: Plan, verdict: Verdict, resources: dict[int, Resource]
) -> Occurrence:
    """An empty stored run, taken into use again as the plan is now."""
    run.ends_at = verdict.end
    run.private = plan.exclusive
    if not run.seats_set:
        run.seats = _seats(plan, verdict, resources)
    run.save(update_fields=["ends_at", "private", "seats", "updated_at"])
    return run


def _seats(plan: Plan, verdict: Verdict, resources: dict[int, Resource]) -> int:
    """What the run offers for good: its capacity, lowered by the vehicles it is given.

    What is short per person today may come back, so it does not make the run smaller.
    """
    seats = plan.capacity or 0
    for need in plan.needs:
        given = [grant for grant in verdict.grants if grant.need_id == need.id]
        each = [resources[grant.resource_id].seats for grant in given]
        if need.personal or not given or None in each:
            continue
        pairs = zip(given, each, strict=True)
        seats = min(seats, sum(grant.units * (one or 0) for grant, one in pairs))
    return seats


def claim(asked: Asked, run: Occurrence) -> Claim:
    """The seats."""
    return Claim.objects.create(
        organization=asked.organization,
        occurrence=run,
        holder=asked.holder,
        seats=asked.seats,
        until=asked.until,
    )


def allocate(
    held: Claim, plan: Plan, grants: Sequence[Grant], resources: dict[int, Resource]
) -> None:
    """The resources: what is personal hangs on the claim, the rest on its run."""
    personal = {need.id for need in plan.needs if need.personal}
    Allocation.objects.bulk_create(
        _allocation(held, plan, grant, resources[grant.resource_id], grant.need_id in personal)
        for grant in grants
    )


def _allocation(
    held: Claim, plan: Plan, grant: Grant, resource: Resource, personal: bool
) -> Allocation:
    """Buffers and turnaround are part of what is stored (design.md section 3)."""
    run = held.occurrence
    after = plan.buffer_after + resource.turnaround
    return Allocation(
        organization=held.organization,
        occurrence=run,
        claim=held if personal else None,
        requirement_id=grant.need_id,
        resource_id=grant.resource_id,
        units=grant.units,
        exclusive=resource.units == 1,
        starts_at=run.starts_at - timedelta(minutes=plan.buffer_before),
        ends_at=run.ends_at + timedelta(minutes=after),
        until=held.until,
    )


def uses(given: Sequence[Allocation], runs: Sequence[Occurrence]) -> tuple[Use, ...]:
    """Stored allocations of these runs as the engine knows them."""
    by_key = {run.pk: run for run in runs}
    return tuple(
        Use(
            resource_id=one.resource_id,
            run_id=one.occurrence_id,
            span=Span(one.starts_at, one.ends_at),
            run=Span(by_key[one.occurrence_id].starts_at, by_key[one.occurrence_id].ends_at),
            units=one.units,
        )
        for one in given
    )


def settle(organization: Organization, run: int, now: datetime) -> None:
    """The run's resources are held as long as the longest of its claims, or given back."""
    allocations = Allocation.objects.of(organization).live(now).filter(occurrence=run, claim=None)
    claims = Claim.objects.of(organization).live(now).filter(occurrence=run)
    untils = list(claims.values_list("until", flat=True))
    if not untils:
        allocations.update(released_at=now)
    elif None in untils:
        allocations.update(until=None)
    else:
        allocations.update(until=max(untils))
