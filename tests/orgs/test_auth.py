"""Signing in, out and up."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from orgs import access
from orgs.models import ApiKey, AuditEvent, Member, Organization, Role, User
from tests.client import Api, faults, problem
from tests.factories import (
    PASSWORD,
    ApiKeyFactory,
    LocationFactory,
    MemberFactory,
    OrganizationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LOGIN, ME, SIGNUP = "/api/auth/login", "/api/auth/me", "/api/auth/signup"
WRONG = problem("invalid_credentials", 401, "E-mail or password is wrong")


@pytest.fixture
def stella() -> MemberFactory:
    house = OrganizationFactory(name="Harbor Tours", slug="harbor")
    return MemberFactory(organization=house, user__email="stella@harbor.example")


def test_signing_in_sets_a_cookie_that_works(stella: MemberFactory) -> None:
    api = Api()

    response = api.post(LOGIN, {"email": "Stella@Harbor.example", "password": PASSWORD})

    body = {
        "user": {"id": stella.user.public_id, "email": "stella@harbor.example", "name": "Stella"},
        "organizations": [
            {
                "id": stella.organization.public_id,
                "slug": "harbor",
                "name": "Harbor Tours",
                "role": "STAFF",
                "timezone": "America/New_York",
                "currency": "USD",
            }
        ],
    }
    assert (response.status_code, response.json()) == (200, body)
    assert response.cookies["sessionid"]["httponly"]
    assert response.cookies["sessionid"]["samesite"] == "Lax"
    assert api.get(ME).json() == body


def test_a_user_may_work_for_several_houses_or_none(stella: MemberFactory) -> None:
    other = MemberFactory(user=stella.user, organization__name="Attic", role=Role.OWNER)

    houses = Api(stella.user).get(ME).json()["organizations"]

    assert [(house["name"], house["role"]) for house in houses] == [
        (other.organization.name, "OWNER"),
        ("Harbor Tours", "STAFF"),
    ]
    assert Api(UserFactory()).get(ME).json()["organizations"] == []


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("stella@harbor.example", "wrong"),
        ("nobody@harbor.example", PASSWORD),
        ("not an address", PASSWORD),
        ("stella@harbor.example", f" {PASSWORD}"),
    ],
)
def test_every_wrong_sign_in_is_answered_alike(
    stella: MemberFactory, email: str, password: str
) -> None:
    response = Api().post(LOGIN, {"email": email, "password": password})

    assert (response.status_code, response.json()) == (401, WRONG)
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'
    assert "sessionid" not in response.cookies


def test_an_unknown_address_costs_a_hash_too(
    stella: MemberFactory, monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    hashed: list[str] = []
    hasher = "django.contrib.auth.hashers.MD5PasswordHasher.encode"
    monkeypatch.setattr(hasher, lambda self, password, salt: hashed.append(password) or "md5$a$b")

    Api().post(LOGIN, {"email": "nobody@harbor.example", "password": "guess"})
    unknown = len(hashed)
    Api().post(LOGIN, {"email": "stella@harbor.example", "password": "guess"})

    assert (unknown, len(hashed) - unknown) == (1, 1)


def test_who_was_sent_away_or_never_chose_a_password_cannot_sign_in(
    stella: MemberFactory,
) -> None:
    User.objects.filter(pk=stella.user.pk).update(is_active=False)
    User.objects.create_user("invited@harbor.example", None)

    for email in ("stella@harbor.example", "invited@harbor.example"):
        response = Api().post(LOGIN, {"email": email, "password": PASSWORD})
        assert (response.status_code, response.json()) == (401, WRONG)


def test_the_session_is_new_after_signing_in(stella: MemberFactory) -> None:
    api = Api()
    api.session.save()
    planted = api.session
    planted["visits"] = 1
    planted.save()
    api.cookies["sessionid"] = planted.session_key

    api.post(LOGIN, {"email": "stella@harbor.example", "password": PASSWORD})

    assert api.cookies["sessionid"].value != planted.session_key
    assert not Session.objects.filter(session_key=planted.session_key).exists()


def test_signing_out_ends_the_session(stella: MemberFactory) -> None:
    api = Api(stella.user)

    response = api.post("/api/auth/logout")

    assert (response.status_code, response.content) == (204, b"")
    assert api.get(ME).status_code == 401
    assert api.post("/api/auth/logout").status_code == 204


def test_another_site_may_not_sign_anybody_in(stella: MemberFactory) -> None:
    body = {"email": "stella@harbor.example", "password": PASSWORD}

    response = Api().post(LOGIN, body, Origin="https://evil.example")

    assert (response.status_code, response.json()["code"]) == (403, "cross_site")


def test_nobody_is_nobody() -> None:
    response = Api().get(ME)

    assert response.status_code == 401
    assert response.json() == problem("unauthenticated", 401, "Please sign in")


def test_an_account_is_tried_ten_times_a_minute_from_wherever(stella: MemberFactory) -> None:
    body = {"email": "stella@harbor.example", "password": "wrong"}
    tries = [Api(REMOTE_ADDR=f"10.0.0.{host}").post(LOGIN, body) for host in range(12)]

    assert [response.status_code for response in tries] == [401] * 10 + [429] * 2
    assert 1 <= int(tries[-1]["Retry-After"]) <= 60
    assert tries[-1].json() == problem(
        "rate_limited", 429, "Too many requests", retryAfter=int(tries[-1]["Retry-After"])
    )
    right = {"email": "STELLA@harbor.example", "password": PASSWORD}
    assert Api().post(LOGIN, right).status_code == 429


def test_an_address_tries_thirty_times_a_minute_whatever_account() -> None:
    api = Api()

    tries = [
        api.post(LOGIN, {"email": f"{number}@harbor.example", "password": "wrong"}).status_code
        for number in range(31)
    ]

    assert tries == [401] * 30 + [429]


HOUSE = {"name": "Möwe & Söhne", "timezone": "Europe/Berlin", "currency": "EUR"}
NEW = {
    "email": "Olga@Moewe.example",
    "password": "seven-oak-lanterns",
    "name": "Olga",
    "organization": HOUSE,
}


def test_signing_up_founds_a_house_and_signs_its_owner_in() -> None:
    api = Api()

    response = api.post(SIGNUP, NEW)

    house = Organization.objects.get()
    owner = User.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "user": {"id": owner.public_id, "email": "olga@moewe.example", "name": "Olga"},
        "organizations": [
            {
                "id": house.public_id,
                "slug": "mowe-sohne",
                "name": "Möwe & Söhne",
                "role": "OWNER",
                "timezone": "Europe/Berlin",
                "currency": "EUR",
            }
        ],
    }
    assert api.get(ME).json() == response.json()
    entry = AuditEvent.objects.of(house).get()
    assert (entry.verb, entry.actor, entry.actor_name) == (
        "organization.created",
        owner.public_id,
        "Olga",
    )


@pytest.mark.parametrize(
    ("name", "taken", "slug"),
    [
        ("Harbor Tours", (), "harbor-tours"),
        ("Harbor Tours", ("harbor-tours",), "harbor-tours-2"),
        ("Harbor Tours", ("harbor-tours", "harbor-tours-2"), "harbor-tours-3"),
        ("海", (), "org"),
        ("x" * 200, (), "x" * 56),
    ],
)
def test_a_slug_is_made_of_the_name(name: str, taken: tuple[str, ...], slug: str) -> None:
    for one in taken:
        OrganizationFactory(slug=one)

    response = Api().post(SIGNUP, NEW | {"organization": HOUSE | {"name": name}})

    assert response.json()["organizations"][0]["slug"] == slug


def test_what_is_taken_is_a_conflict_and_changes_nothing() -> None:
    OrganizationFactory(slug="moewe")
    UserFactory(email="anna@moewe.example")
    same_slug = NEW | {"organization": HOUSE | {"slug": "moewe"}}

    slug = Api().post(SIGNUP, same_slug)
    email = Api().post(SIGNUP, NEW | {"email": "ANNA@moewe.example"})

    title = "This is taken already"
    detail = "Another organization has this slug."
    assert slug.json() == problem("duplicate", 409, title, detail, field="slug")
    detail = "There is a user with this e-mail already."
    assert email.json() == problem("duplicate", 409, title, detail, field="email")
    assert (User.objects.count(), Organization.objects.count()) == (1, 1)
    assert not Member.objects.of_user(User.objects.get()).exists()


@pytest.mark.parametrize(
    ("password", "codes"),
    [
        ("12345", ["password_too_short", "password_too_common", "password_entirely_numeric"]),
        ("password", ["password_too_common"]),
        ("olga@moewe.example", ["password_too_similar"]),
    ],
)
def test_a_weak_password_is_refused_with_every_reason(password: str, codes: list[str]) -> None:
    response = Api().post(SIGNUP, NEW | {"password": password})

    assert faults(response) == [("/password", code) for code in codes]
    assert User.objects.count() == 0


def test_signing_up_is_closed_where_the_operator_wants_it(settings: pytest.FixtureRequest) -> None:
    settings.SIGNUP_ENABLED = False  # type: ignore[attr-defined]

    response = Api().post(SIGNUP, NEW)

    assert response.status_code == 403
    assert response.json() == problem("signup_closed", 403, "Signing up is not open here")


def path_of(member: Member) -> str:
    return f"/api/orgs/{member.organization.public_id}/locations"


@pytest.mark.parametrize("secret", ["sk_wrong", "", "pk_test", "über", "a b"])
def test_a_key_that_does_not_work_is_refused_everywhere(secret: str) -> None:
    for path in (ME, "/api/orgs/org_1/locations", LOGIN):
        response = Api(headers={"Authorization": f"Bearer {secret}"}).get(path)
        assert response.status_code == 401
        assert response["WWW-Authenticate"] == 'Bearer realm="api"'


def test_a_key_acts_within_its_scopes_and_its_makers_role() -> None:
    admin = MemberFactory(role=Role.ADMIN)
    house = admin.organization
    LocationFactory(organization=house)
    ApiKeyFactory(organization=house, made_by=admin.user)
    api = Api(key="sk_test_harbor")

    assert api.get(path_of(admin)).status_code == 200
    assert api.post(path_of(admin), {"name": "Pier 9"}).status_code == 403
    Member.objects.of(house).update(role=Role.CONTRIBUTOR)
    assert api.get(path_of(admin)).status_code == 403
    Member.objects.of(house).delete()
    assert api.get(path_of(admin)).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"revoked_at": timezone.now()},
        {"expires_at": timezone.now() - timedelta(seconds=1)},
        {"kind": "PUBLISHABLE"},
        {"kind": "RESELLER"},
    ],
)
def test_a_key_ends(change: dict[str, object]) -> None:
    admin = MemberFactory(role=Role.ADMIN)
    key = ApiKeyFactory(organization=admin.organization, made_by=admin.user)
    api = Api(key="sk_test_harbor")
    assert api.get(path_of(admin)).status_code == 200

    ApiKey.objects.of(admin.organization).filter(pk=key.pk).update(**change)

    assert api.get(path_of(admin)).status_code == 401


def test_a_key_dies_with_its_makers_account() -> None:
    admin = MemberFactory(role=Role.ADMIN)
    key = ApiKeyFactory(organization=admin.organization, made_by=admin.user)

    User.objects.update(is_active=False)

    assert access.of_key(key).roles == {}


def test_the_use_of_a_key_is_noted_to_the_minute() -> None:
    admin = MemberFactory(role=Role.ADMIN)
    ApiKeyFactory(organization=admin.organization, made_by=admin.user)
    keys = ApiKey.objects.of(admin.organization)
    api = Api(key="sk_test_harbor")

    api.get(path_of(admin))
    first = keys.get().last_used_at
    api.get(path_of(admin))

    assert first is not None
    assert keys.get().last_used_at == first
