"""Joins URL prefixes (contracts) to dialects and apps (dependency order)."""

from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("admin/", admin.site.urls),
]
