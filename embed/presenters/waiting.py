"""Where somebody stands on a waitlist, in a guest's words."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext, ngettext

from bookings import sentences, wishes
from bookings.actions import waiting
from bookings.models import Booking, WaitlistEntry
from bookings.states import Condition
from bookings.waitlist import WaitState
from embed.presenters import booking as words
from embed.presenters import wording
from embed.presenters.lines import Setting, visitor_words
from embed.presenters.reach import in_touch, with_touch
from orgs import formats

HELD = (WaitState.OFFERED, WaitState.ACCEPTED)
MOST_PASSED = 5
"""How often it is told that others came first."""

REACHES = ("start", "day", "week")
"""How much else would do, beside the start that is waited for."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Everything the page says about an entry; what does not apply is empty."""

    state: str
    tone: str
    title: str
    place: str
    what: str
    days: str
    party: str
    until: str
    theirs: str
    left: str
    accepting: str
    rules: str
    passed: list[str]


def of(entry: WaitlistEntry, position: int | None, now: datetime, setting: Setting) -> Waiting:
    """The entry as it is at `now`."""
    state, locale, zone = entry.state_at(now), setting.locale, entry.offering.timezone
    offer = entry.booking if state == WaitState.OFFERED else None
    until = offer.hold_expires_at if offer else None
    return Waiting(
        state=state.value,
        tone=_tone(state),
        title=title(state, entry.seats),
        place=wishes.place(position),
        what=entry.offering.name,
        days="" if state in HELD else days(entry, locale),
        party=wishes.party(entry),
        until=formats.moment(until, zone, locale) if until else "",
        theirs=visitor_words(until, zone, setting) if until else "",
        left=_left(until, now) if until else "",
        accepting=_accepting(offer, locale) if offer else "",
        rules=sentences.of_booking(offer, offer.standing, locale, now) if offer else "",
        passed=passed(entry, locale) if state == WaitState.WAITING else [],
    )


def title(state: WaitState, seats: int) -> str:
    """The state as a sentence."""
    match state:
        case WaitState.WAITING:
            return gettext("You are on the waitlist")
        case WaitState.OFFERED:
            return ngettext(
                "A place is free for you", "%(count)s places are free for you", seats
            ) % {"count": seats}
        case WaitState.ACCEPTED:
            return gettext("You took the offer")
        case WaitState.DECLINED:
            return gettext("You turned the offer down")
        case WaitState.LAPSED:
            return gettext("The offer has run out")
        case WaitState.LEFT:
            return gettext("You are no longer on the waitlist")
        case _:
            return gettext("This waitlist is closed")


def days(entry: WaitlistEntry, locale: str) -> str:
    """The days that are waited for; empty for a start, which has words of its own."""
    if entry.starts_at is not None:
        return ""
    first, last = entry.first_day, entry.last_day
    if first is None or last is None:
        return gettext("Any time that comes free")
    return reach(first, last, locale)


def reach(first: date, last: date, locale: str) -> str:
    """Any time of a day, or of several."""
    if first == last:
        return gettext("Any time on %(day)s") % {"day": wording.long_day(first, locale)}
    return gettext("Any time from %(first)s to %(last)s") % {
        "first": wording.long_day(first, locale),
        "last": wording.long_day(last, locale),
    }


def passed(entry: WaitlistEntry, locale: str) -> list[str]:
    """Why others came first, the latest first, each start once."""
    latest = {(one["startsAt"], one["code"]): one for one in entry.passed_over}
    facts = sorted(latest.values(), key=lambda one: one["at"], reverse=True)
    return [_passed(one, entry, locale) for one in facts[:MOST_PASSED]]


def _passed(fact: dict[str, Any], entry: WaitlistEntry, locale: str) -> str:
    start = datetime.fromisoformat(fact["startsAt"])
    said = {
        "moment": formats.moment(start, entry.offering.timezone, locale),
        "count": fact["remaining"],
        "seats": entry.seats,
    }
    match fact["code"]:
        case "party_too_large":
            words = ngettext(
                "A place for %(count)s became free on %(moment)s; you asked for %(seats)s.",
                "A place for %(count)s became free on %(moment)s; you asked for %(seats)s.",
                fact["remaining"],
            )
            return words % said
        case "staff_choice":
            return gettext("Staff gave a place on %(moment)s to somebody else.") % said
    words = gettext("A place on %(moment)s could not be offered to you.") % said
    return with_touch(words, in_touch(entry.offering))


def chosen(entry: WaitlistEntry, state: str, setting: Setting) -> words.Chosen | None:
    """The start that is waited for or offered, where there is one."""
    booking = entry.booking if state in HELD else None
    if booking is not None:
        starts_at, ends_at, variant = booking.starts_at, booking.ends_at, booking.variant
        return words.chosen(entry.offering, variant, starts_at, ends_at, setting)
    if entry.starts_at is None:
        return None
    usual = entry.variant or entry.offering.default_variant
    ends_at = entry.starts_at + timedelta(minutes=usual.duration_minutes)
    return words.chosen(entry.offering, entry.variant, entry.starts_at, ends_at, setting)


def _tone(state: WaitState) -> str:
    if state in HELD:
        return "good"
    return "open" if state == WaitState.WAITING else "over"


def _accepting(offer: Booking, locale: str) -> str:
    """What the button does."""
    if Condition.PAYMENT not in waiting.left_after(offer):
        return gettext("Yes, book it")
    total = formats.money(offer.total_minor, offer.currency, locale)
    return gettext("Yes, and pay %(total)s") % {"total": total}


def _left(until: datetime, now: datetime) -> str:
    """How long that is from now, in whole minutes, which are never too many."""
    minutes = max(1, int((until - now).total_seconds() // 60))
    whole = minutes // (24 * 60) * 24 * 60 or minutes
    return gettext("%(duration)s left") % {"duration": wording.duration(whole)}


def reaches(day: date, last: date, locale: str) -> list[dict[str, Any]]:
    """The choice of how much else would do."""
    labels = (gettext("Only this time"), reach(day, day, locale), reach(day, last, locale))
    return [{"value": value, "label": label} for value, label in zip(REACHES, labels, strict=True)]
