"""What every route of the `rest` tongue promises, whatever it is about."""

import json
import logging
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from orgs.models import Location, Role
from tests.client import Api, faults, problem
from tests.factories import ApiKeyFactory, LocationFactory, MemberFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.echo")]

ECHO = "/api/echo"


@pytest.fixture
def owner() -> MemberFactory:
    return MemberFactory(role=Role.OWNER)


def test_every_fault_of_a_body_is_told_at_once() -> None:
    body = {
        "text": 1,
        "number": "7",
        "flag": 1,
        "choice": "GREEN",
        "tags": ["ok", 5, "too long"],
        "inner": {"seats": True, "colour": "red"},
        "party": [{"seats": 1, "label": "adults"}, {"seats": None}],
        "a/b~c": 1,
    }

    response = Api().post(ECHO, body)

    assert sorted(faults(response)) == [
        ("/a~1b~0c", "unknown_field"),
        ("/choice", "invalid_choice"),
        ("/flag", "wrong_type"),
        ("/inner/colour", "unknown_field"),
        ("/inner/label", "required"),
        ("/inner/seats", "wrong_type"),
        ("/number", "wrong_type"),
        ("/party/1/label", "required"),
        ("/party/1/seats", "null"),
        ("/tags/1", "wrong_type"),
        ("/tags/2", "max_length"),
        ("/text", "wrong_type"),
    ]


def test_an_unknown_field_is_refused_by_name() -> None:
    response = Api().post(ECHO, {"text": "hello", "colour": "red"})

    detail = "There is no such field."
    fault = {"pointer": "/colour", "code": "unknown_field", "detail": detail}
    assert response.status_code == 400
    assert response.json() == problem(
        "invalid", 400, "The request is not valid", detail, errors=[fault]
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"{", "malformed_json"),
        (b"\xff\xfe", "malformed_json"),
        (b'{"ratio": NaN}', "malformed_json"),
        (b'{"ratio": 1e999}', "malformed_json"),
        (b"[" * 100_000, "malformed_json"),
        (b'{"facts": ' + b"[" * 64 + b"]" * 64 + b"}", "malformed_json"),
        (b'{"number": ' + b"9" * 5_000 + b"}", "malformed_json"),
        (b'{"number": 1, "number": 2}', "malformed_json"),
        (b'{"inner": {"seats": 1, "label": "a", "seats": 1}}', "malformed_json"),
        ('{"text": "a"}'.encode("utf-16"), "malformed_json"),
        ('{"text": "ü"}'.encode("latin-1"), "malformed_json"),
        (b"[]", "not_an_object"),
        (b'"text"', "not_an_object"),
        (b"null", "not_an_object"),
        (b"7", "not_an_object"),
    ],
)
def test_what_is_no_object_of_json_is_refused(text: bytes, code: str) -> None:
    assert faults(Api().send_raw("POST", ECHO, text)) == [("", code)]


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        (rb'{"text": "a\u0000b"}', "/text"),
        (rb'{"text": "\ud800"}', "/text"),
        (rb'{"facts": {"deep": ["\u0000"]}}', "/facts/deep/0"),
        (rb'{"facts": {"\udfff": 1}}', "/facts"),
    ],
)
def test_what_no_database_stores_is_refused(text: bytes, pointer: str) -> None:
    assert faults(Api().send_raw("POST", ECHO, text)) == [(pointer, "invalid_character")]


def test_not_more_than_a_hundred_faults_are_told() -> None:
    response = Api().post(ECHO, {f"colour{number}": 1 for number in range(20_000)})

    assert len(faults(response)) == 100


@pytest.mark.parametrize("number", [b"7.0", b"7", b"70e-1"])
def test_a_whole_number_is_an_integer_however_it_is_written(number: bytes) -> None:
    response = Api().send_raw("POST", ECHO, b'{"number": ' + number + b"}")

    assert (response.status_code, response.json()) == (201, {"number": "7"})


