"""What is read of an offering: the fields that tours and events share. Shape only."""

from rest_framework import serializers

from orgs.dialects.fields import ClockTime, Day, Money, Percent, PublicId, Weekday, ZoneName
from orgs.dialects.rest import In
from scheduling.api.rest.wire import Attributes, Line, Link, OptionalChoice, many, own_id
from scheduling.models import Proposals, Publication, RateCategory, ResourceKind
from scheduling.models.resources import Per

MOST_PEOPLE = 100_000
LONGEST_RUN = 31 * 24 * 60
LONGEST_BUFFER = 7 * 24 * 60
LONGEST_LEAD = 366 * 24 * 60
MOST_RATES, MOST_RULES, MOST_NEEDS, MOST_TIMES, MOST_DATES = 50, 50, 50, 48, 366
OLDEST = 150


def count(source: str, least: int = 0, most: int = MOST_PEOPLE) -> serializers.IntegerField:
    """A whole number within bounds."""
    return serializers.IntegerField(source=source, min_value=least, max_value=most, required=False)


def optional_count(source: str, least: int = 0, most: int = MOST_PEOPLE) -> serializers.Field:
    """As count, or null."""
    return serializers.IntegerField(
        source=source, min_value=least, max_value=most, required=False, allow_null=True
    )


class RateIn(In):
    """A rate; with an `id` the stored one is changed."""

    id = PublicId(required=False)
    label = serializers.CharField(max_length=100, required=False)  # type: ignore[assignment]
    category = serializers.ChoiceField(choices=RateCategory.choices, required=False)
    price = Money(source="price_minor", required=False, allow_null=True)
    seats = serializers.IntegerField(min_value=0, max_value=100, required=False)
    minAge = optional_count("min_age", most=OLDEST)
    maxAge = optional_count("max_age", most=OLDEST)
    minQuantity = count("min_quantity")
    maxQuantity = optional_count("max_quantity")


class RuleIn(In):
    """A source of recurring starts; with an `id` the stored one is changed."""

    id = PublicId(required=False)
    weekdays = serializers.ListField(child=Weekday(), required=False, max_length=7)
    rrule = Line(max_length=500)
    startTimes = serializers.ListField(
        source="start_times", child=ClockTime(), required=False, max_length=MOST_TIMES
    )
    startsOn = Day(source="starts_on", required=False, allow_null=True)
    endsOn = Day(source="ends_on", required=False, allow_null=True)
    skipDates = serializers.ListField(
        source="skip_dates", child=Day(), required=False, max_length=MOST_DATES
    )
    addDates = serializers.ListField(
        source="add_dates", child=Day(), required=False, max_length=MOST_DATES
    )


class RequirementIn(In):
    """A need: `resourceIds`, or a `kind` with `attributes`."""

    id = PublicId(required=False)
    resourceIds = serializers.ListField(
        source="resources", child=PublicId(), required=False, max_length=200
    )
    kind = OptionalChoice(choices=ResourceKind.choices)
    attributes = Attributes(required=False)
    quantity = serializers.IntegerField(min_value=1, max_value=1_000, required=False)
    per = serializers.ChoiceField(choices=Per.choices, required=False)


class DiscountIn(In):
    """A discount for larger parties: `percentOff` or `amountOff`."""

    minSeats = serializers.IntegerField(source="min_seats", min_value=1, max_value=MOST_PEOPLE)
    percentOff = Percent(source="percent_off", required=False)
    amountOff = Money(source="amount_off_minor", least=1, required=False)


class MinimumIn(In):
    """How many must come, decided so many hours before."""

    seats = serializers.IntegerField(min_value=1, max_value=MOST_PEOPLE, required=False)
    decideHoursBefore = count("decide_hours_before", most=24 * 366)


class OfferingIn(In):
    """What all offerings have. `resourceIds` are what every run needs, one requirement each."""

    id = own_id()
    calendarId = PublicId(source="calendar")
    name = serializers.CharField(max_length=200)
    slug = serializers.SlugField(max_length=80, required=False)
    summary = Line(max_length=300)
    description = Line(max_length=20_000)
    imageUrl = Link(source="image_url")
    tags = serializers.ListField(
        child=serializers.CharField(max_length=50), required=False, max_length=30
    )
    status = serializers.ChoiceField(choices=Publication.choices, required=False)
    locationId = PublicId(source="location", required=False, allow_null=True)
    timezone = ZoneName(required=False)
    capacity = serializers.IntegerField(
        min_value=1, max_value=MOST_PEOPLE, required=False, allow_null=True
    )
    minParty = count("min_party", least=1)
    maxParty = optional_count("max_party", least=1)
    parallel = serializers.IntegerField(
        min_value=1, max_value=1_000, required=False, allow_null=True
    )
    bufferBeforeMinutes = count("buffer_before_minutes", most=LONGEST_BUFFER)
    bufferAfterMinutes = count("buffer_after_minutes", most=LONGEST_BUFFER)
    leadTimeMinutes = count("lead_time_minutes", most=LONGEST_LEAD)
    horizonDays = optional_count("horizon_days", most=3_660)
    rates = many(RateIn, MOST_RATES, required=False)
    resourceIds = serializers.ListField(
        source="resources", child=PublicId(), required=False, max_length=MOST_NEEDS
    )
    requirements = many(RequirementIn, MOST_NEEDS, required=False)
    groupDiscounts = many(DiscountIn, 20, source="group_discounts", required=False)
    minimum = MinimumIn(required=False, allow_null=True)
    requiresApproval = serializers.BooleanField(source="requires_approval", required=False)
    exclusive = serializers.BooleanField(required=False)
    proposals = serializers.ChoiceField(choices=Proposals.choices, required=False)
    waitlist = serializers.BooleanField(required=False)
    waitlistHours = count("waitlist_hours", least=1, most=24 * 366)
    addOnIds = serializers.ListField(
        source="add_ons", child=PublicId(), required=False, max_length=100
    )
    taxPercent = Percent(source="tax_percent", digits=3, required=False, allow_null=True)
    policyId = PublicId(source="policy", required=False, allow_null=True)
