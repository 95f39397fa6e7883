"""Where starts come from: recurring times, opening windows or fixed dates."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from orgs.admin_site.base import TenantStackedInline
from orgs.admin_site.fields import DatesField, TimesField, WeekdaysField
from orgs.admin_site.forms import TenantForm, TenantFormSet
from orgs.admin_site.hours import WeeklyHoursField
from scheduling.admin.fields import FixedDatesField
from scheduling.admin.inlines import begun
from scheduling.engine import recurrence
from scheduling.engine.types import RuleKind
from scheduling.models import ScheduleRule

LABELS = {
    "rrule": _("Recurrence (RFC 5545)"),
    "starts_on": _("First day"),
    "ends_on": _("Last day"),
    "step_minutes": _("A start every so many minutes"),
}
VALIDITY = ("starts_on", "ends_on")
EXCEPTIONS = ("skip_dates", "add_dates")


class RuleForm(TenantForm):
    """What all rules share. `source` is the kind, `needed` what it cannot be without."""

    source = RuleKind.STARTS
    needed = "start_times"
    skip_dates = DatesField(label=_("Days left out"), required=False, help_text=_("One a line."))

    def __init__(self, *args: Any, zone: str = "UTC", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.kind = self.source.value
        field: Any
        for field in self.fields.values():
            field.zone = zone

    def clean(self) -> dict[str, Any]:
        """Asks the engine whether the rule can be followed."""
        cleaned = super().clean()
        unsaid = self.needed in self.fields and self.needed not in self.errors
        if unsaid and not cleaned.get(self.needed):
            self.add_error(self.needed, ValidationError(_("Please say when.")))
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", ValidationError(_("The end lies before the beginning.")))
        if cleaned.get("rrule"):
            try:
                recurrence.check(cleaned["rrule"], starts)
            except recurrence.BadRecurrence as error:
                self.add_error("rrule", ValidationError(str(error)))
        return cleaned


class StartsForm(RuleForm):
    """Recurring days with times of day."""

    weekdays = WeekdaysField(label=_("Weekdays"), help_text=_("None: every day."))
    start_times = TimesField(
        label=_("Start times"), required=False, help_text=_("For example 09:00, 13:00.")
    )
    add_dates = DatesField(label=_("Further days"), required=False, help_text=_("One a line."))

    class Meta:
        model = ScheduleRule
        labels = LABELS
        fields = ("weekdays", "start_times", "rrule", *VALIDITY, *EXCEPTIONS)


class WindowsForm(RuleForm):
    """Weekly hours with a step."""

    source = RuleKind.WINDOWS
    needed = "windows"
    windows = WeeklyHoursField(
        label=_("Weekly hours"), help_text=_("For example 08:00-12:00, 13:00-18:00.")
    )

    class Meta:
        model = ScheduleRule
        labels = LABELS
        fields = ("windows", "step_minutes", *VALIDITY, "skip_dates")


class DatesForm(RuleForm):
    """Fixed dates."""

    source = RuleKind.DATES
    needed = "dates"
    dates = FixedDatesField(
        label=_("Dates"), required=False, help_text=_("One a line: 2026-07-01 09:00-11:00.")
    )

    class Meta:
        model = ScheduleRule
        labels = LABELS
        fields = ("dates", "skip_dates")


class RuleFormSet(TenantFormSet):
    """Rules are wall time of the offering's venue."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """With its zone."""
        return super().get_form_kwargs(index) | {"zone": self.instance.timezone or "UTC"}


class RuleInline(TenantStackedInline):
    """Rules of one kind."""

    model = ScheduleRule
    formset = RuleFormSet
    scope_read = "offerings:read"
    scope_write = "offerings:write"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Those of this inline's kind."""
        return super().get_queryset(request).filter(kind=self.form.source.value)

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """A new offering begins with one."""
        return begun(obj)


class StartsInline(RuleInline):
    """For tours."""

    form = StartsForm
    verbose_name = _("recurring starts")
    verbose_name_plural = _("Recurring starts")
    fields = ("weekdays", "start_times", "rrule", VALIDITY, EXCEPTIONS)


class WindowsInline(RuleInline):
    """For services."""

    form = WindowsForm
    verbose_name = _("opening hours")
    verbose_name_plural = _("Opening hours")
    fields = ("windows", "step_minutes", VALIDITY, "skip_dates")


class DatesInline(RuleInline):
    """For events."""

    form = DatesForm
    verbose_name = _("dates")
    verbose_name_plural = _("Dates")
    fields = ("dates", "skip_dates")
