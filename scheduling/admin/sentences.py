"""The engine's reasons as sentences for staff."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from orgs.admin_site.shown import clock, when
from orgs.formats import local
from orgs.models import Organization
from scheduling.engine.types import Code, Reason


@dataclass(frozen=True, slots=True)
class Names:
    """What reasons point at, as links: resources and blocks by key, bookings by public id."""

    resources: dict[int, SafeString]
    blocks: dict[int, str]
    holders: dict[str, SafeString]


class Place(NamedTuple):
    """The start that reasons are about, on whose clock, in whose words."""

    starts_at: datetime
    zone: str
    house: Organization


def sentence(reason: Reason, names: Names, place: Place) -> SafeString:
    """One reason in words, with links to what is in the way."""
    facts = {
        "resource": names.resources.get(reason.resource_id or 0, _("A resource")),
        "block": names.blocks.get(reason.block_id or 0) or _("no reason given"),
        "booking": names.holders.get(reason.holder, _("another booking")),
    }
    said = format_html(str(_template(reason.code)), **facts)
    if reason.until is None:
        return said
    free = _short(reason.until, place)
    return format_html("{} {}", said, _("Until %s.") % free)


def _short(until: datetime, place: Place) -> str:
    """The time alone where it is on the day of the start."""
    zone, house = place.zone, place.house
    same = local(until, zone).date() == local(place.starts_at, zone).date()
    return clock(until, zone, house) if same else when(until, zone, house)


def _template(code: Code) -> str:
    match code:
        case Code.OUTSIDE_WINDOW:
            return _("{resource} is not open for the whole of this run.")
        case Code.BLOCKED:
            return _("{resource} is out of use ({block}).")
        case Code.RESOURCE_BUSY:
            return _("{resource} is taken by {booking}.")
        case Code.TURNAROUND:
            return _("{resource} needs its turnaround before or after {booking}.")
        case Code.BUFFER:
            return _("{resource} is kept clear by the buffer around {booking}.")
    return _without_names(code)


def _without_names(code: Code) -> str:
    return {
        Code.LEAD_TIME: _("It starts too soon to be booked, or has started."),
        Code.HORIZON: _("It is further ahead than may be booked."),
        Code.NO_SEATS: _("Fewer seats are left than asked for."),
        Code.PARTY_TOO_LARGE: _("The party is larger than one run takes."),
        Code.SKIPPED_DATE: _("This day is among the days left out."),
        Code.CANCELLED: _("This departure was cancelled."),
        Code.PARALLEL: _("As many runs as allowed are under way at this time."),
        Code.NOT_PUBLISHED: _("The offering, or its calendar, is not published."),
        Code.MINIMUM_MISSED: _("Too few had booked when its minimum was decided."),
    }[code]
