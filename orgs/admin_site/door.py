"""Who is at the admin's door and which organizations lie behind it, found once a request."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from orgs.access import Caller
from orgs.dialects import callers
from orgs.models import Member, Organization, Role, User

ENTERS = Role.STAFF
"""The least role that may enter."""


@dataclass(frozen=True)
class Staff:
    """The signed-in person as the admin sees them: a caller, and where they are staff."""

    caller: Caller
    organizations: tuple[Organization, ...] = ()

    def within(self, scope: str) -> list[Organization]:
        """The organizations in which they have the right that `scope` names."""
        return [one for one in self.organizations if self.caller.may(scope, one)]

    def may(self, scope: str, organization: Organization) -> bool:
        """Whether they have it in this one."""
        return organization in self.organizations and self.caller.may(scope, organization)

    def may_anywhere(self, scope: str) -> bool:
        """Whether they have it in any."""
        return bool(self.within(scope))


def staff(request: HttpRequest) -> Staff:
    """The staff behind the session; nobody is staff of no organization. One query a request."""
    found = getattr(request, "_staff", None)
    if found is None or found.caller.user != request.user:
        found = _staff_of(request.user, callers.address(request))
        request._staff = found  # type: ignore[attr-defined]  # noqa: SLF001 - ours
    return found


def whom(request: HttpRequest) -> dict[str, Any]:
    """What every action is told: who asks, and when."""
    return {"by": staff(request).caller, "now": timezone.now()}


def may_enter(user: User) -> bool:
    """Whether this person works anywhere here, or runs the installation."""
    if not user.is_active:
        return False
    return user.is_superuser or bool(_memberships(user))


def _staff_of(user: User | AnonymousUser, address: str) -> Staff:
    if not isinstance(user, User) or not user.is_active:
        return Staff(Caller(address=address))
    roles = _roles(user)
    organizations = tuple(sorted(roles, key=lambda one: (one.name.casefold(), one.pk)))
    known = {one.pk: role for one, role in roles.items()}
    return Staff(Caller(user=user, address=address, roles=known), organizations)


def _roles(user: User) -> dict[Organization, Role]:
    """Where they may come in and as what. The operator is at home everywhere."""
    if user.is_superuser:
        return dict.fromkeys(Organization.objects.all(), Role.OWNER)
    return {member.organization: Role(member.role) for member in _memberships(user)}


def _memberships(user: User) -> list[Member]:
    found = Member.objects.of_user(user).select_related("organization")
    return [member for member in found if Role(member.role).rank >= ENTERS.rank]


def locale_of(organization: Organization) -> str:
    """How times and money are written: the house's way where it speaks the reader's language."""
    language = get_language() or "en"
    house = organization.locale
    return house if house.split("-")[0] == language.split("-")[0] else language
