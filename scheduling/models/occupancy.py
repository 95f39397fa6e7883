"""What is taken. Only `scheduling.capacity` writes these three tables.

Liveness needs no job: a claim or allocation is live at an instant when it was not given back
and its `until`, if any, is later. Lapsed rows are labelled (`released_at`) by whoever next takes
from the same run or resource, so that the database's own guards, which cannot ask the time, see
what the engine sees. Those guards stand in `scheduling/guards.py`.
"""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from orgs.formats import local
from orgs.models import TenantManager, TenantModel, TenantQuerySet


class LapsingQuerySet(TenantQuerySet):
    """Rows that hold something until a moment, or for good."""

    def live(self, at: datetime) -> Self:
        """Those that take something at this instant."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=at), released_at=None)

    def lapsed(self, at: datetime) -> Self:
        """Those that ran out by this instant without being labelled yet."""
        return self.filter(released_at=None, until__lte=at)


class LapsingManager(TenantManager.from_queryset(LapsingQuerySet)):  # type: ignore[misc]
    """The manager of rows that may lapse."""


class Occurrence(TenantModel):
    """A stored run: exists only once something happened to it."""

    offering = models.ForeignKey(
        "scheduling.Offering",
        on_delete=models.PROTECT,
        related_name="occurrences",
        verbose_name=_("offering"),
    )
    variant = models.ForeignKey("scheduling.Variant", on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    seats = models.PositiveIntegerField(help_text="What the run offers in all.")
    seats_set = models.BooleanField(default=False, help_text="Staff fixed the number of seats.")
    private = models.BooleanField(default=False, help_text="One party has the whole run.")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    decides_at = models.DateTimeField(
        null=True, blank=True, help_text="When staff decide on its minimum; empty: as terms say."
    )
    runs_anyway = models.BooleanField(
        default=False, help_text="Staff confirmed it, whether enough come or not."
    )
    warned_of = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="The decision that staff were warned of."
    )
    note = models.TextField(_("note"), blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_run_ends_after_it_starts"
            ),
        )
        indexes = (
            models.Index(fields=["organization", "offering", "starts_at"], name="run_by_offering"),
            models.Index(fields=["organization", "starts_at"], name="run_by_start"),
        )
        verbose_name, verbose_name_plural = _("departure"), _("departures")

    def __str__(self) -> str:
        return f"{self.offering} {local(self.starts_at, self.offering.timezone):%Y-%m-%d %H:%M}"


class ClaimQuerySet(LapsingQuerySet):
    """Claims."""

    def seats(self) -> int:
        """How many seats they take together."""
        return self.aggregate(total=Coalesce(Sum("seats"), 0))["total"]


class ClaimManager(TenantManager.from_queryset(ClaimQuerySet)):  # type: ignore[misc]
    """The manager of claims."""


class Claim(TenantModel):
    """Seats taken on a run by one booking (`holder` is its public id), or by an offer to it.

    What lapses sooner than the rest of them is a claim of its own beside it, its `part`.
    """

    occurrence = models.ForeignKey(Occurrence, on_delete=models.PROTECT, related_name="claims")
    holder = models.CharField(max_length=40)
    part_of = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="parts"
    )
    seats = models.PositiveIntegerField()
    until = models.DateTimeField(null=True, blank=True, help_text="Empty: for good.")
    released_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ClaimManager] = ClaimManager()

    opens_run: bool = False
    """Whether nobody else is on its run; set where it is taken."""

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(seats__gte=1), name="a_claim_takes_a_seat"),
            models.UniqueConstraint(
                fields=["organization", "holder"],
                condition=Q(released_at__isnull=True, part_of__isnull=True),
                name="a_booking_holds_one_claim",
            ),
            models.CheckConstraint(
                condition=Q(part_of__isnull=True) | Q(until__isnull=False),
                name="a_part_of_a_claim_lapses",
            ),
        )
        indexes = (
            models.Index(
                fields=["organization", "occurrence"],
                condition=Q(released_at__isnull=True),
                name="claim_by_run",
            ),
        )

    def __str__(self) -> str:
        return f"{self.seats} for {self.holder}"


class Allocation(TenantModel):
    """Units of a resource taken by a run over `[starts_at, ends_at)`, buffers and turnaround
    included. What is needed per person hangs on that person's `claim`, the rest on the run."""

    occurrence = models.ForeignKey(Occurrence, on_delete=models.PROTECT, related_name="allocations")
    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, null=True, blank=True, related_name="allocations"
    )
    requirement = models.ForeignKey(
        "scheduling.Requirement", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    resource = models.ForeignKey(
        "scheduling.Resource", on_delete=models.PROTECT, related_name="allocations"
    )
    units = models.PositiveIntegerField(default=1)
    exclusive = models.BooleanField(help_text="The resource has one unit: guarded by the database.")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True, help_text="Empty: for good.")
    released_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[LapsingManager] = LapsingManager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="an_allocation_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(units__gte=1), name="an_allocation_takes_a_unit"),
        )
        indexes = (
            models.Index(
                fields=["organization", "resource", "ends_at"],
                condition=Q(released_at__isnull=True),
                name="allocation_by_resource",
            ),
        )

    def __str__(self) -> str:
        return f"{self.units} x {self.resource}"
