"""The installation's addresses with the embed's, whether or not the root names them yet."""

from django.urls import include, path

from config.urls import urlpatterns as root

urlpatterns = [*root, path("", include("embed.urls"))]
