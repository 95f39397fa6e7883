"""Places of an organization."""

from typing import Any

from rest_framework import serializers

from orgs import formats, queries
from orgs.actions import locations
from orgs.dialects.fields import ClockTime, ClosingTime, Instant, Weekday, ZoneName
from orgs.dialects.rest import Call, In, OrgView, paged, route
from orgs.hours import Opening
from orgs.models import Location

STATUSES = ("ACTIVE", "ARCHIVED")


class AddressIn(In):
    """An address; replaced as a whole."""

    line1 = serializers.CharField(max_length=200, default="", allow_blank=True)
    city = serializers.CharField(max_length=100, default="", allow_blank=True)
    state = serializers.CharField(max_length=100, default="", allow_blank=True)
    postalCode = serializers.CharField(
        source="postal_code", max_length=20, default="", allow_blank=True
    )
    country = serializers.RegexField(
        r"^[A-Z]{2}$", default="", allow_blank=True, help_text="ISO 3166 code."
    )


class OpeningIn(In):
    """Open on a weekday; an end that is not after the start is on the next day."""

    weekday = Weekday()
    startTime = ClockTime(source="start")
    endTime = ClosingTime(source="end")


class LocationIn(In):
    """A place. Without a zone it has the organization's."""

    name = serializers.CharField(max_length=200)
    address = AddressIn(required=False)
    phone = serializers.CharField(max_length=40, default="", allow_blank=True)
    timezone = ZoneName(required=False, allow_null=True)
    openingHours = OpeningIn(source="opening_hours", many=True, required=False)


class LocationFilters(In):
    """Narrows the list."""

    status = serializers.ChoiceField(STATUSES, default="ACTIVE")


class AddressOut(serializers.Serializer):
    """An address; unknown parts are empty."""

    line1 = serializers.CharField()
    city = serializers.CharField()
    state = serializers.CharField()
    postalCode = serializers.CharField()
    country = serializers.CharField()


class OpeningOut(serializers.Serializer):
    """Open on a weekday."""

    weekday = Weekday()
    startTime = ClockTime()
    endTime = ClosingTime()


class LocationOut(serializers.Serializer):
    """A place where runs start or are held."""

    id = serializers.CharField()
    name = serializers.CharField()
    address = AddressOut()
    phone = serializers.CharField()
    timezone = ZoneName(help_text="Its own, or the organization's.")
    openingHours = OpeningOut(many=True)
    status = serializers.ChoiceField(STATUSES)
    createdAt = Instant()
    updatedAt = Instant()


class Locations(OrgView):
    """`/api/orgs/{orgId}/locations`"""

    @route(scope="locations:read", query=LocationFilters, gives=paged("locations", LocationOut))
    def get(self, call: Call) -> dict[str, Any]:
        """List the places."""
        is_active = call.query["status"] == "ACTIVE"
        rows = queries.locations(call.org).filter(archived_at__isnull=is_active)
        return call.page("locations", rows, location_word, order=("name", "id"))

    @route(scope="locations:write", takes=LocationIn, gives=LocationOut, status=201)
    def post(self, call: Call) -> dict[str, Any]:
        """Add a place."""
        fields = columns(call.body)
        return location_word(locations.create(org=call.org, by=call.caller, now=call.now, **fields))


class OneLocation(OrgView):
    """`/api/orgs/{orgId}/locations/{locationId}`"""

    @route(scope="locations:read", gives=LocationOut, operation="getLocation")
    def get(self, call: Call, location_id: str) -> dict[str, Any]:
        """Read a place."""
        return location_word(queries.one(queries.locations(call.org), location_id))

    @route(scope="locations:write", takes=LocationIn, gives=LocationOut, operation="patchLocation")
    def patch(self, call: Call, location_id: str) -> dict[str, Any]:
        """Change a place."""
        location = queries.one(queries.locations(call.org), location_id)
        fields = columns(call.body)
        return location_word(
            locations.change(location=location, by=call.caller, now=call.now, **fields)
        )

    @route(scope="locations:write", status=204, operation="deleteLocation")
    def delete(self, call: Call, location_id: str) -> None:
        """Archive a place."""
        location = queries.one(queries.locations(call.org), location_id)
        locations.archive(location=location, by=call.caller, now=call.now)


def columns(body: dict[str, Any]) -> dict[str, Any]:
    """The body as the action's arguments."""
    fields = {**body, **body.get("address", {})}
    fields.pop("address", None)
    if "timezone" in fields:
        fields["timezone"] = fields["timezone"] or ""
    if "opening_hours" in fields:
        fields["opening_hours"] = [Opening(**one) for one in fields["opening_hours"]]
    return fields


def location_word(location: Location) -> dict[str, Any]:
    """A place."""
    zone = location.timezone or location.organization.timezone
    return {
        "id": location.public_id,
        "name": location.name,
        "address": {
            "line1": location.line1,
            "city": location.city,
            "state": location.state,
            "postalCode": location.postal_code,
            "country": location.country,
        },
        "phone": location.phone,
        "timezone": zone,
        "openingHours": location.opening_hours,
        "status": "ARCHIVED" if location.archived_at else "ACTIVE",
        "createdAt": formats.iso(location.created_at, zone),
        "updatedAt": formats.iso(location.updated_at, zone),
    }
