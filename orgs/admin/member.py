"""Members: invited by e-mail, with a role no higher than one's own."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from orgs.actions import members
from orgs.admin_site import door
from orgs.admin_site.base import TenantAdmin
from orgs.admin_site.forms import TenantForm
from orgs.models import Member, Role


class MemberForm(TenantForm):
    """The person by e-mail, so that nobody can leaf through the users of others."""

    granting: ClassVar[Role] = Role.STAFF
    email = forms.EmailField(label=_("E-mail"))
    name = forms.CharField(label=_("Name"), required=False, max_length=200)

    class Meta:
        model = Member
        fields = ("role", "gets_mail")
        labels: ClassVar[dict[str, Any]] = {"gets_mail": _("Gets mail about bookings")}
        help_texts: ClassVar[dict[str, Any]] = {
            "gets_mail": _("Staff and above are told of requests, bookings and cancellations.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["email"], self.fields["name"]
        if "role" in self.fields:
            grantable = [role for role in Role if role.rank <= self.granting.rank]
            role_field: Any = self.fields["role"]
            role_field.choices = [(role.value, role.label) for role in grantable]


@admin.register(Member)
class MemberAdmin(TenantAdmin):
    """Who works here."""

    scope_read = "members:read"
    scope_write = "members:write"
    form = MemberForm
    list_display = ("person", "email", "role")
    list_filter = ("role",)
    list_select_related = ("user", "organization")
    ordering = ("user__name", "pk")
    search_fields = ("user__name", "user__email")
    readonly_fields = ("person",)

    @admin.display(description=_("name"), ordering="user__name")
    def person(self, member: Member) -> str:
        """Their name."""
        return str(member.user)

    @admin.display(description=_("e-mail"), ordering="user__email")
    def email(self, member: Member) -> str:
        """How they sign in."""
        return member.user.email

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list:
        """A person is named once, when invited."""
        return ["person", "role", "gets_mail"] if obj else ["email", "name", "role"]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """A form that knows how far its user may go."""
        form = super().get_form(request, obj, change, **kwargs)
        if form.organization is not None:
            form.granting = door.staff(request).caller.role_in(form.organization) or Role.STAFF
        return form

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes those above them."""
        return super().has_change_permission(request, obj) and not self._above(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nor ends their membership."""
        return super().has_delete_permission(request, obj) and not self._above(request, obj)

    def _above(self, request: HttpRequest, obj: Any) -> bool:
        if obj is None:
            return False
        own = door.staff(request).caller.role_in(obj.organization)
        return own is None or Role(obj.role).rank > own.rank

    def save_model(self, request: HttpRequest, obj: Member, form: Any, change: bool) -> None:
        """Invites, or gives another role; the actions know who may."""
        said = form.cleaned_data
        role, whom = Role(said["role"]), door.whom(request)
        if change:
            members.change_role(member=obj, role=role, **whom)
            members.tell(member=obj, gets_mail=said["gets_mail"], **whom)
            return
        named = {"email": said["email"], "name": said["name"]}
        made = members.invite(org=obj.organization, role=role, **named, **whom)
        obj.__dict__.update(made.__dict__)

    def delete_model(self, request: HttpRequest, obj: Member) -> None:
        """Ends the membership; the person remains."""
        members.remove(member=obj, **door.whom(request))
