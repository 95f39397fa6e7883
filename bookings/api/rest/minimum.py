"""A run short of its minimum: what staff decide of it, and the guest's answer to another date."""

from collections.abc import Callable
from typing import Any

from rest_framework import serializers

from bookings import queries
from bookings.actions import elsewhere, missed
from bookings.api.rest import answers, words
from bookings.api.rest.public import TAKING, BookingView, OpenedByToken, managed, whole
from bookings.api.rest.shapes import TokenIn
from bookings.errors import AddOnSoldOut, ChangedMeanwhile, NobodyWaits
from bookings.models import Booking
from orgs.dialects.fields import Instant, PublicId
from orgs.dialects.rest import Call, OrgView, route
from orgs.dialects.strict import In
from orgs.errors import Refusal
from scheduling.errors import HoldLapsed, TooLate


class RunIn(In):
    """Which run; the default variant's without `variantId`."""

    offeringId = PublicId()
    variantId = PublicId(required=False)
    instanceStartsAt = Instant()


class ExtendIn(RunIn):
    """Later than before, not past the start. Guests read the reason in the mail."""

    until = Instant()
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True)


class DecideIn(RunIn):
    """What departs from the terms needs a reason."""

    reason = serializers.CharField(max_length=500)


class OtherDateIn(RunIn):
    """Another start of the same variant; `until` is the decision unless it is sooner."""

    newStartsAt = Instant(source="starts_at")
    until = Instant(required=False)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True)


class DecidedOut(serializers.Serializer):
    """The bookings that it was about, as they are now."""

    bookings = answers.BookingOut(many=True)


def decision(
    verb: str, action: Callable[..., list[Booking]], takes: type[In], *refuses: type[Refusal]
) -> type[OrgView]:
    """The view of POST /api/orgs/{orgId}/occurrences/minimum/<verb>."""

    class Decision(OrgView, BookingView):
        @route(
            scope="bookings:write",
            takes=takes,
            gives=DecidedOut,
            refuses=(TooLate, *refuses),
            operation=f"{verb}_minimum",
        )
        def post(self, call: Call) -> dict[str, Any]:
            said = dict(call.body)
            where = (said.pop("offeringId"), said.pop("variantId", ""))
            run = queries.run_at(call.org, *where, said.pop("instanceStartsAt"))
            done = action(run=run, by=call.caller, now=call.now, **said)
            rows = queries.by_ids([one.public_id for one in done])
            return {
                "bookings": [
                    words.whole(row, row.standing, row.steps.all(), call.now) for row in rows
                ]
            }

    Decision.__doc__ = Decision.post.__doc__ = action.__doc__
    return Decision


Extend = decision("extend", missed.extend, ExtendIn)
Confirm = decision("confirm", missed.confirm, DecideIn)
Release = decision("release", missed.release, DecideIn, NobodyWaits)
Offer = decision(
    "offer_another_date", elsewhere.offer, OtherDateIn, *TAKING, NobodyWaits, ChangedMeanwhile
)


def answer(
    verb: str, action: Callable[..., Booking], says: str, *refuses: type[Refusal]
) -> type[OpenedByToken]:
    """The view of POST /api/bookings/{bookingId}/other-date/<verb>."""

    class Answer(OpenedByToken):
        @route(
            query=TokenIn,
            gives=answers.BookingOut,
            refuses=(HoldLapsed, ChangedMeanwhile, *refuses),
            operation=f"{verb}_other_date",
        )
        def post(self, call: Call, booking_id: str) -> dict[str, Any]:
            booking = managed(call, booking_id)
            action(booking=booking, by=call.caller, now=call.now)
            return whole(booking, call)

    Answer.__doc__ = Answer.post.__doc__ = says
    return Answer


Accept = answer(
    "accept",
    elsewhere.accept,
    "Moves to the date that was offered, for nothing.",
    *(TooLate, AddOnSoldOut),
)
Decline = answer("decline", elsewhere.decline, "Keeps to the own date and what becomes of it.")
