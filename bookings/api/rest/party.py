"""Who comes: changed by the guest within the terms, by staff at any time."""

from typing import Any

from bookings import actions, queries
from bookings.actions import PartyPreview
from bookings.api.rest import answers, shapes, words
from bookings.api.rest.public import MOVING, BookingView, OpenedByToken, managed, whole
from bookings.api.rest.staff import fresh
from bookings.errors import ApprovalRequired, PriceChanged
from orgs.dialects.fields import money_word
from orgs.dialects.rest import Call, OrgView, route
from orgs.formats import iso


class Preview(OpenedByToken):
    """POST /api/bookings/{bookingId}/party/preview."""

    @route(
        query=shapes.TokenIn,
        takes=shapes.PartyIn,
        gives=answers.PartyPreviewOut,
        refuses=(*MOVING, ApprovalRequired),
        operation="preview_party_of_booking",
    )
    def post(self, call: Call, booking_id: str) -> dict[str, Any]:
        """What another party would cost and give back now. Changes nothing."""
        booking, party = managed(call, booking_id), shapes.party_of(call.body)
        found = actions.preview_party(booking=booking, party=party, now=call.now)
        return preview(found, booking.timezone)


class Party(OpenedByToken):
    """POST /api/bookings/{bookingId}/party."""

    @route(
        query=shapes.TokenIn,
        takes=shapes.ChangePartyIn,
        gives=answers.BookingOut,
        refuses=(*MOVING, ApprovalRequired, PriceChanged),
        operation="change_party_of_booking",
    )
    def post(self, call: Call, booking_id: str) -> dict[str, Any]:
        """Changes who comes; the old party is kept when the new one is refused."""
        booking = managed(call, booking_id)
        actions.change_party(
            booking=booking,
            party=shapes.party_of(call.body),
            by=call.caller,
            now=call.now,
            expected_total=call.body.get("expectedTotal"),
            reason=call.body.get("reason", ""),
        )
        return whole(booking, call)


class PartyByStaff(OrgView, BookingView):
    """POST /api/orgs/{orgId}/bookings/{bookingId}/party."""

    @route(
        scope="bookings:write",
        takes=shapes.StaffPartyIn,
        gives=answers.BookingOut,
        refuses=(*MOVING, ApprovalRequired),
        operation="change_party_of_booking_by_staff",
    )
    def post(self, call: Call, booking_id: str) -> dict[str, Any]:
        """Changes who comes, also after the guest's own deadline and of an approved request."""
        booking = queries.of_organization(call.org, booking_id)
        actions.change_party_by_staff(
            booking=booking,
            party=shapes.party_of(call.body),
            by=call.caller,
            now=call.now,
            reason=call.body.get("reason", ""),
        )
        return fresh(booking, call)


def preview(found: PartyPreview, zone: str) -> dict[str, Any]:
    """What another party would mean."""
    price, currency = found.price, found.price.currency
    return {
        "seats": found.seats,
        "lines": [words.rate(item, currency) for item in price.rates],
        "addOns": [words.add_on(item, currency) for item in price.add_ons],
        "discounts": [words.named(one, currency) for one in price.discounts],
        "fees": [words.named(one, currency) for one in price.fees],
        "totalBefore": money_word(found.was, currency),
        "total": money_word(price.total, currency),
        "refund": money_word(found.refund, currency),
        "fee": money_word(found.fee, currency),
        "dueNow": money_word(found.due, currency),
        "addedSeatsExpireAt": None if found.due_by is None else iso(found.due_by, zone),
    }
