"""The ground floor's routes under /api."""

from django.urls import URLPattern, path

from orgs.api.rest.description import Docs, OpenApi, error_codes
from orgs.dialects.routes import both

urlpatterns: list[URLPattern] = [
    both("openapi.json", OpenApi, name="openapi"),
    both("docs", Docs, name="docs"),
    path("docs/errors", error_codes, name="error_codes"),
]
