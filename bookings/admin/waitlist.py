"""Waitlists: who waits for what, who was passed over and why; answered by buttons."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from bookings import queues
from bookings.actions import waiting
from bookings.admin.filters import ByOffering
from bookings.admin.moving import LONGEST_REASON
from bookings.admin.paper import page_of
from bookings.labels import counted
from bookings.models import WaitlistEntry
from bookings.waitlist import WaitState, may_move
from orgs.admin_site import dispatch, door
from orgs.admin_site.base import ReadOnlyAdmin
from orgs.admin_site.shown import day, link, number, pill, when
from orgs.errors import Refusal

WORDS: dict[WaitState, tuple[str, Any]] = {
    WaitState.WAITING: ("wait", _("Waiting")),
    WaitState.OFFERED: ("ask", _("Offered")),
    WaitState.ACCEPTED: ("good", _("Accepted")),
    WaitState.DECLINED: ("bad", _("Turned down")),
    WaitState.LAPSED: ("mute", _("Offer lapsed")),
    WaitState.LEFT: ("mute", _("Left")),
    WaitState.OVER: ("mute", _("Over")),
}
WHY = {
    "party_too_large": _("the party is too large for what was free"),
    "staff_choice": _("staff chose somebody else"),
    "invalid": _("the party cannot be booked like this any more"),
}
"""Why somebody was passed over; any other reason is shown by its own word."""

STORY = {
    "joined": _("Joined"),
    "offered": _("Offered a place"),
    "accepted": _("Accepted"),
    "declined": _("Turned down"),
    "lapsed": _("The offer lapsed"),
    "left": _("Left"),
    "over": _("Over"),
    "passed_over": _("Passed over"),
}


class Verb(NamedTuple):
    """A button: what it says, what follows from it, which action it calls."""

    name: str
    label: Any
    title: Any
    done: Any
    target: WaitState
    act: Callable[..., WaitlistEntry]
    asks_reason: bool = False


VERBS = {
    verb.name: verb
    for verb in (
        Verb(
            "offer",
            _("Offer now"),
            _("Offers what is free to this party, whoever joined before it."),
            _("%s has an offer."),
            WaitState.OFFERED,
            waiting.offer_now,
        ),
        Verb(
            "remove",
            _("Remove"),
            _("Takes the party off the list, and an offer back."),
            _("%s is off the list."),
            WaitState.LEFT,
            waiting.leave,
            asks_reason=True,
        ),
    )
}


class ByWaitState(SimpleListFilter):
    """By the state as it is now: an offer that ran out has lapsed, labelled or not."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        """All of them."""
        return [(state.value, words) for state, (_tone, words) in WORDS.items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        """The rows that match."""
        asked = [state for state in WaitState if state.value == self.value()]
        return queryset.in_state(asked[0], timezone.now()) if asked else queryset


@admin.register(WaitlistEntry)
class WaitlistAdmin(ReadOnlyAdmin):
    """Nothing is written here but by buttons that call the actions."""

    scope_read = "bookings:read"
    scope_write = "bookings:write"
    change_form_template = "admin/waitlist_change_form.html"
    list_display = ("name", "stands", "offering", "wish", "needed", "joined", "passed")
    list_filter = (ByWaitState, ByOffering)
    search_fields = ("name", "email", "phone")
    search_help_text = _("Name, e-mail or phone")
    ordering = ("id",)
    fields = ("what", "wish", "who", "contact", "offer", "joined", "reasons", "story", "sent")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With what its words need."""
        rows = super().get_queryset(request)
        return rows.select_related("organization", "offering", "variant", "booking")

    @admin.display(description=_("state"), ordering="state")
    def stands(self, entry: WaitlistEntry) -> SafeString:
        """In words."""
        return pill(*WORDS[entry.state_at(timezone.now())])

    @admin.display(description=_("waits for"), ordering="wanted_from")
    def wish(self, entry: WaitlistEntry) -> str:
        """A start, days, or anything."""
        if entry.starts_at is not None:
            return when(entry.starts_at, entry.offering.timezone, entry.organization)
        if entry.first_day is None or entry.last_day is None:
            return gettext("Any time")
        first, last = (day(one, entry.organization) for one in (entry.first_day, entry.last_day))
        return first if first == last else f"{first} – {last}"

    @admin.display(description=_("seats"), ordering="seats")
    def needed(self, entry: WaitlistEntry) -> SafeString:
        """How many it needs together."""
        return number(entry.seats)

    @admin.display(description=_("joined"), ordering="created_at")
    def joined(self, entry: WaitlistEntry) -> str:
        """On the clock of the house."""
        return _house_clock(entry, entry.created_at)

    @admin.display(description=_("passed over"))
    def passed(self, entry: WaitlistEntry) -> str:
        """How often, in the list."""
        count = len(entry.passed_over)
        return ngettext("%(n)d time", "%(n)d times", count) % {"n": count} if count else "–"

    @admin.display(description=_("offering"))
    def what(self, entry: WaitlistEntry) -> SafeString:
        """A link to it."""
        return link(page_of(entry.offering), entry.offering)

    @admin.display(description=_("party"))
    def who(self, entry: WaitlistEntry) -> str:
        """By rates."""
        return ", ".join(counted(one["quantity"], one["label"]) for one in entry.party)

    @admin.display(description=_("contact"))
    def contact(self, entry: WaitlistEntry) -> SafeString:
        """How to reach them."""
        mail = format_html('<a href="mailto:{}">{}</a>', entry.email, entry.email)
        if not entry.phone:
            return mail
        return format_html('{} · <a href="tel:{}">{}</a>', mail, entry.phone, entry.phone)

    @admin.display(description=_("offer"))
    def offer(self, entry: WaitlistEntry) -> SafeString | str:
        """The booking that was offered, and how long it is held."""
        booking = entry.booking
        if booking is None:
            return "–"
        place = link(reverse("admin:bookings_booking_change", args=[booking.pk]), booking.reference)
        start = when(booking.starts_at, booking.timezone, entry.organization)
        if entry.state_at(timezone.now()) != WaitState.OFFERED:
            return format_html("{}, {}", place, start)
        until = when(booking.hold_expires_at, booking.timezone, entry.organization)
        return format_html("{}, {}; {}", place, start, gettext("held until %s") % until)

    @admin.display(description=_("passed over"))
    def reasons(self, entry: WaitlistEntry) -> SafeString | str:
        """Each time, and why."""
        return format_html_join("", "<p>{}</p>", ((one,) for one in _reasons(entry))) or "–"

    @admin.display(description=_("time line"))
    def story(self, entry: WaitlistEntry) -> SafeString:
        """What happened, and by whom."""
        rows = ((_house_clock(entry, one.at), *_told(one)) for one in queues.events(entry))
        line = '<li><span class="sw-story-at">{}</span> <span class="sw-strong">{}</span> {}</li>'
        return format_html('<ol class="sw-story">{}</ol>', format_html_join("", line, rows))

    @admin.display(description=_("messages"))
    def sent(self, entry: WaitlistEntry) -> SafeString | str:
        """What was told about the place; what was about its offer is on that booking's page."""
        house, rows = entry.organization, dispatch.about(entry.organization, entry.public_id)
        found = dispatch.lines(rows, house, house.timezone, timezone.now())
        told = ((link(one.url, one.label), one.pill, one.to, one.moment) for one in found)
        return format_html_join("", "<p>{} {} {}, {}</p>", told) or "–"

    def get_urls(self) -> list[URLPattern]:
        """And one address for the buttons."""
        view = self.admin_site.admin_view(self.act_view)
        name = "bookings_waitlistentry_act"
        return [path("<path:object_id>/do/<slug:verb>/", view, name=name), *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        """With the buttons that are open."""
        entry, now = self.get_object(request, object_id), timezone.now()
        shown: dict[str, Any] = {}
        if entry is not None:
            state = entry.state_at(now)
            open_ = [one for one in VERBS.values() if may_move(state, one.target)]
            shown = {
                "pill": self.stands(entry),
                "entry": entry,
                "position": queues.position(entry, now),
            }
            shown["verbs"] = open_ if self._writes(request, entry) else []
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))

    def act_view(self, request: HttpRequest, object_id: str, verb: str) -> HttpResponse:
        """A button: calls the action and says what came of it."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        entry = self.get_object(request, object_id)
        if entry is None or verb not in VERBS or not self._writes(request, entry):
            return self.missing(request, object_id)
        pressed = VERBS[verb]
        said = {"reason": request.POST.get("reason", "").strip()[:LONGEST_REASON]}
        try:
            pressed.act(entry=entry, **door.whom(request), **(said if pressed.asks_reason else {}))
            messages.success(request, pressed.done % entry.name)
        except Refusal as refusal:
            messages.error(request, f"{entry.name}: {refusal}")
        return redirect("admin:bookings_waitlistentry_change", entry.pk)

    def _writes(self, request: HttpRequest, entry: WaitlistEntry) -> bool:
        return door.staff(request).may(self.scope_write, entry.organization)


def _house_clock(entry: WaitlistEntry, moment: datetime) -> str:
    return when(moment, entry.organization.timezone, entry.organization)


def _reasons(entry: WaitlistEntry) -> list[str]:
    """Each time that somebody later came first, in words."""
    zone, house = entry.offering.timezone, entry.organization
    return [
        "{}: {}, {}".format(
            when(datetime.fromisoformat(one["at"]), house.timezone, house),
            WHY.get(one["code"], one["code"]),
            ngettext("%(n)d seat on %(start)s", "%(n)d seats on %(start)s", one["remaining"])
            % {
                "n": one["remaining"],
                "start": when(datetime.fromisoformat(one["startsAt"]), zone, house),
            },
        )
        for one in entry.passed_over
    ]


def _told(event: Any) -> tuple[str, str]:
    """What an event says in the time line: the step, and who took it, and why."""
    word = event.kind.removeprefix("waitlist.")
    said = [event.data.get("by") or "", event.data.get("reason") or ""]
    return str(STORY.get(word, word)), ": ".join(one for one in said if one)
