"""What offerings are sold on: policies and add-ons."""

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from orgs.admin_site.fields import MoneyField
from orgs.admin_site.forms import TenantForm
from orgs.admin_site.shown import amount, number
from scheduling.actions import addons, policies
from scheduling.admin.doing import DoneByActions
from scheduling.models import AddOn, Policy


class PolicyForm(TenantForm):
    """Its rules in words."""

    class Meta:
        labels = {
            "hold_minutes": _("Unpaid bookings keep their seats for so many minutes"),
            "approval_holds_seats": _("Requests keep their seats while they wait"),
            "approval_hours": _("Requests wait for so many hours"),
            "cancel_hours_before": _("Cancel until so many hours before"),
            "move_hours_before": _("Move until so many hours before"),
            "moves_allowed": _("Move how often"),
        }
        help_texts = {
            "hold_minutes": "",
            "approval_holds_seats": "",
            "approval_hours": _("Then they expire."),
            "cancel_hours_before": _("Empty: guests cannot cancel by themselves."),
            "move_hours_before": _("Empty: guests cannot move by themselves."),
            "moves_allowed": _("Empty: any number of times."),
        }


@admin.register(Policy)
class PolicyAdmin(DoneByActions):
    """A change makes a new version; bookings keep the one they were made under."""

    scope_read = "offerings:read"
    scope_write = "offerings:write"
    verbs = policies
    form = PolicyForm
    list_display = ("name", "requires_payment", "hold", "cancel", "move", "shown_version")
    ordering = ("name",)
    search_fields = ("name",)
    readonly_fields = ("shown_version",)
    fieldsets = (
        (None, {"fields": ("name", "shown_version")}),
        (_("Payment"), {"fields": ("requires_payment", "hold_minutes")}),
        (_("Approval"), {"fields": ("approval_holds_seats", "approval_hours")}),
        (
            _("What guests may do themselves"),
            {"fields": ("cancel_hours_before", "move_hours_before", "moves_allowed")},
        ),
    )

    @admin.display(description=_("version"))
    def shown_version(self, policy: Policy) -> SafeString:
        """How often it was changed, and once."""
        return number(policy.version)

    @admin.display(description=_("held for"), ordering="hold_minutes")
    def hold(self, policy: Policy) -> str:
        """In minutes."""
        return _("%s min") % policy.hold_minutes

    @admin.display(description=_("cancel until"), ordering="cancel_hours_before")
    def cancel(self, policy: Policy) -> str:
        """In hours before."""
        return _before(policy.cancel_hours_before)

    @admin.display(description=_("move until"), ordering="move_hours_before")
    def move(self, policy: Policy) -> str:
        """In hours before."""
        return _before(policy.move_hours_before)


def _before(hours: int | None) -> str:
    return str(_("by staff only")) if hours is None else str(_("%s h before") % hours)


class AddOnForm(TenantForm):
    """With its price as an amount."""

    price_minor = MoneyField(label=_("Price"))

    class Meta:
        labels = {"description": _("Description"), "max_quantity": _("At most")}
        help_texts = {"max_quantity": _("How many a booking may have, where counted per booking.")}


@admin.register(AddOn)
class AddOnAdmin(DoneByActions):
    """Something extra to buy with a booking."""

    scope_read = "offerings:read"
    scope_write = "offerings:write"
    verbs = addons
    form = AddOnForm
    list_display = ("name", "price", "per", "is_active")
    list_filter = ("is_active", "per")
    list_select_related = ("organization",)
    ordering = ("name",)
    search_fields = ("name",)
    fields = ("name", "description", "price_minor", "per", "max_quantity", "is_active")

    @admin.display(description=_("price"), ordering="price_minor")
    def price(self, add_on: AddOn) -> SafeString:
        """In the organization's currency."""
        house = add_on.organization
        return amount(add_on.price_minor, house.currency, house)
