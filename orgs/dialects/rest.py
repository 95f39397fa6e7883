"""The `rest` tongue: camelCase JSON, problem+json, cursors, idempotency, ETags.

A cell derives from RestView (public) or OrgView (under an organization) and declares each method
with `route`; it reads `call.query` and `call.body` and returns plain dictionaries.
"""

import functools
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.http import parse_etags
from rest_framework.request import Request

from orgs import access, throttle
from orgs.access import Caller
from orgs.dialects import idempotency, paging, problems, reading, strict
from orgs.dialects.base import UNSAFE, DialectView
from orgs.dialects.describe import RestSchema
from orgs.dialects.paging import paged
from orgs.dialects.routes import both
from orgs.dialects.spec import Shape, Spec, spec_of
from orgs.dialects.strict import In
from orgs.errors import Refusal
from orgs.models import Organization

__all__ = ["Call", "In", "OrgView", "RestView", "Told", "both", "paged", "route", "spec_of"]


@dataclass(frozen=True)
class Call:
    """What a route is asked: by whom, for which organization, with which words, when."""

    request: HttpRequest
    caller: Caller
    organization: Organization | None
    query: dict[str, Any]
    body: dict[str, Any]
    now: datetime

    @property
    def org(self) -> Organization:
        """The organization of the path; only routes under one have it."""
        assert self.organization is not None, "This route stands under no organization."
        return self.organization

    def page(
        self,
        name: str,
        rows: QuerySet[Any],
        word: Callable[[Any], dict[str, Any]],
        order: Sequence[str] = ("-id",),
    ) -> dict[str, Any]:
        """`{name: [...], "nextCursor": ...}` of these rows; the route `gives=paged(name, Out)`."""
        return paging.page(name, rows, word, order, self.query)


class Told(NamedTuple):
    """An answer with another status than the route's own; the route names it in `also`."""

    status: int
    body: dict[str, Any]


Answer = dict[str, Any] | list[Any] | Told | HttpResponseBase | None


def route(
    *,
    scope: str | None = None,
    query: type[In] | None = None,
    takes: type[In] | None = None,
    gives: Shape | None = None,
    status: int = 200,
    refuses: Sequence[type[Refusal]] = (),
    rate: str | None = None,
    operation: str = "",
    also: Mapping[int | tuple[int, str], Any] = MappingProxyType({}),
) -> Callable[[Callable[..., Answer]], Callable[..., HttpResponseBase]]:
    """Declares a method `def get(self, call, **path)` of a RestView.

    scope       the word of the permission table; every method of an OrgView has one
    query       reads the query string; `paged` answers read `limit` and `cursor` besides
    takes       reads the body; in PATCH its fields may be left out
    gives       the shape of the answer, for the description and for tests
    refuses     what it may refuse with besides what every route may
    rate        the name in settings.RATES that limits it; public writes have one anyway
    operation   its name in the description; by default made of method and class
    also        further good answers: shapes by status, or by status and media type
    """
    spec = Spec(scope, query, takes, gives, status, tuple(refuses), rate, operation, also)
    reader = spec.query_reader()

    def declare(function: Callable[..., Answer]) -> Callable[..., HttpResponseBase]:
        @functools.wraps(function)
        def handler(view: "RestView", request: Request, **path: str) -> HttpResponseBase:
            return view.answer(spec, reader, functools.partial(function, view), path)

        handler.spec = spec  # type: ignore[attr-defined]
        return handler

    return declare


class RestView(DialectView):
    """A route for everybody. What it shows to whom is for the route to say."""

    schema = RestSchema()
    keeps_answers: ClassVar[bool] = True
    """Whether answers are kept for a repeated Idempotency-Key; not where they hold a secret."""
    write_rate: ClassVar[str | None] = "public_write"
    read_rate: ClassVar[str | None] = "public_read"
    reads_headers: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """Headers that change what the route answers, and what each says."""

    def answer(
        self,
        spec: Spec,
        reader: type[In] | None,
        function: Callable[..., Answer],
        path: dict[str, str],
    ) -> HttpResponseBase:
        """Lets the call through the doors in their order, and words what it returns."""
        organization = self.organization_of(spec, path)
        self.limit(spec)
        context = {"currency": organization.currency} if organization else {}
        query = strict.read_query(reader, self.http.GET, context) if reader else {}
        raw = reading.body_of(self.http) if self.http.method in UNSAFE else {}

        def work() -> HttpResponseBase:
            is_partial = self.http.method == "PATCH"
            body = strict.read_body(spec.takes or In, raw, context | {"is_partial": is_partial})
            call = Call(self.http, self.caller, organization, query, body, self.now)
            return self.word(spec, function(call, **path))

        return self.once(raw, work)

    def organization_of(self, spec: Spec, path: dict[str, str]) -> Organization | None:
        """None: a public route has to find out by what it is asked for."""
        return None

    def limit(self, spec: Spec) -> None:
        """Counts the call against the rate of its route, per address."""
        rate = spec.rate or (self.write_rate if self.http.method in UNSAFE else None)
        if rate:
            throttle.count(rate, self.caller.address, self.now)
        elif self.read_rate and self.http.method not in UNSAFE:
            throttle.count_here(self.read_rate, self.caller.address, self.now)

    def once(self, raw: Any, work: Callable[[], HttpResponseBase]) -> HttpResponseBase:
        """Does the work or, under a key that was used before, repeats its answer."""
        key = self.http.headers.get("Idempotency-Key")
        if key is None or not self.keeps_answers or self.http.method not in UNSAFE:
            return work()
        caller = self.caller.public_id or f"address:{self.caller.address}"
        path = f"{self.http.method} {self.http.path.rstrip('/')}"
        told = [self.http.headers.get(name, "") for name in self.reads_headers]
        body = [self.http.META.get("QUERY_STRING", ""), raw, *told]
        return idempotency.answer(
            idempotency.asked(caller, path, key, body, self.now), work, self.refuse
        )

    def word(self, spec: Spec, result: Answer) -> HttpResponseBase:
        """The answer in JSON; a GET says its ETag, and 304 to whoever has it already."""
        if isinstance(result, HttpResponseBase):
            return result
        if result is None:
            return HttpResponse(status=spec.status)
        status, body = result if isinstance(result, Told) else (spec.status, result)
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=_plain)
        response = HttpResponse(text.encode(), status=status, content_type="application/json")
        return self.tagged(response) if self.http.method not in UNSAFE else response

    def tagged(self, response: HttpResponse) -> HttpResponse:
        """The answer with its ETag, or the news that nothing is new."""
        etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        known = parse_etags(self.http.headers.get("If-None-Match", ""))
        if "*" in known or etag in {tag.removeprefix("W/") for tag in known}:
            response = HttpResponse(status=304)
            del response["Content-Type"]
        response["ETag"] = etag
        return response

    def word_refusal(self, refusal: Refusal) -> HttpResponse:
        """RFC 9457 problem details."""
        return problems.word(refusal, self.status_of(refusal), self.http)


class OrgView(RestView):
    """A route under `/api/orgs/{orgId}`: `call.org` is set, the scope has been checked."""

    write_rate = read_rate = None

    def organization_of(self, spec: Spec, path: dict[str, str]) -> Organization | None:
        """The organization of the path, for a caller with the route's right there."""
        assert spec.scope is not None, "A route under an organization names its scope."
        return access.organization(self.caller, path.pop("org_id"), spec.scope)


def _plain(value: object) -> str:
    """Translated labels are text; anything else is a mistake of the cell."""
    if isinstance(value, Promise):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no wire form.")
