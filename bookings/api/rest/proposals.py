"""Private requests: proposing a time, answering with a price, taking it or turning it down."""

from typing import Any

from bookings import actions, queries
from bookings.api.rest import answers, shapes, words
from bookings.api.rest.public import (
    TAKING,
    BookingView,
    OpenedByToken,
    managed,
    request_of,
    whole,
)
from bookings.api.rest.staff import fresh
from bookings.errors import (
    AddOnSoldOut,
    ChangedMeanwhile,
    IllegalMove,
    PriceChanged,
    ProposalsClosed,
)
from orgs.addresses import base_of
from orgs.dialects.rest import Call, OrgView, route
from scheduling.errors import HoldLapsed


class Proposals(BookingView):
    """POST /api/bookings/proposals."""

    @route(
        takes=shapes.ProposalIn,
        gives=answers.MadeOut,
        status=201,
        refuses=(*TAKING, ProposalsClosed),
        operation="propose_booking",
    )
    def post(self, call: Call) -> dict[str, Any]:
        """Asks for the whole run at a time of one's own; staff answer with a price.

        Its price is what the rates would cost, and binds nobody.
        """
        made = actions.propose(request=request_of(call.body), by=call.caller, now=call.now)
        return words.made(made, base_of(call.request), call.now)


class Accept(OpenedByToken):
    """POST /api/bookings/{bookingId}/accept."""

    @route(
        query=shapes.TokenIn,
        takes=shapes.AcceptIn,
        gives=answers.BookingOut,
        refuses=(IllegalMove, HoldLapsed, ChangedMeanwhile, PriceChanged),
        operation="accept_booking_offer",
    )
    def post(self, call: Call, booking_id: str) -> dict[str, Any]:
        """Takes the price that staff offered, and with it the whole run."""
        booking = managed(call, booking_id)
        total = call.body.get("expectedTotal")
        actions.accept(booking=booking, by=call.caller, now=call.now, expected_total=total)
        return whole(booking, call)


class Decline(OpenedByToken):
    """POST /api/bookings/{bookingId}/decline."""

    @route(
        query=shapes.TokenIn,
        takes=shapes.ReasonIn,
        gives=answers.BookingOut,
        refuses=(IllegalMove, ChangedMeanwhile),
        operation="decline_booking_offer",
    )
    def post(self, call: Call, booking_id: str) -> dict[str, Any]:
        """Turns the offer down; the run is free again."""
        booking = managed(call, booking_id)
        reason = call.body.get("reason", "")
        actions.turn_down(booking=booking, by=call.caller, now=call.now, reason=reason)
        return whole(booking, call)


class Offer(OrgView, BookingView):
    """POST /api/orgs/{orgId}/bookings/{bookingId}/offer."""

    @route(
        scope="bookings:write",
        takes=shapes.OfferIn,
        gives=answers.BookingOut,
        refuses=(*TAKING, AddOnSoldOut, IllegalMove, HoldLapsed, ChangedMeanwhile),
        operation="offer_booking_by_staff",
    )
    def post(self, call: Call, booking_id: str) -> dict[str, Any]:
        """Answers a private request with a price; the whole run is held for the guest meanwhile."""
        body = call.body
        booking = queries.of_organization(call.org, booking_id)
        offered = actions.Offer(
            price=body["price"],
            starts_at=body.get("instanceStartsAt"),
            until=body.get("expiresAt"),
            reason=body.get("reason", ""),
            despite_hours=body["despiteHours"],
        )
        actions.offer(booking=booking, offered=offered, by=call.caller, now=call.now)
        return fresh(booking, call)
