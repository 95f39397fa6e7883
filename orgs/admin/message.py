"""Messages that went out or wait to: looked at, and sent again."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin

from orgs.actions import messages as actions
from orgs.admin_site import door, refusals
from orgs.admin_site.base import ReadOnlyAdmin
from orgs.admin_site.dispatch import not_any_more, outdated, recipients_of, status_pill
from orgs.admin_site.shown import number, when
from orgs.errors import Refusal
from orgs.mailbox.views import framed
from orgs.models import DispatchStatus, Message
from orgs.outbox import kinds

refusals.SENTENCES["message_outdated"] = gettext_lazy(
    "What it says is no longer so, so it is not sent again."
)
PATIENCE = timedelta(minutes=10)
SCOPE = "bookings:write"


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """The outbox, as far as it is mail."""

    scope_read = "bookings:read"
    change_form_template = "admin/message_change_form.html"
    change_list_template = "admin/message_change_list.html"
    list_display = ("what", "stands", "to", "moment", "tried", "last_error")
    list_display_links = ("what",)
    list_filter = ("status", "audience")
    list_select_related = ("organization",)
    search_fields = ("subject", "about", "last_error")
    ordering = ("-due_at", "-id")
    actions = ("send_chosen",)
    fields = ()

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Who may send again in bulk."""
        return door.staff(request).may_anywhere(SCOPE)

    @admin.display(description=gettext_lazy("message"), ordering="kind")
    def what(self, message: Message) -> str:
        """Its kind."""
        return kinds.label_of(message.kind)

    @admin.display(description=gettext_lazy("state"), ordering="status")
    def stands(self, message: Message) -> SafeString:
        """In words."""
        return status_pill(message)

    @admin.display(description=gettext_lazy("recipient"))
    def to(self, message: Message) -> str:
        """Its readers."""
        return recipients_of(message)

    @admin.display(description=gettext_lazy("sent or due"), ordering="due_at")
    def moment(self, message: Message) -> str:
        """On the organization's clock."""
        house = message.organization
        return when(message.sent_at or message.due_at, house.timezone, house)

    @admin.display(description=gettext_lazy("tries"), ordering="tries")
    def tried(self, message: Message) -> SafeString:
        """How often."""
        return number(message.tries)

    def get_urls(self) -> list[URLPattern]:
        """And the button, and the mail itself for its frame."""
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/resend/", view(self.resend_view), name="orgs_message_resend"),
            path(
                "<int:pk>/page/",
                xframe_options_sameorigin(view(self.page_view)),
                name="orgs_message_page",
            ),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponse:
        """With a word of warning when nobody fetches what is due."""
        rows: Any = self.get_queryset(request)
        overdue = rows.overdue(timezone.now() - PATIENCE).count()
        return super().changelist_view(request, {"overdue": overdue} | (extra_context or {}))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        """With all there is to know."""
        message = self.get_object(request, object_id)
        shown: dict[str, Any] = {}
        if message is not None:
            house = message.organization
            over = outdated([message], timezone.now()).get(message.pk, "")
            told = over and message.status != DispatchStatus.DROPPED
            shown = {
                "title": kinds.label_of(message.kind),
                "pill": status_pill(message),
                "to": recipients_of(message),
                "due": when(message.due_at, house.timezone, house),
                "sent": when(message.sent_at, house.timezone, house),
                "may_resend": not over and door.staff(request).may(SCOPE, house),
                "not_any_more": not_any_more(over) if told else "",
            }
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))

    def page_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What was sent, as HTML."""
        message = self.get_object(request, str(pk))
        if message is None:
            return self.missing(request, str(pk))
        return framed(message.html)

    def resend_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The button: back to where it was pressed."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        message = self.get_object(request, str(pk))
        if message is None or not door.staff(request).may(SCOPE, message.organization):
            return self.missing(request, str(pk))
        self._send(request, message)
        here = reverse("admin:orgs_message_change", args=[pk])
        return redirect(_back(request) or here)

    def _send(self, request: HttpRequest, message: Message) -> bool:
        """Whether it will be sent; either way there is a word."""
        label = kinds.label_of(message.kind)
        try:
            actions.resend(message=message, **door.whom(request))
        except Refusal as refusal:
            messages.error(request, f"{label}: {refusals.sentence(refusal)}")
            return False
        messages.success(request, _("“%s” will be sent in a moment.") % label)
        return True

    @admin.action(description=gettext_lazy("Send the chosen ones again"), permissions=["send"])
    def send_chosen(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Each by itself."""
        staff = door.staff(request)
        chosen = [one for one in queryset if staff.may(SCOPE, one.organization)]
        done = sum(self._send(request, message) for message in chosen)
        words = ngettext("%(done)d of %(all)d queued.", "%(done)d of %(all)d queued.", len(chosen))
        messages.info(request, words % {"done": done, "all": len(chosen)})


def _back(request: HttpRequest) -> str:
    """The admin's own page that the button stood on; nothing else is believed."""
    said = request.POST.get("next", "")
    return said if said.startswith(reverse("admin:index")) and "//" not in said else ""
