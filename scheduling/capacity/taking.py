"""Taking seats and moving them: the run alone where it can be joined, else everything it needs."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from scheduling import snapshot
from scheduling.capacity import locks, recipe, rows
from scheduling.capacity.asked import Agreement, Asked
from scheduling.capacity.giving import give_back
from scheduling.capacity.refusals import refusal
from scheduling.engine import slots
from scheduling.engine.types import Plan, Run, Supply, Verdict
from scheduling.errors import HoldLapsed, NotBookable, SlotUnavailable
from scheduling.extras import Extra
from scheduling.models import Claim, Occurrence, Variant


class _NotThisWay(Exception):
    """The run cannot simply be joined: its lock is let go and the full way is gone."""


def take(
    *,
    variant: Variant,
    starts_at: datetime,
    seats: int,
    holder: str,
    until: datetime | None,
    now: datetime,
    extras: Sequence[Extra] = (),
    agreement: Agreement | None = None,
) -> Claim:
    """Seats for `holder` on the run at `starts_at`, with all the resources they need.

    `variant` comes with its offering, calendar and organization; `extras` are the add-ons taken
    beside. With an `agreement` it is the whole run, whatever the rules say. Raises SoldOut,
    SlotUnavailable, PartyTooLarge, TooLate, OutsideHorizon or NotBookable, and then takes nothing.
    """
    asked = Asked(variant, starts_at, seats, holder, until, now, extras, agreement)
    with transaction.atomic():
        return _join(asked) or _open(asked)


def move(
    *,
    claim: Claim,
    variant: Variant,
    starts_at: datetime,
    seats: int,
    now: datetime,
    extras: Sequence[Extra] = (),
    agreement: Agreement | None = None,
    any_time: bool = False,
) -> Claim:
    """Another claim in place of this one, which stays as it was when the new one is refused.

    The old place counts as free for the new. At `any_time` neither lead time nor horizon bound it.
    Raises as `take`, and HoldLapsed.
    """
    asked = Asked(
        variant, starts_at, seats, claim.holder, claim.until, now, extras, agreement, any_time
    )
    with transaction.atomic():
        return _open(asked, leaving=claim)


def _join(asked: Asked) -> Claim | None:
    """A seat on a run that has its resources, under that run's lock only; None: not this way."""
    alone = asked.variant.offering.exclusive or asked.agreement is not None
    if alone or not locks.somebody_is_on_a_run_at(asked):
        return None
    if any(one.personal for needed in recipe.wanted(asked).values() for one in needed):
        return None
    try:
        with transaction.atomic():
            runs = locks.live_runs_at(asked)
            return _seat_on_one_of(asked, runs) if runs else None
    except _NotThisWay:
        return None


def _seat_on_one_of(asked: Asked, runs: list[Occurrence]) -> Claim:
    """Claims are read only once the runs' resources are locked, so both are still live."""
    keys = [run.pk for run in runs]
    locks.label_runs(asked, keys)
    given = locks.run_resources(asked, keys)
    stock = snapshot.Stock({one.resource_id: one.resource for one in given})
    plan = recipe.plan(asked, asked.variant, {}, list(stock.rows.values()))
    stored = snapshot.runs(asked.organization, {plan.offering_id}, asked.around, asked.now)
    resources = snapshot.resources(
        asked.organization, stock, snapshot.reach([plan], stock.rows.values(), asked.around)
    )
    verdict = _judge(asked, plan, Supply(resources, rows.uses(given, runs), stored))
    joined = next((run for run in runs if run.pk == verdict.run_id), None)
    if joined is None or not (verdict.fits and _taken(joined, stored)):
        raise _NotThisWay
    claim = rows.claim(asked, joined)
    if any(one.until is not None for one in given):
        rows.settle(asked.organization, joined.pk, asked.now)
    return claim


