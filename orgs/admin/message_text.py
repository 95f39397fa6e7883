"""Wording messages in one's own way: a subject, a text, and how it looks."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin

from orgs.actions import messages as actions
from orgs.admin_site import door
from orgs.admin_site.base import TenantAdmin
from orgs.admin_site.forms import TenantForm
from orgs.admin_site.words import Words as Shown
from orgs.mailbox.views import framed
from orgs.models import MessageText, Organization
from orgs.outbox import kinds
from orgs.outbox.houses import Houses
from orgs.outbox.kinds import Kind
from orgs.outbox.words import Words


class MessageTextForm(TenantForm):
    """Which message, and in which language, is settled before the form is shown."""

    asked: ClassVar[dict[str, str]] = {}
    """What is worded on adding: the kind and the language."""

    kind = forms.ChoiceField(label=gettext_lazy("Message"), disabled=True)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=settings.LANGUAGES, disabled=True
    )

    class Meta:
        model = MessageText
        fields = ("kind", "language", "subject", "body")
        labels: ClassVar[dict[str, Any]] = {
            "subject": gettext_lazy("Subject"),
            "body": gettext_lazy("Text"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.initial.update(self.asked)
        kind: Any = self.fields["kind"]
        kind.choices = [(one.name, one.label) for one in kinds.known()]
        kind.widget = Shown(kinds.label_of(self.initial.get("kind", "")))
        spoken = dict(settings.LANGUAGES).get(self.initial.get("language", ""), "")
        self.fields["language"].widget = Shown(str(_(spoken)) if spoken else "")
        self.fields["subject"].widget.attrs["size"] = 70
        self.fields["body"].widget.attrs["rows"] = 9


@admin.register(MessageText)
class MessageTextAdmin(TenantAdmin):
    """One page for each kind and language; what has none is worded as usual."""

    scope_read = "org:write"
    form = MessageTextForm
    change_form_template = "admin/message_text_change_form.html"
    change_list_template = "admin/message_text_change_list.html"
    list_display = ("what", "language", "subject")
    list_select_related = ("organization",)
    ordering = ("kind", "language")
    search_fields = ("subject", "body")

    @admin.display(description=gettext_lazy("message"), ordering="kind")
    def what(self, text: MessageText) -> str:
        """Its kind."""
        return kinds.label_of(text.kind)

    def get_urls(self) -> list[URLPattern]:
        """And the frame that shows how it looks."""
        view = xframe_options_sameorigin(self.admin_site.admin_view(self.preview_view))
        name = "orgs_messagetext_preview"
        return [path("preview/", view, name=name), *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """Of the message that the address names; without one, the list to choose from."""
        if self.has_add_permission(request) and _named(request) is None:
            return redirect("admin:orgs_messagetext_changelist")
        return super().add_view(request, form_url, extra_context)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """A form that knows which message it words."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        kind, language = _named(request), _language(request.GET.get("language", ""))
        form.asked = {"kind": kind.name, "language": language} if kind else {}
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The usual words, to begin with."""
        initial: dict[str, Any] = dict(super().get_changeform_initial_data(request))
        kind = _kind_of(initial.get("kind", ""))
        words = _usual(kind, str(initial.get("language", "")))
        return {"kind": kind.name, "subject": words.subject, "body": words.body} | initial

    def changelist_view(
        self, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponse:
        """With every message there is, and where it can be worded."""
        usual = {"every": _overview(), "languages": settings.LANGUAGES}
        may = {"may_word": self.has_add_permission(request)}
        return super().changelist_view(request, usual | may | (extra_context or {}))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        """With the placeholders and the frame."""
        text = self.get_object(request, object_id) if object_id else None
        said = text.kind if text else request.GET.get("kind", "")
        shown = {
            "placeholders": list(_kind_of(said).placeholders.items()),
            "preview_url": reverse("admin:orgs_messagetext_preview"),
            "kind": said,
            "language": text.language if text else _language(request.GET.get("language", "")),
        }
        return super().changeform_view(request, object_id, form_url, shown | (extra_context or {}))

    def preview_view(self, request: HttpRequest) -> HttpResponse:
        """How the words that were sent look, or those that are in use. Writes nothing."""
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        said = request.POST or request.GET
        house = self._house(request, said.get("house", ""))
        if house is None:
            return framed("")
        kind, language = _kind_of(said.get("kind", "")), _language(said.get("language", ""))
        words = Words(said.get("subject", ""), said.get("body", ""))
        if request.method != "POST":
            words = _in_use(kind, house, language)
        wrong = actions.wrong_with(kind.name, words)
        if wrong:
            return framed("".join(f"<p>{escape(_(one.detail))}</p>" for one in wrong))
        return framed(kind.preview(house, language, words, timezone.now()).html)

    def _house(self, request: HttpRequest, asked: str) -> Organization | None:
        """In whose looks: the one that was asked for, or any where none was."""
        houses = door.staff(request).within(self.scope_write)
        return next((one for one in houses if asked in ("", one.public_id)), None)

    def save_model(self, request: HttpRequest, obj: MessageText, form: Any, change: bool) -> None:
        """By the action."""
        said = Words(form.cleaned_data["subject"], form.cleaned_data["body"])
        made = actions.word(
            org=obj.organization,
            kind=obj.kind,
            language=obj.language,
            words=said,
            **door.whom(request),
        )
        obj.__dict__.update(made.__dict__)

    def delete_model(self, request: HttpRequest, obj: MessageText) -> None:
        """Back to the usual words."""
        actions.unword(text=obj, **door.whom(request))


def _named(request: HttpRequest) -> Kind | None:
    """The message that the address of the page to add names."""
    asked = request.GET.get("kind", "")
    return next((one for one in kinds.known() if one.name == asked), None)


def _kind_of(name: str) -> Kind:
    every = kinds.known()
    return next((one for one in every if one.name == name), every[0])


def _language(asked: str) -> str:
    spoken = [code for code, _name in settings.LANGUAGES]
    return asked if asked in spoken else spoken[0]


def _usual(kind: Kind, language: str) -> Words:
    with translation.override(_language(language)):
        return kind.words()


def _in_use(kind: Kind, house: Organization, language: str) -> Words:
    with translation.override(language):
        return Houses().words(kind, house, language)


def _overview() -> list[dict[str, Any]]:
    """Each kind with its usual subject."""
    return [
        {"name": one.name, "label": one.label, "subject": one.words().subject}
        for one in kinds.known()
    ]
