"""The calendar page: month, week and list of what can be had."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from embed import address
from embed.page import Page, opened
from embed.presenters import agenda, lines, marks, month, week, wording
from embed.views import doors
from orgs import formats
from scheduling import availability, queries
from scheduling.availability import Slot
from scheduling.models import Proposals

LIST_DAYS = 30
LIST_LINES = 24
PARTIES_SHOWN = 12
NEXT = 3
SUGGESTS = 3
GOOD = (*marks.BOOKABLE, marks.Mark.LISTED)
"""What is worth a visitor's while."""


@require_safe
@doors.page
def calendar(request: HttpRequest, ref: str) -> HttpResponse:
    """The calendar in the view that was asked for."""
    page = opened(request, ref, timezone.now())
    with translation.override(page.tongue.language):
        offerings = list(queries.public_offerings(page.calendar))
        match page.choice.view:
            case "week":
                shown = _week(page, offerings)
            case "list":
                shown = _list(page, offerings)
            case _:
                shown = _month(page, offerings)
        context = _frame(page, offerings) | shown
        return page.answer("embed/calendar.html", context)


def chosen_offering(page: Page, offerings: Sequence[Any]) -> Any | None:
    """The one offering the visitor narrowed the calendar to, by id or slug."""
    wanted = page.choice.offering
    return next((one for one in offerings if wanted in (one.public_id, one.slug)), None)


def lines_between(
    page: Page, offerings: Sequence[Any], first: date, last: date
) -> dict[date, list[lines.Line]]:
    """What runs between two days, sold out included, in words and by day."""
    first = max(first, page.today)
    if last < first:
        return {}
    only, party, now = chosen_offering(page, offerings), page.choice.party, page.now
    if only:
        slots = availability.all_of_offering(
            offering=only, first=first, last=last, party=party, now=now
        )
    else:
        slots = availability.all_of_calendar(
            calendar=page.calendar, first=first, last=last, party=party, now=now
        )
    return lines.by_day(_worded(page, offerings, marks.shown(slots, now)))


def next_free(page: Page, offerings: Sequence[Any], after: date) -> list[lines.Line]:
    """The next few runs with room for the party, for when there is nothing to show."""
    only = chosen_offering(page, offerings)
    listed = any(_is_listed(one) for one in ([only] if only else offerings))
    if listed and (soon := _next_listed(page, offerings, after)):
        return soon
    zone = ZoneInfo(page.calendar.organization.timezone)
    start = datetime.combine(max(after, page.today), time(), zone).astimezone(UTC)
    found = availability.next_slots(
        offerings=[only] if only else offerings,
        party=page.choice.party,
        now=page.now,
        limit=NEXT,
        after=max(start, page.now),
    )
    return _worded(page, offerings, found)


def _is_listed(offering: Any) -> bool:
    return any(variant.capacity is None for variant in offering.variants.all())


def _next_listed(page: Page, offerings: Sequence[Any], after: date) -> list[lines.Line]:
    """The same where some of it needs no booking, which a question for free seats leaves out."""
    last = max(after, page.today) + timedelta(days=availability.LOOK_AHEAD)
    found = lines_between(page, offerings, after, last)
    return [one for those in found.values() for one in those if one.mark in GOOD][:NEXT]


def _worded(page: Page, offerings: Sequence[Any], slots: Sequence[Slot]) -> list[lines.Line]:
    """Slots as lines, each with the offering as loaded here: with its rates and its place."""
    known = {one.pk: one for one in offerings}
    return [
        lines.line(slot._replace(offering=known[slot.offering.pk]), page.setting, page.to_book)
        for slot in slots
        if slot.offering.pk in known
    ]


def _frame(page: Page, offerings: Sequence[Any]) -> dict[str, Any]:
    """What stands around every view: filters, ways between views, whose clock it is."""
    choice, only = page.choice, chosen_offering(page, offerings)
    most = max(map(_largest_party, offerings), default=1)
    zone = page.calendar.organization.timezone
    return {
        "offerings": offerings,
        "only": only,
        "suggests": [
            (one.name, page.to_suggest(one))
            for one in ([only] if only else offerings)
            if one.proposals != Proposals.OFF
        ][:SUGGESTS],
        "everything": wording.everything(page.calendar.purpose),
        "parties": [(n, wording.people(n)) for n in range(1, max(most, choice.party) + 1)],
        "views": [
            (view, label, page.at(_place(choice.to(view=view))))
            for view, label in (
                ("month", translation.gettext("Month")),
                ("week", translation.gettext("Week")),
                ("list", translation.gettext("List")),
            )
        ],
        "view": choice.view or "month",
        "kept": [pair for pair in choice.pairs() if pair[0] not in ("offering", "party")],
        "zone_words": formats.zone_name(page.now, zone, page.tongue.locale),
        "zone": zone,
        "visitor_words": _visitor_zone(page, zone),
        "clear_address": page.at(choice.to(offering="", party=1)),
        "filtered": bool((only and not choice.only) or choice.party > 1),
    }


def _largest_party(offering: Any) -> int:
    seats = max((variant.capacity or 0 for variant in offering.variants.all()), default=0)
    return min(seats, offering.max_party or seats, PARTIES_SHOWN)


def _place(choice: address.Choice) -> address.Choice:
    """The same time in another view: a month is entered by its chosen day, and the reverse."""
    anchor = choice.day or choice.week or choice.month
    match choice.view:
        case "week":
            return choice.to(month=None, week=anchor, day=None)
        case "list":
            return choice.to(month=None, week=None, day=anchor)
        case _:
            return choice.to(month=anchor.replace(day=1) if anchor else None, week=None)


