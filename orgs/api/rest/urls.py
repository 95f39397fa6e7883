"""The ground floor's routes under /api."""

from django.urls import URLPattern, re_path

from orgs.api.rest import auth, locations, members, organizations
from orgs.api.rest.codes import error_codes
from orgs.api.rest.description import Docs, OpenApi
from orgs.dialects.routes import both

urlpatterns: list[URLPattern] = [
    both("auth/login", auth.Login),
    both("auth/logout", auth.Logout),
    both("auth/me", auth.Me),
    both("auth/signup", auth.Signup),
    both("orgs/<str:org_id>", organizations.OrganizationItself),
    both("orgs/<str:org_id>/members", members.Members),
    both("orgs/<str:org_id>/members/<str:member_id>", members.OneMember),
    both("orgs/<str:org_id>/locations", locations.Locations),
    both("orgs/<str:org_id>/locations/<str:location_id>", locations.OneLocation),
    both("openapi.json", OpenApi, name="openapi"),
    both("docs", Docs, name="docs"),
    re_path(r"^docs/errors/?$", error_codes, name="error_codes"),
]