def _open(asked: Asked, leaving: Claim | None = None) -> Claim:
    """The full way: all that could be taken is locked, then judged, then taken.

    What is being sold is read again under its lock: staff may have changed it since it was asked.
    """
    variant, wanted = locks.variant(asked), recipe.wanted(asked)
    found = snapshot.locked_resources_of(asked.organization, wanted)
    plan = recipe.plan(asked, variant, wanted, found)
    runs = locks.runs_at_and(asked, leaving.occurrence_id) if leaving else locks.runs_at(asked)
    reach = snapshot.reach([plan], found, asked.around)
    locks.label_resources(asked, [run.pk for run in runs], [row.pk for row in found], reach)
    if leaving is not None:
        leaving = _left(leaving, asked.now)
        asked = replace(asked, until=leaving.until)
    supply = recipe.supply(asked, plan, found, leaving)
    verdict = _judge(asked, plan, supply)
    if not verdict.fits:
        raise refusal(asked, verdict)
    return _seat(asked, plan, verdict, supply, runs)


def _left(claim: Claim, now: datetime) -> Claim:
    """Gives a claim up under its run's lock; the claim as it was by then."""
    held = Claim.objects.of(claim.organization).live(now).filter(pk=claim.pk).first()
    if held is None or not give_back(claim, now):
        raise HoldLapsed
    return held


def check(
    *,
    variant: Variant,
    starts_at: datetime,
    seats: int,
    now: datetime,
    extras: Sequence[Extra] = (),
    agreement: Agreement | None = None,
    any_time: bool = False,
) -> Verdict:
    """Whether `take` would do it now; locks and writes nothing. Raises as `take`."""
    asked = Asked(variant, starts_at, seats, "", None, now, extras, agreement, any_time)
    plan, supply = _known(asked)
    verdict = _judge(asked, plan, supply)
    if not verdict.fits:
        raise refusal(asked, verdict)
    return verdict


def explain(
    *,
    variant: Variant,
    starts_at: datetime,
    seats: int,
    now: datetime,
    extras: Sequence[Extra] = (),
    agreement: Agreement | None = None,
) -> Verdict:
    """As `check`, with every reason and whose bookings are in the way; for staff.

    Raises NotBookable, and SlotUnavailable where no rule and no agreement makes such a start.
    """
    asked = Asked(variant, starts_at, seats, "", None, now, extras, agreement)
    plan, supply = _known(asked)
    return _judge(asked, plan, snapshot.explained(supply, asked.organization, now))


def _known(asked: Asked) -> tuple[Plan, Supply]:
    """What is asked for, and what there is around it, without a lock."""
    wanted = recipe.wanted(asked)
    found = snapshot.resources_of(asked.organization, wanted)
    plan = recipe.plan(asked, asked.variant, wanted, found)
    return plan, recipe.supply(asked, plan, found)


def _judge(asked: Asked, plan: Plan, supply: Supply) -> Verdict:
    if plan.capacity is None:
        raise NotBookable
    start = slots.find(plan, asked.starts_at)
    if start is None:
        raise SlotUnavailable("There is no departure at this time.", remaining=0)
    index = slots.prepare(supply, asked.around)
    return slots.judge(plan, index, start, asked.seats, asked.now)


def _seat(
    asked: Asked, plan: Plan, verdict: Verdict, supply: Supply, runs: list[Occurrence]
) -> Claim:
    """Writes what the verdict grants."""
    stored = next((run for run in runs if run.pk == verdict.run_id), None)
    joins = stored is not None and _taken(stored, supply.runs)
    if stored is None:
        run = rows.new_run(asked, plan, verdict, supply.resources)
    else:
        run = stored if joins else rows.restaffed(stored, plan, verdict, supply.resources)
    claim = rows.claim(asked, run)
    rows.allocate(claim, plan, verdict.grants, supply.resources)
    claim.opens_run = not joins
    if joins:
        rows.settle(asked.organization, run.pk, asked.now)
    return claim


def _taken(run: Occurrence, stored: Iterable[Run]) -> bool:
    """Whether somebody is on this run, and so it has its resources."""
    return any(one.id == run.pk and one.taken for one in stored)
