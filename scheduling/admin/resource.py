"""Resources: what they are, when they are open, when out of use, and their week as a picture."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from orgs import formats
from orgs.admin_site import asking, refusals
from orgs.admin_site.base import TenantInline
from orgs.admin_site.door import whom
from orgs.admin_site.fields import AttributesField
from orgs.admin_site.filters import Archived
from orgs.admin_site.forms import TenantForm, TenantFormSet
from orgs.admin_site.hours import WeeklyHoursField
from orgs.admin_site.shown import link, number, when
from orgs.admin_site.words import Words
from orgs.admin_site.zoned import TimezoneField, ZonedField
from orgs.errors import Refusal
from scheduling.actions import blocks, resources
from scheduling.admin import week
from scheduling.admin.doing import PutAwayByActions
from scheduling.engine import recurrence
from scheduling.engine.types import Span, Window
from scheduling.models import Block, Resource
from scheduling.queries import Affected

CONTACT = ("name", "email", "phone")


class ResourceForm(TenantForm):
    """With hours by weekday, attributes in lines, a contact in three fields."""

    timezone = TimezoneField(label=_("Time zone of its hours"))
    attributes = AttributesField(
        label=_("Attributes"),
        required=False,
        help_text=_("One a line, for example “languages: en, de”."),
    )
    weekly_hours = WeeklyHoursField(
        label=_("Weekly hours"),
        help_text=_("For example 08:00-12:00, 13:00-18:00. All empty: always open."),
    )
    contact_name = forms.CharField(label=_("Name"), required=False)
    contact_email = forms.EmailField(label=_("E-mail"), required=False)
    contact_phone = forms.CharField(label=_("Phone"), required=False)

    class Meta:
        model = Resource
        exclude = ("organization", "contact")
        labels = {
            "units": _("Units"),
            "seats": _("Seats"),
            "turnaround_minutes": _("Minutes between two runs"),
        }
        help_texts = {
            "units": _("How many there are of it."),
            "seats": _("Lowers the seats of runs it is given; empty: no matter."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for word in CONTACT:
            if f"contact_{word}" in self.fields:
                self.fields[f"contact_{word}"].initial = self.instance.contact.get(word, "")
        if self.organization and not self.instance.pk:
            self.initial["timezone"] = self.organization.timezone

    def clean(self) -> dict[str, Any]:
        """Puts the contact back into its stored shape."""
        cleaned = super().clean()
        rest = {key: one for key, one in self.instance.contact.items() if key not in CONTACT}
        told = {word: cleaned.get(f"contact_{word}") for word in CONTACT}
        self.instance.contact = rest | {word: one for word, one in told.items() if one}
        return cleaned


class BlockForm(TenantForm):
    """On the clock of the resource. Another stretch is another block, with its own look at whom
    it hits, so one that is there can only be removed."""

    starts_at = ZonedField(label=_("From"))
    ends_at = ZonedField(label=_("To"))

    class Meta:
        model = Block
        labels = {"reason": _("Reason"), "rrule": _("Recurrence (RFC 5545)")}
        fields = ("starts_at", "ends_at", "reason", "rrule")

    def __init__(self, *args: Any, zone: str = "UTC", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any
        for field in self.fields.values():
            field.zone = zone
        if self.instance.pk is not None:
            self._only_show(zone)

    def _only_show(self, zone: str) -> None:
        """What is there, in words."""
        row, house = self.instance, self.instance.organization
        words = {"reason": row.reason or "–", "rrule": row.rrule or "–"}
        words |= {name: when(getattr(row, name), zone, house) for name in ("starts_at", "ends_at")}
        for name, field in self.fields.items():
            field.disabled, field.widget = True, Words(words[name])

    def clean(self) -> dict[str, Any]:
        """The end comes after the start, and the recurrence can be followed."""
        cleaned = super().clean()
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", ValidationError(_("The end is not after the start.")))
        if cleaned.get("rrule") and starts:
            try:
                recurrence.check(cleaned["rrule"], starts.date())
            except recurrence.BadRecurrence as error:
                self.add_error("rrule", ValidationError(str(error)))
        return cleaned


class BlockFormSet(TenantFormSet):
    """Blocks are typed on the clock of their resource."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """With its zone."""
        return super().get_form_kwargs(index) | {"zone": self.instance.timezone or "UTC"}


class BlockInline(TenantInline):
    """Stretches out of use: made and removed, not bent. Past ones stay in the audit trail."""

    model = Block
    form = BlockForm
    formset = BlockFormSet
    scope_read = "resources:read"
    scope_write = "resources:write"
    fields = ("starts_at", "ends_at", "reason", "rrule")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Those to come and those that repeat."""
        month_ago = timezone.now() - timedelta(days=31)
        return super().get_queryset(request).exclude(rrule="", ends_at__lt=month_ago)


