"""Every route, as everybody: the table of rights is what the doors do."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.urls import get_resolver

from bookings import actions as bookings
from orgs import ids
from orgs.access import SCOPES, Caller
from orgs.dialects.rest import OrgView
from orgs.dialects.spec import Spec, spec_of
from orgs.models import Organization, Role
from tests import harbor
from tests.client import Api
from tests.factories import ROWS, ApiKeyFactory, MemberFactory, OrganizationFactory
from tests.test_architecture import routes

pytestmark = pytest.mark.django_db

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class Door(NamedTuple):
    """One method of one path under an organization."""

    method: str
    pattern: str
    spec: Spec

    def path(self, organization: Organization, **ids: str) -> str:
        """A path to call: ids that are not given name nothing."""
        given = {"org_id": organization.public_id, **ids}
        filled = re.sub(
            r"\(\?P<(\w+)>\[\^/\]\+\)", lambda found: given.get(found[1], "nothing"), self.pattern
        )
        return "/" + filled.replace("\\", "").removesuffix("/?$")

    @property
    def parameters(self) -> list[str]:
        """What it names besides the organization."""
        return [name for name in re.findall(r"\?P<(\w+)>", self.pattern) if name != "org_id"]


def doors() -> Iterator[Door]:
    """Every route under an organization."""
    for pattern, callback in routes(get_resolver("config.urls").url_patterns):
        view = getattr(callback, "view_class", None)
        if view is not None and issubclass(view, OrgView):
            for method in METHODS:
                spec = spec_of(view, method)
                if spec is not None:
                    yield Door(method, pattern.replace("/^", "/"), spec)


@pytest.fixture
def house() -> Organization:
    return OrganizationFactory()


def test_there_are_doors() -> None:
    paths = {door.path(Organization(public_id="org_1")) for door in doors()}

    assert {"/api/orgs/org_1", "/api/orgs/org_1/members/nothing"} <= paths


def test_nobody_is_asked_to_sign_in(house: Organization) -> None:
    answers = {door: Api().send(door.method, door.path(house)).status_code for door in doors()}

    assert {door for door, status in answers.items() if status != 401} == set()


def test_every_route_hides_other_orgs(house: Organization) -> None:
    stranger = MemberFactory(role=Role.OWNER, user__name="Sven")
    every_scope = {"scopes": list(SCOPES), "organization": stranger.organization}
    ApiKeyFactory(made_by=stranger.user, **every_scope)
    callers = [Api(stranger.user), Api(key="sk_test_harbor")]

    for door in doors():
        for api in callers:
            there = api.send(door.method, door.path(house))
            nowhere = api.send(door.method, door.path(Organization(public_id="org_none")))
            assert (there.status_code, there.json()["code"]) == (404, "not_found"), door
            assert there.json() == nowhere.json(), door


@pytest.mark.parametrize("role", list(Role))
def test_every_route_asks_for_its_right(house: Organization, role: Role) -> None:
    member = MemberFactory(organization=house, role=role)
    ApiKeyFactory(organization=house, made_by=member.user, secret="sk_none", scopes=[])
    ApiKeyFactory(organization=house, made_by=member.user, secret="sk_all", scopes=list(SCOPES))
    callers = {"session": Api(member.user), "all": Api(key="sk_all"), "none": Api(key="sk_none")}

    for door in doors():
        assert door.spec.scope is not None
        may = role.rank >= SCOPES[door.spec.scope].rank
        for name, api in callers.items():
            response = api.send(door.method, door.path(house))
            is_refused = response.status_code == 403 and response.json()["code"] == "forbidden"
            assert is_refused is (not may or name == "none"), (door, name)
            assert response.status_code < 500, door


def test_every_row_of_other_orgs_is_hidden(house: Organization) -> None:
    owner = MemberFactory(organization=house, role=Role.OWNER)
    other = OrganizationFactory()
    api = Api(owner.user)

    for door in doors():
        if not door.parameters:
            continue
        ids = {name: _row(name, other) for name in door.parameters}
        response = api.send(door.method, door.path(house, **ids), {})
        wants_body = door.method in ("POST", "PUT") and response.status_code == 400
        assert wants_body or response.status_code == 404, door


def _row(parameter: str, organization: Organization) -> str:
    """The id of a row in that organization."""
    makers = {"booking_id": _booking, **ROWS}
    assert parameter in makers, f"tests.factories.ROWS does not say what {parameter} names"
    row: Any = makers[parameter](organization=organization)
    return row.public_id


def _booking(organization: Organization) -> Any:
    request = harbor.wanting(harbor.tour(organization, name=f"Walk {ids.token()}"))
    return bookings.book(request=request, by=Caller(), now=harbor.NOW).booking
