"""The shapes of bookings on the wire, in and out."""

from rest_framework import serializers

from bookings.api.rest.fields import PartyField
from bookings.parties import LARGEST, Party
from bookings.states import Condition, State
from orgs.dialects.fields import Day, Instant, Money, PublicId
from orgs.dialects.strict import In


class WantedExtraIn(In):
    """So many of an add-on."""

    addOnId = PublicId()
    quantity = serializers.IntegerField(min_value=0, max_value=LARGEST)


class ChoiceIn(In):
    """What is wanted: one of `tourId`, `eventId`, `serviceId`; one of `seats`, `party`."""

    tourId = PublicId(required=False)
    eventId = PublicId(required=False)
    serviceId = PublicId(required=False)
    variantId = PublicId(required=False)
    instanceStartsAt = Instant(help_text="The start of the run, as availability answered it.")
    seats = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST)
    party = PartyField(required=False)
    addOns = WantedExtraIn(many=True, required=False)

    def validate(self, attrs: dict) -> dict:
        """Exactly one of each group: a matter of shape, not of rule."""
        named = [name for name in ("tourId", "eventId", "serviceId") if attrs.get(name)]
        if len(named) != 1:
            detail = "Name exactly one of tourId, eventId and serviceId."
            raise serializers.ValidationError({"tourId": [detail]}, "exactly_one")
        if ("seats" in attrs) == ("party" in attrs):
            detail = "Say either seats or party."
            raise serializers.ValidationError({"party": [detail]}, "exactly_one")
        return attrs


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


class TokenIn(In):
    """The booking's token, where no header can be sent."""

    token = serializers.CharField(max_length=100, required=False)


class ReasonIn(In):
    """Why, in words that stay on the booking's time line."""

    reason = serializers.CharField(max_length=500, required=False, allow_blank=True)


class RescheduleIn(ReasonIn):
    """Another start of the same offering."""

    instanceStartsAt = Instant()


class ListIn(In):
    """Filters of the staff's list; days bound the runs, inclusive, in the organization's zone."""

    status = serializers.ChoiceField(choices=[state.value for state in State], required=False)
    offeringId = PublicId(required=False)
    from_ = Day(required=False)
    to = Day(required=False)
    q = serializers.CharField(max_length=100, required=False)
    updatedSince = Instant(required=False)
    format = serializers.ChoiceField(choices=["json", "csv"], default="json")


class OfferingRefOut(serializers.Serializer):
    """What was booked."""

    id = serializers.CharField()
    type = serializers.ChoiceField(choices=["TOUR", "EVENT", "SERVICE"])
    name = serializers.CharField()


class BookedRateOut(serializers.Serializer):
    """So many of a rate."""

    rateId = serializers.CharField(allow_null=True)
    label = serializers.CharField()  # type: ignore[assignment]
    quantity = serializers.IntegerField()
    unitPrice = Money()
    total = Money()


class BookedExtraOut(serializers.Serializer):
    """So many of an add-on."""

    addOnId = serializers.CharField(allow_null=True)
    label = serializers.CharField()  # type: ignore[assignment]
    quantity = serializers.IntegerField()
    unitPrice = Money()
    total = Money()


class PriceCutOut(serializers.Serializer):
    """What was taken off."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    amount = Money()


class BookedPriceOut(serializers.Serializer):
    """The breakdown; taxes are included."""

    subtotal = Money()
    discounts = PriceCutOut(many=True)
    addOns = Money()
    tax = Money()
    total = Money()
    dueNow = Money()
    paid = Money()
    refunded = Money()


class BookedTermsOut(serializers.Serializer):
    """Until when the guest may cancel and move; null: not by themselves."""

    cancelUntil = Instant(allow_null=True)
    moveUntil = Instant(allow_null=True)
    text = serializers.CharField()


class GuestOut(serializers.Serializer):
    """Who to talk to."""

    name = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField(allow_blank=True)
    locale = serializers.CharField(allow_blank=True)


class StepOut(serializers.Serializer):
    """One row of the time line."""

    at = Instant()
    verb = serializers.CharField()
    from_ = serializers.CharField(allow_null=True)
    to = serializers.CharField()
    by = serializers.CharField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)

    def get_fields(self) -> dict:
        """`from` cannot be a name in Python."""
        return {name.removesuffix("_"): field for name, field in super().get_fields().items()}


class QuoteOut(serializers.Serializer):
    """What a choice costs and on which terms."""

    offering = OfferingRefOut()
    variantId = serializers.CharField()
    instanceStartsAt = Instant()
    timezone = serializers.CharField()
    seats = serializers.IntegerField()
    lines = BookedRateOut(many=True)
    addOns = BookedExtraOut(many=True)
    price = BookedPriceOut()
    policy = BookedTermsOut()


class BookingOut(QuoteOut):
    """A booking. Contact, notes and time line only with its token or for staff."""

    id = serializers.CharField()
    reference = serializers.CharField()
    status = serializers.ChoiceField(choices=[state.value for state in State])
    outstanding = serializers.ListField(
        child=serializers.ChoiceField(choices=[condition.value for condition in Condition])
    )
    endsAt = Instant()
    holdExpiresAt = Instant(allow_null=True)
    createdAt = Instant()
    updatedAt = Instant()
    contact = GuestOut(required=False)
    notes = serializers.CharField(required=False, allow_blank=True)
    timeline = StepOut(many=True, required=False)


class MadeOut(serializers.Serializer):
    """The answer to a booking. Keep `token`: it opens contact details, cancel and move."""

    id = serializers.CharField()
    bookingId = serializers.CharField()
    status = serializers.ChoiceField(choices=[state.value for state in State])
    requiresPayment = serializers.BooleanField()
    checkoutUrl = serializers.CharField(allow_null=True)
    manageUrl = serializers.CharField()
    token = serializers.CharField()
    holdExpiresAt = Instant(allow_null=True)
    booking = BookingOut()


class CancelPreviewOut(serializers.Serializer):
    """What cancelling now would mean."""

    allowed = serializers.BooleanField()
    cancelUntil = Instant(allow_null=True)
    fee = Money()
    refund = Money()
