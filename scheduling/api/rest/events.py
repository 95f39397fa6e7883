"""Events: lists, reads, writes."""

from typing import Any, ClassVar

from rest_framework import serializers

from orgs.dialects.fields import Instant
from orgs.dialects.rest import Call, In, OrgView, paged, route
from orgs.errors import Duplicate
from scheduling import queries
from scheduling.actions import events
from scheduling.api.rest import words
from scheduling.api.rest.parts import MOST_DATES, OfferingIn
from scheduling.api.rest.shapes import EventOut
from scheduling.api.rest.tours import FiltersIn
from scheduling.api.rest.wire import Line, Link, changes, filters, many, new, speaking
from scheduling.models import EventStatus, OfferingType


class DateIn(In):
    """One date."""

    startsAt = Instant(source="starts_at")
    endsAt = Instant(source="ends_at")


class EventIn(OfferingIn):
    """An event: one date by `startsAt` and `endsAt`, or several `occurrences`.

    Without a capacity it is listed and cannot be booked.
    """

    IN_COMPANY: ClassVar[dict[str, Any]] = {
        "anyOf": [{"required": ["occurrences"]}, {"required": ["startsAt", "endsAt"]}]
    }

    startsAt = Instant(source="starts_at", required=False)
    endsAt = Instant(source="ends_at", required=False)
    occurrences = many(DateIn, MOST_DATES, source="dates", required=False)
    venue = Line(max_length=200)
    organizer = Line(max_length=200)
    url = Link()
    isFree = serializers.BooleanField(source="is_free", required=False)
    eventStatus = serializers.ChoiceField(
        source="event_status", choices=EventStatus.choices, required=False
    )


class Events(OrgView):
    """All events of an organization."""

    @route(scope="offerings:read", query=FiltersIn, gives=paged("events", EventOut))
    def get(self, call: Call) -> dict[str, Any]:
        """Lists events, the newest first."""
        rows = queries.of_type(call.org, OfferingType.EVENT)
        return call.page("events", queries.matching(rows, **filters(call)), words.event)

    @route(scope="offerings:write", takes=EventIn, gives=EventOut, status=201, refuses=[Duplicate])
    def post(self, call: Call) -> dict[str, Any]:
        """Makes an event, a draft unless it says otherwise."""
        with speaking(EventIn):
            row = events.create(org=call.org, by=call.caller, now=call.now, **new(call))
        return words.event(row)


class Event(OrgView):
    """One event."""

    @route(scope="offerings:read", gives=EventOut)
    def get(self, call: Call, event_id: str) -> dict[str, Any]:
        """The event."""
        return words.event(queries.offering(call.org, OfferingType.EVENT, event_id))

    @route(scope="offerings:write", takes=EventIn, gives=EventOut, refuses=[Duplicate])
    def patch(self, call: Call, event_id: str) -> dict[str, Any]:
        """Changes what is given. Lists replace; a start alone moves the one date."""
        with speaking(EventIn):
            row = events.change(
                org=call.org, by=call.caller, now=call.now, ref=event_id, **changes(call, event_id)
            )
        return words.event(row)

    @route(scope="offerings:write", status=204)
    def delete(self, call: Call, event_id: str) -> None:
        """Archives the event; its bookings stay."""
        events.archive(org=call.org, by=call.caller, now=call.now, ref=event_id)
