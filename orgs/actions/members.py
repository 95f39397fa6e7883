"""Who works in an organization, and as what. The last owner stays."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop as _

from orgs.access import Caller
from orgs.actions import trail
from orgs.errors import Duplicate, LastOwner, NotFound, RoleAboveOwn
from orgs.models import Event, Member, Organization, Role, User


@transaction.atomic
def invite(
    *, org: Organization, by: Caller, email: str, name: str, role: Role, now: datetime
) -> Member:
    """Makes the person with this e-mail a member; an unknown one becomes a user without password.

    The outbox tells them.
    """
    _refuse_above(org, by, role)
    user = _person(email, name)
    try:
        with transaction.atomic():
            member = Member.objects.create(organization=org, user=user, role=role)
    except IntegrityError as error:
        raise Duplicate(_("This person is a member already."), field="email") from error
    trail.record(
        member,
        by=by,
        now=now,
        verb="member.invited",
        before=trail.NEW,
        after={"email": user.email, "role": role.value},
    )
    Event.objects.create(organization=org, kind="member.invited", subject=member.public_id, at=now)
    return member


@transaction.atomic
def change_role(*, member: Member, by: Caller, role: Role, now: datetime) -> Member:
    """Gives a member another role."""
    member = _locked(member)
    _refuse_above(member.organization, by, Role(member.role), role)
    if member.role == role:
        return member
    _refuse_last_owner(member)
    before, member.role = member.role, role
    member.save(update_fields=["role", "updated_at"])
    trail.record(
        member,
        by=by,
        now=now,
        verb="member.changed",
        before={"role": before},
        after={"role": role.value},
    )
    return member


@transaction.atomic
def tell(*, member: Member, by: Caller, gets_mail: bool, now: datetime) -> None:
    """Whether a member gets mail about bookings."""
    rows = Member.objects.of(member.organization).filter(pk=member.pk)
    if rows.exclude(gets_mail=gets_mail).update(gets_mail=gets_mail):
        before, after = {"gets_mail": not gets_mail}, {"gets_mail": gets_mail}
        trail.record(member, by=by, now=now, verb="member.changed", before=before, after=after)


@transaction.atomic
def remove(*, member: Member, by: Caller, now: datetime) -> None:
    """Ends a membership; the person and what they did remain."""
    member = _locked(member)
    _refuse_above(member.organization, by, Role(member.role))
    _refuse_last_owner(member)
    gone = {"email": member.user.email, "role": member.role}
    trail.record(member, by=by, now=now, verb="member.removed", before=gone, after=trail.GONE)
    member.delete()


def _locked(member: Member) -> Member:
    """The member as they are now, behind the organization's lock: owners are counted under it."""
    organization = Organization.objects.select_for_update(no_key=True).get(
        pk=member.organization_id
    )
    rows = Member.objects.of(organization).select_related("user", "organization")
    found: Member | None = rows.filter(pk=member.pk).first()
    if found is None:
        raise NotFound
    return found


def _refuse_last_owner(member: Member) -> None:
    owners = Member.objects.of(member.organization).filter(role=Role.OWNER)
    if member.role == Role.OWNER and owners.count() == 1:
        raise LastOwner(_("An organization keeps at least one owner."))


def _refuse_above(org: Organization, by: Caller, *roles: Role) -> None:
    own = by.role_in(org)
    if own is None or any(role.rank > own.rank for role in roles):
        raise RoleAboveOwn(_("Nobody grants, changes or ends a role above their own."))


def _person(email: str, name: str) -> User:
    email = email.strip().lower()
    found = User.objects.filter(email__iexact=email).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return User.objects.create_user(email, None, name=name)
    except IntegrityError:
        return User.objects.get_by_natural_key(email)
