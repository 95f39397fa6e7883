"""Forms of one organization: what is posted past the drop-downs is refused."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from orgs.admin_site import refusals
from orgs.errors import Refusal
from orgs.models import Organization


class TenantForm(forms.ModelForm):
    """A form whose rows, chosen ones included, all belong to `organization`."""

    organization: ClassVar[Organization | None] = None
    refusal: ClassVar[Refusal | None] = None
    names_inside: ClassVar[bool] = False
    asked_as: ClassVar[dict[str, str]] = {}
    """Fields that the actions know by another name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.organization and getattr(self.instance, "organization_id", 0) is None:
            self.instance.organization = self.organization
        field: Any
        for field in self.fields.values():
            field.organization = self.organization
            if self.names_inside:
                _name(field)

    def clean(self) -> dict[str, Any]:
        """Refuses rows of another organization, whichever way they came in."""
        cleaned = super().clean() or self.cleaned_data
        for name, value in cleaned.items():
            rows = [value] if isinstance(value, Model) else value
            if hasattr(rows, "model"):
                rows = list(rows)
            if isinstance(rows, list) and any(self._is_foreign(row) for row in rows):
                self.add_error(name, ValidationError(_("Please choose one of those offered.")))
        if self.refusal is not None:
            self.say(self.refusal)
        return cleaned

    def say(self, refusal: Refusal) -> None:
        """Beside the field that an action found fault with, or on top."""
        for said, words in refusals.beside(refusal):
            name = self.asked_as.get(said, said)
            self.add_error(name if name in self.fields else None, words)

    def _update_errors(self, errors: ValidationError) -> None:
        """What has to be unique in an organization is said beside its field, without the rest."""
        told: dict[str, list[ValidationError]] = {}
        for name, found in errors.update_error_dict({}).items():
            for error in found:
                beside = self._taken(error)
                words = _("This is taken already. Please choose another.")
                said = ValidationError(words, code="unique") if beside else error
                told.setdefault(beside or name, []).append(said)
        super()._update_errors(ValidationError(told))  # type: ignore[misc]

    def _taken(self, error: ValidationError) -> str:
        """The one field of the form by which a row would be there twice."""
        names = set((error.params or {}).get("unique_check", ())) & set(self.fields)
        return names.pop() if error.code == "unique_together" and len(names) == 1 else ""

    def _is_foreign(self, row: Any) -> bool:
        owner = getattr(row, "organization_id", None)
        own = self.instance.organization_id if self.organization is None else self.organization.pk
        return owner is not None and owner != own

    def _get_validation_exclusions(self) -> set[str]:
        """The organization is no field of the form, yet its uniqueness has to be checked."""
        return super()._get_validation_exclusions() - {"organization"}  # type: ignore[misc]


class TenantFormSet(forms.BaseInlineFormSet):
    """Rows of a table, whose fields have no labels of their own."""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        """The hidden keys are those of the parent's rows; stock takes any row's.

        The check box that deletes says so to those who do not see the column's heading.
        """
        super().add_fields(form, index)
        key = form.fields.get("id")
        if isinstance(key, forms.ModelChoiceField):
            key.queryset = self.get_queryset()
        if "DELETE" in form.fields:
            _name(form.fields["DELETE"])


def _name(field: forms.Field) -> None:
    field.widget.attrs.setdefault("aria-label", field.label or "")
