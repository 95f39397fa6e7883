"""Calendars: lists, reads, writes, and what anybody sees of one."""

from typing import Any

from rest_framework import serializers

from orgs.dialects.rest import Call, In, OrgView, RestView, paged, route
from orgs.errors import Duplicate, NotFound
from scheduling import queries
from scheduling.actions import calendars
from scheduling.api.rest.wire import Status, changes, filters, new, own_id, speaking, status_word
from scheduling.models import Calendar as CalendarRow
from scheduling.models import Purpose

COLOUR = r"^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$"


class ColoursIn(In):
    """The colours of one mode, as `#0f6b5c`."""

    brand = serializers.RegexField(COLOUR, required=False)
    surface = serializers.RegexField(COLOUR, required=False)
    ink = serializers.RegexField(COLOUR, required=False)


class ThemeIn(ColoursIn):
    """How the calendar looks on other sites."""

    dark = ColoursIn(required=False)
    radius = serializers.IntegerField(min_value=0, max_value=28, required=False)
    font = serializers.RegexField(r"^[\w ,\-'\"]*$", max_length=200, required=False)
    logo = serializers.RegexField(r"^(https://|/(?!/))[^\s\"'<>;]{1,500}$", required=False)
    mode = serializers.ChoiceField(choices=["auto", "light", "dark"], required=False)


class CalendarIn(In):
    """A calendar. `allowedSites` are origins that may frame it, `https://*.example.com`, or `*`."""

    id = own_id()
    name = serializers.CharField(max_length=200)
    slug = serializers.SlugField(max_length=60, required=False)
    purpose = serializers.ChoiceField(choices=Purpose.choices, required=False)
    acceptsSubmissions = serializers.BooleanField(source="accepts_submissions", required=False)
    theme = ThemeIn(required=False)
    allowedSites = serializers.ListField(
        source="allowed_sites",
        child=serializers.CharField(max_length=300),
        required=False,
        max_length=100,
    )
    status = Status(source="is_archived", required=False)


class PublicCalendarOut(serializers.Serializer):
    """What anybody sees of a calendar."""

    id = serializers.CharField()
    name = serializers.CharField()
    slug = serializers.CharField()
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    acceptsSubmissions = serializers.BooleanField()
    theme = serializers.DictField()


class CalendarOut(PublicCalendarOut):
    """A calendar."""

    allowedSites = serializers.ListField(child=serializers.CharField())
    status = Status()


class CalendarFiltersIn(In):
    """Which calendars a list holds; without a status those that are not archived."""

    status = Status(source="is_archived", required=False)


def word(row: CalendarRow) -> dict[str, Any]:
    """A calendar for staff."""
    return {
        **public_word(row),
        "allowedSites": row.allowed_sites,
        "status": status_word(row),
    }


def public_word(row: CalendarRow) -> dict[str, Any]:
    """A calendar for anybody."""
    return {
        "id": row.public_id,
        "name": row.name,
        "slug": row.slug,
        "purpose": row.purpose,
        "acceptsSubmissions": row.accepts_submissions,
        "theme": row.theme,
    }


class Calendars(OrgView):
    """All calendars of an organization."""

    @route(scope="calendars:read", query=CalendarFiltersIn, gives=paged("calendars", CalendarOut))
    def get(self, call: Call) -> dict[str, Any]:
        """Lists calendars, the newest first."""
        archived = filters(call).get("is_archived", False)
        rows = queries.calendars(call.org).filter(archived_at__isnull=not archived)
        return call.page("calendars", rows, word)

    @route(
        scope="calendars:write",
        takes=CalendarIn,
        gives=CalendarOut,
        status=201,
        refuses=[Duplicate],
    )
    def post(self, call: Call) -> dict[str, Any]:
        """Makes a calendar."""
        with speaking(CalendarIn):
            row = calendars.create(org=call.org, by=call.caller, now=call.now, **new(call))
        return word(row)


class Calendar(OrgView):
    """One calendar."""

    @route(scope="calendars:read", gives=CalendarOut)
    def get(self, call: Call, calendar_id: str) -> dict[str, Any]:
        """The calendar."""
        return word(queries.calendar(call.org, calendar_id))

    @route(scope="calendars:write", takes=CalendarIn, gives=CalendarOut, refuses=[Duplicate])
    def patch(self, call: Call, calendar_id: str) -> dict[str, Any]:
        """Changes what is given; `status` puts it away and takes it out again."""
        with speaking(CalendarIn):
            row = calendars.change(
                org=call.org,
                by=call.caller,
                now=call.now,
                ref=calendar_id,
                **changes(call, calendar_id),
            )
        return word(row)

    @route(scope="calendars:write", status=204)
    def delete(self, call: Call, calendar_id: str) -> None:
        """Archives the calendar: it and what it shows leave the public's sight."""
        calendars.archive(org=call.org, by=call.caller, now=call.now, ref=calendar_id)


class PublicCalendar(RestView):
    """A calendar for anybody."""

    @route(gives=PublicCalendarOut, refuses=[NotFound])
    def get(self, call: Call, calendar_id: str) -> dict[str, Any]:
        """The calendar, unless it is archived."""
        return public_word(queries.public_calendar_by_id(calendar_id))
