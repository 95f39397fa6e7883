"""Tours, events and services: one page each with all that makes them bookable."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from orgs.admin_site.archive import ArchivableAdmin
from orgs.admin_site.door import whom
from orgs.admin_site.fields import TagsField
from orgs.admin_site.forms import TenantForm
from orgs.admin_site.shown import link, number, pill
from orgs.admin_site.zoned import TimezoneField
from scheduling.actions import edits, offerings
from scheduling.admin import afterwards
from scheduling.admin.fields import DiscountsField
from scheduling.admin.inlines import RateInline, RequirementInline, VariantInline
from scheduling.admin.rules import DatesInline, StartsInline, WindowsInline
from scheduling.models import (
    Event,
    Offering,
    OfferingType,
    Publication,
    Service,
    Tour,
    TourKind,
)

TONES = {
    Publication.DRAFT: "wait",
    Publication.PUBLISHED: "good",
    Publication.ARCHIVED: "mute",
}
LABELS = {
    "slug": _("Name in web addresses"),
    "summary": _("In one sentence"),
    "description": _("Description"),
    "image_url": _("Address of a picture"),
    "location": _("Location"),
    "venue": _("Venue"),
    "organizer": _("Organizer"),
    "url": _("Address of its own page"),
    "is_free": _("Free of charge"),
    "policy": _("Policy"),
    "add_ons": _("Add-ons"),
    "min_party": _("Smallest party"),
    "max_party": _("Largest party"),
    "parallel": _("Runs at the same time"),
    "lead_time_minutes": _("Closes so many minutes before"),
    "horizon_days": _("Opens so many days ahead"),
    "exclusive": _("A booking takes the whole run"),
    "proposals": _("Guests may propose"),
    "requires_approval": _("Bookings wait for approval"),
    "waitlist": _("Takes a waitlist where it is sold out"),
    "waitlist_hours": _("An offer to the waitlist is held so many hours"),
    "minimum_seats": _("Runs from so many seats"),
    "decide_hours_before": _("Decided so many hours before"),
    "tax_percent": _("Tax included in prices, %"),
}
HELP = {
    "parallel": _("Empty: any number."),
    "max_party": _("Empty: as many as there are seats."),
    "horizon_days": _("Empty: any time ahead."),
    "exclusive": "",
    "proposals": _("You answer with a price; the guest who accepts has the run alone."),
    "tax_percent": _("Empty: as the organization has it."),
}
WORDS = (
    _("Text and pictures"),
    {"fields": ("summary", "description", "image_url", "tags"), "classes": ("collapse",)},
)
RULES = (
    _("Who may book, and when"),
    {
        "fields": (
            ("min_party", "max_party"),
            ("lead_time_minutes", "horizon_days", "parallel"),
            ("exclusive", "proposals"),
            "requires_approval",
            "policy",
            ("waitlist", "waitlist_hours"),
        )
    },
)
MINIMUM = (
    _("Runs from a minimum"),
    {"fields": (("minimum_seats", "decide_hours_before"),), "classes": ("collapse",)},
)
EXTRAS = (
    _("Discounts, add-ons and tax"),
    {"fields": ("group_discounts", "add_ons", "tax_percent"), "classes": ("collapse",)},
)


class OfferingForm(TenantForm):
    """What all three share. `type_` says which of them a new row is."""

    type_: ClassVar[OfferingType] = OfferingType.TOUR
    asked_as: ClassVar[dict[str, str]] = {"minimum": "minimum_seats"}
    timezone = TimezoneField(label=_("Time zone of the venue"))
    tags = TagsField(label=_("Tags"), required=False, help_text=_("Separated by commas."))
    group_discounts = DiscountsField(
        label=_("Group discounts"),
        required=False,
        help_text=_("One a line, from how many people how much less: “6: 10%” or “6: 5.00”."),
    )

    class Meta:
        labels, help_texts = LABELS, HELP

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("instance") is None:
            kwargs["instance"] = self._meta.model(type=self.type_)
        super().__init__(*args, **kwargs)
        if self.organization and not self.instance.pk and "timezone" in self.fields:
            self.initial.setdefault("timezone", "")
            self.initial["timezone"] = self.initial["timezone"] or self.organization.timezone


class TourForm(OfferingForm):
    """A tour is always of some kind."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            kind: Any = self.fields["kind"]
            kind.required, kind.choices = True, list(TourKind.choices)
            kind.help_text = _(
                "A new private one: bookings wait for approval and take the whole run."
            )


class EventForm(OfferingForm):
    """An event."""

    type_ = OfferingType.EVENT


