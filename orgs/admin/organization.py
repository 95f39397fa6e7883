"""The organization's own page, for its administrators."""

import re
from typing import Any

from babel import Locale
from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from orgs import money
from orgs.actions import organizations
from orgs.admin_site import brand, door
from orgs.admin_site.base import TenantAdmin
from orgs.admin_site.fields import AddressesField
from orgs.admin_site.forms import TenantForm
from orgs.admin_site.zoned import TimezoneField
from orgs.errors import CurrencyInUse
from orgs.models import Organization, PaymentWay

ACCOUNT = re.compile(r"acct_\w+")
LOCALES = [
    (tag, Locale.parse(tag.replace("-", "_")).get_display_name("en"))
    for tag in ("en", "en-US", "en-GB", "de", "de-AT", "de-CH")
]


class OrganizationForm(TenantForm):
    """Name, clock, money and looks."""

    timezone = TimezoneField(label=_("Time zone"))
    locale = forms.ChoiceField(label=_("Language and number format"))
    brand_color = forms.CharField(
        label=_("Brand colour"), widget=forms.TextInput(attrs={"type": "color"}), required=False
    )
    logo = forms.URLField(label=_("Logo address"), required=False, assume_scheme="https")
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    staff_emails = AddressesField(
        label=_("Tell these of bookings"),
        required=False,
        help_text=_("Addresses, one a line. Empty: each member who wants mail is told."),
    )

    class Meta:
        model = Organization
        labels = {
            "tax_percent": _("Tax included in prices, %"),
            "slug": _("Name in web addresses"),
            "retention_days": _("Days guests’ data is kept after their day"),
            "payment_way": _("Guests pay"),
            "stripe_account": _("Stripe account"),
            "email": _("Your address for guests"),
            "reminder_hours": _("Remind guests so many hours before"),
        }
        help_texts = {
            "currency": _("Three letters, for example EUR."),
            "timezone": "",
            "tax_percent": _("Unless an offering or an add-on says otherwise."),
            "retention_days": _("Empty: for good."),
            "stripe_account": _("acct_…; empty: the installation’s own account."),
            "email": _("Their answers to mails go there."),
            "reminder_hours": _("Empty: guests are not reminded."),
        }
        fields = (
            *("name", "slug", "timezone", "currency", "locale", "tax_percent", "retention_days"),
            *("email", "staff_emails", "reminder_hours", "payment_way", "stripe_account"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = dict(LOCALES)
        known.setdefault(self.instance.locale, self.instance.locale)
        locale_field: Any = self.fields["locale"]
        locale_field.choices = list(known.items())
        stored = self.instance.brand
        self.fields["brand_color"].initial = brand.colour_of(self.instance)
        self.fields["logo"].initial = stored.get("logo", "")
        self.fields["website"].initial = stored.get("website", "")

    def clean_currency(self) -> str:
        """A currency that exists."""
        code = self.cleaned_data["currency"].upper()
        if code not in money.CURRENCIES:
            raise ValidationError(_("This is not a currency code such as EUR."))
        if self.instance.pk and code != self.instance.currency:
            self._refuse_in_use()
        return code

    def _refuse_in_use(self) -> None:
        try:
            organizations.refuse_in_use(self.instance)
        except CurrencyInUse as refusal:
            text = _("There are prices or bookings in %(currency)s, so the currency stays.")
            raise ValidationError(text, params=refusal.facts) from refusal

    def clean_payment_way(self) -> str:
        """Only what is set up here; what was chosen before stays."""
        way: str = self.cleaned_data["payment_way"]
        is_new = "payment_way" in self.changed_data
        if is_new and way == PaymentWay.SANDBOX and not settings.SANDBOX_PAYMENTS:
            raise ValidationError(
                _("The sandbox moves no money and is not allowed here: SANDBOX_PAYMENTS is off.")
            )
        if is_new and way == PaymentWay.STRIPE and not settings.STRIPE_SECRET_KEY:
            raise ValidationError(
                _("Stripe is not set up on this installation: STRIPE_SECRET_KEY is empty.")
            )
        return way

    def clean_stripe_account(self) -> str:
        """An account's id, or nothing."""
        account: str = self.cleaned_data["stripe_account"]
        if account and not ACCOUNT.fullmatch(account):
            raise ValidationError(_("This is not the id of a Stripe account such as acct_1Abc."))
        return account

    def clean_brand_color(self) -> str:
        """A colour, or nothing."""
        colour = self.cleaned_data["brand_color"]
        if colour and not brand.HEX.fullmatch(colour):
            raise ValidationError(_("This is not a colour such as #0f6b5c."))
        return colour

    def clean(self) -> dict[str, Any]:
        """Puts the looks back into their stored shape, other words of it kept."""
        cleaned = super().clean()
        chosen = {
            "brand": cleaned.get("brand_color"),
            "logo": cleaned.get("logo"),
            "website": cleaned.get("website"),
        }
        rest = {key: one for key, one in self.instance.brand.items() if key not in chosen}
        self.instance.brand = rest | {key: one for key, one in chosen.items() if one}
        return cleaned


@admin.register(Organization)
class OrganizationAdmin(TenantAdmin):
    """Administrators change their own; the operator makes new ones."""

    scope_read = "org:write"
    form = OrganizationForm
    list_display = ("name", "timezone", "currency")
    ordering = ("name",)
    search_fields = ("name", "slug")
    fieldsets = (
        (None, {"fields": ("name", "slug")}),
        (_("Time and money"), {"fields": ("timezone", "currency", "locale", "tax_percent")}),
        (_("Payment"), {"fields": ("payment_way", "stripe_account")}),
        (_("Looks"), {"fields": ("brand_color", "logo", "website")}),
        (_("Mail"), {"fields": ("email", "staff_emails", "reminder_hours")}),
        (_("Guests’ data"), {"fields": ("retention_days",)}),
    )

    def organization_of(self, row: Any) -> Organization:
        """Itself."""
        return row

    def limited(self, rows: QuerySet, organizations: list[Organization]) -> QuerySet:
        """These."""
        return rows.filter(pk__in=[one.pk for one in organizations])

    def save_model(self, request: HttpRequest, obj: Organization, form: Any, change: bool) -> None:
        """By the action, as the API does; the operator's new ones have no owner yet."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        names = (*organizations.FIELDS, *organizations.PAYMENT)
        said = {name: getattr(obj, name) for name in names}
        stored = Organization.objects.get(pk=obj.pk)  # As it was: the trail tells the difference.
        organizations.change(org=stored, **said, **door.whom(request))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Whose account money goes to is the operator's to say."""
        return () if request.user.is_superuser else ("stripe_account",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The operator's."""
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never by a click: everything else belongs to it."""
        return False