@admin.register(Resource)
class ResourceAdmin(PutAwayByActions):
    """What runs share."""

    scope_read = "resources:read"
    scope_write = "resources:write"
    verbs = resources
    form = ResourceForm
    change_form_template = "admin/resource_change_form.html"
    inlines = (BlockInline,)
    list_display = ("name", "kind", "how_many", "how_many_seats", "location")
    list_filter = (Archived, "kind", "location")
    list_select_related = ("location", "organization")
    ordering = ("kind", "name")
    search_fields = ("name",)
    fieldsets = (
        (None, {"fields": (("name", "kind"), ("units", "seats", "turnaround_minutes"))}),
        (_("Where and when"), {"fields": (("location", "timezone"), "weekly_hours")}),
        (_("What it can"), {"fields": ("attributes",)}),
        (
            _("Contact"),
            {
                "fields": (("contact_name", "contact_email", "contact_phone"),),
                "classes": ("collapse",),
            },
        ),
    )

    @admin.display(description=_("units"), ordering="units")
    def how_many(self, resource: Resource) -> SafeString:
        """How many there are of it."""
        return number(resource.units)

    @admin.display(description=_("seats"), ordering="seats")
    def how_many_seats(self, resource: Resource) -> SafeString:
        """How many it carries."""
        return number(resource.seats)

    def given(self, row: Resource, form: Any) -> dict[str, Any]:
        """The place by its id; the hours have a verb of their own."""
        kept = (*resources.COLUMNS, "timezone")
        place = row.location.public_id if row.location else None
        return {"location": place, **{name: getattr(row, name) for name in kept}}

    def save_model(self, request: HttpRequest, obj: Resource, form: Any, change: bool) -> None:
        """What it is, then when it is open."""
        windows = [Window(*one) for one in form.cleaned_data["weekly_hours"]]
        super().save_model(request, obj, form, change)
        asked = {"org": obj.organization, "ref": obj.public_id, **whom(request)}
        obj.__dict__.update(resources.set_hours(**asked, windows=windows).__dict__)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Blocks through their actions, and who they hit is said."""
        row = form.instance
        asked = {"org": row.organization, **whom(request)}
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
        for one in formset.deleted_forms:
            blocks.remove(**asked, resource=row.public_id, ref=one.instance.public_id)
            formset.deleted_objects.append(one.instance)
        for one in formset.extra_forms:
            if one.has_changed() and one not in formset.deleted_forms:
                self._block(request, asked, row, one.cleaned_data)
                formset.new_objects.append(one.instance)

    def _block(self, request: HttpRequest, asked: Any, row: Resource, said: Any) -> None:
        span = Span(said["starts_at"], said["ends_at"])
        words = {"rrule": said["rrule"], "reason": said["reason"]}
        made = blocks.create(**asked, ref=row.public_id, span=span, **words)
        if made.affected:
            messages.warning(request, _hit(made.affected, row))

    def why_not(self, refusal: Refusal, row: Resource) -> SafeString:
        """With the bookings that stand on it."""
        said = refusals.sentence(refusal)
        return format_html("{} {}", said, _named(refusal.facts.get("affected", []), row))

    def beside(self, request: HttpRequest, row: Resource) -> dict[str, Any]:
        """Its week."""
        now = timezone.now()
        day = asking.day(request, "week") or formats.local(now, row.timezone).date()
        return super().beside(request, row) | {"week": week.of(row, day, now)}


def _hit(affected: list[Affected], resource: Resource) -> SafeString:
    """Names the bookings that stand in a new block."""
    words = _("Blocked. Bookings stand in the way and keep their place: ")
    return format_html("{}{}", words, _named(affected, resource))


def _named(affected: list[Affected], resource: Resource) -> SafeString:
    """The first of these bookings, as links."""
    house = resource.organization
    return format_html_join(
        "; ",
        "{}",
        (
            (
                link(
                    reverse("admin:find_booking", args=[one.holder]),
                    f"{one.offering}, {when(one.starts_at, one.offering.timezone, house)}",
                ),
            )
            for one in affected[:10]
        ),
    )
