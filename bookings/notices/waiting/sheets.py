"""What a notice about a place on a waitlist shows around its text."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bookings import durations, invites, wishes
from bookings.models import WaitlistEntry
from bookings.notices import parts
from bookings.notices.waiting.scene import Scene
from bookings.notices.waiting.table import WaitNotice
from bookings.notices.waiting.wording import WORDINGS
from orgs import formats
from orgs.models import Audience
from orgs.outbox import links
from orgs.outbox.letters import Button, Fact, Sheet
from orgs.outbox.words import Words, filled, paragraphs

PAGE = gettext_noop(
    "The page below shows your place in line, and lets you leave the waitlist at any time."
)


def sheet(scene: Scene, words: Words) -> Sheet:
    """The whole, in the active language."""
    values = named(scene)
    is_open = scene.notice == WaitNotice.JOINED
    return Sheet(
        subject=filled(words.subject, values),
        title=str(WORDINGS[scene.notice].title),
        paragraphs=paragraphs(filled(words.body, values)),
        facts=list(_facts(scene)),
        note=_(PAGE) if is_open else "",
        button=_next(scene),
        foot=parts.foot(scene.notice.audience, scene.house),
        logo=parts.logo(scene.entry.offering),
    )


def named(scene: Scene) -> dict[str, str]:
    """What the placeholders of a wording stand for."""
    entry = scene.entry
    for_staff = scene.notice.audience == Audience.STAFF
    return {
        "guest": entry.name if for_staff else parts.greeted(entry.name),
        "offering": entry.offering.name,
        "moment": _moment(scene),
        "place": invites.place(entry.offering),
        "seats": str(entry.seats),
        "hold": durations.plain(entry.offering.waitlist_hours),
        "organization": scene.house.name,
    }


def _moment(scene: Scene) -> str:
    locale, zone = scene.tongue.locale, scene.entry.offering.timezone
    if scene.starts_at is not None:
        return formats.moment(scene.starts_at, zone, locale)
    return wishes.moment(scene.entry, locale)


def _facts(scene: Scene) -> Iterator[Fact]:
    entry = scene.entry
    yield Fact(_("What"), entry.offering.name, note=entry.variant.name if entry.variant else "")
    yield _when(scene)
    yield from parts.where(entry.offering)
    match scene.notice:
        case WaitNotice.JOINED:
            yield Fact(_("Party"), wishes.party(entry), note=wishes.place(scene.position))
        case WaitNotice.STAFF_UNCLAIMED:
            yield Fact(_("Free now"), str(scene.free))
            yield from parts.contact(entry)


def _when(scene: Scene) -> Fact:
    entry, locale, zone = scene.entry, scene.tongue.locale, scene.entry.offering.timezone
    start = scene.starts_at
    if start is not None:
        moment = f"{formats.day(start, zone, locale)}\n{formats.clock(start, zone, locale)}"
        return Fact(_("When"), moment, note=formats.zone_name(start, zone, locale))
    any_time = _("Any time that comes free")
    return Fact(_("When"), wishes.moment(entry, locale) if entry.first_day else any_time)


def _next(scene: Scene) -> Button:
    entry = scene.entry
    match scene.notice:
        case WaitNotice.JOINED:
            page = links.to(reverse("embed:waitlist", args=[entry.public_id]))
            return Button(_("See your place on the waitlist"), links.keyed(page, entry.token))
        case WaitNotice.STAFF_UNCLAIMED:
            return _desk(entry)
    page = reverse("embed:calendar", args=[entry.offering.calendar.public_id])
    return Button(_("See other times"), links.to(page))


def _desk(entry: WaitlistEntry) -> Button:
    claim = entry.booking.claim if entry.booking else None
    if claim is not None:
        page = reverse("admin:scheduling_occurrence_change", args=[claim.occurrence_id])
        return Button(_("Open the departure"), links.to(page))
    page = reverse("admin:bookings_waitlistentry_change", args=[entry.pk or 0])
    return Button(_("Open the waitlist"), links.to(page))
