"""Where the starts of an offering come from: recurring rules of tours, fixed dates of events."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db.models import QuerySet

from orgs import formats
from scheduling.actions import rows
from scheduling.actions.faults import Spot
from scheduling.actions.given import RuleGiven
from scheduling.engine import recurrence
from scheduling.engine.recurrence import BadRecurrence
from scheduling.engine.types import RuleKind, Span
from scheduling.models import Offering, ScheduleRule

LONGEST_DATE = timedelta(days=31)
MINUTE = timedelta(minutes=1)


def drafted(offering: Offering, given: Sequence[RuleGiven], spot: Spot) -> list[ScheduleRule]:
    """The recurring rules as they will be, unsaved; notes what is wrong with them."""
    known = {rule.public_id: rule for rule in _stored(offering)}
    return [_rule(offering, known, one, spot.at(place)) for place, one in enumerate(given)]


def replace(offering: Offering, kept: Sequence[ScheduleRule]) -> None:
    """Makes these the offering's rules."""
    _stored(offering).exclude(pk__in=[rule.pk for rule in kept if rule.pk]).delete()
    for rule in kept:
        rule.save()


def set_dates(offering: Offering, spans: Sequence[Span]) -> None:
    """Makes the offering's only starts these dates, kept as wall time of the venue."""
    kind = RuleKind.DATES.value
    rule = _stored(offering).filter(kind=kind).first() or ScheduleRule(
        organization=offering.organization, offering=offering, kind=kind
    )
    rule.dates = [_fixed(span, offering.timezone) for span in spans]
    replace(offering, [rule])


def check_date(span: Span, spot: Spot) -> None:
    """Notes what is wrong with one fixed date."""
    if span.end <= span.start:
        spot.at("ends_at").is_wrong("before_start", "The end is not after the start.")
    elif span.end - span.start > LONGEST_DATE:
        spot.at("ends_at").is_wrong("too_long", "One date lasts 31 days at most.")
    for name, instant in zip(("starts_at", "ends_at"), span, strict=True):
        if instant.second or instant.microsecond:
            spot.at(name).is_wrong("whole_minutes", "Times are whole minutes.")


def _stored(offering: Offering) -> QuerySet[ScheduleRule]:
    return rows.parts(ScheduleRule.objects.of(offering.organization), offering)


def _fixed(span: Span, zone: str) -> list[str | int]:
    wall = formats.local(span.start, zone)
    minutes = (span.end - span.start) // MINUTE
    return [wall.replace(tzinfo=None).isoformat(timespec="minutes"), minutes, wall.fold]


def _rule(
    offering: Offering, known: dict[str, ScheduleRule], given: RuleGiven, spot: Spot
) -> ScheduleRule:
    """The stored rule taken out of `known`, so that an id counts once, or a new one; filled."""
    rule = ScheduleRule(organization=offering.organization, offering=offering)
    if "id" in given:
        found = known.pop(given["id"], None)
        if found is None:
            spot.at("id").is_wrong("not_found", "This offering has no such rule to change.")
        rule = found or rule
    _fill(rule, given)
    _check(rule, spot)
    return rule


def _fill(rule: ScheduleRule, given: RuleGiven) -> None:
    rule.kind = RuleKind.STARTS.value
    if "weekdays" in given or "rrule" in given:
        # Who names days in one way no longer means the other.
        rule.weekdays = sorted(set(given.get("weekdays", [])))
        rule.rrule = given.get("rrule", "").strip()
    if "start_times" in given:
        rule.start_times = sorted(set(given["start_times"]))
    rows.copy(rule, given, ("starts_on", "ends_on"))
    if "skip_dates" in given:
        rule.skip_dates = _days(given["skip_dates"])
    if "add_dates" in given:
        rule.add_dates = _days(given["add_dates"])


def _days(given: Iterable[date]) -> list[str]:
    return sorted({day.isoformat() for day in given})


def _check(rule: ScheduleRule, spot: Spot) -> None:
    if not rule.start_times:
        spot.at("start_times").is_missing()
    if rule.starts_on and rule.ends_on and rule.ends_on < rule.starts_on:
        spot.at("ends_on").is_wrong("before_start", "The last day lies before the first.")
    if rule.rrule:
        try:
            recurrence.check(rule.rrule, rule.starts_on)
        except BadRecurrence as error:
            spot.at("rrule").is_wrong("invalid_rule", str(error))
