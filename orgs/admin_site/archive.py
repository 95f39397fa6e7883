"""Putting away instead of destroying: rows with history are archived and can come back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from orgs.admin_site import audit, refusals
from orgs.admin_site.base import TenantAdmin
from orgs.errors import Refusal


class ArchivableAdmin(TenantAdmin):
    """Rows with `archived_at`, and buttons that set and clear it."""

    change_form_template = "admin/archivable_change_form.html"

    def get_urls(self) -> list[URLPattern]:
        """And the two buttons."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        return [
            path("<path:object_id>/archive/", view(self.archive_view), name=f"{name}_archive"),
            path("<path:object_id>/restore/", view(self.restore_view), name=f"{name}_restore"),
            *super().get_urls(),
        ]

    def is_archived(self, row: Any) -> bool:
        """Whether it was put away."""
        return row.archived_at is not None

    def beside(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Where the buttons go."""
        return super().beside(request, row) | self._archive(row)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        """With archiving as the way out for what has a history."""
        row = self.get_object(request, object_id)
        known = self._archive(row) if row is not None else {}
        return super().delete_view(request, object_id, known | (extra_context or {}))

    def _archive(self, row: Any) -> dict[str, Any]:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        return {
            "is_archived": self.is_archived(row),
            "archive_url": reverse(f"{name}_archive", args=[row.pk]),
            "restore_url": reverse(f"{name}_restore", args=[row.pk]),
        }

    def archive_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Puts it away."""
        return self._put(request, object_id, "archived")

    def restore_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Brings it back."""
        return self._put(request, object_id, "restored")

    def _put(self, request: HttpRequest, object_id: str, verb: str) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        row = self.get_object(request, object_id)
        if row is None or not self.has_change_permission(request, row):
            return self.missing(request, object_id)
        try:
            self.put(request, row, verb)
        except Refusal as refusal:
            messages.error(request, self.why_not(refusal, row))
            return self.to_page_of(row.pk)
        done = {"archived": _("“%s” was archived."), "restored": _("“%s” is in use again.")}
        messages.success(request, done[verb] % row)
        return self.to_page_of(row.pk)

    def why_not(self, refusal: Refusal, row: Any) -> str:
        """Why it was not put away."""
        return refusals.sentence(refusal)

    def put(self, request: HttpRequest, row: Any, verb: str) -> None:
        """Writes it, and who did."""
        row.archived_at = timezone.now() if verb == "archived" else None
        row.save(update_fields=["archived_at", "updated_at"])
        audit.record(request, verb, row)
