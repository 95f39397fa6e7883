"""The API's own description, for programs and for people."""

import json
from functools import cache
from typing import Any

from django.http import HttpResponse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.request import Request

from orgs.dialects.rest import RestView
from orgs.errors import NotFound


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


class Unknown(RestView):
    """Every path under /api that nothing else answers."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """There is nothing here, whoever asks and however."""
        raise NotFound