@pytest.mark.parametrize("number", [b"7.5", b"1e300", b"9007199254740993.0"])
def test_other_numbers_are_none(number: bytes) -> None:
    assert Api().send_raw("POST", ECHO, b'{"number": ' + number + b"}").status_code == 400


def test_emoji_are_text_like_any_other() -> None:
    whole = Api().post(ECHO, {"text": "⛵️ Ahoi 😀"})
    escaped = Api().send_raw("POST", ECHO, rb'{"text": "\ud83d\ude00"}')

    assert (whole.status_code, whole.json()) == (201, {"text": "'⛵️ Ahoi 😀'"})
    assert escaped.json() == {"text": "'😀'"}


def test_texts_and_lists_and_numbers_are_bounded() -> None:
    body = {"text": "x" * 1_001, "number": 2**40, "tags": ["a"] * 501}

    assert faults(Api().post(ECHO, body)) == [
        ("/text", "max_length"),
        ("/number", "max_value"),
        ("/tags", "max_length"),
    ]


def test_a_body_larger_than_any_we_read_is_refused() -> None:
    response = Api().send_raw("POST", ECHO, b'{"text": "' + b"x" * 1_100_000 + b'"}')

    assert response.status_code == 413
    assert response.json() == problem("body_too_large", 413, "The body is too large")


def test_a_body_of_another_type_is_refused() -> None:
    response = Api().send_raw(
        "POST", ECHO, b"text=1", Content_Type="application/x-www-form-urlencoded"
    )

    assert response.status_code == 415
    assert response.json() == problem(
        "unsupported_media_type", 415, "Send the body as application/json"
    )


def test_an_empty_body_is_an_empty_object() -> None:
    assert Api().post(ECHO).json() == {}


def test_patch_may_leave_out_fields_but_not_parts_of_an_object() -> None:
    assert Api().patch(ECHO, {}).status_code == 200
    assert faults(Api().patch(ECHO, {"inner": {"seats": 1}})) == [("/inner/label", "required")]


def test_a_query_is_read_from_text() -> None:
    path = f"{ECHO}?from=2026-07-01T09:00:00+02:00&number=7&flag=true&tags=a,b&tags=c&other=1"

    assert Api().get(path).json() == {
        "from": "datetime.datetime(2026, 7, 1, 7, 0, tzinfo=datetime.timezone.utc)",
        "number": "7",
        "flag": "True",
        "tags": "['a', 'b', 'c']",
    }
    assert faults(Api().get(f"{ECHO}?from=2026-07-01T09:00:00&number=x")) == [
        ("/from", "naive_datetime"),
        ("/number", "invalid"),
    ]


def test_unknown_path_is_refused_in_its_tongue() -> None:
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        for path in ("/api", "/api/", "/api/nothing", "/api/orgs"):
            response = Api().send(method, path)
            assert response.status_code == 404
            assert response.json() == problem("not_found", 404, "There is nothing here")


def test_a_wrong_method_is_refused_and_told_the_right_ones() -> None:
    response = Api().delete(ECHO)

    assert response.status_code == 405
    assert response["Allow"] == "GET, POST, PATCH, HEAD, OPTIONS"
    assert response.json() == problem(
        "method_not_allowed", 405, "This path does not answer this method"
    )


def test_a_trailing_slash_changes_nothing() -> None:
    assert Api().post(f"{ECHO}/", {"text": "a"}).json() == {"text": "'a'"}
    assert reverse("openapi") == "/api/openapi.json"


def test_nul_in_a_path_is_nothing(owner: MemberFactory) -> None:
    api = Api(owner.user)

    assert api.get("/api/orgs/%00").status_code == 404
    path = f"/api/orgs/{owner.organization.public_id}/locations/%00"
    assert api.get(path).status_code == 404


