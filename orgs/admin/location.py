"""Places."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from orgs.admin_site.archive import ArchivableAdmin
from orgs.admin_site.filters import Archived
from orgs.admin_site.forms import TenantForm
from orgs.admin_site.hours import OpeningHoursField
from orgs.admin_site.zoned import TimezoneField
from orgs.models import Location


class LocationForm(TenantForm):
    """With its zone from a list and its hours by weekday."""

    timezone = TimezoneField(label=_("Time zone"), required=False)
    opening_hours = OpeningHoursField(
        label=_("Opening hours"), help_text=_("For example 08:00-12:00, 13:00-18:00.")
    )


@admin.register(Location)
class LocationAdmin(ArchivableAdmin):
    """Where runs start or are held."""

    scope_read = "locations:read"
    scope_write = "locations:write"
    form = LocationForm
    list_display = ("name", "address", "phone")
    list_filter = (Archived,)
    search_fields = ("name", "city", "line1")
    fieldsets = (
        (None, {"fields": ("name", "phone", "timezone")}),
        (_("Address"), {"fields": ("line1", ("postal_code", "city"), ("state", "country"))}),
        (_("Opening hours"), {"fields": ("opening_hours",)}),
    )
