"""Promo codes, and who used them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from bookings.actions import promos
from bookings.models import PromoCode, PromoUse
from bookings.promos import uses_of
from orgs import formats
from orgs.admin_site.door import locale_of
from orgs.admin_site.fields import MoneyField
from orgs.admin_site.filters import Archived
from orgs.admin_site.forms import TenantForm
from orgs.admin_site.shown import day, link, pill
from scheduling.admin.doing import PutAwayByActions

SHOWN = 50


class PromoForm(TenantForm):
    """What it takes off, and for whom."""

    amount_off_minor = MoneyField(label=_("or an amount"), required=False)
    minimum_minor = MoneyField(label=_("From a price of"), required=False)

    class Meta:
        model = PromoCode
        fields = (
            "code", "note", "percent_off", "amount_off_minor", "starts_on", "ends_on", "max_uses",
            "max_uses_per_customer", "minimum_minor", "offerings",
        )  # fmt: skip
        labels = {
            "code": _("Code"),
            "note": _("Note for staff"),
            "percent_off": _("Takes off, %"),
            "starts_on": _("First day"),
            "ends_on": _("Last day"),
            "max_uses": _("How often in all"),
            "max_uses_per_customer": _("How often by one guest"),
            "offerings": _("Only for"),
        }
        help_texts = {
            "code": _("Letters and digits; small or capital makes no difference."),
            "note": "",
            "max_uses": _("Empty: any number of times."),
            "max_uses_per_customer": _("Empty: any number of times."),
            "offerings": _("None: for everything."),
        }

    def clean(self) -> dict[str, Any]:
        """One kind of discount."""
        cleaned = super().clean()
        kinds = (cleaned.get("percent_off"), cleaned.get("amount_off_minor"))
        if (None in kinds) == (kinds == (None, None)):
            self.add_error("percent_off", _("A code takes off a percentage or an amount."))
        return cleaned

    def asked(self) -> dict[str, Any]:
        """What the form asks the action to set."""
        said = dict(self.cleaned_data)
        said["minimum_minor"] = said["minimum_minor"] or 0
        said["offerings"] = [one.public_id for one in said["offerings"]]
        return said


@admin.register(PromoCode)
class PromoAdmin(PutAwayByActions):
    """Codes that guests type, with their uses."""

    scope_read = "terms:read"
    scope_write = "terms:write"
    verbs = promos
    form = PromoForm
    list_display = ("code", "off", "valid", "used", "note")
    list_filter = (Archived,)
    list_select_related = ("organization",)
    ordering = ("code",)
    search_fields = ("code", "note")
    readonly_fields = ("bookings",)
    fieldsets = (
        (None, {"fields": ("code", "note", ("percent_off", "amount_off_minor"))}),
        (
            _("When and for whom"),
            {
                "fields": (
                    ("starts_on", "ends_on"),
                    ("max_uses", "max_uses_per_customer"),
                    "minimum_minor",
                    "offerings",
                )
            },
        ),
        (_("Uses"), {"fields": ("bookings",)}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new one has no uses."""
        return super().get_fieldsets(request, obj)[: None if obj else -1]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With their uses."""
        return super().get_queryset(request).annotate(live_uses=uses_of(timezone.now()))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """As check boxes, by name."""
        kwargs["widget"] = forms.CheckboxSelectMultiple(attrs={"class": "sw-checks"})
        field: Any = super().formfield_for_manytomany(db_field, request, **kwargs)
        field.queryset = field.queryset.order_by("name")
        return field

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The action has written them."""

    def given(self, row: Any, form: Any) -> dict[str, Any]:
        """What the form asks the action to set."""
        return form.asked()

    @admin.display(description=_("takes off"))
    def off(self, promo: PromoCode) -> str:
        """A share or an amount."""
        locale = locale_of(promo.organization)
        if promo.percent_off is not None:
            return formats.percent(promo.percent_off, locale)
        currency = promo.organization.currency
        return formats.money(promo.amount_off_minor or 0, currency, locale)

    @admin.display(description=_("valid"), ordering="ends_on")
    def valid(self, promo: PromoCode) -> SafeString | str:
        """Its days, or that they have passed."""
        house = promo.organization
        today = formats.local(timezone.now(), house.timezone).date()
        if promo.ends_on and promo.ends_on < today:
            return pill("mute", _("over"))
        if promo.starts_on and promo.starts_on > today:
            return _("from %s") % day(promo.starts_on, house)
        return _("until %s") % day(promo.ends_on, house) if promo.ends_on else str(_("always"))

    @admin.display(description=_("used"), ordering="live_uses")
    def used(self, promo: Any) -> SafeString:
        """Of how many."""
        most = "" if promo.max_uses is None else f" / {promo.max_uses}"
        return format_html('<span class="sw-number">{}{}</span>', promo.live_uses, most)

    @admin.display(description=_("Bookings"))
    def bookings(self, promo: PromoCode) -> SafeString:
        """The latest that stand."""
        uses = PromoUse.objects.of(promo.organization).live(timezone.now()).filter(promo=promo)
        found = uses.select_related("booking").order_by("-pk")[:SHOWN]
        page = "admin:bookings_booking_change"
        named = (
            (link(reverse(page, args=[one.booking_id]), f"{one.booking} ({one.booking.name})"),)
            for one in found
        )
        return format_html_join(", ", "{}", named) or SafeString("–")
