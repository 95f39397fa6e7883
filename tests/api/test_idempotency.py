"""Answering a repeated call as the first time."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from orgs.dialects import idempotency
from orgs.models import IdempotentCall, Location, Role
from tests.client import Api, problem
from tests.factories import MemberFactory
from tests.races import race

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.echo")]


@pytest.fixture
def owner() -> MemberFactory:
    return MemberFactory(role=Role.OWNER)


def path_of(owner: Any) -> str:
    return f"/api/orgs/{owner.organization.public_id}/locations"


def test_a_repeated_call_answers_as_the_first_time(owner: MemberFactory) -> None:
    api, path = Api(owner.user), path_of(owner)

    first = api.post(path, {"name": "Pier 9", "phone": "1"}, Idempotency_Key="k1")
    again = api.post(f"{path}/", {"phone": "1", "name": "Pier 9"}, Idempotency_Key="k1")

    assert (first.status_code, "Idempotent-Replayed" in first) == (201, False)
    assert (again.status_code, again["Idempotent-Replayed"]) == (201, "true")
    assert (again.content, again["Content-Type"]) == (first.content, "application/json")
    assert Location.objects.of(owner.organization).count() == 1


def test_a_key_used_for_another_body_is_refused(owner: MemberFactory) -> None:
    api, path = Api(owner.user), path_of(owner)
    api.post(path, {"name": "Pier 9"}, Idempotency_Key="k1")

    response = api.post(path, {"name": "Pier 10"}, Idempotency_Key="k1")

    assert response.status_code == 422
    assert response.json() == problem(
        "idempotency_key_reused", 422, "This idempotency key was used for another request"
    )


def test_keys_of_different_callers_and_routes_never_meet(owner: MemberFactory) -> None:
    adam = MemberFactory(organization=owner.organization, role=Role.ADMIN)
    path = path_of(owner)
    first = Api(owner.user).post(path, {"name": "Pier 9"}, Idempotency_Key="k1").json()

    other = Api(adam.user).post(path, {"name": "Pier 9"}, Idempotency_Key="k1").json()
    patched = Api(owner.user).patch(
        f"{path}/{first['id']}", {"name": "Pier 9"}, Idempotency_Key="k1"
    )

    assert other["id"] != first["id"]
    assert patched.status_code == 200


def test_a_call_still_running_is_refused_until_it_is_stale(owner: MemberFactory) -> None:
    api, path, now = Api(owner.user), path_of(owner), timezone.now()
    api.post(path, {"name": "Pier 9"}, Idempotency_Key="k1")
    row = IdempotentCall.objects.filter()
    row.update(status=None, at=now - timedelta(seconds=30))

    running = api.post(path, {"name": "Pier 9"}, Idempotency_Key="k1")
    row.update(at=now - timedelta(minutes=3))
    retried = api.post(path, {"name": "Pier 9"}, Idempotency_Key="k1")

    assert running.status_code == 409
    assert running.json() == problem(
        "request_in_progress", 409, "The same request is still being worked on"
    )
    assert (retried.status_code, "Idempotent-Replayed" in retried) == (201, False)
    assert row.get().status == 201


def test_a_refusal_is_kept_but_a_conflict_is_not(owner: MemberFactory) -> None:
    api, path = Api(owner.user), f"/api/orgs/{owner.organization.public_id}/members"
    taken = {"email": owner.user.email, "role": "STAFF"}

    api.post(path, {"role": "STAFF"}, Idempotency_Key="invalid")
    conflict = api.post(path, taken, Idempotency_Key="conflict")

    assert conflict.status_code == 409
    assert list(IdempotentCall.objects.values_list("key", "status")) == [("invalid", 400)]
    again = api.post(path, {"role": "STAFF"}, Idempotency_Key="invalid")
    assert (again.status_code, again["Idempotent-Replayed"]) == (400, "true")
    assert again["Content-Type"] == "application/problem+json"


def test_a_failed_call_leaves_no_trace_and_may_be_repeated(owner: MemberFactory) -> None:
    path = f"/api/orgs/{owner.organization.public_id}/breaks"

    response = Api(owner.user).post(path, Idempotency_Key="k1")

    assert response.status_code == 500
    assert Location.objects.of(owner.organization).count() == 0
    assert IdempotentCall.objects.count() == 0


@pytest.mark.parametrize("key", ["", "x" * 201, "schlüssel"])
def test_a_key_that_is_none_is_refused(owner: MemberFactory, key: str) -> None:
    response = Api(owner.user).post(path_of(owner), {"name": "Pier 9"}, Idempotency_Key=key)

    assert response.status_code == 400
    assert response.json()["detail"] == "Idempotency-Key is 1 to 200 printable ASCII characters."


def test_what_is_kept_is_forgotten_after_a_day(owner: MemberFactory) -> None:
    api, path, now = Api(owner.user), path_of(owner), timezone.now()
    api.post(path, {"name": "Pier 9"}, Idempotency_Key="k1")
    IdempotentCall.objects.update(at=now - timedelta(hours=25))

    again = api.post(path, {"name": "Pier 10"}, Idempotency_Key="k1")

    assert (again.status_code, again.json()["name"]) == (201, "Pier 10")
    assert (idempotency.forget(now), idempotency.forget(now + timedelta(days=2))) == (0, 1)


def test_who_was_overtaken_takes_its_change_back(owner: MemberFactory) -> None:
    api, path = Api(owner.user), path_of(owner)
    call = idempotency.asked("me", "POST /x", "k1", {}, timezone.now())

    def overtaken() -> Any:
        Location.objects.create(organization=owner.organization, name="Late")
        IdempotentCall.objects.update(at=timezone.now())
        return api.get(path)

    refused: list[str] = []

    def refuse(refusal: Any) -> Any:
        refused.append(refusal.code)
        return api.get("/api/nothing")

    idempotency.answer(call, overtaken, refuse)

    assert refused == ["request_in_progress"]
    assert Location.objects.of(owner.organization).count() == 0


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_same_key_raced_ten_times_makes_one_place(owner: MemberFactory) -> None:
    path = path_of(owner)
    callers = [Api(owner.user) for _ in range(10)]

    answers = race(
        [
            lambda api=api: api.post(path, {"name": "Pier 9"}, Idempotency_Key="k1")
            for api in callers
        ]
    )

    statuses = {answer.status_code for answer in answers}
    bodies = {answer.content for answer in answers if answer.status_code == 201}
    fresh = [one for one in answers if one.status_code == 201 and "Idempotent-Replayed" not in one]
    assert statuses <= {201, 409}
    assert (len(bodies), len(fresh)) == (1, 1)
    assert Location.objects.of(owner.organization).count() == 1
