"""What every page of rows is built on: rows, choices and rights of the caller's organizations.

A stranger's row is missing, not forbidden. A form always belongs to one organization: the row's
own, or on adding the one chosen first; its drop-downs hold that organization's rows and nothing
else, and what is posted past them is refused.
"""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR, BaseModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.db.models import ProtectedError, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from orgs.admin_site import audit, door, refusals
from orgs.admin_site.filters import asks_for, scoped
from orgs.admin_site.forms import TenantForm, TenantFormSet
from orgs.errors import Refusal
from orgs.models import Organization


def is_tenant(model: type[models.Model]) -> bool:
    """Whether its rows belong to organizations."""
    return any(field.name == "organization" for field in model._meta.fields)


class Scoped(BaseModelAdmin):
    """Rights and choices. `scope_read` and `scope_write` are words of `orgs.access.SCOPES`."""

    scope_read = "org:read"
    scope_write = "org:write"
    list_filter: ClassVar[Any] = ()
    form: Any = TenantForm
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    view_on_site: Any = False

    def organization_of(self, row: Any) -> Organization:
        """Whose row it is."""
        return row.organization

    def limited(self, rows: QuerySet, organizations: list[Organization]) -> QuerySet:
        """Those of these organizations."""
        return rows.filter(organization__in=organizations)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """The rows they may read."""
        houses = door.staff(request).within(self.scope_read)
        return self.limited(super().get_queryset(request), houses)

    def _may(self, request: HttpRequest, scope: str, row: Any) -> bool:
        staff = door.staff(request)
        if row is None:
            return staff.may_anywhere(scope)
        return staff.may(scope, self.organization_of(row))

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Shown to whoever may read it somewhere."""
        return self._may(request, self.scope_read, None)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By the row's organization."""
        return self._may(request, self.scope_read, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """`obj` is an inline's parent."""
        return self._may(request, self.scope_write, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By the row's organization."""
        return self._may(request, self.scope_write, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By the row's organization."""
        return self._may(request, self.scope_write, obj)

    def house_of_form(self, request: HttpRequest, row: Any = None) -> Organization | None:
        """The organization a form is for; None where one has still to be chosen."""
        if row is not None and row.pk is not None:
            return self.organization_of(row)
        return getattr(request, "form_house", None)

    def choices(self, request: HttpRequest, model: type[models.Model]) -> QuerySet:
        """What a drop-down of this form may hold."""
        house = getattr(request, "form_house", None)
        houses = [house] if house else door.staff(request).within(self.scope_read)
        if model is Organization:
            return Organization.objects.filter(pk__in=[one.pk for one in houses])
        every = model._default_manager.all()  # noqa: SLF001 - whichever model it is
        return every.filter(organization__in=houses) if is_tenant(model) else every.none()

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Drop-downs offer to add and to change; deleting asks for a page of its own."""
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only the organization's own rows."""
        kwargs["queryset"] = self.choices(request, db_field.remote_field.model)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only the organization's own rows."""
        kwargs["queryset"] = self.choices(request, db_field.remote_field.model)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only by the filters offered: any field else could be guessed letter by letter."""
        entries = [*self.list_filter, getattr(self, "date_hierarchy", None)]
        names = {asks_for(entry) for entry in entries}
        return any(lookup == name or lookup.startswith(f"{name}__") for name in names if name)


class TenantInline(Scoped, admin.TabularInline):
    """Rows edited on their parent's page."""

    extra = 0
    formset = TenantFormSet
    template = "admin/edit_inline/tabular.html"

    def organization_of(self, row: Any) -> Organization:
        """`row` is the parent, or one of its rows: both know."""
        return row.organization

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Its forms know the organization."""
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.form.organization = self.house_of_form(request, obj)
        formset.form.names_inside = "tabular" in self.template
        return formset


class TenantStackedInline(TenantInline):
    """The same, one form under the other."""

    template = "admin/edit_inline/stacked.html"


class TenantAdmin(Scoped, admin.ModelAdmin):
    """A page of rows of one table."""

    list_per_page = 50
    save_on_top = False
    actions_on_bottom = False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponse:
        """Named after what it lists."""
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, title | (extra_context or {}))

    def get_list_filter(self, request: HttpRequest) -> list:
        """Filters by related rows name only the caller's own."""
        return [scoped(self.model, entry) for entry in super().get_list_filter(request)]

    def get_list_display(self, request: HttpRequest) -> list:
        """With whose it is, where that is not plain."""
        shown = list(super().get_list_display(request))
        several = len(door.staff(request).within(self.scope_read)) > 1
        if several and is_tenant(self.model) and "organization" not in shown:
            shown.append("organization")
        return shown

    def get_actions(self, request: HttpRequest) -> dict:
        """No deleting in bulk: each row says first what hangs on it."""
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list:
        """The organization is settled before the form is shown."""
        return [*(super().get_exclude(request, obj) or ()), "organization"]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """A form that knows its organization, and why it was refused a moment ago."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.organization = self.house_of_form(request, obj)
        form.refusal = getattr(request, "refusal", None)
        return form

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        """What an action refuses is undone and shown as an error of the form, nothing lost."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refusal as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        """With what stands beside the form."""
        row = self.get_object(request, object_id)
        known = self.beside(request, row) if row is not None else {}
        return super().change_view(request, object_id, form_url, known | (extra_context or {}))

    def beside(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """What a row's page shows beside its form, for the template."""
        return {}

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        """What an action refuses to end is said on the row's page."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except Refusal as refusal:
            messages.error(request, refusals.sentence(refusal))
        except ProtectedError:
            messages.error(request, _("Something has just come to depend on it, so it stays."))
        return self.to_page_of(object_id)

    def to_page_of(self, pk: Any) -> HttpResponse:
        """Back to the row."""
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", pk)

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Also settles the organization of the form to come."""
        row = super().get_object(request, object_id, from_field)
        if row is not None:
            request.form_house = self.organization_of(row)  # type: ignore[attr-defined]
        return row

    def missing(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """As the stock pages answer for a row that never was."""
        return self._get_obj_does_not_exist_redirect(  # type: ignore[attr-defined]
            request, self.opts, object_id
        )

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """Asks first for whom, unless there is only one it could be for."""
        houses = door.staff(request).within(self.scope_write)
        chosen = request.GET.get("organization")
        matching = [one for one in houses if one.public_id == chosen or len(houses) == 1]
        if not matching and houses and is_tenant(self.model):
            return self._ask_for_whom(request, houses)
        request.form_house = matching[0] if matching else None  # type: ignore[attr-defined]
        return super().add_view(request, form_url, extra_context)

    def _ask_for_whom(self, request: HttpRequest, houses: list[Organization]) -> HttpResponse:
        kept = request.GET.copy()
        kept.pop("organization", None)
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": self.opts.verbose_name,
            "choices": houses,
            "query": kept.urlencode(),
            "is_popup": IS_POPUP_VAR in request.GET,
        }
        return TemplateResponse(request, "admin/choose_organization.html", context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Saves and writes down who did."""
        super().save_model(request, obj, form, change)
        verb = "changed" if change else "created"
        audit.record(request, verb, obj, form.changed_data)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Deletes and writes down who did."""
        audit.record(request, "deleted", obj)
        super().delete_model(request, obj)


class ReadOnlyAdmin(TenantAdmin):
    """Rows that are looked at and never edited by a form."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They come about by what happens."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They change by actions."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They stay."""
        return False
