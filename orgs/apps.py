"""Registers the app and makes our admin site Django's default one."""

from django.apps import AppConfig
from django.contrib.admin import autodiscover
from django.contrib.admin.apps import SimpleAdminConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _

from orgs import postgres


class OrgsConfig(AppConfig):
    """Django's handle on the app."""

    name = "orgs"
    default = True
    verbose_name = _("Organization")

    def ready(self) -> None:
        """Has each new connection made ours."""
        connection_created.connect(postgres.prepare_connection)


class SlotwrightAdminConfig(SimpleAdminConfig):
    """The stock admin with our site class, so that every `admin.site` is ours."""

    default = False
    default_site = "orgs.admin_site.SlotwrightAdmin"

    def ready(self) -> None:
        """Finds the admin modules, as the stock configuration does."""
        super().ready()
        autodiscover()
