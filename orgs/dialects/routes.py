"""Paths of the API: each is served with and without a trailing slash, without a redirect."""

import re
from typing import Any

from django.urls import URLPattern, re_path

_PARAMETER = re.compile(r"<(?:str:)?(\w+)>")


def both(route: str, view: type[Any], name: str | None = None) -> URLPattern:
    """`both("orgs/<str:org_id>/tours", Tours)`; parameters are texts without a slash."""
    parts = _PARAMETER.split(route)
    # split() alternates what stands between parameters with their names.
    regex = "".join(
        f"(?P<{part}>[^/]+)" if place % 2 else re.escape(part) for place, part in enumerate(parts)
    )
    return re_path(f"^{regex}/?$", view.as_view(), name=name)
