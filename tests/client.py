"""A caller of the API: sends JSON, and checks that every answer has its declared shape."""

import json
import re
from typing import Any

from django.test import Client

from orgs.dialects.describe import refusals
from orgs.dialects.spec import spec_of
from orgs.models import User
from tests.shape import assert_shape
from tests.sources import ROOT

NOTHING = object()
DOCUMENT = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
CODES = set(re.findall(r"`(\w+)`", DOCUMENT))
"""Every code there is: the list is closed."""
ANYWHERE = {"internal_error"}
"""What no route declares."""


class Api(Client):
    """`Api(user)` has a session, `Api(key="sk_...")` a key, `Api()` is nobody."""

    def __init__(self, user: User | None = None, key: str = "", **options: Any) -> None:
        if key:
            options["headers"] = {"Authorization": f"Bearer {key}"}
        super().__init__(**options)
        if user is not None:
            self.force_login(user)

    def send(self, method: str, path: str, body: Any = NOTHING, **headers: str) -> Any:
        """One call; underscores in header names are dashes."""
        text = b"" if body is NOTHING else json.dumps(body).encode()
        return self.send_raw(method, path, text, **headers)

    def send_raw(self, method: str, path: str, text: bytes, **headers: str) -> Any:
        """One call with exactly these bytes as its JSON."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        kind = named.pop("Content-Type", "application/json")
        response = self.generic(method, path, text, kind, headers=named)
        self._check(method, response)
        return response

    def get(self, path: str, **headers: str) -> Any:  # type: ignore[override]
        """GET."""
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any = NOTHING, **headers: str) -> Any:  # type: ignore[override]
        """POST."""
        return self.send("POST", path, body, **headers)

    def patch(self, path: str, body: Any = NOTHING, **headers: str) -> Any:  # type: ignore[override]
        """PATCH."""
        return self.send("PATCH", path, body, **headers)

    def put(self, path: str, body: Any = NOTHING, **headers: str) -> Any:  # type: ignore[override]
        """PUT."""
        return self.send("PUT", path, body, **headers)

    def delete(self, path: str, **headers: str) -> Any:  # type: ignore[override]
        """DELETE."""
        return self.send("DELETE", path, **headers)

    def _check(self, method: str, response: Any) -> None:
        if response.status_code >= 400:
            assert response["Content-Type"] == "application/problem+json"
            told = response.json()
            assert {told["code"], *(one["code"] for one in told.get("errors", ()))} <= CODES
        assert response["X-Request-Id"].startswith("req_")
        match = getattr(response, "resolver_match", None)
        view = getattr(getattr(match, "func", None), "view_class", None)
        spec = spec_of(view, method)
        if spec and response.status_code >= 400:
            declared = refusals(view, method, has_ids=bool(match and match.kwargs))
            assert told["code"] in {kind.code for kind in declared} | ANYWHERE
        if spec and spec.gives and response.status_code == spec.status:
            assert_shape(response.json(), spec.gives)


def problem(code: str, status: int, title: str, detail: str = "", **facts: Any) -> dict[str, Any]:
    """The whole body of a refusal as the test server words it."""
    return {
        "type": f"http://testserver/api/docs/errors#{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail or title,
        **facts,
    }


def faults(response: Any) -> list[tuple[str, str]]:
    """Pointer and code of each fault of a 400."""
    assert response.status_code == 400, response.content
    return [(error["pointer"], error["code"]) for error in response.json()["errors"]]
