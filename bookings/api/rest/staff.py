"""Staff's routes: the list, and what may be done with one booking."""

import csv
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

from django.http import StreamingHttpResponse
from drf_spectacular.utils import OpenApiResponse

from bookings import actions, queries
from bookings.api.rest import answers, shapes, table, words
from bookings.api.rest.public import MOVING, TAKING, BookingView
from bookings.errors import AmountTooLarge, ChangedMeanwhile, IllegalMove, PriceNeeded
from bookings.models import Booking
from bookings.states import State
from orgs.dialects.rest import Call, OrgView, paged, route
from orgs.errors import Refusal
from scheduling.errors import HoldLapsed

MOST_CSV_ROWS = 50_000


class Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        """The line."""
        return line


class Bookings(OrgView):
    """GET /api/orgs/{orgId}/bookings."""

    @route(
        scope="bookings:read",
        query=shapes.ListIn,
        gives=paged("bookings", answers.BookingOut),
        also={(200, "text/csv"): OpenApiResponse(str, "All of them as a table (RFC 4180).")},
        operation="list_bookings",
    )
    def get(self, call: Call) -> dict[str, Any] | StreamingHttpResponse:
        """The organization's bookings, newest first; all of them with `format=csv`."""
        asked = call.query
        rows = queries.listed(
            call.org,
            now=call.now,
            state=State(asked["status"]) if "status" in asked else None,
            offering_id=asked.get("offeringId", ""),
            first=asked.get("from"),
            last=asked.get("to"),
            text=asked.get("q", ""),
            updated_since=asked.get("updatedSince"),
        )
        if asked["format"] == "csv":
            return self.table(rows, call)
        steps = queries.with_steps(rows)
        return call.page(
            "bookings", steps, lambda row: words.whole(row, row.standing, row.steps.all(), call.now)
        )

    def table(self, rows: Any, call: Call) -> StreamingHttpResponse:
        """The rows as CSV (RFC 4180), in the order of their runs."""
        writer = csv.writer(Echo())
        found = rows.order_by("starts_at", "id")[:MOST_CSV_ROWS].iterator(chunk_size=1_000)
        lines = (writer.writerow(table.line(row, call.now)) for row in found)
        head = [writer.writerow(table.HEAD)]
        answer = StreamingHttpResponse(chain(head, lines), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="bookings.csv"'
        return answer


def decision(
    verb: str, action: Callable[..., Booking], refuses: Sequence[type[Refusal]], says: str
) -> type[OrgView]:
    """The view of POST /api/orgs/{orgId}/bookings/{bookingId}/<verb>: one verb of the actions."""

    class Decision(OrgView, BookingView):
        @route(
            scope="bookings:write",
            takes=shapes.ReasonIn,
            gives=answers.BookingOut,
            refuses=(IllegalMove, ChangedMeanwhile, *refuses),
            operation=f"{verb}_booking_by_staff",
        )
        def post(self, call: Call, booking_id: str) -> dict[str, Any]:
            booking = queries.of_organization(call.org, booking_id)
            reason = call.body.get("reason", "")
            action(booking=booking, by=call.caller, now=call.now, reason=reason)
            return fresh(booking, call)

    Decision.__doc__ = Decision.post.__doc__ = says
    return Decision


Approve = decision(
    "approve",
    actions.approve,
    (*TAKING, HoldLapsed, PriceNeeded),
    "Approves a request; it is confirmed unless something else is outstanding.",
)
Decline = decision("decline", actions.decline, (), "Declines a request and gives its seats back.")
CheckIn = decision("check_in", actions.check_in, (), "The guest is here.")
NoShow = decision("no_show", actions.no_show, (), "The guest did not come.")


class Cancel(OrgView, BookingView):
    """POST /api/orgs/{orgId}/bookings/{bookingId}/cancel."""

    @route(
        scope="bookings:write",
        takes=shapes.CancelIn,
        gives=answers.BookingOut,
        refuses=(IllegalMove, ChangedMeanwhile, AmountTooLarge),
        operation="cancel_booking_by_staff",
    )
    def post(self, call: Call, booking_id: str) -> dict[str, Any]:
        """Cancels, also after the guest's own deadline, or for another refund than the policy's."""
        booking = queries.of_organization(call.org, booking_id)
        actions.cancel_by_staff(
            booking=booking,
            by=call.caller,
            now=call.now,
            reason=call.body.get("reason", ""),
            refund=call.body.get("refund"),
        )
        return fresh(booking, call)


class Move(OrgView, BookingView):
    """POST /api/orgs/{orgId}/bookings/{bookingId}/move."""

    @route(
        scope="bookings:write",
        takes=shapes.MoveIn,
        gives=answers.BookingOut,
        refuses=MOVING,
        operation="move_booking",
    )
    def post(self, call: Call, booking_id: str) -> dict[str, Any]:
        """Moves to another start, also after the guest's own deadline."""
        booking = queries.of_organization(call.org, booking_id)
        actions.reschedule_by_staff(
            booking=booking,
            starts_at=call.body["instanceStartsAt"],
            by=call.caller,
            now=call.now,
            reason=call.body.get("reason", ""),
            fee=call.body.get("fee"),
        )
        return fresh(booking, call)


class Refund(OrgView, BookingView):
    """POST /api/orgs/{orgId}/bookings/{bookingId}/refund."""

    @route(
        scope="bookings:write",
        takes=shapes.AmountIn,
        gives=answers.BookingOut,
        refuses=(AmountTooLarge,),
        operation="refund_booking",
    )
    def post(self, call: Call, booking_id: str) -> dict[str, Any]:
        """Gives money back the way it came; the worker tells the provider, `refunded` follows."""
        return moved_money(call, booking_id, actions.refund)


class Payments(OrgView, BookingView):
    """POST /api/orgs/{orgId}/bookings/{bookingId}/payments."""

    @route(
        scope="bookings:write",
        takes=shapes.AmountIn,
        gives=answers.BookingOut,
        refuses=(AmountTooLarge, ChangedMeanwhile),
        operation="pay_booking_by_hand",
    )
    def post(self, call: Call, booking_id: str) -> dict[str, Any]:
        """Writes down money that staff took themselves, in cash or over the counter."""
        return moved_money(call, booking_id, actions.pay_by_hand)


def moved_money(call: Call, booking_id: str, action: Callable[..., Booking]) -> dict[str, Any]:
    """Either of the two, in the currency that the booking was made in."""
    booking = queries.of_organization(call.org, booking_id)
    amount, reason = call.body["amount"], call.body["reason"]
    action(booking=booking, amount=amount, by=call.caller, now=call.now, reason=reason)
    return fresh(booking, call)


def fresh(booking: Booking, call: Call) -> dict[str, Any]:
    """The booking as it is after a change."""
    row = queries.of_organization(call.org, booking.public_id)
    return words.whole(row, row.standing, queries.steps(row), call.now)
