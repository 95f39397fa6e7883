"""What tours and events have in common: filled from what is given, checked, saved, told, archived.

Everything is filled in and checked before anything is written, so that all faults are told at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as _

from orgs.access import Caller
from orgs.actions import trail
from orgs.models import Location, Organization
from scheduling import queries
from scheduling.actions import discounts, rates, requirements, rows
from scheduling.actions.described import described
from scheduling.actions.faults import Spot, nothing_wrong
from scheduling.actions.given import MinimumGiven, OfferingGiven
from scheduling.actions.requirements import Need
from scheduling.models import (
    AddOn,
    Offering,
    OfferingType,
    Policy,
    Publication,
    Rate,
    Resource,
    Variant,
)

COLUMNS = (
    "name", "slug", "summary", "description", "image_url", "tags", "status", "timezone",
    "min_party", "max_party", "parallel", "lead_time_minutes", "horizon_days",
    "requires_approval", "exclusive", "proposals", "waitlist", "waitlist_hours", "tax_percent",
)  # fmt: skip
VARIANT_COLUMNS = (
    "duration_minutes", "buffer_before_minutes", "buffer_after_minutes", "capacity",
)  # fmt: skip


WHOLE_RUN_ONLY = _(
    "An add-on that makes the run longer needs an offering of which a booking takes the whole run."
)


@dataclass(frozen=True)
class Draft:
    """An offering being written, its default variant, and the faults found so far."""

    row: Offering
    variant: Variant
    before: dict[str, Any]
    faults: Spot = field(default_factory=nothing_wrong)


@dataclass
class Lists:
    """The lists of an offering as they will be; None: as they are."""

    rates: list[Rate] | None = None
    needs: list[Need] | None = None
    resources: list[Resource] | None = None
    add_ons: list[AddOn] | None = None


def blank(org: Organization, type_: OfferingType) -> Draft:
    """A new offering, which is in the organization's zone until something else is said."""
    row = Offering(organization=org, type=type_.value, timezone=org.timezone)
    return Draft(row, Variant(organization=org, offering=row), dict(trail.NEW))


def opened(org: Organization, type_: OfferingType, ref: str) -> Draft:
    """A stored one, locked against other changes and new runs. Raises NotFound."""
    row = rows.locked(Offering.objects.of(org).filter(type=type_).select_related("location"), ref)
    shown = queries.offering(org, type_, ref)
    return Draft(row, shown.default_variant, described(shown))


def fill(draft: Draft, given: OfferingGiven) -> None:
    """Sets the columns that are given and notes what is wrong with them; writes nothing."""
    row, faults = draft.row, draft.faults
    _refer(row, given, faults)
    rows.copy(row, given, COLUMNS)
    rows.copy(draft.variant, given, VARIANT_COLUMNS)
    if "minimum" in given:
        _set_minimum(row, given["minimum"], faults.at("minimum"))
    if "group_discounts" in given:
        spot = faults.at("group_discounts")
        row.group_discounts = discounts.checked(given["group_discounts"], spot)
    if row.max_party is not None and row.max_party < row.min_party:
        faults.at("max_party").is_wrong("below_minimum", _("The largest party is below the least."))


def lists(draft: Draft, given: OfferingGiven) -> Lists:
    """Reads the lists that are given and notes what is wrong with them; writes nothing.

    Where needs are given and the resources beside them only repeat what was stored, the needs
    alone count: so a whole offering can be sent back with only its needs changed.
    """
    row, faults = draft.row, draft.faults
    found = Lists()
    if "rates" in given:
        found.rates = rates.drafted(row, given["rates"], faults.at("rates"))
    if "requirements" in given:
        spot = faults.at("requirements")
        found.needs = requirements.drafted(row, given["requirements"], spot)
    repeats = set(given.get("resources", ())) == set(draft.before.get("resources", ()))
    if "resources" in given and not (found.needs is not None and repeats):
        spot = faults.at("resources")
        found.resources = requirements.named(row, given["resources"], spot)
    if "add_ons" in given:
        everything = AddOn.objects.of(row.organization)
        found.add_ons = rows.all_referred(everything, given["add_ons"], faults.at("add_ons"))
    check_lengths(row, found.add_ons, faults)
    return found


