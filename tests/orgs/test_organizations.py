"""The organization itself."""

import pytest

from orgs.models import AuditEvent, Role
from tests.client import Api, faults, problem
from tests.factories import MemberFactory, OrganizationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> MemberFactory:
    return MemberFactory(role=Role.ADMIN, organization__slug="harbor")


def path_of(admin: MemberFactory) -> str:
    return f"/api/orgs/{admin.organization.public_id}"


def test_a_member_reads_their_organization(admin: MemberFactory) -> None:
    response = Api(admin.user).get(path_of(admin))

    assert (response.status_code, response.json()) == (
        200,
        {
            "id": admin.organization.public_id,
            "slug": "harbor",
            "name": "Harbor Tours",
            "timezone": "America/New_York",
            "currency": "USD",
            "locale": "en",
            "brand": {},
            "retentionDays": None,
            "role": "ADMIN",
            "createdAt": response.json()["createdAt"],
            "updatedAt": response.json()["updatedAt"],
        },
    )


def test_an_admin_changes_it_and_is_written_down(admin: MemberFactory) -> None:
    body = {
        "name": "Harbor",
        "locale": "de-AT",
        "brand": {"brand": "#0f6b5c", "website": "https://harbor.example"},
        "retentionDays": 365,
    }

    response = Api(admin.user).patch(path_of(admin), body)

    assert response.status_code == 200
    assert {name: response.json()[name] for name in body} == body
    entry = AuditEvent.objects.of(admin.organization).get()
    assert entry.verb == "organization.changed"
    assert entry.facts == {
        "before": {"name": "Harbor Tours", "locale": "en", "brand": {}, "retention_days": None},
        "after": {**{k: v for k, v in body.items() if k != "retentionDays"}, "retention_days": 365},
    }


def test_a_slug_of_another_is_taken(admin: MemberFactory) -> None:
    OrganizationFactory(slug="pier")

    response = Api(admin.user).patch(path_of(admin), {"slug": "pier"})

    assert response.status_code == 409
    assert response.json() == problem(
        "duplicate",
        409,
        "This is taken already",
        "Another organization has this slug.",
        field="slug",
    )


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"name": ""}, ("/name", "blank")),
        ({"slug": "a b"}, ("/slug", "invalid")),
        ({"timezone": "Mars/Olympus"}, ("/timezone", "unknown_zone")),
        ({"currency": "EURO"}, ("/currency", "unknown_currency")),
        ({"locale": "english!"}, ("/locale", "invalid")),
        ({"brand": {"brand": "red"}}, ("/brand/brand", "invalid")),
        ({"brand": {"logo": "javascript:alert(1)"}}, ("/brand/logo", "invalid")),
        ({"retentionDays": 0}, ("/retentionDays", "min_value")),
        ({"id": "org_1"}, ("/id", "unknown_field")),
    ],
)
def test_what_makes_no_sense_is_refused(
    admin: MemberFactory, body: dict[str, object], fault: tuple[str, str]
) -> None:
    assert faults(Api(admin.user).patch(path_of(admin), body)) == [fault]
