"""The OpenAPI description of the `rest` tongue, made from what routes declare."""

import re
from collections.abc import Iterator
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from orgs import errors
from orgs.dialects.base import STATUS, UNSAFE, TooLarge, WrongMediaType
from orgs.dialects.problems import CONTENT_TYPE, ProblemOut
from orgs.dialects.spec import Spec, spec_of
from orgs.dialects.strict import In

KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[ -~]+$"},
    OpenApiParameter.HEADER,
    description="Repeating the call with the same key answers as the first time, for 24 hours.",
)
KNOWN = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description="The `ETag` of an earlier answer; 304 if nothing is new.",
)
ID = {"type": "string", "minLength": 1, "maxLength": 40}


def refusals(view: Any, method: str, *, has_ids: bool) -> Iterator[type[errors.Refusal]]:
    """What a declared method of a view may refuse with; `has_ids`: its path names rows."""
    spec, writes = spec_of(view, method), method in UNSAFE
    assert spec is not None, f"{view}.{method} has no @route."
    yield errors.Unauthenticated
    yield from spec.refuses
    if writes or spec.query_reader():
        yield errors.Invalid
    if spec.scope:
        yield errors.Forbidden
    if has_ids:
        yield errors.NotFound
    if spec.rate or getattr(view, "write_rate" if writes else "read_rate", None):
        yield errors.TooMany
    if writes:
        yield from (errors.CrossSite, TooLarge, WrongMediaType)
    if writes and getattr(view, "keeps_answers", False):
        yield from (errors.RequestInProgress, errors.IdempotencyKeyReused)


class RestSchema(AutoSchema):
    """Describes a route from its Spec; nothing has to be said twice."""

    @property
    def spec(self) -> Spec:
        """What the method being described declares."""
        found = spec_of(self.view, self.method)
        assert found is not None, f"{type(self.view).__name__}.{self.method} has no @route."
        return found

    @property
    def _keeps_answers(self) -> bool:
        return bool(getattr(self.view, "keeps_answers", False))

    def is_excluded(self) -> bool:
        """Methods without a declaration are not part of the API."""
        return spec_of(self.view, self.method) is None

    def get_operation_id(self) -> str:
        """`getTours`: method and class."""
        return self.spec.operation or f"{self.method.lower()}{type(self.view).__name__}"

    def get_summary(self) -> str | None:
        """The first line of the method's docstring."""
        return (self.get_description() or "").partition("\n")[0] or None

    def get_tags(self) -> list[str]:
        """The module a cell lives in: `tours`."""
        return [type(self.view).__module__.rpartition(".")[2]]

    def get_auth(self) -> list[dict[str, Any]]:
        """Session or key; nothing at all where the route is public."""
        known: list[dict[str, Any]] = [{"session": []}, {"secretKey": []}]
        return known if self.spec.scope else [{}, *known]

    def get_override_parameters(self) -> list[Any]:
        """The query, what headers the view reads, and those of any write or read."""
        reader = self.spec.query_reader()
        found: list[Any] = [reader] if reader else []
        named = getattr(self.view, "reads_headers", {})
        found += [self._header(*one) for one in named.items()]
        if self.method == "GET":
            return [*found, KNOWN]
        return [*found, KEY] if self._keeps_answers else found

    def _header(self, name: str, says: str) -> OpenApiParameter:
        return OpenApiParameter(name, str, OpenApiParameter.HEADER, description=says)

    def get_request_serializer(self) -> Any:
        """The body."""
        return self.spec.takes

    def map_parsers(self) -> list[str]:
        """Bodies are JSON."""
        return ["application/json"]

    def map_renderers(self, attribute: str) -> list[str]:
        """So are answers."""
        return ["application/json"] if attribute == "media_type" else ["json"]

    def get_response_serializers(self) -> Any:
        """The answer and every refusal that can come instead."""
        spec = self.spec
        answers: dict[Any, Any] = {spec.status: spec.gives or OpenApiResponse(description="Done.")}
        answers |= spec.also
        if spec.query_reader():
            says = "The address is longer than the server reads; the server's own words."
            answers[414] = OpenApiResponse(description=says)
        if self.method == "GET":
            answers[304] = OpenApiResponse(description="Nothing is new since If-None-Match.")
        for status, codes in sorted(self._refusals().items()):
            words = ", ".join(f"`{code}`" for code in sorted(codes))
            answers[status, CONTENT_TYPE] = OpenApiResponse(ProblemOut, description=words)
        return answers

    def _refusals(self) -> dict[int, set[str]]:
        found: dict[int, set[str]] = {}
        for kind in refusals(self.view, self.method, has_ids="{" in self.path):
            status = next(STATUS[base] for base in kind.__mro__ if base in STATUS)
            found.setdefault(status, set()).add(kind.code)
        return found

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> dict[str, Any]:
        """Input of ours knows its own fields and no others, some of them only in company."""
        schema: dict[str, Any] = super()._map_basic_serializer(serializer, direction)
        if not isinstance(serializer, In):
            return schema
        company = {} if serializer.partial else getattr(serializer, "IN_COMPANY", {})
        return {**schema, "additionalProperties": False, **company}

    def _map_serializer_field(
        self, field: Any, direction: Any, bypass_extensions: bool = False
    ) -> dict[str, Any] | None:
        """Lists of objects are bounded like any other."""
        schema: dict[str, Any] | None
        schema = super()._map_serializer_field(field, direction, bypass_extensions)
        most = getattr(field, "max_length", None)
        if isinstance(field, serializers.ListSerializer) and schema and most:
            return {**schema, "maxItems": most}
        return schema

    def _resolve_path_parameters(self, variables: list[str]) -> list[dict[str, Any]]:
        return [{"name": name, "in": "path", "required": True, "schema": ID} for name in variables]


def camel_case_paths(endpoints: list[Any]) -> list[Any]:
    """Hook: `/api/orgs/{org_id}/check\\-in/` is described as `/api/orgs/{orgId}/check-in`."""
    return [
        (_camel(path.rstrip("/").replace("\\", "")), regex, method, callback)
        for path, regex, method, callback in endpoints
    ]


def _camel(path: str) -> str:
    return re.sub(r"_(\w)(?=[^{}]*\})", lambda found: found[1].upper(), path)
