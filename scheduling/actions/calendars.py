"""Calendars: made, changed, put away and taken out again."""

from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_noop as _

from orgs.access import Caller
from orgs.actions import trail
from orgs.models import Organization
from scheduling import sites
from scheduling.actions import rows
from scheduling.actions.faults import Spot, nothing_wrong
from scheduling.models import Calendar
from scheduling.queries import calendars

COLUMNS = ("name", "slug", "purpose", "accepts_submissions", "theme")
TOLD = (*COLUMNS, "allowed_sites", "archived_at")

RESERVED = frozenset({"book", "done", "event", "feed", "submit", "suggest", "wait"})
"""Steps in the addresses of embedded calendars, now or soon: `/embed/harbor/book` is none."""


class CalendarGiven(TypedDict, total=False):
    """What may be given. `allowed_sites` are origins, `https://*.example.com`, or `*`."""

    name: str
    slug: str
    purpose: str
    accepts_submissions: bool
    theme: dict[str, Any]
    allowed_sites: list[str]
    is_archived: bool


@transaction.atomic
def create(
    *, org: Organization, by: Caller, now: datetime, **given: Unpack[CalendarGiven]
) -> Calendar:
    """A new calendar; `name` is needed. Raises Invalid and Duplicate."""
    faults = nothing_wrong()
    if not given.get("name"):
        faults.at("name").is_missing()
    row = Calendar(organization=org)
    _fill(row, given, now, faults)
    if not row.slug:
        name = "" if _is_reserved(slugify(row.name)) else row.name
        row.slug = rows.free_slug(calendars(org), name, "calendar")
    faults.refuse()
    rows.save_with_slug(row)
    after = trail.picture(row, TOLD)
    trail.record(row, by=by, now=now, verb="calendar.created", before=trail.NEW, after=after)
    return row


@transaction.atomic
def change(
    *, org: Organization, by: Caller, now: datetime, ref: str, **given: Unpack[CalendarGiven]
) -> Calendar:
    """Sets what is given. Raises NotFound, Invalid and Duplicate."""
    row = rows.locked(calendars(org), ref)
    before = trail.picture(row, TOLD)
    faults = nothing_wrong()
    _fill(row, given, now, faults)
    faults.refuse()
    rows.save_with_slug(row)
    after = trail.picture(row, TOLD)
    trail.record(row, by=by, now=now, verb="calendar.changed", before=before, after=after)
    return row


def archive(*, org: Organization, by: Caller, now: datetime, ref: str) -> Calendar:
    """Takes a calendar, and with it what it shows, out of the public's sight; keeps it all."""
    return change(org=org, by=by, now=now, ref=ref, is_archived=True)


def _fill(row: Calendar, given: CalendarGiven, now: datetime, faults: Spot) -> None:
    rows.copy(row, given, COLUMNS)
    if _is_reserved(row.slug):
        faults.at("slug").is_wrong("reserved", _("Addresses use this word; please choose another."))
    if "is_archived" in given:
        row.archived_at = (row.archived_at or now) if given["is_archived"] else None
    if "allowed_sites" in given:
        row.allowed_sites = _sites(given["allowed_sites"], faults.at("allowed_sites"))


def _is_reserved(slug: str) -> bool:
    """Whether an address would read it as a step, or as an id."""
    return slug in RESERVED or slug.startswith("cal_")


def _sites(given: list[str], spot: Spot) -> list[str]:
    found = [sites.spelled(one) for one in given]
    for place, one in enumerate(found):
        if one is None:
            words = _("A site is an origin: https://example.com, https://*.example.com, or *.")
            spot.at(place).is_wrong("invalid_site", words)
    return list(dict.fromkeys(one for one in found if one))
