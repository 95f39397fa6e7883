"""What all tongues share: who is calling, what may come in, and which status a refusal has.

DRF chooses the method; a dialect words the answers. Nothing here knows a wire format.
"""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, cast

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.views import APIView

from orgs import errors
from orgs.access import Caller
from orgs.dialects import callers
from orgs.models.keys import KeyKind

log = logging.getLogger("slotwright.api")

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class WrongMethod(errors.Refusal):
    """The path is there, but not for this method."""

    code = "method_not_allowed"
    title = "This path does not answer this method"


class WrongMediaType(errors.Refusal):
    """The body is not JSON."""

    code = "unsupported_media_type"
    title = "Send the body as application/json"


class TooLarge(errors.Refusal):
    """The body is larger than any we read."""

    code = "body_too_large"
    title = "The body is too large"


class Unexpected(errors.Refusal):
    """A fault of ours. The log has the trace, under the request's id."""

    code = "internal_error"
    title = "Something went wrong on our side"


STATUS: Mapping[type[errors.Refusal], int] = {
    errors.Invalid: 400,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    WrongMethod: 405,
    errors.Conflict: 409,
    TooLarge: 413,
    WrongMediaType: 415,
    errors.RuleRefuses: 422,
    errors.TooMany: 429,
    Unexpected: 500,
    errors.Refusal: 422,
}


class DialectView(APIView):
    """A route of the API. The dialect's base class words results and refusals."""

    parser_classes = []
    key_kinds: ClassVar[tuple[KeyKind, ...]] = (KeyKind.SECRET,)
    """The kinds of key that act in this tongue."""
    sets_cookies: ClassVar[bool] = False
    """Whether answers change the session: then no other site may call, signed in or not."""

    http: HttpRequest
    caller: Caller
    now: datetime

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """Remembers Django's request and asks the clock, once."""
        self.http = request
        self.now = timezone.now()
        self.caller = Caller(address=callers.address(request))
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Resolves the caller and turns away what no route should see."""
        self.caller = self.resolve_caller()
        by_cookie = self.caller.user is not None or self.sets_cookies
        if self.http.method in UNSAFE and by_cookie and callers.is_cross_site(self.http):
            raise errors.CrossSite
        if any("\x00" in str(value) for value in kwargs.values()):
            raise errors.NotFound

    def resolve_caller(self) -> Caller:
        """The caller by the tongue's credentials: a bearer key, a session, or nobody."""
        return callers.resolve(self.http, self.key_kinds, self.now)

    def word_refusal(self, refusal: errors.Refusal) -> HttpResponse:
        """The refusal in the tongue's words, with its status."""
        raise NotImplementedError

    def status_of(self, refusal: errors.Refusal) -> int:
        """The HTTP status of a refusal's kind."""
        return next(STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS)

    def refuse(self, refusal: errors.Refusal) -> HttpResponse:
        """The worded refusal and the headers its kind demands in any tongue."""
        response = self.word_refusal(refusal)
        if response.status_code == 401:
            response["WWW-Authenticate"] = 'Bearer realm="api"'
        if isinstance(refusal, WrongMethod):
            response["Allow"] = ", ".join(self.allowed_methods)
        if "retry_after" in refusal.facts:
            response["Retry-After"] = str(refusal.facts["retry_after"])
        return response

    def handle_exception(self, exc: Exception) -> HttpResponse:  # type: ignore[override]
        """Every exception becomes a refusal; one that nobody foresaw is logged with its trace."""
        refusal = translated(exc)
        if isinstance(refusal, Unexpected):
            log.error("%s %s failed", self.http.method, self.http.path, exc_info=exc)
        return self.refuse(refusal)

    def finalize_response(
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> Any:
        """Marks the answer as belonging to this caller."""
        finished = super().finalize_response(request, cast(Any, response), *args, **kwargs)
        if finished.status_code == 204:
            del finished["Content-Type"]
        patch_vary_headers(finished, ["Authorization", "Cookie"])
        finished.headers.setdefault("Cache-Control", "private, no-cache")
        return finished

    def options(  # type: ignore[override]
        self, request: Request, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Which methods the path answers."""
        return HttpResponse(status=204, headers={"Allow": ", ".join(self.allowed_methods)})


def translated(exc: Exception) -> errors.Refusal:
    """The refusal that an exception stands for."""
    match exc:
        case errors.Refusal():
            return exc
        case exceptions.MethodNotAllowed():
            return WrongMethod()
        case Http404():
            return errors.NotFound()
        case PermissionDenied():
            return errors.Forbidden()
        case RequestDataTooBig():
            return TooLarge()
        case SuspiciousOperation():
            return errors.Invalid(detail="The request is not valid.")
        case _:
            return Unexpected()
