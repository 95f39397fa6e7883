"""Places."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orgs.actions import locations
from orgs.admin_site import door
from orgs.admin_site.archive import ArchivableAdmin
from orgs.admin_site.fields import minutes
from orgs.admin_site.filters import Archived
from orgs.admin_site.forms import TenantForm
from orgs.admin_site.hours import OpeningHoursField
from orgs.admin_site.zoned import TimezoneField
from orgs.hours import WEEKDAYS, Opening
from orgs.models import Location


class LocationForm(TenantForm):
    """With its zone from a list and its hours by weekday."""

    asked_as: ClassVar[dict[str, str]] = {"openingHours": "opening_hours"}
    timezone = TimezoneField(label=_("Time zone"), required=False)
    opening_hours = OpeningHoursField(
        label=_("Opening hours"), help_text=_("For example 08:00-12:00, 13:00-18:00.")
    )

    class Meta:
        labels = {
            "line1": _("Street"),
            "postal_code": _("Postal code"),
            "city": _("City"),
            "state": pgettext_lazy("of an address", "State"),
            "country": _("Country"),
        }
        help_texts = {"country": _("Two letters, for example US."), "timezone": ""}


@admin.register(Location)
class LocationAdmin(ArchivableAdmin):
    """Where runs start or are held."""

    scope_read = "locations:read"
    scope_write = "locations:write"
    form = LocationForm
    list_display = ("name", "address", "phone")
    list_filter = (Archived,)
    ordering = ("name",)
    search_fields = ("name", "city", "line1")
    fieldsets = (
        (None, {"fields": ("name", "phone", "timezone")}),
        (_("Address"), {"fields": ("line1", ("postal_code", "city"), ("state", "country"))}),
        (_("Opening hours"), {"fields": ("opening_hours",)}),
    )

    def put(self, request: HttpRequest, row: Location, verb: str) -> None:
        """By the action, as the API does."""
        whom = door.whom(request)
        archived_at = whom["now"] if verb == "archived" else None
        locations.change(location=row, archived_at=archived_at, **whom)

    def save_model(self, request: HttpRequest, obj: Location, form: Any, change: bool) -> None:
        """By the actions, as the API does."""
        said = {name: getattr(obj, name) for name in form.cleaned_data if hasattr(obj, name)}
        said["opening_hours"] = [_opening(one) for one in obj.opening_hours]
        if change:
            stored = Location.objects.of(obj.organization).get(pk=obj.pk)
            locations.change(location=stored, **said, **door.whom(request))
            return
        made = locations.create(org=obj.organization, **said, **door.whom(request))
        obj.__dict__.update(made.__dict__)


def _opening(stored: dict[str, str]) -> Opening:
    """As the action takes it."""
    start, end = minutes(stored["startTime"]), minutes(stored["endTime"])
    return Opening(WEEKDAYS.index(stored["weekday"]), start, end)
