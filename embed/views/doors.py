"""What all doors share: a refusal to find something becomes a page that says so."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext

from embed import framing, tongue
from orgs import errors, throttle
from orgs.dialects import callers


def page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that is counted as a public read is.

    NotFound is answered as a page any site may frame, as it says nothing.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            throttle.count_here("public_read", callers.address(request), timezone.now())
            return view(request, *args, **kwargs)
        except errors.NotFound:
            return missing(request)
        except errors.TooMany as refusal:
            return too_many(refusal)

    return answered


def too_many(refusal: errors.TooMany) -> HttpResponse:
    """A plain line: whoever reads this is hardly a person."""
    words = gettext("Too many requests. Please try again in a moment.")
    response = HttpResponse(words, content_type="text/plain; charset=utf-8", status=429)
    response["Retry-After"] = str(refusal.facts["retry_after"])
    return framing.protect(response, frame="*")


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
