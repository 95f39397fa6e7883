"""What is answered about offerings, for the description. The words are made in `words.py`."""

from rest_framework import serializers
from rest_framework.serializers import BooleanField, CharField, IntegerField, ListField

from orgs.dialects.fields import ClockTime, Day, Instant, Money, Weekday, ZoneName
from scheduling.api.rest.wire import Attributes
from scheduling.availability import Status
from scheduling.models import (
    EventStatus,
    Proposals,
    Publication,
    RateCategory,
    ResourceKind,
    TourKind,
)
from scheduling.models.resources import Per


class RateOut(serializers.Serializer):
    """A rate."""

    id = CharField()
    label = CharField()  # type: ignore[assignment]
    category = serializers.ChoiceField(choices=RateCategory.choices)
    price = Money(allow_null=True)
    seats = IntegerField()
    minAge = IntegerField(allow_null=True)
    maxAge = IntegerField(allow_null=True)
    minQuantity = IntegerField()
    maxQuantity = IntegerField(allow_null=True)


class RuleOut(serializers.Serializer):
    """A source of recurring starts."""

    id = CharField()
    weekdays = ListField(child=Weekday())
    rrule = CharField(allow_null=True)
    startTimes = ListField(child=ClockTime())
    startsOn = Day(allow_null=True)
    endsOn = Day(allow_null=True)
    skipDates = ListField(child=Day())
    addDates = ListField(child=Day())


class RequirementOut(serializers.Serializer):
    """What a run needs."""

    id = CharField()
    resourceIds = ListField(child=CharField())
    kind = serializers.ChoiceField(choices=ResourceKind.choices, allow_null=True)
    attributes = Attributes()
    quantity = IntegerField()
    per = serializers.ChoiceField(choices=Per.choices)


class DiscountOut(serializers.Serializer):
    """A discount for larger parties."""

    minSeats = IntegerField()
    percentOff = serializers.FloatField(required=False)
    amountOff = Money(required=False)


class MinimumOut(serializers.Serializer):
    """How many must come."""

    seats = IntegerField()
    decideHoursBefore = IntegerField()


class DateOut(serializers.Serializer):
    """One date of an event."""

    startsAt = Instant()
    endsAt = Instant()


class TextsOut(serializers.Serializer):
    """What an offering says of itself."""

    id = CharField()
    calendarId = CharField()
    name = CharField()
    slug = CharField()
    summary = CharField()
    description = CharField()
    imageUrl = serializers.URLField(allow_null=True)
    tags = ListField(child=CharField())


class SellingOut(TextsOut):
    """What guests have to know of how it is run and sold."""

    locationId = CharField(allow_null=True)
    timezone = ZoneName()
    capacity = IntegerField(allow_null=True)
    minParty = IntegerField()
    maxParty = IntegerField(allow_null=True)
    leadTimeMinutes = IntegerField()
    horizonDays = IntegerField(allow_null=True)
    rates = RateOut(many=True)
    groupDiscounts = DiscountOut(many=True)
    minimum = MinimumOut(allow_null=True)
    requiresApproval = BooleanField()
    exclusive = BooleanField()
    proposals = serializers.ChoiceField(choices=Proposals.choices)
    waitlist = BooleanField()


class OfferingOut(SellingOut):
    """All that staff see of an offering."""

    status = serializers.ChoiceField(choices=Publication.choices)
    parallel = IntegerField(allow_null=True)
    bufferBeforeMinutes = IntegerField()
    bufferAfterMinutes = IntegerField()
    resourceIds = ListField(child=CharField())
    requirements = RequirementOut(many=True)
    addOnIds = ListField(child=CharField())
    taxPercent = serializers.FloatField(allow_null=True)
    policyId = CharField(allow_null=True)
    waitlistHours = IntegerField()


class HappeningOut(serializers.Serializer):
    """What only events have. `startsAt` and `endsAt` are those of the first occurrence."""

    startsAt = Instant(allow_null=True)
    endsAt = Instant(allow_null=True)
    occurrences = DateOut(many=True)
    venue = CharField()
    organizer = CharField()
    url = serializers.URLField(allow_null=True)
    isFree = BooleanField()
    eventStatus = serializers.ChoiceField(choices=EventStatus.choices)


class TourOut(OfferingOut):
    """A tour."""

    kind = serializers.ChoiceField(choices=TourKind.choices)
    durationMinutes = IntegerField()
    scheduleRules = RuleOut(many=True)


class EventOut(HappeningOut, OfferingOut):
    """An event."""


class PlaceOut(serializers.Serializer):
    """Where it starts."""

    id = CharField()
    name = CharField()
    address = CharField()


class ExtraOut(serializers.Serializer):
    """Something extra to buy with a booking."""

    id = CharField()
    name = CharField()
    description = CharField()
    price = Money()
    per = CharField()
    maxQuantity = IntegerField()


class PublicOfferingOut(SellingOut):
    """What anybody sees of an offering."""

    currency = CharField()
    location = PlaceOut(allow_null=True)
    addOns = ExtraOut(many=True)


class PublicTourOut(PublicOfferingOut):
    """What anybody sees of a tour."""

    kind = serializers.ChoiceField(choices=TourKind.choices)
    durationMinutes = IntegerField()


class PublicEventOut(HappeningOut, PublicOfferingOut):
    """What anybody sees of an event."""


class ReasonOut(serializers.Serializer):
    """Why a start is refused; for staff."""

    code = CharField()
    resourceId = CharField(required=False)
    bookingId = CharField(required=False)
    blockId = CharField(required=False)
    until = Instant(required=False)


class SlotOut(serializers.Serializer):
    """A start. `remaining` is the largest party that could still come."""

    startsAt = Instant()
    endsAt = Instant()
    remaining = IntegerField()
    capacity = IntegerField()
    status = serializers.ChoiceField(choices=[word.value for word in Status])
    priceFrom = Money(allow_null=True)
    offeringId = CharField()
    variantId = CharField()
    reasons = ReasonOut(many=True, required=False)
