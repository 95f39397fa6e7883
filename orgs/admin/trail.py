"""Who did what."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from orgs.admin_site import trail_words
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
    fields = ("moment", "who", "deed", "subject", "details")

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
        return trail_words.verb(entry.verb)

    @admin.display(description=_("details"))
    def details(self, entry: AuditEvent) -> str:
        """What is known of it."""
        return trail_words.facts(entry.verb, entry.facts, entry.organization)
