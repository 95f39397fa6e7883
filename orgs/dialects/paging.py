"""Cursor paging: the next page begins after the last row seen, whatever came or went meanwhile."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, cast

from django.core import signing
from django.db.models import Model, Q, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from orgs.dialects.strict import In
from orgs.errors import FieldError, Invalid

DEFAULT_LIMIT, LARGEST_LIMIT = 50, 200


@extend_schema_field(
    {"type": "string", "minLength": 1, "maxLength": 1_000, "pattern": "^[A-Za-z0-9_:.-]+$"}
)
class Cursor(serializers.CharField):
    """What a page named as the place to go on from; its seal tells whether it is one of ours."""


class PageIn(In):
    """The query of every list."""

    limit = serializers.IntegerField(
        min_value=1, max_value=LARGEST_LIMIT, default=DEFAULT_LIMIT, help_text="Rows per page."
    )
    cursor = Cursor(required=False, help_text="`nextCursor` of the page before.", max_length=1_000)


def paged(name: str, row: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """The shape of a page: `{"tours": [...], "nextCursor": ...}`."""
    body = {
        name: row(many=True),
        "nextCursor": serializers.CharField(allow_null=True),
        "__doc__": f"A page of {name}.",
        "is_page": True,
    }
    return type(row.__name__.removesuffix("Out") + "Page", (serializers.Serializer,), body)


def page(
    name: str,
    rows: QuerySet[Any],
    word: Callable[[Any], dict[str, Any]],
    order: Sequence[str],
    query: dict[str, Any],
) -> dict[str, Any]:
    """One page of rows in this order, which `id` makes total. Fields of the order are not null."""
    order = (*order, "id") if order[-1].lstrip("-") != "id" else tuple(order)
    salt = f"cursor {name} {' '.join(order)}"
    if query.get("cursor"):
        rows = rows.filter(_after(rows.model, order, _opened(query["cursor"], salt)))
    limit = query["limit"]
    found = list(rows.order_by(*order)[: limit + 1])
    cursor = _sealed(found[limit - 1], order, salt) if len(found) > limit else None
    return {name: [word(row) for row in found[:limit]], "nextCursor": cursor}


def _after(model: type[Model], order: Sequence[str], values: list[Any]) -> Q:
    """Rows behind these values: (a > x) or (a = x and b > y) or ..."""
    condition, equal = Q(), Q()
    for word, raw in zip(order, values, strict=True):
        name = word.lstrip("-")
        value = cast(Any, model._meta.get_field(name)).to_python(raw)
        behind = "lt" if word.startswith("-") else "gt"
        condition |= equal & Q(**{f"{name}__{behind}": value})
        equal &= Q(**{name: value})
    return condition


def _sealed(row: Model, order: Sequence[str], salt: str) -> str:
    values = [getattr(row, word.lstrip("-")) for word in order]
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return signing.dumps(plain, salt=salt, compress=True)


def _opened(cursor: str, salt: str) -> list[Any]:
    try:
        return cast(list[Any], signing.loads(cursor, salt=salt))
    except signing.BadSignature as error:
        detail = "This cursor is none of this list's."
        raise Invalid([FieldError("/cursor", "invalid_cursor", detail)]) from error
