"""Who is calling and what they may do: resolved once, at the door.

`SCOPES` is the one permission table: a word for each right, and the least role that has it. A
route names its word; a key's scopes are such words, capped by the role of whoever made it.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from orgs.errors import Forbidden, NotFound, Unauthenticated
from orgs.models import ApiKey, Member, Organization, Role, User
from orgs.prepared import prepared

SCOPES: dict[str, Role] = {
    "org:read": Role.CONTRIBUTOR,
    "org:write": Role.ADMIN,
    "members:read": Role.ADMIN,
    "members:write": Role.ADMIN,
    "locations:read": Role.STAFF,
    "locations:write": Role.ADMIN,
    "calendars:read": Role.STAFF,
    "calendars:write": Role.ADMIN,
    "offerings:read": Role.CONTRIBUTOR,
    "offerings:write": Role.STAFF,
    "terms:read": Role.STAFF,
    "terms:write": Role.STAFF,
    "resources:read": Role.STAFF,
    "resources:write": Role.STAFF,
    "availability:explain": Role.STAFF,
    "bookings:read": Role.STAFF,
    "bookings:write": Role.STAFF,
    "audit:read": Role.ADMIN,
}


@dataclass(frozen=True)
class Caller:
    """Somebody at the door: a signed-in user, a secret key, or nobody.

    `roles` maps organization keys to roles; it is loaded with the caller, in one query.
    """

    user: User | None = None
    key: ApiKey | None = None
    address: str = ""
    roles: dict[int, Role] = field(default_factory=dict)

    @property
    def is_known(self) -> bool:
        """Whether they showed who they are."""
        return self.user is not None or self.key is not None

    @property
    def public_id(self) -> str:
        """The id that the time line and the audit trail keep; empty for nobody."""
        if self.key is not None:
            return self.key.public_id
        return self.user.public_id if self.user is not None else ""

    @property
    def name(self) -> str:
        """The name for the same purpose."""
        if self.key is not None:
            return self.key.name
        return str(self.user) if self.user is not None else ""

    def role_in(self, organization: Organization) -> Role | None:
        """Their role there; None for a stranger."""
        return self.roles.get(organization.pk)

    def may(self, scope: str, organization: Organization) -> bool:
        """Whether they have the right that `scope` names in this organization."""
        role = self.role_in(organization)
        if role is None or role.rank < SCOPES[scope].rank:
            return False
        return self.key is None or scope in self.key.scopes


@dataclass(frozen=True)
class _Clock(Caller):
    """Nobody: time has come."""

    @property
    def name(self) -> str:
        """What the time line shows."""
        return "Slotwright"


THE_CLOCK: Caller = _Clock()
"""Who does what happens by itself."""


def of_user(user: User, address: str = "") -> Caller:
    """The caller behind a session."""
    roles = {pk: Role(role) for pk, role in _memberships(user=user.pk)}
    return Caller(user=user, address=address, roles=roles)


def of_key(key: ApiKey, address: str = "") -> Caller:
    """The caller behind a secret key: as mighty as its maker still is, within its scopes."""
    maker = _maker(key)
    roles = {} if maker is None else {key.organization_id: Role(maker.role)}
    return Caller(key=key, address=address, roles=roles)


def _maker(key: ApiKey) -> Member | None:
    """The membership of who made the key, while they may sign in."""
    rows = Member.objects.of(key.organization)
    found: Member | None = rows.filter(user=key.made_by_id, user__is_active=True).first()
    return found


def organization(caller: Caller, public_id: str, scope: str) -> Organization:
    """The organization, if the caller may do there what `scope` names.

    Raises Unauthenticated for nobody, NotFound for strangers, Forbidden for a lesser role.
    """
    if not caller.is_known:
        raise Unauthenticated
    found = next(iter(_organization(public_id=public_id)), None)
    if found is None or found.pk not in caller.roles:
        raise NotFound
    if not caller.may(scope, found):
        raise Forbidden
    return found


@prepared
def _memberships(*, user: int) -> QuerySet[Any, Any]:
    return Member.objects.of_user(user).values_list("organization_id", "role")


@prepared
def _organization(*, public_id: str) -> QuerySet[Organization, Organization]:
    return Organization.objects.filter(public_id=public_id)
