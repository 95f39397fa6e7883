"""What belongs to a booking: its lines and its time line."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Max
from django.db.models.functions import Coalesce

from bookings.models.booking import Booking
from orgs.models import TenantManager, TenantModel, TenantQuerySet


class LineKind(models.TextChoices):
    """What a line is for."""

    RATE = "RATE", "Rate"
    ADD_ON = "ADD_ON", "Add-on"


def line_kinds() -> list[tuple[str, Any]]:
    """The choices, as a callable, so that a new word makes no migration."""
    return list(LineKind.choices)


class BookingLine(TenantModel):
    """A rate or add-on of a booking with the price it had."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=10, choices=line_kinds)
    rate = models.ForeignKey(
        "scheduling.Rate", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    add_on = models.ForeignKey(
        "scheduling.AddOn", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    label = models.CharField(max_length=200)
    quantity = models.PositiveIntegerField()
    unit_minor = models.PositiveBigIntegerField()
    total_minor = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=["organization", "booking"], name="line_by_booking"),)

    def __str__(self) -> str:
        return f"{self.quantity} x {self.label}"


class StepQuerySet(TenantQuerySet):
    """Steps."""

    def written_after(self, key: int) -> Self:
        """Whosever they are: those written since the one with this key, with their bookings."""
        return self.filter(pk__gt=key).select_related("booking").order_by("pk")

    def last_written(self) -> int:
        """The key of the latest, whosever it is."""
        return self.aggregate(last=Coalesce(Max("pk"), 0))["last"]


class StepManager(TenantManager.from_queryset(StepQuerySet)):  # type: ignore[misc]
    """The manager of steps."""


class BookingStep(TenantModel):
    """One row of a booking's time line: who moved it, from where to where, and why."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    verb = models.CharField(max_length=30)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    actor = models.CharField(max_length=60, blank=True, help_text="Public id; empty: the guest.")
    actor_name = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    policy_version = models.PositiveIntegerField(default=1)
    facts = models.JSONField(default=dict, blank=True)

    objects: ClassVar[StepManager] = StepManager()

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=["organization", "booking"], name="step_by_booking"),)

    def __str__(self) -> str:
        return f"{self.verb} ({self.to_state})"
