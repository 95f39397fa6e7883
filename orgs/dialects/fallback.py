"""Answers when no view could: Django's own error handlers, in the tongue of the path."""

from django.http import HttpRequest, HttpResponse
from django.views import defaults

from orgs.dialects import problems
from orgs.dialects.base import Unexpected
from orgs.errors import Invalid


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, such as for a host that is not ours."""
    if not _is_api(request):
        return defaults.bad_request(request, exception)
    return problems.word(Invalid(detail="The request is not valid."), 400, request)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, for what broke before or after the view."""
    if not _is_api(request):
        return defaults.server_error(request)
    return problems.word(Unexpected(), 500, request)


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")
