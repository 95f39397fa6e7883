"""Resources and their weekly hours."""

from typing import Any

from rest_framework import serializers

from orgs.dialects.fields import (
    ClockTime,
    ClosingTime,
    PublicId,
    Weekday,
    ZoneName,
    clock_word,
    weekday_word,
)
from orgs.dialects.rest import Call, In, OrgView, paged, route
from scheduling import queries
from scheduling.actions import hours, resources
from scheduling.api.rest.wire import (
    Attributes,
    Line,
    Status,
    changes,
    filters,
    many,
    new,
    own_id,
    speaking,
    status_word,
)
from scheduling.errors import InUse
from scheduling.models import Resource as ResourceRow
from scheduling.models import ResourceKind

MOST_WINDOWS = 100
DAY = 24 * 60


class ContactIn(In):
    """Whom to ask about it."""

    name = Line(max_length=200)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    phone = Line(max_length=40)


class ResourceIn(In):
    """A resource. `seats` lower those of runs it is given; `units` is how many there are."""

    id = own_id()
    name = serializers.CharField(max_length=200)
    kind = serializers.ChoiceField(choices=ResourceKind.choices)
    seats = serializers.IntegerField(
        min_value=1, max_value=100_000, required=False, allow_null=True
    )
    units = serializers.IntegerField(min_value=1, max_value=100_000, required=False)
    attributes = Attributes(required=False)
    turnaroundMinutes = serializers.IntegerField(
        source="turnaround_minutes", min_value=0, max_value=7 * DAY, required=False
    )
    locationId = PublicId(source="location", required=False, allow_null=True)
    timezone = ZoneName(required=False)
    contact = ContactIn(required=False)
    status = Status(source="is_archived", required=False)


class ResourceOut(serializers.Serializer):
    """A resource."""

    id = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=ResourceKind.choices)
    seats = serializers.IntegerField(allow_null=True)
    units = serializers.IntegerField()
    attributes = Attributes()
    turnaroundMinutes = serializers.IntegerField()
    locationId = serializers.CharField(allow_null=True)
    timezone = ZoneName()
    contact = serializers.DictField()
    status = Status()


class ResourceFiltersIn(In):
    """Which resources a list holds; without a status those that are not archived."""

    status = Status(source="is_archived", required=False)
    kind = serializers.ChoiceField(choices=ResourceKind.choices, required=False)


class WindowIn(In):
    """Hours of one weekday; an end at or before the start is on the next day."""

    weekday = Weekday()
    startTime = ClockTime(source="start")
    endTime = ClosingTime(source="end")


class HoursIn(In):
    """The weekly hours; none: always open."""

    windows = many(WindowIn, MOST_WINDOWS)


class WindowOut(serializers.Serializer):
    """Hours of one weekday."""

    weekday = Weekday()
    startTime = ClockTime()
    endTime = ClosingTime()


class HoursOut(serializers.Serializer):
    """The weekly hours."""

    windows = WindowOut(many=True)


def word(row: ResourceRow) -> dict[str, Any]:
    """A resource."""
    return {
        "id": row.public_id,
        "name": row.name,
        "kind": row.kind,
        "seats": row.seats,
        "units": row.units,
        "attributes": row.attributes,
        "turnaroundMinutes": row.turnaround_minutes,
        "locationId": row.location.public_id if row.location else None,
        "timezone": row.timezone,
        "contact": row.contact,
        "status": status_word(row),
    }


def hours_word(row: ResourceRow) -> dict[str, Any]:
    """A resource's weekly hours."""
    return {
        "windows": [
            {
                "weekday": weekday_word(weekday),
                "startTime": clock_word(start),
                "endTime": clock_word(end if end <= DAY else end - DAY),
            }
            for weekday, start, end in row.weekly_hours
        ]
    }


class Resources(OrgView):
    """All resources of an organization."""

    @route(scope="resources:read", query=ResourceFiltersIn, gives=paged("resources", ResourceOut))
    def get(self, call: Call) -> dict[str, Any]:
        """Lists resources, the newest first."""
        given = filters(call)
        archived = given.pop("is_archived", False)
        rows = queries.resources(call.org).filter(archived_at__isnull=not archived, **given)
        return call.page("resources", rows, word)

    @route(scope="resources:write", takes=ResourceIn, gives=ResourceOut, status=201)
    def post(self, call: Call) -> dict[str, Any]:
        """Makes a resource."""
        with speaking(ResourceIn):
            row = resources.create(org=call.org, by=call.caller, now=call.now, **new(call))
        return word(row)


class Resource(OrgView):
    """One resource."""

    @route(scope="resources:read", gives=ResourceOut)
    def get(self, call: Call, resource_id: str) -> dict[str, Any]:
        """The resource."""
        return word(queries.resource(call.org, resource_id))

    @route(scope="resources:write", takes=ResourceIn, gives=ResourceOut, refuses=[InUse])
    def patch(self, call: Call, resource_id: str) -> dict[str, Any]:
        """Changes what is given; refused where bookings to come stand on what would go."""
        with speaking(ResourceIn):
            row = resources.change(
                org=call.org,
                by=call.caller,
                now=call.now,
                ref=resource_id,
                **changes(call, resource_id),
            )
        return word(row)

    @route(scope="resources:write", status=204, refuses=[InUse])
    def delete(self, call: Call, resource_id: str) -> None:
        """Archives the resource, unless bookings to come stand on it."""
        with speaking(ResourceIn):
            resources.archive(org=call.org, by=call.caller, now=call.now, ref=resource_id)


class Hours(OrgView):
    """The weekly hours of a resource."""

    @route(scope="resources:read", gives=HoursOut)
    def get(self, call: Call, resource_id: str) -> dict[str, Any]:
        """When it is open; no windows: always."""
        return hours_word(queries.resource(call.org, resource_id))

    @route(scope="resources:write", takes=HoursIn, gives=HoursOut)
    def post(self, call: Call, resource_id: str) -> dict[str, Any]:
        """Replaces the weekly hours. Windows of a day that overlap become one."""
        windows = [hours.reaching(**window) for window in call.body["windows"]]
        row = resources.set_hours(
            org=call.org, by=call.caller, now=call.now, ref=resource_id, windows=windows
        )
        return hours_word(row)
