"""The API's own description: for programs, for people, and the meaning of every error code."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.request import Request

from orgs.dialects.rest import RestView
from orgs.errors import NotFound

ERRORS = Path(settings.BASE_DIR) / "docs" / "errors.md"


class OpenApi(RestView):
    """OpenAPI 3.1, made once per process."""

    def get(self, request: Request) -> HttpResponse:
        """The description, with its ETag."""
        return self.tagged(HttpResponse(document(), content_type="application/json"))


@cache
def document() -> bytes:
    """The description as JSON; translated help texts as the default language has them."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    return json.dumps(schema, ensure_ascii=False, default=str).encode()


class Docs(SpectacularSwaggerSplitView):
    """Pages to read the description and try it, from this site's own files."""

    url_name = "openapi"
    template_name = "api/docs.html"


@require_safe
def error_codes(request: HttpRequest) -> HttpResponse:
    """What `type` of a problem links to: `docs/errors.md`, as it stands."""
    return HttpResponse(
        ERRORS.read_text(encoding="utf-8"), content_type="text/plain; charset=utf-8"
    )


class Unknown(RestView):
    """Every path under /api that nothing else answers."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """There is nothing here, whoever asks and however."""
        raise NotFound
