"""Everybody's routes: join, read, accept, decline, leave."""

from collections.abc import Callable
from typing import Any

from bookings import queries, queues, rights
from bookings.actions import Made, waiting
from bookings.api.rest import words as bookings
from bookings.api.rest.public import TAKING, TYPES, BookingView, base_of, token_of
from bookings.api.rest.shapes import TokenIn, party_of
from bookings.api.rest.waitlist import shapes, words
from bookings.errors import ChangedMeanwhile, IllegalMove, PlacesFree, WaitlistClosed
from bookings.models import WaitlistEntry
from bookings.requests import Contact, WaitRequest
from orgs.dialects.rest import Call, route
from orgs.errors import NotFound
from scheduling import queries as catalogue
from scheduling.errors import HoldLapsed, TooLate


class Waitlist(BookingView):
    """POST /api/waitlist."""

    @route(
        takes=shapes.WaitIn,
        gives=shapes.JoinedOut,
        status=201,
        refuses=(*TAKING, PlacesFree, WaitlistClosed),
        operation="join_waitlist",
    )
    def post(self, call: Call) -> dict[str, Any]:
        """Waits for a slot, a range of days or any start of an offering that is sold out.

        Who could book right now is told so (`places_free`), with the slots.
        """
        made = waiting.join(request=request_of(call.body), by=call.caller, now=call.now)
        entry = queues.by_id(made.entry.public_id)
        position = queues.position(entry, call.now)
        return words.joined(entry, position, base_of(call.request), call.now)


class OneEntry(BookingView):
    """GET /api/waitlist/{entryId}."""

    @route(query=TokenIn, gives=shapes.WaitOut, operation="read_waitlist_entry")
    def get(self, call: Call, entry_id: str) -> dict[str, Any]:
        """State and wish by the id alone; contact, position and offer with the token."""
        entry = queues.by_id(entry_id)
        if rights.may_see(entry, call.caller, token_of(call), call.now):
            return placed(entry, call)
        return words.entry(entry, call.now)


class Accept(BookingView):
    """POST /api/waitlist/{entryId}/accept."""

    @route(
        query=TokenIn,
        gives=shapes.AcceptedOut,
        refuses=(IllegalMove, HoldLapsed, TooLate, ChangedMeanwhile),
        operation="accept_waitlist_offer",
    )
    def post(self, call: Call, entry_id: str) -> dict[str, Any]:
        """Takes what is offered. The booking then waits for whatever any booking would."""
        entry = answered(call, entry_id)
        accepted = waiting.accept(entry=entry, by=call.caller, now=call.now)
        assert accepted.booking is not None, "What was accepted is a booking."
        booking = queries.by_id(accepted.booking.public_id)
        made = Made(booking, tuple(queries.steps(booking)), is_new=False)
        return {
            "entry": placed(queues.by_id(entry_id), call),
            "booking": bookings.made(made, base_of(call.request), call.now),
        }


def ending(verb: str, action: Callable[..., WaitlistEntry], says: str) -> type[BookingView]:
    """The view of POST /api/waitlist/{entryId}/<verb> for the verbs that end an entry."""

    class Ending(BookingView):
        @route(
            query=TokenIn,
            gives=shapes.WaitOut,
            refuses=(IllegalMove, ChangedMeanwhile),
            operation=f"{verb}_waitlist",
        )
        def post(self, call: Call, entry_id: str) -> dict[str, Any]:
            action(entry=answered(call, entry_id), by=call.caller, now=call.now)
            return placed(queues.by_id(entry_id), call)

    Ending.__doc__ = Ending.post.__doc__ = says
    return Ending


Decline = ending("decline", waiting.decline, "Turns the offer down; it goes to whoever waits next.")
Leave = ending("leave", waiting.leave, "Waits no longer; an offer that is held goes back.")


def answered(call: Call, entry_id: str) -> WaitlistEntry:
    """The entry, for whoever may answer for it; nothing is there for anybody else."""
    entry = queues.by_id(entry_id)
    if not rights.may_change(entry, call.caller, token_of(call), call.now):
        raise NotFound
    return entry


def placed(entry: WaitlistEntry, call: Call) -> dict[str, Any]:
    """The entry in full, with its place in the queue."""
    return words.placed(entry, queues.position(entry, call.now), call.now)


def request_of(body: dict[str, Any]) -> WaitRequest:
    """The core's request of a validated body."""
    name = next(name for name in TYPES if body.get(name))
    return WaitRequest(
        offering=catalogue.public_offering(TYPES[name], body[name]),
        party=party_of(body),
        contact=Contact(**body["contact"]),
        variant_id=body.get("variantId", ""),
        starts_at=body.get("instanceStartsAt"),
        first=body.get("from"),
        last=body.get("to"),
    )
