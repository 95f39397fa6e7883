"""What the routes of waitlists are asked, and the shapes they answer in."""

from typing import Any

from rest_framework import serializers

from bookings.api.rest.answers import GuestOut, MadeOut, OfferingRefOut
from bookings.api.rest.shapes import ChoiceIn, GuestIn
from bookings.waitlist import WaitState
from orgs.dialects.fields import Day, Instant, Money, PublicId
from orgs.dialects.strict import In

STATES = [state.value for state in WaitState]


class WaitIn(ChoiceIn):
    """What to wait for: a slot by `instanceStartsAt`, or the days `from` to `to`, or any start."""

    instanceStartsAt = Instant(required=False)
    from_ = Day(required=False, help_text="The first day, in the venue's zone.")
    to = Day(required=False, help_text="The last day, inclusive.")
    contact = GuestIn()
    addOns: Any = None
    promoCode: Any = None
    staffId: Any = None

    def validate(self, attrs: dict) -> dict:
        """A slot or days, and of days both ends: a matter of shape, not of rule."""
        attrs = super().validate(attrs)
        if ("from" in attrs) != ("to" in attrs):
            missing = "to" if "from" in attrs else "from"
            raise serializers.ValidationError({missing: ["A range has two ends."]}, "required")
        if "from" in attrs and "instanceStartsAt" in attrs:
            detail = "Name either one start or the days from and to."
            raise serializers.ValidationError({"instanceStartsAt": [detail]}, "contradiction")
        return attrs


class WaitListIn(In):
    """Filters of the staff's list."""

    status = serializers.ChoiceField(choices=STATES, required=False)
    offeringId = PublicId(required=False)


class WaitingRateOut(serializers.Serializer):
    """So many of a rate."""

    rateId = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    quantity = serializers.IntegerField()


class OfferOut(serializers.Serializer):
    """What is offered, held until `expiresAt`. `bookingId` once it is accepted."""

    instanceStartsAt = Instant()
    endsAt = Instant()
    variantId = serializers.CharField()
    total = Money()
    expiresAt = Instant(allow_null=True)
    bookingId = serializers.CharField(allow_null=True)


class PassedOverOut(serializers.Serializer):
    """Somebody later came first: when, for which start, and why."""

    at = Instant()
    code = serializers.CharField()
    instanceStartsAt = Instant()
    remaining = serializers.IntegerField()


class WaitOut(serializers.Serializer):
    """An entry. Party, contact and offer only with its token or for staff."""

    id = serializers.CharField()
    status = serializers.ChoiceField(choices=STATES)
    offering = OfferingRefOut()
    variantId = serializers.CharField(allow_null=True)
    instanceStartsAt = Instant(allow_null=True)
    from_ = serializers.DateField(allow_null=True)
    to = serializers.DateField(allow_null=True)
    timezone = serializers.CharField()
    seats = serializers.IntegerField()
    createdAt = Instant()
    updatedAt = Instant()
    position = serializers.IntegerField(
        required=False, allow_null=True, help_text="Not in lists; null: waits no more."
    )
    party = WaitingRateOut(many=True, required=False)
    contact = GuestOut(required=False)
    offer = OfferOut(required=False, allow_null=True)
    passedOver = PassedOverOut(many=True, required=False)

    def get_fields(self) -> dict:
        """`from` cannot be a name in Python."""
        return {name.removesuffix("_"): field for name, field in super().get_fields().items()}


class JoinedOut(serializers.Serializer):
    """The answer to joining. Keep `token`: it opens the offer, and accepts or declines it."""

    id = serializers.CharField()
    status = serializers.ChoiceField(choices=STATES)
    position = serializers.IntegerField(allow_null=True)
    manageUrl = serializers.CharField()
    token = serializers.CharField()
    entry = WaitOut()


class AcceptedOut(serializers.Serializer):
    """The entry, and the booking it became, as if it had been made just now."""

    entry = WaitOut()
    booking = MadeOut()