def check_lengths(row: Offering, add_ons: Iterable[AddOn] | None, faults: Spot) -> None:
    """Notes add-ons that make a run longer where nobody takes a whole run; None: those stored."""
    if row.has_whole_runs:
        return
    stored = row.add_ons.all() if row.pk else ()
    named = stored if add_ons is None else add_ons
    for place, one in enumerate(named):
        if one.extra_minutes:
            faults.at("add_ons").at(place).is_wrong("whole_run_only", WHOLE_RUN_ONLY)


def save(draft: Draft, found: Lists) -> None:
    """Writes the offering with these lists. Raises Invalid for faults noted, and Duplicate."""
    draft.faults.refuse()
    row = draft.row
    everything = Offering.objects.of(row.organization)
    row.slug = row.slug or rows.free_slug(everything, row.name, row.type.lower())
    rows.save_with_slug(row)
    draft.variant.save()
    if found.rates is not None:
        rates.replace(row, found.rates)
    if draft.variant.capacity is not None:
        rates.ensure_one(row)
    if found.needs is not None:
        requirements.replace(row, found.needs)
    if found.resources is not None:
        requirements.name_resources(row, found.resources)
    if found.add_ons is not None:
        row.add_ons.set(found.add_ons)


def told(draft: Draft, verb: str, by: Caller, now: datetime) -> Offering:
    """Writes the trail, and answers the offering as it now stands, with all it has."""
    row = draft.row
    shown = queries.offering(row.organization, OfferingType(row.type), row.public_id)
    trail.record(
        row,
        by=by,
        now=now,
        verb=f"{row.type.lower()}.{verb}",
        before=draft.before,
        after=described(shown),
    )
    return shown


@transaction.atomic
def archive(
    *, org: Organization, by: Caller, now: datetime, type_: OfferingType, ref: str
) -> Offering:
    """Takes an offering out of sale and sight; its bookings stay. Raises NotFound."""
    draft = opened(org, type_, ref)
    draft.row.status = Publication.ARCHIVED
    draft.row.save()
    return told(draft, "archived", by, now)


@transaction.atomic
def restore(
    *, org: Organization, by: Caller, now: datetime, type_: OfferingType, ref: str
) -> Offering:
    """Takes an archived offering out again, as a draft: who sees it is decided anew."""
    draft = opened(org, type_, ref)
    if draft.row.status == Publication.ARCHIVED:
        draft.row.status = Publication.DRAFT
        draft.row.save()
    return told(draft, "restored", by, now)


def _refer(row: Offering, given: OfferingGiven, faults: Spot) -> None:
    """Sets the rows that ids name. A place brings its zone unless one is given beside it."""
    org = row.organization
    if "calendar" in given:
        calendars = queries.calendars(org)
        if given["calendar"] != _id_of(row, "calendar"):
            calendars = calendars.filter(archived_at=None)
        found = rows.referred(calendars, given["calendar"], faults.at("calendar"))
        if found is not None:
            row.calendar = found
    if "location" in given:
        places = Location.objects.of(org)
        row.location = rows.referred(places, given["location"], faults.at("location"))
        if row.location is not None and row.location.timezone:
            row.timezone = row.location.timezone
    if "policy" in given:
        policies = Policy.objects.of(org)
        row.policy = rows.referred(policies, given["policy"], faults.at("policy"))


def _id_of(row: Offering, name: str) -> str | None:
    return getattr(row, name).public_id if getattr(row, f"{name}_id") else None


def _set_minimum(row: Offering, given: MinimumGiven | None, spot: Spot) -> None:
    if given is None:
        row.minimum_seats = None
        return
    rows.copy(row, given, ("decide_hours_before",))
    row.minimum_seats = given.get("seats", row.minimum_seats)
    if not row.minimum_seats:
        spot.at("seats").is_missing()
