"""Plans made of plans: with what a booking takes beside, and for what staff agreed on.

Only the recipe changes, so that starts are listed, explained and taken by the same rules.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scheduling.engine import slots
from scheduling.engine.types import FixedDate, Plan, Resource, Rule, RuleKind, Supply

MINUTE = timedelta(minutes=1)


def longer(plan: Plan, minutes: int) -> Plan:
    """The same starts, each run so much longer; those that then end after closing are gone."""
    if not minutes:
        return plan
    rules = tuple(_longer(rule, plan.duration, minutes) for rule in plan.rules)
    return replace(plan, duration=plan.duration + minutes, rules=rules)


def _longer(rule: Rule, duration: int, minutes: int) -> Rule:
    match rule.kind:
        case RuleKind.WINDOWS:
            return replace(rule, step=rule.step or duration)
        case RuleKind.DATES:
            dates = (one._replace(minutes=one.minutes + minutes) for one in rule.dates)
            return replace(rule, dates=tuple(dates))
        case _:
            return rule


def agreed(plan: Plan, at: datetime) -> Plan:
    """The one start that staff agreed on, for one party: no rule, lead, horizon or minimum of
    guests bounds it.

    It is as long as the rules make it there, or else as the plan's duration says.
    """
    found = slots.find(plan, at)
    minutes = (found.end - found.start) // MINUTE if found else plan.duration
    wall = at.astimezone(ZoneInfo(plan.zone))
    date = FixedDate(wall.replace(tzinfo=None), minutes)
    rule = Rule(id=0, kind=RuleKind.DATES, dates=(date,))
    return replace(plan, rules=(rule,), lead=0, horizon=None, least=0, exclusive=True)


def at_any_time(plan: Plan) -> Plan:
    """As staff sell it: until it starts, however far ahead."""
    return replace(plan, lead=0, horizon=None)


def whatever_hours(supply: Supply) -> Supply:
    """The supply as if every resource were always open; its blocks and uses stay."""
    resources = {pk: _always_open(one) for pk, one in supply.resources.items()}
    return replace(supply, resources=resources)


def _always_open(resource: Resource) -> Resource:
    return replace(resource, windows=())
