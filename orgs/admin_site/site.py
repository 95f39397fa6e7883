"""Our admin site: open to members from STAFF upwards, each within their organizations."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orgs.admin_site import brand, door
from orgs.admin_site.base import Scoped
from orgs.admin_site.signin import SignInForm

FrontPage = Callable[[HttpRequest], dict[str, Any]]


class SlotwrightAdmin(AdminSite):
    """The stock site behind our door. Apps above add the front page and pages of their own."""

    site_header = "Slotwright"
    site_title = "Slotwright"
    index_title = _("Today")
    site_url = None
    login_form = SignInForm

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.front_page: FrontPage = lambda _request: {}
        self.pages: list[tuple[str, Callable[..., HttpResponse], str]] = []

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only what knows organizations: a plain ModelAdmin would show everybody's rows."""
        if admin_class is not None and issubclass(admin_class, Scoped):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff of some organization, or the operator."""
        user = request.user
        if not (user.is_authenticated and user.is_active):
            return False
        return user.is_superuser or bool(door.staff(request).organizations)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """As stock, on the clock of the house: what is typed and shown is the venue's time."""

        def on_the_clock(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            houses = door.staff(request).organizations
            with timezone.override(houses[0].timezone if houses else None):
                response = view(request, *args, **kwargs)
                return response.render() if hasattr(response, "render") else response

        return super().admin_view(on_the_clock, cacheable)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Also the organizations for the header."""
        houses = door.staff(request).organizations
        return super().each_context(request) | {
            "houses": houses,
            "house": houses[0] if len(houses) == 1 else None,
            "brand_version": brand.version(houses),
        }

    def get_urls(self) -> list[Any]:
        """Stock, less the redirect to "view on site": it looks rows up without asking whose."""
        ours = [
            path("brand.css", self.admin_view(brand.stylesheet, cacheable=True), name="brand"),
            *(path(route, self.admin_view(view), name=name) for route, view, name in self.pages),
        ]
        stock = [one for one in super().get_urls() if getattr(one, "name", "") != "view_on_site"]
        return ours + stock

    def index(self, request: HttpRequest, extra_context: dict | None = None) -> Any:
        """The day, as the app above tells it."""
        return super().index(request, self.front_page(request) | (extra_context or {}))
