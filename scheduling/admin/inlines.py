"""How an offering is run, for how much and with what, edited on its own page."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from orgs.admin_site.base import TenantInline, TenantStackedInline
from orgs.admin_site.fields import AttributesField, MoneyField
from orgs.admin_site.forms import TenantForm, TenantFormSet
from orgs.errors import Invalid
from scheduling.actions import rates
from scheduling.actions.faults import nothing_wrong
from scheduling.models import AddOnUnit, Rate, Requirement, Variant
from scheduling.models.resources import Per


class VariantForm(TenantForm):
    """Which one is the default is decided for all of them together, so it is no plain field."""

    price_minor = MoneyField(label=_("Price"), required=False)
    standard = forms.BooleanField(label=_("Default"), required=False)

    class Meta:
        model = Variant
        labels = {
            "name": _("Name"),
            "duration_minutes": _("Minutes"),
            "buffer_before_minutes": _("Buffer before"),
            "buffer_after_minutes": _("Buffer after"),
            "capacity": _("Seats"),
            "position": _("Order"),
        }
        help_texts = {"capacity": _("Empty: it is listed only and cannot be booked.")}
        fields = (
            "name",
            "duration_minutes",
            "buffer_before_minutes",
            "buffer_after_minutes",
            "capacity",
            "price_minor",
            "position",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["standard"].initial = bool(self.instance.pk) and self.instance.is_default
        self.fields["name"].widget.attrs["class"] = "sw-name"


class VariantFormSet(TenantFormSet):
    """One of them is the default."""

    def clean(self) -> None:
        """Not two."""
        super().clean()
        if len(self._wanted()) > 1:
            raise ValidationError(_("Only one variant can be the default."))

    def _wanted(self) -> list[Any]:
        return [form for form in self._staying() if form.cleaned_data.get("standard")]

    def _staying(self) -> list[Any]:
        forms_of_rows = (form for form in self.forms if form.instance.pk or form.has_changed())
        return [
            form
            for form in forms_of_rows
            if hasattr(form, "cleaned_data") and not form.cleaned_data.get("DELETE")
        ]

    def save(self, commit: bool = True) -> list[Any]:
        """Clears the mark first: the database never sees two defaults, not even for a moment."""
        chosen = self._wanted() or self._staying()
        rows = Variant.objects.of(self.instance.organization).filter(offering=self.instance.pk)
        rows.update(is_default=False)
        for form in self.forms:
            form.instance.is_default = False
        saved = super().save(commit)
        if chosen:
            rows.filter(pk=chosen[0].instance.pk).update(is_default=True)
        return saved


class VariantInline(TenantInline):
    """Ways it is run."""

    model = Variant
    form = VariantForm
    formset = VariantFormSet
    scope_read = "offerings:read"
    scope_write = "offerings:write"
    fields = (
        "name",
        "standard",
        "duration_minutes",
        "buffer_before_minutes",
        "buffer_after_minutes",
        "capacity",
        "price_minor",
        "position",
    )

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """A new offering begins with one."""
        return begun(obj)


def begun(obj: Any) -> int:
    """How many empty rows a page begins with: one, where there is nothing yet to look at."""
    return 0 if obj else 1


class RateForm(TenantForm):
    """With its price as an amount."""

    price_minor = MoneyField(label=_("Price"), required=False)

    class Meta:
        model = Rate
        labels = {
            "label": _("Name"),
            "category": _("For whom"),
            "seats": _("Seats"),
            "min_age": _("From age"),
            "max_age": _("To age"),
            "min_quantity": _("At least"),
            "max_quantity": _("At most"),
            "is_active": _("On sale"),
            "position": _("Order"),
        }
        help_texts = {
            "seats": _("How many seats one takes; 0 for a child on a lap."),
            "min_quantity": _("How many of it a booking needs."),
            "max_quantity": _("How many of it a booking may have; empty: any number."),
        }
        exclude = ("organization", "offering")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["label"].widget.attrs["class"] = "sw-name"

    def _post_clean(self) -> None:
        """With the check of the actions, once the rate is filled."""
        super()._post_clean()  # type: ignore[misc]
        faults = nothing_wrong()
        rates.check(self.instance, faults)
        try:
            faults.refuse()
        except Invalid as refusal:
            self.say(refusal)


class RateFormSet(TenantFormSet):
    """A rate that was ever sold must stay: what is taken out is put to rest."""

    def delete_existing(self, obj: Rate, commit: bool = True) -> None:
        """Off sale, as the API does it."""
        obj.is_active = False
        if commit:
            obj.save()


class RateInline(TenantInline):
    """Who pays what."""

    model = Rate
    form = RateForm
    formset = RateFormSet
    scope_read = "offerings:read"
    scope_write = "offerings:write"
    fields = (
        "label",
        "category",
        "price_minor",
        "seats",
        "min_age",
        "max_age",
        "min_quantity",
        "max_quantity",
        "is_active",
        "position",
    )

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """Without a price it would be free."""
        return begun(obj)


class RequirementForm(TenantForm):
    """Named resources, or a kind with attributes."""

    attributes = AttributesField(
        label=_("With these attributes"),
        required=False,
        help_text=_("One a line, for example “languages: en, de”."),
    )

    class Meta:
        model = Requirement
        labels = {
            "quantity": _("How many"),
            "per": _("For each"),
            "resources": _("Of these resources"),
            "kind": _("Or of any of a kind"),
        }
        fields = ("quantity", "per", "resources", "kind", "attributes")

    def clean(self) -> dict[str, Any]:
        """One of both."""
        cleaned = super().clean()
        described = cleaned.get("kind") or cleaned.get("attributes")
        if not cleaned.get("resources") and not cleaned.get("kind") and not self.errors:
            raise ValidationError(_("Please choose resources, or a kind of them."))
        if cleaned.get("resources") and described:
            raise ValidationError(_("Name resources, or a kind of them, not both."))
        return cleaned


class AddOnNeedForm(RequirementForm):
    """The same for a booking with an add-on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        per: Any = self.fields["per"]
        per.choices = [(Per.RUN, AddOnUnit.BOOKING.label), (Per.PERSON, AddOnUnit.PERSON.label)]


class RequirementInline(TenantStackedInline):
    """What each run needs."""

    model = Requirement
    form = RequirementForm
    scope_read = "offerings:read"
    scope_write = "offerings:write"
    fields = (("quantity", "per"), "resources", ("kind", "attributes"))

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With what they name."""
        return super().get_queryset(request).prefetch_related("resources")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """As check boxes: a list to be clicked with Ctrl held down loses choices."""
        kwargs["widget"] = forms.CheckboxSelectMultiple(attrs={"class": "sw-checks"})
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class AddOnNeedInline(RequirementInline):
    """What a booking with this add-on takes beside."""

    form = AddOnNeedForm
    scope_read = "terms:read"
    scope_write = "terms:write"
    extra = 0
