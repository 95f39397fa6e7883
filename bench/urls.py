"""The project's routes and the bare view that all others are compared with."""

from django.http import HttpRequest, JsonResponse
from django.urls import include, path

from orgs.models import Organization


def bare(request: HttpRequest, slug: str) -> JsonResponse:
    """What any Django view costs here: the middleware, one indexed query, a small JSON answer."""
    found = Organization.objects.filter(slug=slug).values("public_id", "name").get()
    return JsonResponse(found)


urlpatterns = [path("bench/bare/<slug:slug>", bare), path("", include("config.urls"))]