def test_an_unchanged_answer_is_not_sent_again(owner: MemberFactory) -> None:
    api, path = Api(owner.user), f"/api/orgs/{owner.organization.public_id}/locations"
    etag = api.get(path)["ETag"]

    again = api.get(path, If_None_Match=f'"other", W/{etag}')
    LocationFactory(organization=owner.organization)
    changed = api.get(path, If_None_Match=etag)

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert changed.status_code == 200
    assert "Cookie" in changed["Vary"]


def test_a_list_is_walked_by_cursor_whatever_is_added_meanwhile(owner: MemberFactory) -> None:
    for name in ("Cafe", "Bay", "Bay", "Attic"):
        LocationFactory(organization=owner.organization, name=name)
    api, path = Api(owner.user), f"/api/orgs/{owner.organization.public_id}/locations"

    first = api.get(f"{path}?limit=2").json()
    LocationFactory(organization=owner.organization, name="Aardvark")
    second = api.get(f"{path}?limit=2&cursor={first['nextCursor']}").json()

    assert [one["name"] for one in first["locations"]] == ["Attic", "Bay"]
    assert [one["name"] for one in second["locations"]] == ["Bay", "Cafe"]
    assert second["nextCursor"] is None


def test_a_cursor_is_taken_back_however_long_the_name_it_stands_for(owner: MemberFactory) -> None:
    name = "".join(chr(0x1F300 + place * 7 % 500) for place in range(200))
    for place in "ab":
        LocationFactory(organization=owner.organization, name=name[:-1] + place)
    api, path = Api(owner.user), f"/api/orgs/{owner.organization.public_id}/locations"

    first = api.get(f"{path}?limit=1").json()
    second = api.get(f"{path}?limit=1&cursor={first['nextCursor']}").json()

    assert [one["name"][-1] for one in first["locations"] + second["locations"]] == ["a", "b"]


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("limit=0", ("/limit", "min_value")),
        ("limit=201", ("/limit", "max_value")),
        ("limit=many", ("/limit", "invalid")),
        ("cursor=bm9uc2Vuc2U", ("/cursor", "invalid_cursor")),
        ("cursor=%00", ("/cursor", "null_characters_not_allowed")),
    ],
)
def test_a_bad_page_is_refused(owner: MemberFactory, query: str, fault: tuple[str, str]) -> None:
    path = f"/api/orgs/{owner.organization.public_id}/locations"

    assert faults(Api(owner.user).get(f"{path}?{query}")) == [fault]


def test_a_cursor_of_another_list_is_refused(owner: MemberFactory) -> None:
    MemberFactory(organization=owner.organization)
    api, path = Api(owner.user), f"/api/orgs/{owner.organization.public_id}"

    cursor = api.get(f"{path}/members?limit=1").json()["nextCursor"]

    assert faults(api.get(f"{path}/locations?cursor={cursor}")) == [("/cursor", "invalid_cursor")]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Sec_Fetch_Site": "none", "Origin": "http://testserver.evil.example"},
    ],
)
def test_a_change_by_cookie_from_another_site_is_refused(
    owner: MemberFactory, headers: dict[str, str]
) -> None:
    path = f"/api/orgs/{owner.organization.public_id}/locations"

    response = Api(owner.user).post(path, {"name": "Pier 9"}, **headers)

    assert response.status_code == 403
    assert response.json() == problem(
        "cross_site", 403, "Changes by cookie are accepted from this site only"
    )
    assert Location.objects.of(owner.organization).count() == 0


def test_reading_and_this_sites_own_pages_and_keys_are_not_cross_site(
    owner: MemberFactory,
) -> None:
    house = owner.organization
    path = f"/api/orgs/{house.public_id}/locations"
    ApiKeyFactory(organization=house, made_by=owner.user, scopes=["locations:write"])
    away = {"Sec_Fetch_Site": "cross-site", "Origin": "https://partner.example"}
    here = {"Sec_Fetch_Site": "same-origin", "Origin": "http://testserver"}

    assert Api(owner.user).get(path, **away).status_code == 200
    assert Api(owner.user).post(path, {"name": "A"}, **here).status_code == 201
    assert Api(key="sk_test_harbor").post(path, {"name": "B"}, **away).status_code == 201
    assert Api().post(ECHO, {}, **away).status_code == 201


