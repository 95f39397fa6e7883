"""What can be booked and when, for anybody; and for staff, why not.

Answers are plain dictionaries: these are the hottest reads of the product.
"""

from datetime import date
from functools import cache
from typing import Any, ClassVar

from rest_framework import serializers

from orgs import access
from orgs.dialects.fields import PublicId, ZoneName
from orgs.dialects.rest import Call, RestView, route
from orgs.errors import FieldError, Forbidden, Invalid, NotFound, Unauthenticated
from scheduling import availability, queries
from scheduling.api.rest import words
from scheduling.api.rest.asked import DaysIn, ExplainedDaysIn, NextBesideIn, NextIn
from scheduling.api.rest.shapes import SlotOut
from scheduling.availability import Slot
from scheduling.extras import Extra, of_shared_run
from scheduling.models import Offering, OfferingType


@cache
def slots_of(name: str) -> type[serializers.Serializer[Any]]:
    """The shape of an answer about one thing: `{"tourId", "timezone", "slots"}`."""
    body = {
        name: PublicId(),
        "timezone": ZoneName(),
        "slots": SlotOut(many=True),
        "__doc__": "Slots in order.",
    }
    return type(f"{name[0].upper()}{name[1:-2]}Slots", (serializers.Serializer,), body)


class OfferingAvailability(RestView):
    """Slots of one offering; `type` says of which kind."""

    type: ClassVar[OfferingType]

    def days(self, call: Call, public_id: str) -> dict[str, Any]:
        """The slots that fit; or all, or all with reasons."""
        first, last, party = _days(call)
        asked: dict[str, Any] = {"first": first, "last": last, "party": party, "now": call.now}
        if call.query["explain"]:
            offering = self.explained(call, public_id)
            asked["extras"] = _extras(call, offering, party)
            return _answer(
                offering, explained(offering, availability.explain(offering=offering, **asked))
            )
        offering = queries.public_offering(self.type, public_id)
        asked["extras"] = _extras(call, offering, party)
        ask = availability.all_of_offering if _wants_all(call) else availability.of_offering
        return _answer(offering, [words.slot(one) for one in ask(offering=offering, **asked)])

    def explained(self, call: Call, public_id: str) -> Offering:
        """The offering, published or not, for staff of its organization and nobody else."""
        if not call.caller.is_known:
            raise Unauthenticated
        offering = queries.seen_by(call.caller, self.type, public_id)
        access.organization(call.caller, offering.organization.public_id, "availability:explain")
        return offering

    def following(self, call: Call, public_id: str) -> dict[str, Any]:
        """The first slots that fit."""
        offering = queries.public_offering(self.type, public_id)
        party = party_of(call)
        found = availability.next_slots(
            offerings=[offering],
            party=party,
            now=call.now,
            limit=call.query["limit"],
            extras=_extras(call, offering, party),
        )
        return _answer(offering, [words.slot(one) for one in found])


class TourAvailability(OfferingAvailability):
    """Slots of a tour."""

    type = OfferingType.TOUR

    @route(
        query=ExplainedDaysIn,
        gives=slots_of("tourId"),
        refuses=[NotFound, Forbidden, Unauthenticated],
    )
    def get(self, call: Call, tour_id: str) -> dict[str, Any]:
        """When the tour can be booked."""
        return self.days(call, tour_id)


class EventAvailability(OfferingAvailability):
    """Slots of an event."""

    type = OfferingType.EVENT

    @route(
        query=ExplainedDaysIn,
        gives=slots_of("eventId"),
        refuses=[NotFound, Forbidden, Unauthenticated],
    )
    def get(self, call: Call, event_id: str) -> dict[str, Any]:
        """When the event can be booked."""
        return self.days(call, event_id)


class TourNext(OfferingAvailability):
    """The next slots of a tour."""

    type = OfferingType.TOUR

    @route(query=NextBesideIn, gives=slots_of("tourId"), refuses=[NotFound])
    def get(self, call: Call, tour_id: str) -> dict[str, Any]:
        """The first slots that fit the party, at most a year ahead."""
        return self.following(call, tour_id)


class EventNext(OfferingAvailability):
    """The next slots of an event."""

    type = OfferingType.EVENT

    @route(query=NextBesideIn, gives=slots_of("eventId"), refuses=[NotFound])
    def get(self, call: Call, event_id: str) -> dict[str, Any]:
        """The first slots that fit the party, at most a year ahead."""
        return self.following(call, event_id)


class CalendarAvailability(RestView):
    """Slots of all that a calendar shows."""

    @route(query=DaysIn, gives=slots_of("calendarId"), refuses=[NotFound])
    def get(self, call: Call, calendar_id: str) -> dict[str, Any]:
        """When anything on the calendar can be booked."""
        first, last, party = _days(call)
        calendar = queries.public_calendar_by_id(calendar_id)
        ask = availability.all_of_calendar if _wants_all(call) else availability.of_calendar
        found = ask(calendar=calendar, first=first, last=last, party=party, now=call.now)
        return _calendar_answer(calendar, found)


class CalendarNext(RestView):
    """The next slots of all that a calendar shows."""

    @route(query=NextIn, gives=slots_of("calendarId"), refuses=[NotFound])
    def get(self, call: Call, calendar_id: str) -> dict[str, Any]:
        """The first slots that fit the party, at most a year ahead."""
        calendar = queries.public_calendar_by_id(calendar_id)
        found = availability.next_slots(
            offerings=queries.public_offerings(calendar),
            party=party_of(call),
            now=call.now,
            limit=call.query["limit"],
        )
        return _calendar_answer(calendar, found)


def party_of(call: Call) -> int:
    """How many come, by either name."""
    seats, party = call.query.get("seats"), call.query.get("party")
    if seats is not None and party is not None and seats != party:
        detail = "seats and party mean the same: give one of them."
        raise Invalid([FieldError("/party", "contradiction", detail)])
    return int(party or seats or 1)


def explained(offering: Offering, found: list[Slot]) -> list[dict[str, Any]]:
    """Slots with their reasons; of resources and blocks only ids are told."""
    ids = queries.public_ids_of_causes(offering.organization, found)
    return [
        {
            **words.slot(one),
            "reasons": [words.reason(cause, ids, offering.timezone) for cause in one.reasons],
        }
        for one in found
    ]


def _extras(call: Call, offering: Offering, party: int) -> tuple[Extra, ...]:
    """The add-ons that are asked for, as a booking may have them."""
    wishes = call.query.get("addOns", "").split(",")
    asked = [wish.partition(":") for wish in wishes if wish]
    named = [(add_on, int(quantity or 1)) for add_on, _, quantity in asked]
    return of_shared_run(offering, named, party)


def _days(call: Call) -> tuple[date, date, int]:
    first, last = call.query["from"], call.query["to"]
    availability.check_days(first, last)
    return first, last, party_of(call)


def _wants_all(call: Call) -> bool:
    return call.query.get("include") == "unavailable"


def _answer(offering: Offering, found: list[dict[str, Any]]) -> dict[str, Any]:
    name = words.TYPE_WORDS[OfferingType(offering.type)]
    return {name: offering.public_id, "timezone": offering.timezone, "slots": found}


def _calendar_answer(calendar: Any, found: list[Slot]) -> dict[str, Any]:
    return {
        "calendarId": calendar.public_id,
        "timezone": calendar.organization.timezone,
        "slots": [words.slot(one) for one in found],
    }
