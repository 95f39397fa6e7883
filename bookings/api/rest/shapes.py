"""What the routes of bookings are asked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from bookings.api.rest.fields import PartyField
from bookings.parties import LARGEST, Party
from bookings.states import State
from orgs.dialects.fields import Day, Instant, Money, PublicId
from orgs.dialects.strict import In

ONE_OF = {
    ("tourId", "eventId", "serviceId"): "Name exactly one of tourId, eventId and serviceId.",
    ("party", "seats"): "Say either seats or party.",
}


class WantedExtraIn(In):
    """So many of an add-on."""

    addOnId = PublicId()
    quantity = serializers.IntegerField(min_value=0, max_value=LARGEST)


class ChoiceIn(In):
    """What is wanted: one of `tourId`, `eventId`, `serviceId`; one of `seats`, `party`."""

    IN_COMPANY: ClassVar[dict[str, Any]] = {
        "allOf": [{"oneOf": [{"required": [name]} for name in group]} for group in ONE_OF]
    }

    tourId = PublicId(required=False)
    eventId = PublicId(required=False)
    serviceId = PublicId(required=False)
    variantId = PublicId(required=False)
    instanceStartsAt = Instant(help_text="The start of the run, as availability answered it.")
    seats = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST)
    party = PartyField(required=False)
    addOns = WantedExtraIn(many=True, required=False)
    promoCode = serializers.CharField(
        max_length=60, required=False, allow_null=True, allow_blank=True
    )
    staffId = PublicId(required=False, allow_null=True)

    def validate_staffId(self, staff_id: str | None) -> None:
        """Nothing is booked with a person of one's choice yet."""
        if staff_id is not None:
            raise serializers.ValidationError("There is no such person to book.", "not_found")

    def _strict_faults(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Exactly one of each group: a matter of shape, not of rule."""
        faults = super()._strict_faults(data)
        for group in ONE_OF:
            faults |= _one_of(group, data)
        return faults


class PartyIn(In):
    """Who comes instead: `seats` or `party`, and of everybody, not of those who are new."""

    IN_COMPANY: ClassVar[dict[str, Any]] = {
        "oneOf": [{"required": [name]} for name in ("party", "seats")]
    }

    seats = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST)
    party = PartyField(required=False)

    def _strict_faults(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Exactly one of both."""
        group = ("party", "seats")
        return super()._strict_faults(data) | _one_of(group, data)


def _one_of(group: tuple[str, ...], data: Mapping[str, Any]) -> dict[str, Any]:
    named = [name for name in group if name in data]
    if len(named) == 1:
        return {}
    code = "contradiction" if named else "required"
    return {named[-1] if named else group[0]: [ErrorDetail(ONE_OF[group], code)]}


def party_of(body: dict) -> Party:
    """The party of a validated choice."""
    return body["party"] if "party" in body else Party(seats=body["seats"])


class GuestIn(In):
    """Who to talk to."""

    name = serializers.CharField(max_length=200)
    email = serializers.EmailField(max_length=254)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    locale = serializers.RegexField(
        r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=20, required=False
    )


class UtmIn(In):
    """Where the guest came from."""

    source = serializers.CharField(max_length=200, required=False, allow_blank=True)  # type: ignore[assignment]
    medium = serializers.CharField(max_length=200, required=False, allow_blank=True)
    campaign = serializers.CharField(max_length=200, required=False, allow_blank=True)
    term = serializers.CharField(max_length=200, required=False, allow_blank=True)
    content = serializers.CharField(max_length=200, required=False, allow_blank=True)


class BookingIn(ChoiceIn):
    """A booking to be made."""

    contact = GuestIn()
    notes = serializers.CharField(max_length=2_000, required=False, allow_blank=True)
    reference = serializers.CharField(
        max_length=200, required=False, allow_blank=True, help_text="Your own; found by search."
    )
    answers = serializers.DictField(
        child=serializers.CharField(max_length=1_000, allow_blank=True), required=False
    )
    utm = UtmIn(required=False)
    successUrl = serializers.URLField(
        max_length=500,
        required=False,
        help_text="A page of a site that the calendar allows; the guest comes back here, paid.",
    )
    cancelUrl = serializers.URLField(
        max_length=500, required=False, help_text="As successUrl, for who leaves without paying."
    )


class ProposalIn(BookingIn):
    """A private request: any start that the offering lets guests propose."""

    instanceStartsAt = Instant(help_text="The wished start, in whole minutes.")

    def validate_promoCode(self, code: str | None) -> None:
        """The price is named by staff."""
        if code:
            raise serializers.ValidationError("Staff name the price of a proposal.", "read_only")

    def validate_instanceStartsAt(self, at: datetime) -> datetime:
        """Runs start at whole minutes."""
        if at.second or at.microsecond:
            raise serializers.ValidationError("A start is a whole minute.", "whole_minutes")
        return at


class TokenIn(In):
    """The booking's token, where no header can be sent."""

    token = serializers.CharField(
        max_length=100, required=False, help_text="Where `X-Booking-Token` cannot be sent."
    )


class ReasonIn(In):
    """Why, in words that stay on the booking's time line."""

    reason = serializers.CharField(max_length=500, required=False, allow_blank=True)


class GuestCancelIn(ReasonIn):
    """Why, and the fee that the preview answered, as `expectedFee`."""

    expectedFee = Money(required=False)


class StaffPartyIn(PartyIn, ReasonIn):
    """The same, for good."""


class ChangePartyIn(StaffPartyIn):
    """The same by the guest. `expectedTotal`: the total that the preview answered."""

    expectedTotal = Money(required=False)


class AmountIn(In):
    """An amount of the booking's currency, and why."""

    amount = Money(least=1)
    reason = serializers.CharField(max_length=500)


class OfferIn(ReasonIn):
    """An answer to a private request: `price` is all there is to pay.

    The offer ends at `expiresAt`; left out: as long as the policy lets requests wait. To pass over
    the weekly hours of resources with `despiteHours` needs a `reason`, which the guest reads.
    """

    price = Money()
    instanceStartsAt = Instant(required=False)
    expiresAt = Instant(required=False)
    despiteHours = serializers.BooleanField(required=False, default=False)


class AcceptIn(In):
    """With `expectedTotal`, refused unless that is still the price."""

    expectedTotal = Money(required=False)


class RescheduleIn(ReasonIn):
    """Another start of the same offering."""

    instanceStartsAt = Instant()


class MoveIn(RescheduleIn):
    """The same by staff; another `fee` than the policy's, 0 to waive it, needs a `reason`."""

    fee = Money(required=False)


class CancelIn(ReasonIn):
    """Another `refund` than the policy's needs a `reason`; no more than was paid."""

    refund = Money(required=False)


class ListIn(In):
    """Filters of the staff's list; days bound the runs, inclusive, in the organization's zone."""

    status = serializers.ChoiceField(choices=[state.value for state in State], required=False)
    offeringId = PublicId(required=False)
    from_ = Day(required=False)
    to = Day(required=False)
    q = serializers.CharField(max_length=100, required=False)
    updatedSince = Instant(required=False)
    format = serializers.ChoiceField(choices=["json", "csv"], default="json")
