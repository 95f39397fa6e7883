"""What has to be known to answer for some days: loaded in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduling import snapshot
from scheduling.engine import plans, recurrence, slots
from scheduling.engine.types import Plan, Span, Supply
from scheduling.extras import Extra, minutes
from scheduling.models import Variant


@dataclass(frozen=True, slots=True)
class Question:
    """Days to be asked about, and loaded for them all that bears on the answer."""

    first: date
    last: date
    now: datetime
    variants: Sequence[Variant]
    plans: dict[int, Plan]
    supply: Supply

    def index(self) -> slots.Index:
        """The supply, prepared for quick answers."""
        return slots.prepare(self.supply, _around(self.variants, self.first, self.last))

    def days_of(self, variant: Variant) -> Span:
        """The asked days in the variant's own zone."""
        return _days_in(variant.offering.timezone, self.first, self.last)


def ask(
    variants: Sequence[Variant],
    first: date,
    last: date,
    now: datetime,
    party: int,
    extras: Sequence[Extra],
) -> Question:
    """Loads what the engine has to know. Six queries, seven with add-ons; none without variants.

    Who shares a run cannot make it longer: then there is nothing to be had.
    """
    longer = minutes(extras)
    variants = [one for one in variants if one.offering.exclusive] if longer else variants
    if not variants:
        return Question(first, last, now, (), {}, Supply())
    one = variants[0].offering
    organization, party = one.organization, max(party, one.min_party)
    wanted = snapshot.wants(organization, {variant.offering_id for variant in variants})
    for wish in snapshot.wants_beside(organization, extras, party):
        wanted.setdefault(one.pk, []).append(wish)
    stock = snapshot.Stock({row.pk: row for row in snapshot.resources_of(organization, wanted)})
    found = snapshot.plans(variants, wanted, stock)
    recipes = {pk: plans.longer(plan, longer) for pk, plan in found.items()}
    around = _around(variants, first, last)
    supply = snapshot.supply(organization, list(recipes.values()), stock, around, now)
    return Question(first, last, now, variants, recipes, supply)


def _days_in(zone: str, first: date, last: date) -> Span:
    """From the first local midnight to the one after the last day."""
    end = recurrence.midnight(last + timedelta(days=1), zone)
    return Span(recurrence.midnight(first, zone), end)


def _around(variants: Sequence[Variant], first: date, last: date) -> Span:
    """The days in all the zones together."""
    zones = {variant.offering.timezone for variant in variants} or {"UTC"}
    spans = [_days_in(zone, first, last) for zone in zones]
    return Span(min(span.start for span in spans), max(span.end for span in spans))
