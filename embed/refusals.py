"""The core's refusals in the visitor's words, each beside the field it is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext, ngettext

from embed.presenters.reach import with_touch
from orgs.errors import FieldError, Invalid, Refusal

GONE = frozenset({"slot_unavailable", "too_late", "outside_horizon", "not_bookable"})
"""Codes after which this time cannot be had, whatever the form says."""

PARTY, TOTAL, EXTRAS, PROMO = "party", "total", "extras", "promo"
DAY, TIME = "day", "time"
ORDER = (DAY, TIME, PARTY, EXTRAS, "name", "email", "phone", "notes", PROMO, TOTAL)
"""The fields as they stand in the form."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault. `field` is the id of the control it stands beside."""

    field: str
    text: str
    code: str = ""


def is_gone(refusal: Refusal) -> bool:
    """Whether this time is lost; one with fewer seats than asked for is not."""
    if refusal.code == "sold_out":
        return not refusal.facts.get("remaining")
    return refusal.code in GONE


def in_order(found: Iterable[Problem]) -> list[Problem]:
    """The first problem of each field, as somebody meets them who reads the form."""
    first: dict[str, Problem] = {}
    for one in found:
        first.setdefault(one.field, one)
    return sorted(first.values(), key=lambda one: ORDER.index(one.field))


def problems(refusal: Refusal) -> list[Problem]:
    """What the visitor can put right."""
    if isinstance(refusal, Invalid) and refusal.errors:
        return [Problem(_field(error), _words(error)) for error in refusal.errors]
    return [_whole(refusal)]


def _whole(refusal: Refusal) -> Problem:
    facts: dict[str, Any] = refusal.facts
    match refusal.code:
        case "party_too_large":
            most = facts.get("maxParty", 0)
            text = ngettext(
                "This can be booked for %(count)d person at most.",
                "This can be booked for %(count)d people at most.",
                most,
            )
            return Problem(PARTY, text % {"count": most})
        case "party_too_small":
            least = facts.get("minParty", 0)
            text = ngettext(
                "This needs at least %(count)d person.",
                "This needs at least %(count)d people.",
                least,
            )
            return Problem(PARTY, text % {"count": least})
        case "sold_out":
            left = facts.get("remaining", 0)
            text = ngettext(
                "Only %(count)d place is left at this time.",
                "Only %(count)d places are left at this time.",
                left,
            )
            return Problem(PARTY, text % {"count": left}, refusal.code)
        case "price_changed":
            text = gettext("The total has changed. Please look at it and send again.")
            return Problem(TOTAL, text)
        case "promo_unknown" | "promo_not_valid" | "promo_used_up":
            return Problem(PROMO, _promo(refusal))
        case "add_on_sold_out":
            return Problem(
                EXTRAS, gettext("There are not so many extras left. Please choose less.")
            )
        case "rate_limited":
            return Problem(TOTAL, _too_often())
        case _:
            return Problem(TOTAL, gettext("This could not be booked. Please check what you chose."))


def _promo(refusal: Refusal) -> str:
    match refusal.code:
        case "promo_unknown":
            return gettext("We do not know this promo code.")
        case "promo_used_up" if "maxUsesPerCustomer" in refusal.facts:
            return gettext("You have used this promo code as often as it may be used.")
        case "promo_used_up":
            return gettext("This promo code is used up.")
    return gettext("This promo code cannot be used for this booking.")


def _field(error: FieldError) -> str:
    """The control a pointer of the request means."""
    parts = error.pointer.strip("/").split("/")
    last = parts[-1]
    if last in ("name", "email", "phone", "notes"):
        return last
    if parts[0] == "addOns":
        return EXTRAS
    return PARTY


def _words(error: FieldError) -> str:
    field = _field(error)
    match field:
        case "name":
            return gettext("Please give your name.")
        case "email":
            return gettext("Please give an e-mail address, like anna@example.com.")
        case "phone":
            return gettext("Please give a phone number with digits, or leave it empty.")
        case "notes":
            return gettext("Please shorten your note.")
        case "extras":
            return gettext("Please check how many extras you chose.")
        case _:
            return gettext("Please choose how many people are coming.")


def stale() -> str:
    """The form was open for too long, or was not ours."""
    return gettext("This page was open for long. Please check and send it again.")


def _too_often() -> str:
    return gettext("That was a lot at once. Please try again in a minute.")


