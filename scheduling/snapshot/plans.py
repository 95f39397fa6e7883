"""How variants are run and with what: the part of a snapshot that only staff change."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from orgs.models import Organization
from scheduling.engine.types import FixedDate, Need, Plan, Rule, RuleKind, Window
from scheduling.extras import Extra
from scheduling.models import (
    EventStatus,
    Offering,
    Publication,
    Variant,
)
from scheduling.models import Resource as ResourceRow
from scheduling.models.resources import Per
from scheduling.snapshot import reads


@dataclass(slots=True)
class Wanted:
    """One requirement before its pool is known."""

    id: int
    quantity: int
    per_person: bool
    named: list[int]
    kind: str
    attributes: dict[str, Any]
    for_party: bool = False

    @property
    def personal(self) -> bool:
        """As the engine's Need."""
        return self.per_person or self.for_party


class Schedule(NamedTuple):
    """Where an offering's starts come from, and from how many on, decided when, they run."""

    rules: tuple[Rule, ...] = ()
    least: int = 0
    decided: int = 0


@dataclass(frozen=True, slots=True)
class Stock:
    """Resources as stored, before the blocks of a window are known."""

    rows: dict[int, ResourceRow]

    def pool(self, wanted: Wanted) -> tuple[int, ...]:
        """The resources that could serve this requirement, in key order."""
        if wanted.named:
            return tuple(pk for pk in sorted(wanted.named) if pk in self.rows)
        return tuple(
            pk
            for pk, row in self.rows.items()
            if row.kind == wanted.kind and _has(row.attributes, wanted.attributes)
        )


def _has(attributes: dict[str, Any], asked: dict[str, Any]) -> bool:
    """Whether each asked attribute is there; of a list, each asked word must be in it."""
    for key, wish in asked.items():
        found = attributes.get(key)
        if isinstance(found, list):
            wishes = wish if isinstance(wish, list) else [wish]
            if not all(one in found for one in wishes):
                return False
        elif found != wish:
            return False
    return True


def wants(organization: Organization, offerings: Iterable[int]) -> dict[int, list[Wanted]]:
    """What runs of these offerings need, by offering. One query."""
    needs: dict[int, dict[int, Wanted]] = defaultdict(dict)
    rows = reads.requirements(organization=organization.pk, offerings=[*offerings])
    for offering, pk, quantity, per, kind, attributes, resource in rows:
        wanted = needs[offering].setdefault(
            pk, Wanted(pk, quantity, per == Per.PERSON, [], kind, attributes)
        )
        if resource is not None:
            wanted.named.append(resource)
    return {offering: list(found.values()) for offering, found in needs.items()}


def wants_beside(organization: Organization, extras: Sequence[Extra], seats: int) -> list[Wanted]:
    """What a party of so many seats needs for its add-ons. One query, if it has any."""
    if not extras:
        return []
    taken = {one.add_on.pk: one for one in extras}
    found: dict[int, Wanted] = {}
    rows = reads.extra_requirements(organization=organization.pk, add_ons=[*taken])
    for add_on, pk, quantity, per, kind, attributes, resource in rows:
        units = taken[add_on].units(quantity, per, seats)
        wanted = found.setdefault(pk, Wanted(pk, units, False, [], kind, attributes, True))
        if resource is not None:
            wanted.named.append(resource)
    return list(found.values())


def resources_of(organization: Organization, wanted: dict[int, list[Wanted]]) -> list[ResourceRow]:
    """The rows that could serve these requirements, in key order. One query, if any are asked."""
    asked = _asked(wanted)
    return reads.resources(organization=organization.pk, **asked) if asked else []


def locked_resources_of(
    organization: Organization, wanted: dict[int, list[Wanted]]
) -> list[ResourceRow]:
    """The same, locked in that order."""
    asked = _asked(wanted)
    return reads.locked_resources(organization=organization.pk, **asked) if asked else []


