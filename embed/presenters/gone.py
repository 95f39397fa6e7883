"""Why a time cannot be had, in the visitor's words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from embed.presenters import wording
from embed.presenters.marks import BOOKABLE, mark_of
from orgs import formats
from scheduling.engine.types import Code


@dataclass(frozen=True, slots=True)
class Gone:
    """What to say of it. `lost`: others have it, and a moment ago they may not have had it."""

    title: str
    text: str = ""
    lost: bool = False


def of(slot: Any | None, now: datetime, locale: str) -> Gone | None:
    """Why nobody can have this slot; None where somebody can. No slot: no rule ever made one."""
    if slot is None:
        return Gone(gettext("Nothing starts at this time"))
    if mark_of(slot) in BOOKABLE:
        return None
    found = {reason.code: reason for reason in slot.reasons}
    if Code.CANCELLED in found:
        return Gone(gettext("This time was called off"))
    if Code.MINIMUM_MISSED in found:
        return Gone(gettext("This time does not take place"), gettext("Too few guests had booked."))
    if Code.LEAD_TIME in found:
        return _late(slot, now)
    if Code.HORIZON in found:
        return _early(slot, found[Code.HORIZON].until, locale)
    return Gone(gettext("This time is no longer free"), lost=True)


def taken() -> Gone:
    """It was free when the form was opened."""
    return Gone(gettext("This time was just taken"), lost=True)


def _late(slot: Any, now: datetime) -> Gone:
    if slot.starts_at <= now:
        return Gone(gettext("This time is over"))
    lead = wording.duration(slot.offering.lead_time_minutes)
    text = gettext("It can be booked until %(span)s before the start.") % {"span": lead}
    return Gone(gettext("This time can no longer be booked"), text)


def _early(slot: Any, opens: datetime | None, locale: str) -> Gone:
    title = gettext("This time cannot be booked yet")
    if opens is None:
        return Gone(title)
    day = formats.day(opens, slot.offering.timezone, locale)
    return Gone(title, gettext("Booking opens on %(day)s.") % {"day": day})
