"""What can be booked: one table, three proxies, and beside it variants and rates."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from orgs import ids
from orgs.models import PublicIdField, TenantManager, TenantModel, TenantQuerySet
from orgs.models.percent import PercentField
from scheduling.models import bounds
from scheduling.models.kinds import (
    EventStatus,
    OfferingType,
    Proposals,
    Publication,
    RateCategory,
    event_statuses,
    offering_types,
    proposal_times,
    publications,
    rate_categories,
    tour_kinds,
)
from scheduling.models.terms import AddOn

ID_PREFIXES = {OfferingType.TOUR: "tour", OfferingType.EVENT: "evt", OfferingType.SERVICE: "svc"}


class OfferingQuerySet(TenantQuerySet):
    """Offerings."""

    def public(self) -> "OfferingQuerySet":
        """What anybody may see: the one meaning of "public" for page, API, feed and search."""
        return self.filter(status=Publication.PUBLISHED, calendar__archived_at=None)


class OfferingManager(TenantManager.from_queryset(OfferingQuerySet)):  # type: ignore[misc]
    """The manager of all offerings."""


class Offering(TenantModel):
    """Something bookable or listed. How it is run stands in its variants and rules."""

    PRICED = models.Q(group_discounts__icontains="amountOff")
    PREFIXES = tuple(ID_PREFIXES.values())
    public_id = PublicIdField(prefix="off")
    calendar = models.ForeignKey(
        "scheduling.Calendar",
        on_delete=models.PROTECT,
        related_name="offerings",
        verbose_name=_("calendar"),
    )
    type = models.CharField(max_length=10, choices=offering_types, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=tour_kinds, blank=True)
    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(max_length=80)
    summary = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True, max_length=20_000)
    image_url = models.URLField(max_length=500, blank=True)
    tags = models.JSONField(default=list, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=publications, default=Publication.DRAFT
    )
    location = models.ForeignKey(
        "orgs.Location", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    timezone = models.CharField(max_length=60, help_text="IANA zone of the venue.")

    min_party = models.PositiveIntegerField(
        validators=[*bounds.AT_LEAST_ONE, *bounds.PEOPLE], default=1
    )
    max_party = models.PositiveIntegerField(validators=bounds.PEOPLE, null=True, blank=True)
    parallel = models.PositiveIntegerField(
        validators=[*bounds.AT_LEAST_ONE, *bounds.FEW],
        null=True,
        blank=True,
        default=1,
        help_text="Runs at the same time; empty: any number.",
    )
    lead_time_minutes = models.PositiveIntegerField(validators=bounds.MINUTES_OF_A_YEAR, default=0)
    horizon_days = models.PositiveIntegerField(
        validators=bounds.DAYS_OF_TEN_YEARS, null=True, blank=True, default=365
    )
    exclusive = models.BooleanField(default=False, help_text="A booking takes the whole run.")
    proposals = models.CharField(max_length=10, choices=proposal_times, default=Proposals.OFF)

    policy = models.ForeignKey(
        "scheduling.Policy", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    requires_approval = models.BooleanField(default=False)
    minimum_seats = models.PositiveIntegerField(validators=bounds.PEOPLE, null=True, blank=True)
    decide_hours_before = models.PositiveIntegerField(validators=bounds.HOURS_OF_A_YEAR, default=24)
    group_discounts = models.JSONField(
        default=list,
        blank=True,
        help_text='[{"minSeats": 6, "percentOff": "10"}], or "amountOff" in minor units.',
    )
    waitlist = models.BooleanField(default=False)
    waitlist_hours = models.PositiveIntegerField(validators=bounds.HOURS_OF_A_YEAR, default=4)
    tax_percent = PercentField(null=True, blank=True, help_text="Empty: the organization's.")
    add_ons: models.ManyToManyField = models.ManyToManyField(
        AddOn, blank=True, related_name="offerings"
    )

    venue = models.CharField(max_length=200, blank=True)
    organizer = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=500, blank=True)
    is_free = models.BooleanField(default=False)
    event_status = models.CharField(
        _("what became of it"), max_length=12, choices=event_statuses, default=EventStatus.SCHEDULED
    )

    objects: ClassVar[OfferingManager] = OfferingManager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "slug"], name="an_offering_slug_is_used_once"
            ),
            models.CheckConstraint(
                condition=models.Q(type__in=[kind.value for kind in OfferingType]),
                name="an_offering_has_a_known_type",
            ),
            models.CheckConstraint(
                condition=models.Q(parallel__isnull=True) | models.Q(parallel__gte=1),
                name="an_offering_runs_at_least_once_at_a_time",
            ),
        )
        indexes = (
            models.Index(fields=["organization", "type", "id"], name="offering_by_type"),
            models.Index(fields=["organization", "calendar"], name="offering_by_calendar"),
        )
        verbose_name, verbose_name_plural = _("offering"), _("offerings")

    def __str__(self) -> str:
        return self.name

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A new row is given its type by name; what is read from the database keeps its id."""
        if "type" in kwargs:
            kwargs.setdefault("public_id", ids.new(ID_PREFIXES[OfferingType(kwargs["type"])]))
        super().__init__(*args, **kwargs)

    def bookable_until(self, starts_at: datetime) -> datetime:
        """Until when guests may book a start: the lead time before it."""
        return starts_at - timedelta(minutes=self.lead_time_minutes)

    @property
    def has_whole_runs(self) -> bool:
        """Whether a booking may have a run alone: always, or where a guest proposes it."""
        return self.exclusive or self.proposals != Proposals.OFF

    @property
    def default_variant(self) -> "Variant":
        """The way it is run unless another is asked for; every offering has one."""
        return next(variant for variant in self.variants.all() if variant.is_default)