def of_cancelling(refusal: Refusal, touch: str) -> str:
    """Why a booking was not cancelled; `touch` says how to reach the house."""
    if refusal.code == "rate_limited":
        return _too_often()
    if refusal.code == "too_late":
        return with_touch(gettext("It is too late to cancel this here."), touch)
    if refusal.code == "price_changed":
        return gettext("What cancelling costs has changed meanwhile. Please look at it again.")
    return gettext("This booking could not be cancelled.")


def of_other_date(refusal: Refusal, touch: str) -> str:
    """Why an answer to another date that was offered did nothing."""
    if refusal.code == "rate_limited":
        return _too_often()
    if refusal.code == "too_late":
        return gettext("The other date does not take place. Your booking stays as it is.")
    if refusal.code == "hold_lapsed":
        return gettext("The offer has run out. Your booking stays as it is.")
    if refusal.code == "add_on_sold_out":
        return with_touch(gettext("An extra of yours is not left on the other date."), touch)
    return gettext("This booking has changed meanwhile. The page now shows how it stands.")


def of_changing(refusal: Refusal, touch: str) -> str:
    """Why a booking keeps its time and its party."""
    match refusal.code:
        case "too_late":
            return with_touch(gettext("It is too late to change this here."), touch)
        case "approval_required":
            words = gettext("This was approved as it is: only we can change it.")
            return with_touch(words, touch)
        case "moves_used_up":
            words = gettext("This booking was moved as often as it may be.")
            return with_touch(words, touch)
        case "sold_out" | "slot_unavailable" | "outside_horizon" | "not_bookable":
            return _no_room(refusal)
        case "illegal_move" | "changed_meanwhile" | "hold_lapsed":
            return gettext("This booking has changed meanwhile. The page now shows how it stands.")
        case _:
            return problems(refusal)[0].text


def _no_room(refusal: Refusal) -> str:
    left = refusal.facts.get("remaining") or 0
    if not left:
        return gettext("This time has just been taken. Your booking is as it was.")
    words = ngettext(
        "There is room for %(count)d person only. Your booking is as it was.",
        "There is room for %(count)d people only. Your booking is as it was.",
        left,
    )
    return words % {"count": left}


def of_waiting(refusal: Refusal) -> str:
    """Why an answer to a waitlist's offer did nothing."""
    if refusal.code == "rate_limited":
        return _too_often()
    if refusal.code == "hold_lapsed":
        return gettext("The offer has run out. The place is free again for whoever waits next.")
    if refusal.code == "too_late":
        return gettext("This time does not take place")
    return gettext("This was answered before. The page now shows how it stands.")


def of_wish(day: str, starts_at: datetime | None) -> list[Problem]:
    """What is wrong with a day and a time that somebody typed."""
    if starts_at is not None:
        return []
    try:
        date.fromisoformat(day)
    except ValueError:
        return [Problem(DAY, gettext("Please choose a day."))]
    return [Problem(TIME, gettext("Please choose a time."))]


def of_suggesting(refusal: Refusal) -> list[Problem]:
    """Why a time could not be suggested."""
    match refusal.code:
        case "too_late":
            return [Problem(DAY, gettext("This time is over. Please choose a later one."))]
        case "outside_horizon":
            return [Problem(DAY, gettext("This is too far ahead. Please choose an earlier day."))]
        case "slot_unavailable" | "sold_out":
            text = gettext("This time is not to be had. Please choose one from the calendar.")
            return [Problem(TIME, text)]
        case "proposals_closed" | "not_bookable":
            return [Problem(TOTAL, gettext("No times can be suggested here at the moment."))]
        case _:
            return problems(refusal)


def of_offer(refusal: Refusal) -> str:
    """Why an answer to an offer did nothing."""
    match refusal.code:
        case "rate_limited":
            return _too_often()
        case "hold_lapsed":
            return gettext("The offer has run out. You can ask again at any time.")
        case "price_changed":
            return gettext("The offer was changed meanwhile. Please look at it again.")
        case _:
            return gettext("This was answered before. The page now shows how it stands.")


def of_joining(refusal: Refusal) -> Problem | None:
    """What keeps somebody from waiting, where the words for booking would be wrong."""
    match refusal.code:
        case "waitlist_closed" | "not_bookable" | "slot_unavailable":
            return Problem(TOTAL, gettext("There is no waitlist for this time."))
        case "too_late":
            return Problem(TOTAL, gettext("It is too late to wait for this time."))
        case _:
            return None
