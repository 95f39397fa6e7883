"""Where starts come from, in the venue's wall time."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from orgs.models import PublicIdField, TenantModel
from scheduling.engine.types import RuleKind
from scheduling.models import bounds

LABELS = {
    RuleKind.STARTS: _("Recurring starts"),
    RuleKind.WINDOWS: _("Weekly hours"),
    RuleKind.DATES: _("Fixed dates"),
}


def rule_kinds() -> list[tuple[str, Any]]:
    """The choices, as a callable, so that a new word makes no migration."""
    return [(kind.value, LABELS[kind]) for kind in RuleKind]


class ScheduleRule(TenantModel):
    """One source of starts; `scheduling.engine.types.Rule` says what each field means.

    Stored shapes: `weekdays` [0..6] with Monday 0; `start_times` minutes after midnight;
    `windows` [[weekday, start, end]] in minutes; `dates` [[wall time, minutes, fold]] with the
    wall time as `2026-07-01T09:00`; `skip_dates` and `add_dates` as `2026-07-01`.
    """

    public_id = PublicIdField(prefix="rule")
    offering = models.ForeignKey(
        "scheduling.Offering", on_delete=models.CASCADE, related_name="rules"
    )
    kind = models.CharField(max_length=10, choices=rule_kinds, default=RuleKind.STARTS.value)
    weekdays = models.JSONField(default=list, blank=True)
    rrule = models.CharField(max_length=500, blank=True)
    start_times = models.JSONField(default=list, blank=True)
    windows = models.JSONField(default=list, blank=True)
    step_minutes = models.PositiveIntegerField(validators=bounds.MINUTES_OF_A_WEEK, default=0)
    dates = models.JSONField(default=list, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    skip_dates = models.JSONField(default=list, blank=True)
    add_dates = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(starts_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="a_rule_ends_after_it_starts",
            ),
        )
        indexes = (models.Index(fields=["organization", "offering"], name="rule_by_offering"),)
        verbose_name, verbose_name_plural = _("schedule rule"), _("schedule rules")

    def __str__(self) -> str:
        return self.public_id
