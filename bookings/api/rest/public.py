"""Everybody's routes: quote, book, read, cancel, move."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import HttpResponse

from bookings import actions, queries, quotes, rights
from bookings.api.rest import answers, shapes, words
from bookings.api.rest.fields import CATEGORIES
from bookings.errors import (
    AddOnSoldOut,
    ApprovalRequired,
    ChangedMeanwhile,
    IllegalMove,
    MovesUsedUp,
    PriceChanged,
    PromoNotValid,
    PromoUnknown,
    PromoUsedUp,
)
from bookings.models import Booking
from bookings.requests import BookingRequest, Choice, Contact
from orgs.addresses import base_of
from orgs.dialects.fields import money_word
from orgs.dialects.rest import Call, RestView, route
from orgs.errors import FieldError, Invalid, NotFound, Refusal
from scheduling import queries as catalogue
from scheduling.api.rest.words import slot
from scheduling.errors import (
    HoldLapsed,
    NotBookable,
    OutsideHorizon,
    PartyTooLarge,
    PartyTooSmall,
    SlotUnavailable,
    SoldOut,
    TooLate,
)
from scheduling.models import OfferingType

TAKING = (
    NotFound,  # The offering that the body names.
    SoldOut,
    SlotUnavailable,
    NotBookable,
    OutsideHorizon,
    PartyTooLarge,
    PartyTooSmall,
    TooLate,
)
MONEY = ("most", "total", "fee", "minimum")
WORDS = {category.value: word for word, category in CATEGORIES.items()}
BUYING = (*TAKING, AddOnSoldOut, PromoUnknown, PromoNotValid, PromoUsedUp)
MOVING = (*TAKING, AddOnSoldOut, IllegalMove, HoldLapsed, ChangedMeanwhile)
TYPES = {
    "tourId": OfferingType.TOUR,
    "eventId": OfferingType.EVENT,
    "serviceId": OfferingType.SERVICE,
}


class BookingView(RestView):
    """A route about bookings: what a refusal carries is worded as slots, guests and money."""

    def word_refusal(self, refusal: Refusal) -> HttpResponse:
        """As every rest route, in the words of the wire."""
        if isinstance(refusal, Invalid):
            refusal.errors = [fault._replace(pointer=pointer(fault)) for fault in refusal.errors]
        facts = refusal.facts
        if facts.get("alternatives"):
            facts["alternatives"] = [slot(one) for one in facts["alternatives"]]
        if "currency" in facts:
            currency = facts.pop("currency")
            facts |= {name: money_word(facts[name], currency) for name in MONEY if name in facts}
        return super().word_refusal(refusal)


class Quote(BookingView):
    """POST /api/bookings/quote."""

    @route(takes=shapes.ChoiceIn, gives=answers.QuoteOut, refuses=BUYING, operation="quote_booking")
    def post(self, call: Call) -> dict[str, Any]:
        """What a choice would cost, on which terms, and what would be due now. Creates nothing."""
        worked_out = quotes.quote(choice=choice_of(call.body), now=call.now)
        return words.quote(worked_out, worked_out.offering.organization.locale)


class Bookings(BookingView):
    """POST /api/bookings."""

    @route(
        takes=shapes.BookingIn,
        gives=answers.MadeOut,
        status=201,
        refuses=(*BUYING, PriceChanged),
        operation="create_booking",
    )
    def post(self, call: Call) -> dict[str, Any]:
        """Books a slot, or asks for it where the operator approves first."""
        made = actions.book(request=request_of(call.body), by=call.caller, now=call.now)
        return words.made(made, base_of(call.request), call.now)


class OpenedByToken(BookingView):
    """A public route about one booking; its token says that the caller is its guest."""

    reads_headers: ClassVar[Mapping[str, str]] = {
        "X-Booking-Token": "The booking's token. Better than in the query, which proxies may log."
    }


class OneBooking(OpenedByToken):
    """GET /api/bookings/{bookingId}."""

    @route(query=shapes.TokenIn, gives=answers.BookingOut, operation="read_booking")
    def get(self, call: Call, booking_id: str) -> dict[str, Any]:
        """State, slot and amounts by the id alone; contact and time line with the token."""
        booking = queries.by_id(booking_id)
        if rights.may_see(booking, call.caller, token_of(call), call.now):
            return words.whole(booking, booking.standing, queries.steps(booking), call.now)
        return words.booking(booking, booking.standing, call.now)


class Cancel(OpenedByToken):
    """POST /api/bookings/{bookingId}/cancel."""

    @route(
        query=shapes.TokenIn,
        takes=shapes.GuestCancelIn,
        gives=answers.BookingOut,
        refuses=(IllegalMove, TooLate, ChangedMeanwhile, PriceChanged),
        operation="cancel_booking",
    )
    def post(self, call: Call, booking_id: str) -> dict[str, Any]:
        """Cancels within the terms it was made under; with `expectedFee` only for that."""
        booking = managed(call, booking_id)
        actions.cancel(
            booking=booking,
            by=call.caller,
            now=call.now,
            reason=call.body.get("reason", ""),
            expected_fee=call.body.get("expectedFee"),
        )
        return whole(booking, call)


class CancelPreview(OpenedByToken):
    """GET /api/bookings/{bookingId}/cancel/preview."""

    @route(query=shapes.TokenIn, gives=answers.CancelPreviewOut, operation="preview_cancel_booking")
    def get(self, call: Call, booking_id: str) -> dict[str, Any]:
        """What cancelling now would cost and give back."""
        booking = managed(call, booking_id)
        preview = actions.preview_cancel(booking=booking, now=call.now)
        return words.cancel_preview(preview, booking.timezone)


class Reschedule(OpenedByToken):
    """POST /api/bookings/{bookingId}/reschedule."""

    @route(
        query=shapes.TokenIn,
        takes=shapes.RescheduleIn,
        gives=answers.BookingOut,
        refuses=(*MOVING, MovesUsedUp, ApprovalRequired),
        operation="reschedule_booking",
    )
    def post(self, call: Call, booking_id: str) -> dict[str, Any]:
        """Moves to another start; the old one is kept when the new one is refused."""
        booking = managed(call, booking_id)
        actions.reschedule(
            booking=booking,
            starts_at=call.body["instanceStartsAt"],
            by=call.caller,
            now=call.now,
            reason=call.body.get("reason", ""),
        )
        return whole(booking, call)


def pointer(fault: FieldError) -> str:
    """`/party/CHILD` of the core as `/party/children`."""
    head, _, last = fault.pointer.rpartition("/")
    return f"{head}/{WORDS[last]}" if head == "/party" and last in WORDS else fault.pointer


def managed(call: Call, booking_id: str) -> Booking:
    """The booking, for whoever may change it; nothing is there for anybody else."""
    booking = queries.by_id(booking_id)
    if not rights.may_change(booking, call.caller, token_of(call), call.now):
        raise NotFound
    return booking


def whole(booking: Booking, call: Call) -> dict[str, Any]:
    """The booking as it is after a change."""
    fresh = queries.by_id(booking.public_id)
    return words.whole(fresh, fresh.standing, queries.steps(fresh), call.now)


def token_of(call: Call) -> str:
    """The booking's token, from the header that no log keeps, or from the query."""
    return call.request.headers.get("X-Booking-Token", "") or call.query.get("token", "")


def choice_of(body: dict[str, Any]) -> Choice:
    """The core's choice of a validated body."""
    name = next(name for name in TYPES if body.get(name))
    return Choice(
        offering=catalogue.public_offering(TYPES[name], body[name]),
        starts_at=body["instanceStartsAt"],
        party=shapes.party_of(body),
        variant_id=body.get("variantId", ""),
        add_ons=[(one["addOnId"], one["quantity"]) for one in body.get("addOns", ())],
        promo_code=body.get("promoCode") or "",
    )


def request_of(body: dict[str, Any]) -> BookingRequest:
    """The core's request of a validated body."""
    return BookingRequest(
        choice=choice_of(body),
        contact=Contact(**body["contact"]),
        notes=body.get("notes", ""),
        answers=body.get("answers", {}),
        utm=body.get("utm", {}),
        reference=body.get("reference", ""),
        success_url=body.get("successUrl", ""),
        cancel_url=body.get("cancelUrl", ""),
    )
