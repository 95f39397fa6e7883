"""Who did what."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from orgs.admin_site import trail_names, trail_words
from orgs.admin_site.base import ReadOnlyAdmin
from orgs.admin_site.shown import when
from orgs.models import AuditEvent


@admin.register(AuditEvent)
class AuditAdmin(ReadOnlyAdmin):
    """The audit trail; looked at, never written by hand."""

    scope_read = "audit:read"
    list_display = ("moment", "who", "deed", "details")
    list_display_links = ("moment",)
    list_select_related = ("organization",)
    search_fields = ("actor_name", "verb", "subject")
    date_hierarchy = "at"
    ordering = ("-at", "-id")
    fields = ("moment", "who", "deed", "details")
    change_form_template = "admin/audit_change_form.html"

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """With the names of all rows that the page names, read together."""
        found = super().get_changelist_instance(request)
        names = trail_names.of(found.result_list)
        for entry in found.result_list:
            entry.names = names
        return found

    def beside(self, request: HttpRequest, row: AuditEvent) -> dict[str, Any]:
        """What the page is called."""
        return {"told": self.deed(row)}

    @admin.display(description=_("when"), ordering="at")
    def moment(self, entry: AuditEvent) -> str:
        """On the organization's clock."""
        return when(entry.at, entry.organization.timezone, entry.organization)

    @admin.display(description=_("who"), ordering="actor_name")
    def who(self, entry: AuditEvent) -> str:
        """The person's or key's name."""
        return entry.actor_name or str(_("Slotwright"))

    @admin.display(description=_("what"), ordering="verb")
    def deed(self, entry: AuditEvent) -> str:
        """What was done to what."""
        return trail_words.deed(entry, _names(entry))

    @admin.display(description=_("details"))
    def details(self, entry: AuditEvent) -> str:
        """What is known of it."""
        return trail_words.facts(entry, _names(entry))


def _names(entry: Any) -> trail_names.Names:
    """As they were read for the list, else for this one alone."""
    if not hasattr(entry, "names"):
        entry.names = trail_names.of([entry])
    return entry.names
