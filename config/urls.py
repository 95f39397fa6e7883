"""Joins URL prefixes (contracts) to dialects and apps (dependency order)."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from orgs.api.rest import health
from orgs.api.rest.description import Unknown

handler400 = "orgs.dialects.fallback.bad_request"
handler500 = "orgs.dialects.fallback.server_error"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("admin", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", admin.site.urls),
    path("api/", include("orgs.api.rest.urls")),
    path("api/", include("scheduling.api.rest.urls")),
    path("api/", include("bookings.api.rest.urls")),
    re_path(r"^api(?:/|$)", Unknown.as_view()),
    path("mail/", include("orgs.mailbox.urls")),
    path("", include("embed.urls")),
]
