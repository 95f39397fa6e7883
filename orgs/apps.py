"""Registers the app and makes our admin site Django's default one."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class OrgsConfig(AppConfig):
    """Django's handle on the app."""

    name = "orgs"
    verbose_name = "Organization"


class SlotwrightAdminConfig(AdminConfig):
    """The stock admin with our site class, so that every `admin.site` is ours."""

    default_site = "orgs.admin_site.SlotwrightAdmin"