def test_a_fault_of_ours_says_a_request_id_and_nothing_else(
    owner: MemberFactory, caplog: pytest.LogCaptureFixture
) -> None:
    path = f"/api/orgs/{owner.organization.public_id}/breaks"

    with caplog.at_level(logging.ERROR, "slotwright.api"):
        response = Api(owner.user).post(path)

    assert response.status_code == 500
    assert response.json() == problem(
        "internal_error",
        500,
        "Something went wrong on our side",
        requestId=response["X-Request-Id"],
    )
    assert "a secret of ours" in caplog.text


def test_a_host_that_is_not_ours_is_refused_in_the_tongue() -> None:
    response = Client().get("/api/auth/me", headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert response.json()["code"] == "invalid"


def test_no_content_has_no_type(owner: MemberFactory) -> None:
    place = LocationFactory(organization=owner.organization)
    path = f"/api/orgs/{owner.organization.public_id}/locations/{place.public_id}"

    deleted = Api(owner.user).delete(path)

    assert (deleted.status_code, "Content-Type" in deleted) == (204, False)
    assert "Content-Type" not in Api().send("OPTIONS", ECHO)


def test_what_stands_in_a_query_reaches_no_log_of_ours(
    owner: MemberFactory, caplog: pytest.LogCaptureFixture
) -> None:
    paths = (f"/api/orgs/{owner.organization.public_id}/breaks", "/api/bookings/bk_1/cancel")

    with caplog.at_level(logging.DEBUG):
        statuses = [Api(owner.user).post(f"{path}?token=s3cret").status_code for path in paths]

    assert statuses == [500, 404]
    assert paths[0] in caplog.text
    assert "s3cret" not in caplog.text


def test_options_says_the_methods() -> None:
    response = Api().send("OPTIONS", ECHO)

    assert (response.status_code, response["Allow"]) == (204, "GET, POST, PATCH, HEAD, OPTIONS")


def test_another_site_may_read_without_credentials() -> None:
    response = Api().get(ECHO, Origin="https://partner.example")

    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response


def test_the_description_says_what_is_refused() -> None:
    described = json.loads(Api().get("/api/openapi.json").content)
    shapes, paths = described["components"]["schemas"], described["paths"]

    assert "/api/orgs/{orgId}/bookings/{bookingId}/check-in" in paths
    assert [name for name in shapes if name.endswith("In") and not is_closed(shapes[name])] == []
    assert shapes["TourIn"]["properties"]["rates"]["maxItems"] == 50
    assert {"required": ["tourId"]} in shapes["BookingIn"]["allOf"][0]["oneOf"]
    booking = paths["/api/bookings/{bookingId}"]["get"]
    assert "X-Booking-Token" in [one["name"] for one in booking["parameters"]]
    blocks = paths["/api/orgs/{orgId}/resources/{resourceId}/blocks"]["post"]["responses"]
    assert {"200", "201"} <= set(blocks)
    table = paths["/api/orgs/{orgId}/bookings"]["get"]["responses"]["200"]["content"]
    assert set(table) == {"application/json", "text/csv"}
    assert "429" in paths["/api/tours/{tourId}"]["get"]["responses"]
    assert "429" not in paths["/api/orgs/{orgId}/tours"]["get"]["responses"]


def is_closed(shape: dict[str, Any]) -> bool:
    """Whether a shape knows its own fields and no others."""
    return shape.get("additionalProperties") is False


def test_the_description_is_openapi_of_every_route() -> None:
    response = Api().get("/api/openapi.json")

    described = json.loads(response.content)
    assert described["openapi"] == "3.1.0"
    assert "/api/orgs/{orgId}/locations/{locationId}" in described["paths"]
    again = Api().get("/api/openapi.json", If_None_Match=response["ETag"])
    assert again.status_code == 304
