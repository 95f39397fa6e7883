"""Who works in an organization, and as what."""

from typing import Any

import pytest

from orgs import access
from orgs.actions import members
from orgs.errors import LastOwner
from orgs.models import AuditEvent, Event, Member, Role, User
from tests.client import Api, faults, problem
from tests.factories import MemberFactory, OrganizationFactory, UserFactory
from tests.races import race, winners

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> MemberFactory:
    return MemberFactory(role=Role.OWNER)


def path_of(member: Member) -> str:
    return f"/api/orgs/{member.organization.public_id}/members"


def test_inviting_a_stranger_makes_a_user_without_a_password(owner: MemberFactory) -> None:
    body = {"email": "Nora@Harbor.example", "name": "Nora", "role": "STAFF"}

    response = Api(owner.user).post(path_of(owner), body)

    nora = User.objects.get(email="nora@harbor.example")
    member = Member.objects.of(owner.organization).get(user=nora)
    assert response.status_code == 201
    assert response.json() == {
        "id": member.public_id,
        "userId": nora.public_id,
        "email": "nora@harbor.example",
        "name": "Nora",
        "role": "STAFF",
        "createdAt": response.json()["createdAt"],
    }
    assert not nora.has_usable_password()
    told = Event.objects.of(owner.organization).get()
    assert (told.kind, told.subject) == ("member.invited", member.public_id)
    entry = AuditEvent.objects.of(owner.organization).get()
    assert (entry.verb, entry.actor, entry.subject, entry.facts) == (
        "member.invited",
        owner.user.public_id,
        member.public_id,
        {"after": {"email": "nora@harbor.example", "role": "STAFF"}},
    )


def test_inviting_somebody_known_uses_their_account(owner: MemberFactory) -> None:
    nora = UserFactory(name="Nora", email="nora@harbor.example")

    body = {"email": "NORA@harbor.example", "name": "Other", "role": "ADMIN"}
    response = Api(owner.user).post(path_of(owner), body)

    assert (response.json()["userId"], response.json()["name"]) == (nora.public_id, "Nora")


def test_nobody_joins_twice(owner: MemberFactory) -> None:
    response = Api(owner.user).post(path_of(owner), {"email": owner.user.email, "role": "STAFF"})

    assert response.status_code == 409
    assert response.json() == problem(
        "duplicate",
        409,
        "This is taken already",
        "This person is a member already.",
        field="email",
    )
    assert Event.objects.of(owner.organization).count() == 0


def test_nobody_touches_a_role_above_their_own(owner: MemberFactory) -> None:
    adam = MemberFactory(organization=owner.organization, role=Role.ADMIN)
    api, path = Api(adam.user), path_of(owner)
    refusal = problem(
        "role_above_own",
        403,
        "This role is above your own",
        "Nobody grants, changes or ends a role above their own.",
    )

    answers = [
        api.post(path, {"email": "nora@harbor.example", "role": "OWNER"}),
        api.patch(f"{path}/{adam.public_id}", {"role": "OWNER"}),
        api.patch(f"{path}/{owner.public_id}", {"role": "STAFF"}),
        api.delete(f"{path}/{owner.public_id}"),
    ]

    assert [(one.status_code, one.json()) for one in answers] == [(403, refusal)] * 4
    roles = Member.objects.of(owner.organization).order_by("id").values_list("role", flat=True)
    assert list(roles) == ["OWNER", "ADMIN"]
    assert User.objects.count() == 2


def test_the_last_owner_stays(owner: MemberFactory) -> None:
    path = f"{path_of(owner)}/{owner.public_id}"
    refusal = problem(
        "last_owner", 422, "The last owner stays", "An organization keeps at least one owner."
    )

    demoted = Api(owner.user).patch(path, {"role": "ADMIN"})
    removed = Api(owner.user).delete(path)

    assert (demoted.status_code, demoted.json()) == (422, refusal)
    assert (removed.status_code, removed.json()) == (422, refusal)
    assert Api(owner.user).patch(path, {"role": "OWNER"}).status_code == 200


def test_a_member_is_changed_and_removed(owner: MemberFactory) -> None:
    stella = MemberFactory(organization=owner.organization)
    api, path = Api(owner.user), f"{path_of(owner)}/{stella.public_id}"

    changed = api.patch(path, {"role": "ADMIN"})
    removed = api.delete(path)

    assert (changed.status_code, changed.json()["role"]) == (200, "ADMIN")
    assert (removed.status_code, removed.content) == (204, b"")
    assert api.get(path).status_code == 404
    assert User.objects.filter(pk=stella.user.pk).exists()
    trail = AuditEvent.objects.of(owner.organization).order_by("id")
    assert list(trail.values_list("verb", "facts")) == [
        ("member.changed", {"before": {"role": "STAFF"}, "after": {"role": "ADMIN"}}),
        ("member.removed", {"before": {"email": stella.user.email, "role": "ADMIN"}}),
    ]


def test_members_are_listed_at_a_fixed_price(
    owner: MemberFactory, django_assert_num_queries: Any
) -> None:
    api = Api(owner.user)

    with django_assert_num_queries(5):
        one = api.get(path_of(owner)).json()
    MemberFactory.create_batch(2, organization=owner.organization)
    MemberFactory(organization=OrganizationFactory())
    with django_assert_num_queries(5):
        three = api.get(path_of(owner)).json()

    assert [len(page["members"]) for page in (one, three)] == [1, 3]
    staff = api.get(f"{path_of(owner)}?role=STAFF").json()["members"]
    assert [member["role"] for member in staff] == ["STAFF", "STAFF"]
    assert faults(api.get(f"{path_of(owner)}?role=KING")) == [("/role", "invalid_choice")]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_owners_who_leave_at_once_leave_one_behind() -> None:
    house = OrganizationFactory()
    owners = MemberFactory.create_batch(2, organization=house, role=Role.OWNER)
    now = house.created_at

    def leaving(member: Member) -> Any:
        by = access.of_user(member.user)
        return lambda: members.remove(member=member, by=by, now=now)

    answers = race([leaving(member) for member in owners])

    assert len(winners(answers)) == 1
    assert [type(one) for one in answers if one is not None] == [LastOwner]
    assert Member.objects.of(house).filter(role=Role.OWNER).count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_one_stranger_invited_by_five_at_once_joins_once() -> None:
    owner = MemberFactory(role=Role.OWNER)
    body = {"email": "nora@harbor.example", "role": "STAFF"}
    callers = [Api(owner.user) for _ in range(5)]

    answers = race([lambda api=api: api.post(path_of(owner), body) for api in callers])

    assert sorted(one.status_code for one in answers) == [201, 409, 409, 409, 409]
    assert User.objects.filter(email="nora@harbor.example").count() == 1
