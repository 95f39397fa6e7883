"""The staff's site: Django's admin, each member within their organizations.

`door` says who may come in and where to, `base` is what every page of rows is built on, `forms`
and `fields` ask in words instead of stored shapes, `site` joins them. Apps register their
pages in their own `admin`.
"""

from orgs.admin_site.site import SlotwrightAdmin

__all__ = ["SlotwrightAdmin"]
