"""What is judged for a question: the plan of its variant, with what it asks beside the ordinary."""

from collections.abc import Sequence
from dataclasses import replace

from scheduling import extras, snapshot
from scheduling.capacity.asked import Asked
from scheduling.engine import plans
from scheduling.engine.types import Plan, Supply
from scheduling.errors import SlotUnavailable
from scheduling.models import Claim, Resource, Variant

Wanted = dict[int, list[snapshot.Wanted]]


def wanted(asked: Asked) -> Wanted:
    """What its offering needs, and its add-ons. A query, and one more with add-ons."""
    offering = asked.variant.offering_id
    found = snapshot.wants(asked.organization, [offering])
    beside = snapshot.wants_beside(asked.organization, asked.extras, asked.seats)
    return found | {offering: [*found.get(offering, ()), *beside]} if beside else found


def plan(asked: Asked, variant: Variant, wanted: Wanted, found: Sequence[Resource]) -> Plan:
    """How the run would be. Raises SlotUnavailable where a shared one would be made longer."""
    stock = snapshot.Stock({row.pk: row for row in found})
    own = snapshot.plans([variant], wanted, stock)[variant.pk]
    if asked.any_time:
        own = plans.at_any_time(own)
    if asked.agreement is not None:
        own = plans.agreed(own, asked.starts_at)
    minutes = extras.minutes(asked.extras)
    if minutes and not own.exclusive:
        raise SlotUnavailable("Only who takes the whole run can make it longer.", remaining=0)
    return plans.longer(own, minutes)


def supply(
    asked: Asked, plan: Plan, found: Sequence[Resource], leaving: Claim | None = None
) -> Supply:
    """What exists and is taken around the asked start.

    Who has given up seats to be seated anew still counts for whether a run takes place.
    """
    stock = snapshot.Stock({row.pk: row for row in found})
    whole = snapshot.supply(asked.organization, [plan], stock, asked.around, asked.now)
    if leaving is not None and leaving.until is None:
        whole = _counting(whole, leaving)
    if asked.agreement is not None and asked.agreement.despite_hours:
        return plans.whatever_hours(whole)
    return whole


def _counting(supply: Supply, leaving: Claim) -> Supply:
    runs = [
        replace(run, firm=run.firm + leaving.seats) if run.id == leaving.occurrence_id else run
        for run in supply.runs
    ]
    return replace(supply, runs=tuple(runs))