def _visitor_zone(page: Page, zone: str) -> str:
    theirs = page.choice.tz
    if not theirs or _offset(page, zone) == _offset(page, theirs):
        return ""
    return formats.zone_name(page.now, theirs, page.tongue.locale)


def _offset(page: Page, zone: str) -> timedelta | None:
    return formats.local(page.now, zone).utcoffset()


def _month(page: Page, offerings: Sequence[Any]) -> dict[str, Any]:
    choice = page.choice
    picked = address.near(choice.day, page.today)
    first = (address.near(choice.month, page.today) or picked or page.today).replace(day=1)
    first, found = _filled(page, offerings, first, lambda day: day.replace(day=1), month.last_of)
    last = month.last_of(first)
    elsewhere = choice.has_place and not first <= page.today <= last
    inside = picked if picked and first <= picked <= last else None
    chosen = inside or _first_open(found)
    at = choice.to(view=choice.view, week=None)
    grid = month.month(
        first,
        found,
        today=page.today,
        chosen=chosen,
        purpose=page.calendar.purpose,
        locale=page.tongue.locale,
        address=lambda day: page.at(at.to(month=first, day=day)),
    )
    return {
        "title": grid.title,
        "grid": grid,
        "legend": agenda.legend(found),
        "day": agenda.of_day(chosen, found.get(chosen, []), page.tongue.locale) if chosen else None,
        "next_free": [] if found.get(chosen or first) else next_free(page, offerings, first),
        **_ways(
            page,
            back=at.to(month=month.previous_of(first), day=None) if first > page.today else None,
            ahead=at.to(month=month.next_of(first), day=None),
            now=at.without_place() if elsewhere else None,
        ),
        "count_words": wording.count_of(page.calendar.purpose, sum(map(len, found.values()))),
    }


def _filled(
    page: Page,
    offerings: Sequence[Any],
    first: date,
    start_of: Callable[[date], date],
    last_of: Callable[[date], date],
) -> tuple[date, dict[date, list[lines.Line]]]:
    """A stretch of days and what runs in it: where none was asked for and nothing is left in the
    present one, the first with something."""
    found = lines_between(page, offerings, first, last_of(first))
    if page.choice.has_place or any(one.mark in GOOD for day in found.values() for one in day):
        return first, found
    upcoming = next_free(page, offerings, page.today)
    if not upcoming:
        return first, found
    first = start_of(upcoming[0].day)
    return first, lines_between(page, offerings, first, last_of(first))


def _first_open(found: dict[date, list[lines.Line]]) -> date | None:
    open_days = (day for day, those in found.items() if any(one.mark in GOOD for one in those))
    return next(open_days, next(iter(found), None))


def _week(page: Page, offerings: Sequence[Any]) -> dict[str, Any]:
    choice, locale = page.choice, page.tongue.locale
    anchor = address.near(choice.week or choice.day or choice.month, page.today) or page.today
    first, found = _filled(
        page,
        offerings,
        wording.week_start(anchor, locale),
        lambda day: wording.week_start(day, locale),
        lambda start: start + timedelta(days=6),
    )
    elsewhere = choice.has_place and not first <= page.today <= first + timedelta(days=6)
    zone = page.calendar.organization.timezone
    grid = week.week(first, found, today=page.today, zone=zone, locale=locale)
    at = choice.to(view="week", month=None, day=None)
    return {
        "title": grid.title,
        "week": grid,
        "legend": agenda.legend(found),
        "next_free": next_free(page, offerings, first) if grid.empty else [],
        **_ways(
            page,
            back=at.to(week=first - timedelta(days=7)) if first > page.today else None,
            ahead=at.to(week=first + timedelta(days=7)),
            now=at.without_place() if elsewhere else None,
        ),
        "count_words": wording.count_of(page.calendar.purpose, sum(map(len, found.values()))),
    }


def _list(page: Page, offerings: Sequence[Any]) -> dict[str, Any]:
    choice, locale = page.choice, page.tongue.locale
    anchor = choice.day or choice.week or choice.month
    first = max(address.near(anchor, page.today) or page.today, page.today)
    last = first + timedelta(days=LIST_DAYS - 1)
    every = lines_between(page, offerings, first, last)
    found = agenda.first_days(every, LIST_LINES)
    if len(found) < len(every):
        last = max(found)
    at = choice.to(view="list", month=None, week=None)
    earlier = max(first - (last + timedelta(days=1) - first), page.today)
    return {
        "title": wording.stretch(first, last, locale, today=page.today),
        "days": [agenda.of_day(day, those, locale) for day, those in found.items()],
        "next_free": [] if found else next_free(page, offerings, first),
        **_ways(
            page,
            back=at.to(day=earlier) if first > page.today else None,
            ahead=at.to(day=last + timedelta(days=1)),
            now=None if first == page.today else at.without_place(),
        ),
        "count_words": wording.count_of(page.calendar.purpose, sum(map(len, found.values()))),
    }


def _ways(
    page: Page,
    *,
    back: address.Choice | None,
    ahead: address.Choice,
    now: address.Choice | None,
) -> dict[str, str]:
    """Addresses before, after, and back to the present; none where there is nothing to go to."""
    return {
        "back": page.at(back) if back else "",
        "ahead": page.at(ahead),
        "now_address": page.at(now) if now else "",
    }