class ServiceForm(OfferingForm):
    """A service."""

    type_ = OfferingType.SERVICE


class OfferingAdmin(ArchivableAdmin):
    """Something that can be booked."""

    scope_read = "offerings:read"
    scope_write = "offerings:write"
    form = OfferingForm
    change_form_template = "admin/offering_change_form.html"
    list_display = ("name", "calendar", "seats", "published", "preview")
    list_filter: ClassVar[Any] = ("status", "calendar")
    fieldsets: ClassVar[Any] = None
    list_select_related = ("calendar", "organization")
    ordering = ("name",)
    search_fields = ("name", "slug", "summary")
    prepopulated_fields = {"slug": ("name",)}
    filter_horizontal = ("add_ons",)

    def save_model(self, request: HttpRequest, obj: Offering, form: Any, change: bool) -> None:
        """Under the lock of the actions, with what stood before for the trail."""
        draft = edits.begin(obj) if change else edits.begin_new(obj)
        request.draft = draft  # type: ignore[attr-defined]
        obj.save()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """With all its lists, checked as the API checks them. A refusal undoes the whole."""
        super().save_related(request, form, formsets, change)
        draft = request.draft  # type: ignore[attr-defined]
        row = form.instance
        unpriced = not afterwards.rates_of(row).exists()
        caller = whom(request)
        edits.finish(draft, row, "changed" if change else "created", **caller)
        if unpriced and afterwards.rates_of(row).exists():
            afterwards.warn_of_no_rate(request)
        afterwards.warn_of_no_seats(request, row)
        afterwards.warn_of_stranded(request, row, caller["now"])

    def is_archived(self, row: Offering) -> bool:
        """By its status."""
        return row.status == Publication.ARCHIVED

    def put(self, request: HttpRequest, row: Offering, verb: str) -> None:
        """By the actions, as the API does."""
        act = offerings.archive if verb == "archived" else offerings.restore
        type_ = OfferingType(row.type)
        act(org=row.organization, type_=type_, ref=row.public_id, **whom(request))

    @admin.display(description=_("state"), ordering="status")
    def published(self, offering: Offering) -> SafeString:
        """Whether the public sees it."""
        status = Publication(offering.status)
        return pill(TONES[status], status.label)

    @admin.display(description=_("seats"))
    def seats(self, offering: Offering) -> SafeString:
        """Of the default variant."""
        default = next((one for one in offering.variants.all() if one.is_default), None)
        return number(default.capacity if default else None)

    @admin.display(description=_("availability"))
    def preview(self, offering: Offering) -> SafeString:
        """Every start of the next days, with reasons."""
        return link(reverse("admin:preview", args=[offering.pk]), _("Preview"))

    def get_queryset(self, request: HttpRequest) -> Any:
        """With variants, for the seats."""
        return super().get_queryset(request).prefetch_related("variants")

    def beside(self, request: HttpRequest, row: Offering) -> dict[str, Any]:
        """The way to its preview."""
        there = {"preview_url": reverse("admin:preview", args=[row.pk])}
        return super().beside(request, row) | there


@admin.register(Tour)
class TourAdmin(OfferingAdmin):
    """With departures."""

    form = TourForm
    inlines = (VariantInline, RateInline, StartsInline, RequirementInline)
    list_filter = ("status", "kind", "calendar")
    fieldsets = (
        (None, {"fields": (("name", "slug"), "calendar", ("kind", "status"))}),
        WORDS,
        (_("Where"), {"fields": (("location", "timezone"),)}),
        RULES,
        MINIMUM,
        EXTRAS,
    )


@admin.register(Event)
class EventAdmin(OfferingAdmin):
    """With fixed dates."""

    form = EventForm
    inlines = (DatesInline, VariantInline, RateInline, RequirementInline)
    list_filter = ("status", "event_status", "calendar")
    fieldsets = (
        (None, {"fields": (("name", "slug"), "calendar", ("status", "event_status"))}),
        WORDS,
        (
            _("Where"),
            {"fields": (("location", "timezone"), "venue", "organizer", "url", "is_free")},
        ),
        RULES,
        MINIMUM,
        EXTRAS,
    )


@admin.register(Service)
class ServiceAdmin(OfferingAdmin):
    """By appointment."""

    form = ServiceForm
    inlines = (VariantInline, RateInline, WindowsInline, RequirementInline)
    fieldsets = (
        (None, {"fields": (("name", "slug"), "calendar", "status")}),
        WORDS,
        (_("Where"), {"fields": (("location", "timezone"),)}),
        RULES,
        EXTRAS,
    )
