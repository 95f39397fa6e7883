"""Registers the app and makes our admin site Django's default one."""

from django.apps import AppConfig
from django.contrib.admin import autodiscover
from django.contrib.admin.apps import SimpleAdminConfig
from django.core.checks import Tags, register
from django.db.backends.signals import connection_created
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from orgs import checks, postgres


class OrgsConfig(AppConfig):
    """Django's handle on the app."""

    name = "orgs"
    default = True
    verbose_name = _("Organization")

    def ready(self) -> None:
        """Has each new connection made ours, and finds what each app has to send: `outgoing`."""
        connection_created.connect(postgres.prepare_connection)
        autodiscover_modules("outgoing")
        register(checks.mail_can_leave, Tags.security, deploy=True)
        register(checks.mail_leaves, Tags.security, deploy=True)


class SlotwrightAdminConfig(SimpleAdminConfig):
    """The stock admin with our site class, so that every `admin.site` is ours."""

    default = False
    default_site = "orgs.admin_site.SlotwrightAdmin"

    def ready(self) -> None:
        """Finds the admin modules, as the stock configuration does."""
        super().ready()
        autodiscover()
