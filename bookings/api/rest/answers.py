"""The shapes that the routes of bookings answer in."""

from rest_framework import serializers

from bookings.states import Condition, State
from orgs.dialects.fields import Instant, Money


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
    """What was taken off (GROUP, PROMO with the code as its label) or added later (MOVE)."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    amount = Money()


class IncludedTaxOut(serializers.Serializer):
    """The part of the prices that is tax at one percentage."""

    percent = serializers.FloatField()
    gross = Money()
    amount = Money()


class BookedPriceOut(serializers.Serializer):
    """The breakdown; taxes are included. `balanceDueAt` null: the rest is paid on arrival.

    `refundPending` is still here, but on its way back: it counts as paid no more.
    """

    subtotal = Money()
    discounts = PriceCutOut(many=True)
    addOns = Money()
    fees = PriceCutOut(many=True)
    tax = Money()
    taxes = IncludedTaxOut(many=True)
    total = Money()
    dueNow = Money()
    dueLater = Money()
    balanceDueAt = Instant(allow_null=True)
    paid = Money()
    refunded = Money()
    refundPending = Money()


class BookedStepOut(serializers.Serializer):
    """Until then this share of what was paid comes back, less the fee."""

    until = Instant()
    refundPercent = serializers.FloatField()
    fee = Money()


class BookedTermsOut(serializers.Serializer):
    """Until when the guest may cancel and move; null: not by themselves."""

    cancelUntil = Instant(allow_null=True)
    cancelSteps = BookedStepOut(many=True)
    moveUntil = Instant(allow_null=True)
    moveFee = Money()
    version = serializers.IntegerField()
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


class OtherDateOut(serializers.Serializer):
    """Places on another date, held until the guest chooses it; without it, nothing changes."""

    instanceStartsAt = Instant()
    endsAt = Instant()
    expiresAt = Instant(allow_null=True)


class BookingOut(QuoteOut):
    """A booking. Contact, notes and time line only with its token or for staff.

    `decidesAt`: when it is decided whether enough have come, while it waits for that.
    `addedSeatsExpireAt`: when what was added to the party goes back, unless `dueNow` is paid.
    `proposed`: a private request, for the whole run at a price that staff name; while APPROVAL is
    outstanding its price is what the rates would cost, and binds nobody.
    """

    id = serializers.CharField()
    reference = serializers.CharField()
    status = serializers.ChoiceField(choices=[state.value for state in State])
    outstanding = serializers.ListField(
        child=serializers.ChoiceField(choices=[condition.value for condition in Condition])
    )
    proposed = serializers.BooleanField()
    endsAt = Instant()
    holdExpiresAt = Instant(allow_null=True)
    addedSeatsExpireAt = Instant(allow_null=True)
    decidesAt = Instant(allow_null=True)
    otherDate = OtherDateOut(allow_null=True)
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


class PartyPreviewOut(serializers.Serializer):
    """What another party would mean: `refund` comes back, `fee` is kept, `dueNow` is to be paid,
    until `addedSeatsExpireAt` where what is added would go back otherwise."""

    seats = serializers.IntegerField()
    lines = BookedRateOut(many=True)
    addOns = BookedExtraOut(many=True)
    discounts = PriceCutOut(many=True)
    fees = PriceCutOut(many=True)
    totalBefore = Money()
    total = Money()
    refund = Money()
    fee = Money()
    dueNow = Money()
    addedSeatsExpireAt = Instant(allow_null=True)


class CancelPreviewOut(serializers.Serializer):
    """What cancelling now would mean: `fee` is kept of what was paid, `refund` comes back."""

    allowed = serializers.BooleanField()
    cancelUntil = Instant(allow_null=True)
    fee = Money()
    refund = Money()
