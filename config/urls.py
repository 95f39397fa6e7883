"""Joins URL prefixes (contracts) to dialects and apps (dependency order)."""

from django.contrib import admin
from django.urls import include, path, re_path

from orgs.api.rest import health
from orgs.api.rest.description import Unknown

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("api/", include("orgs.api.rest.urls")),
    re_path(r"^api(?:/|$)", Unknown.as_view()),
]
