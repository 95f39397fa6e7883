"""What can be had with offerings: add-ons. Policies have their page where bookings are."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from orgs.admin_site.door import whom
from orgs.admin_site.fields import MoneyField
from orgs.admin_site.forms import TenantForm
from orgs.admin_site.shown import amount, number
from scheduling.actions import addons
from scheduling.admin.doing import DoneByActions
from scheduling.admin.inlines import AddOnNeedInline
from scheduling.models import AddOn


class AddOnForm(TenantForm):
    """With its price as an amount."""

    price_minor = MoneyField(label=_("Price"))

    class Meta:
        labels = {
            "description": _("Description"),
            "max_quantity": _("At most"),
            "stock": _("So many for each run"),
            "extra_minutes": _("Makes the run longer by so many minutes"),
            "tax_percent": _("Tax included in prices, %"),
        }
        help_texts = {
            "max_quantity": _("How many a booking may have, where counted per booking."),
            "stock": _("Empty: as many as are asked for."),
            "extra_minutes": _("Only where a booking takes the whole run."),
            "tax_percent": _("Empty: as the organization has it."),
        }


@admin.register(AddOn)
class AddOnAdmin(DoneByActions):
    """Something extra to buy with a booking."""

    scope_read = "terms:read"
    scope_write = "terms:write"
    verbs = addons
    form = AddOnForm
    list_display = ("name", "price", "per", "how_many", "is_active")
    list_filter = ("is_active", "per")
    list_select_related = ("organization",)
    ordering = ("name",)
    search_fields = ("name",)
    inlines = (AddOnNeedInline,)
    fields = (
        "name", "description", "price_minor", "per", "max_quantity", "stock", "extra_minutes",
        "tax_percent", "is_active",
    )  # fmt: skip

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The needs, with what they were for the trail."""
        row = form.instance
        before = addons.described(row)
        super().save_related(request, form, formsets, change)
        addons.told_needs(row, before, **whom(request))

    @admin.display(description=_("price"), ordering="price_minor")
    def price(self, add_on: AddOn) -> SafeString:
        """In the organization's currency."""
        house = add_on.organization
        return amount(add_on.price_minor, house.currency, house)

    @admin.display(description=_("per run"), ordering="stock")
    def how_many(self, add_on: AddOn) -> SafeString:
        """Where they run out."""
        return number(add_on.stock)