def _manager_of(type_: OfferingType) -> OfferingManager:
    class TypedManager(OfferingManager):
        """Only rows of one type."""

        def get_queryset(self) -> OfferingQuerySet:
            return super().get_queryset().filter(type=type_)

    return TypedManager()


class Tour(Offering):
    """An offering with departures."""

    objects: ClassVar[OfferingManager] = _manager_of(OfferingType.TOUR)

    class Meta:
        proxy = True
        verbose_name, verbose_name_plural = _("tour"), _("tours")


class Event(Offering):
    """An offering with fixed dates."""

    objects: ClassVar[OfferingManager] = _manager_of(OfferingType.EVENT)

    class Meta:
        proxy = True
        verbose_name, verbose_name_plural = _("event"), _("events")


class Service(Offering):
    """An offering by appointment."""

    objects: ClassVar[OfferingManager] = _manager_of(OfferingType.SERVICE)

    class Meta:
        proxy = True
        verbose_name, verbose_name_plural = _("service"), _("services")


class Variant(TenantModel):
    """How an offering is run. `capacity` None: listed only, cannot be booked."""

    PRICED = models.Q(price_minor__gt=0)
    public_id = PublicIdField(prefix="var")
    offering = models.ForeignKey(Offering, on_delete=models.CASCADE, related_name="variants")
    name = models.CharField(max_length=200, blank=True)
    duration_minutes = models.PositiveIntegerField(
        validators=[*bounds.AT_LEAST_ONE, *bounds.MINUTES_OF_A_MONTH], default=60
    )
    buffer_before_minutes = models.PositiveIntegerField(
        validators=bounds.MINUTES_OF_A_WEEK, default=0
    )
    buffer_after_minutes = models.PositiveIntegerField(
        validators=bounds.MINUTES_OF_A_WEEK, default=0
    )
    capacity = models.PositiveIntegerField(validators=bounds.PEOPLE, null=True, blank=True)
    price_minor = models.PositiveBigIntegerField(null=True, blank=True)
    is_default = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    price_from: int | None = None
    """The least price of its rates in minor units; set where slots are read."""
    policy_asks: bool | None = None
    """Whether its offering's policy asks for approval; set where slots are read."""

    class Meta:
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["offering"],
                condition=models.Q(is_default=True),
                name="an_offering_has_one_default_variant",
            ),
            models.CheckConstraint(
                condition=models.Q(duration_minutes__gte=1), name="a_run_takes_time"
            ),
        )
        indexes = (models.Index(fields=["organization", "offering"], name="variant_by_offering"),)
        verbose_name, verbose_name_plural = _("variant"), _("variants")

    def __str__(self) -> str:
        return self.name or str(self.offering)


class Rate(TenantModel):
    """A person type with a price. `price_minor` None: the variant's price. Ages inclusive."""

    PRICED = models.Q(price_minor__gt=0)
    public_id = PublicIdField(prefix="rate")
    offering = models.ForeignKey(Offering, on_delete=models.CASCADE, related_name="rates")
    label = models.CharField(max_length=100)
    category = models.CharField(max_length=10, choices=rate_categories, default=RateCategory.ADULT)
    price_minor = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="In minor units, e.g. cents; empty: the variant's price."
    )
    seats = models.PositiveSmallIntegerField(validators=bounds.PEOPLE, default=1)
    min_age = models.PositiveSmallIntegerField(null=True, blank=True)
    max_age = models.PositiveSmallIntegerField(null=True, blank=True)
    min_quantity = models.PositiveIntegerField(validators=bounds.PEOPLE, default=0)
    max_quantity = models.PositiveIntegerField(validators=bounds.PEOPLE, null=True, blank=True)
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        indexes = (models.Index(fields=["organization", "offering"], name="rate_by_offering"),)
        verbose_name, verbose_name_plural = _("rate"), _("rates")

    def __str__(self) -> str:
        return self.label
