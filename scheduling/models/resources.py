"""What runs need: vehicles, people, partners, spaces, equipment; when they are out of use."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from orgs.models import PublicIdField, TenantModel
from scheduling.models import bounds


class ResourceKind(models.TextChoices):
    """What sort of thing it is."""

    VEHICLE = "VEHICLE", _("Vehicle")
    PERSON = "PERSON", _("Person")
    PARTNER = "PARTNER", _("Partner")
    SPACE = "SPACE", _("Space")
    EQUIPMENT = "EQUIPMENT", _("Equipment")


class Per(models.TextChoices):
    """What a requirement's quantity is multiplied by."""

    RUN = "RUN", _("per run")
    PERSON = "PERSON", _("per person")


def resource_kinds() -> list[tuple[str, Any]]:
    """The choices, as a callable, so that a new word makes no migration."""
    return list(ResourceKind.choices)


def pers() -> list[tuple[str, Any]]:
    """As resource_kinds."""
    return list(Per.choices)


class Resource(TenantModel):
    """Something that runs share. `weekly_hours` is [[weekday, start, end]] in minutes of its
    own zone, Monday 0, an end past 1440 reaching into the next day; empty: always open."""

    public_id = PublicIdField(prefix="res")
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=resource_kinds)
    seats = models.PositiveIntegerField(
        validators=bounds.PEOPLE,
        null=True,
        blank=True,
        help_text="Lowers the seats of runs it is given; empty: no matter.",
    )
    units = models.PositiveIntegerField(
        validators=[*bounds.AT_LEAST_ONE, *bounds.PEOPLE],
        default=1,
        help_text="How many there are of it.",
    )
    attributes = models.JSONField(
        default=dict, blank=True, help_text='For example {"languages": ["en", "de"]}.'
    )
    turnaround_minutes = models.PositiveIntegerField(validators=bounds.MINUTES_OF_A_WEEK, default=0)
    location = models.ForeignKey(
        "orgs.Location",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("location"),
    )
    timezone = models.CharField(max_length=60, help_text="IANA zone of its hours.")
    contact = models.JSONField(default=dict, blank=True, help_text="name, email, phone.")
    weekly_hours = models.JSONField(default=list, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(units__gte=1), name="a_resource_has_at_least_one_unit"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in ResourceKind]),
                name="a_resource_has_a_known_kind",
            ),
        )
        indexes = (models.Index(fields=["organization", "kind", "id"], name="resource_by_kind"),)
        verbose_name, verbose_name_plural = _("resource"), _("resources")

    def __str__(self) -> str:
        return self.name


class Block(TenantModel):
    """A stretch in which a resource is out of use; `rrule` repeats it in the resource's zone."""

    public_id = PublicIdField(prefix="blk")
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="blocks")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    rrule = models.CharField("recurrence", max_length=500, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="a_block_ends_after_it_starts",
            ),
        )
        indexes = (
            models.Index(fields=["organization", "resource", "ends_at"], name="block_by_end"),
        )
        verbose_name, verbose_name_plural = _("block"), _("blocks")

    def __str__(self) -> str:
        return self.reason or self.public_id


class Requirement(TenantModel):
    """What a run of an offering needs, or a booking with an add-on beside it: `quantity` units of
    any of `resources`, or, where none are named, of any resource of `kind` whose attributes hold
    all of `attributes`. Of an add-on, RUN is once per booking."""

    offering = models.ForeignKey(
        "scheduling.Offering",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="requirements",
    )
    add_on = models.ForeignKey(
        "scheduling.AddOn",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="requirements",
    )
    public_id = PublicIdField(prefix="req")
    resources: models.ManyToManyField = models.ManyToManyField(
        Resource, blank=True, related_name="requirements"
    )
    kind = models.CharField(max_length=10, choices=resource_kinds, blank=True)
    attributes = models.JSONField(default=dict, blank=True)
    quantity = models.PositiveIntegerField(
        validators=[*bounds.AT_LEAST_ONE, *bounds.FEW], default=1
    )
    per = models.CharField(max_length=10, choices=pers, default=Per.RUN)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1), name="a_requirement_asks_for_something"
            ),
            models.CheckConstraint(
                condition=models.Q(offering=None, add_on__isnull=False)
                | models.Q(offering__isnull=False, add_on=None),
                name="a_requirement_is_of_an_offering_or_an_add_on",
            ),
        )
        indexes = (
            models.Index(fields=["organization", "offering"], name="requirement_by_offering"),
            models.Index(fields=["organization", "add_on"], name="requirement_by_add_on"),
        )
        verbose_name, verbose_name_plural = _("requirement"), _("requirements")

    def __str__(self) -> str:
        return self.public_id
