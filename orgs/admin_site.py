"""Our admin site: open to members from STAFF upwards, each within their organizations."""

from django.contrib.admin import AdminSite


class SlotwrightAdmin(AdminSite):
    """The stock site under our name."""

    site_header = "Slotwright"
    site_title = "Slotwright"
