"""RFC 9457 problem details: how the `rest` tongue words a refusal."""

import json
import re
from typing import Any

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from rest_framework import serializers

from orgs.addresses import base_of
from orgs.dialects.base import Unexpected
from orgs.errors import Invalid, Refusal

CONTENT_TYPE = "application/problem+json"
DOCUMENTED_AT = "/api/docs/errors"
MOST_FAULTS = 100
"""More would help nobody: an answer is not to outgrow what was sent."""


class FaultOut(serializers.Serializer):
    """One fault of the input."""

    pointer = serializers.CharField(help_text="JSON pointer (RFC 6901) into the body or query.")
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemOut(serializers.Serializer):
    """A refusal (RFC 9457). Facts such as `remaining` stand beside the code."""

    type = serializers.CharField(help_text="Where the code is explained.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="Stable; what programs decide by.")
    detail = serializers.CharField()
    errors = FaultOut(many=True, required=False)  # type: ignore[assignment]
    requestId = serializers.CharField(required=False)  # noqa: N815 - a wire name


def word(refusal: Refusal, status: int, request: HttpRequest) -> HttpResponse:
    """The problem as an answer."""
    body: dict[str, Any] = {
        "type": f"{_base(request)}{DOCUMENTED_AT}#{refusal.code}",
        "title": refusal.title,
        "status": status,
        "code": refusal.code,
        "detail": str(refusal),
    }
    if isinstance(refusal, Invalid) and refusal.errors:
        body["errors"] = [error._asdict() for error in refusal.errors[:MOST_FAULTS]]
    if isinstance(refusal, Unexpected):
        body["requestId"] = getattr(request, "id", "")
    facts = {_camel(name): value for name, value in refusal.facts.items()}
    text = json.dumps(facts | body, ensure_ascii=False, default=_plain)
    return HttpResponse(text.encode(errors="replace"), status=status, content_type=CONTENT_TYPE)


def _base(request: HttpRequest) -> str:
    try:
        return base_of(request)
    except DisallowedHost:
        return ""


def _camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda found: found[1].upper(), name)


def _plain(value: object) -> str:
    if isinstance(value, Promise):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
