"""Members of an organization."""

from typing import Any

from rest_framework import serializers

from orgs import formats, queries
from orgs.actions import members
from orgs.dialects.fields import Instant
from orgs.dialects.rest import Call, In, OrgView, paged, route
from orgs.errors import Duplicate, LastOwner, RoleAboveOwn
from orgs.models import Member, Role


class MemberIn(In):
    """An invitation by e-mail; the name is used if nobody is known by that address."""

    email = serializers.EmailField(max_length=254)
    name = serializers.CharField(max_length=200, default="", allow_blank=True)
    role = serializers.ChoiceField(Role.choices)


class MemberRoleIn(In):
    """Another role."""

    role = serializers.ChoiceField(Role.choices)


class MemberFilters(In):
    """Narrows the list."""

    role = serializers.ChoiceField(Role.choices, required=False)


class MemberOut(serializers.Serializer):
    """A user in the organization."""

    id = serializers.CharField()
    userId = serializers.CharField()
    email = serializers.CharField()
    name = serializers.CharField()
    role = serializers.ChoiceField(Role.choices)
    createdAt = Instant()


class Members(OrgView):
    """`/api/orgs/{orgId}/members`"""

    @route(scope="members:read", query=MemberFilters, gives=paged("members", MemberOut))
    def get(self, call: Call) -> dict[str, Any]:
        """List the members."""
        rows = queries.members(call.org)
        if "role" in call.query:
            rows = rows.filter(role=call.query["role"])
        return call.page("members", rows, member_word, order=("id",))

    @route(
        scope="members:write",
        takes=MemberIn,
        gives=MemberOut,
        status=201,
        refuses=(Duplicate, RoleAboveOwn),
    )
    def post(self, call: Call) -> dict[str, Any]:
        """Invite a person by e-mail."""
        role = Role(call.body.pop("role"))
        member = members.invite(org=call.org, by=call.caller, role=role, now=call.now, **call.body)
        return member_word(member)


class OneMember(OrgView):
    """`/api/orgs/{orgId}/members/{memberId}`"""

    @route(scope="members:read", gives=MemberOut, operation="getMember")
    def get(self, call: Call, member_id: str) -> dict[str, Any]:
        """Read a member."""
        return member_word(queries.one(queries.members(call.org), member_id))

    @route(
        scope="members:write",
        takes=MemberRoleIn,
        gives=MemberOut,
        refuses=(LastOwner, RoleAboveOwn),
        operation="patchMember",
    )
    def patch(self, call: Call, member_id: str) -> dict[str, Any]:
        """Change a member's role."""
        member = queries.one(queries.members(call.org), member_id)
        if "role" in call.body:
            role = Role(call.body["role"])
            member = members.change_role(member=member, by=call.caller, role=role, now=call.now)
        return member_word(member)

    @route(
        scope="members:write",
        status=204,
        refuses=(LastOwner, RoleAboveOwn),
        operation="deleteMember",
    )
    def delete(self, call: Call, member_id: str) -> None:
        """End a membership."""
        member = queries.one(queries.members(call.org), member_id)
        members.remove(member=member, by=call.caller, now=call.now)


def member_word(member: Member) -> dict[str, Any]:
    """A member and their user."""
    return {
        "id": member.public_id,
        "userId": member.user.public_id,
        "email": member.user.email,
        "name": member.user.name,
        "role": member.role,
        "createdAt": formats.iso(member.created_at, member.organization.timezone),
    }
