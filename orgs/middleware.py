"""What every answer carries: a request id, and a policy that lets nothing in from outside."""

import logging
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

from orgs import ids

_current: ContextVar[str] = ContextVar("request_id", default="-")

POLICY = (
    "default-src 'self'; img-src 'self' https: data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors {ancestors}"
)


class RequestId:
    """Gives each request an id, its answer the header and its log lines the same word."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Always a fresh id: a caller's own could forge log lines."""
        request.id = ids.new("req")  # type: ignore[attr-defined]
        _current.set(request.id)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-Id"] = request.id  # type: ignore[attr-defined]
        return response


class RequestIdFilter(logging.Filter):
    """Puts the request's id on each log record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keeps every record."""
        record.request_id = _current.get()
        return True


class ContentSecurityPolicy:
    """Scripts, styles and frames from this site only, and no site may frame a page of ours. No
    page may ask for the camera.

    A view that is meant to be framed sets its own header with `policy_framed_by`, and one that
    scans its own `Permissions-Policy`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Adds the policy unless the view chose one."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy_framed_by(["'none'"]))
        response.headers.setdefault("Permissions-Policy", "camera=()")
        return response


def policy_framed_by(ancestors: list[str]) -> str:
    """The policy's text with these sources allowed to frame the page."""
    return POLICY.format(ancestors=" ".join(ancestors))
