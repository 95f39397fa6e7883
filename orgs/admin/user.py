"""People who sign in: the operator's business only."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import password_validation
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from orgs.admin_site.base import Scoped
from orgs.models import Organization, User


class UserForm(forms.ModelForm):
    """With a password to be set anew."""

    new_password = forms.CharField(
        label=_("New password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Empty: stays as it is."),
    )

    class Meta:
        model = User
        labels = {"is_superuser": _("Operator")}
        help_texts = {"is_superuser": _("Runs this installation and sees every organization.")}
        fields = ("email", "name", "is_active", "is_superuser")

    def clean_email(self) -> str:
        """As it is stored."""
        return self.cleaned_data["email"].strip().lower()

    def clean_new_password(self) -> str:
        """Not a weak one."""
        password = self.cleaned_data["new_password"]
        if password:
            password_validation.validate_password(password, self.instance)
        return password

    def save(self, commit: bool = True) -> User:
        """Also the password."""
        password = self.cleaned_data.get("new_password")
        if password:
            self.instance.set_password(password)
        elif not self.instance.pk:
            self.instance.set_unusable_password()
        return super().save(commit)


@admin.register(User)
class UserAdmin(Scoped, admin.ModelAdmin):
    """Every user of the installation."""

    form = UserForm
    list_display = ("email", "name", "is_active", "is_superuser")
    ordering = ("email",)
    search_fields = ("email", "name")
    list_filter = ("is_active", "is_superuser")

    def limited(self, rows: QuerySet, organizations: list[Organization]) -> QuerySet:
        """The operator, who alone gets here, sees all."""
        return rows

    def _may(self, request: HttpRequest, scope: str, row: Any) -> bool:
        return request.user.is_active and request.user.is_superuser

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Nobody's for all others."""
        rows = super().get_queryset(request)
        return rows if self._may(request, "", None) else rows.none()
