"""What all doors share: a refusal to find something becomes a page that says so."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from embed import framing, tongue
from orgs import errors


def page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view whose NotFound is answered as a page any site may frame, as it says nothing."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except errors.NotFound:
            return missing(request)

    return answered


def missing(request: HttpRequest) -> HttpResponse:
    """Nothing is here: the same page for a wrong address and for somebody else's."""
    spoken = tongue.choose(
        request.GET.get("lang", ""), request.headers.get("Accept-Language", ""), "en"
    )
    with translation.override(spoken.language):
        response = render(
            request, "embed/missing.html", {"tongue": spoken, "mode": "auto"}, status=404
        )
    response["Cache-Control"] = "private, no-store"
    return framing.protect(response, frame="*")