def _asked(wanted: dict[int, list[Wanted]]) -> dict[str, Any]:
    """Resources by name and by kind; of what nobody asks for there is one that names nothing."""
    every = [one for needed in wanted.values() for one in needed]
    named = {pk for one in every for pk in one.named}
    kinds = {one.kind for one in every if not one.named and one.kind}
    return {"named": named or [0], "kinds": kinds or [""]} if every else {}


def plans(
    variants: Sequence[Variant], wanted: dict[int, list[Wanted]], stock: Stock
) -> dict[int, Plan]:
    """The recipe of each variant, by its key. One query, for the rules.

    The variants come with their offering and its calendar.
    """
    schedules = _schedules(variants)
    needs = {
        offering: tuple(
            Need(one.id, stock.pool(one), one.quantity, one.per_person, one.for_party)
            for one in needed
        )
        for offering, needed in wanted.items()
    }
    return {
        variant.pk: _plan(
            variant,
            schedules.get(variant.offering_id, Schedule()),
            needs.get(variant.offering_id, ()),
        )
        for variant in variants
    }


def _plan(variant: Variant, schedule: Schedule, needs: tuple[Need, ...]) -> Plan:
    offering = variant.offering
    return Plan(
        offering_id=offering.pk,
        variant_id=variant.pk,
        zone=offering.timezone,
        duration=variant.duration_minutes,
        capacity=variant.capacity,
        rules=schedule.rules,
        needs=needs,
        buffer_before=variant.buffer_before_minutes,
        buffer_after=variant.buffer_after_minutes,
        parallel=offering.parallel,
        lead=offering.lead_time_minutes,
        horizon=offering.horizon_days,
        max_party=offering.max_party,
        exclusive=offering.exclusive,
        published=_is_open(offering),
        least=schedule.least,
        decided=schedule.decided,
    )


def _is_open(offering: Offering) -> bool:
    """Whether it is sold at all: published, on a living calendar, and not called off."""
    called_off = offering.event_status in (EventStatus.CANCELLED, EventStatus.POSTPONED)
    published = offering.status == Publication.PUBLISHED
    return published and offering.calendar.archived_at is None and not called_off


def _schedules(variants: Sequence[Variant]) -> dict[int, Schedule]:
    if not variants:
        return {}
    grouped: dict[tuple[int, int, int], list[Rule]] = defaultdict(list)
    organization = variants[0].offering.organization_id
    offerings = {variant.offering_id for variant in variants}
    rows = reads.rules(organization=organization, offerings=offerings)
    for offering, least, hours, *row in rows:
        grouped[offering, least, hours].append(rule_from(*row))
    return {
        offering: Schedule(tuple(rules), least, hours * 60)
        for (offering, least, hours), rules in grouped.items()
    }


def rule_from(
    pk: int,
    kind: str,
    weekdays: list[int],
    rrule: str,
    start_times: list[int],
    windows: list[list[int]],
    step: int,
    dates: list[list[Any]],
    starts_on: date | None,
    ends_on: date | None,
    skip_dates: list[str],
    add_dates: list[str],
) -> Rule:
    """The engine's rule of a stored one (shapes in `ScheduleRule`)."""
    return Rule(
        id=pk,
        kind=RuleKind(kind),
        weekdays=frozenset(weekdays),
        rrule=rrule,
        times=tuple(start_times),
        windows=tuple(Window(*window) for window in windows),
        step=step,
        dates=tuple(_fixed(*one) for one in dates),
        starts_on=starts_on,
        ends_on=ends_on,
        skip_dates=frozenset(map(date.fromisoformat, skip_dates)),
        add_dates=frozenset(map(date.fromisoformat, add_dates)),
    )


def _fixed(wall: str, minutes: int, fold: int = 0) -> FixedDate:
    return FixedDate(datetime.fromisoformat(wall).replace(fold=fold), minutes)
