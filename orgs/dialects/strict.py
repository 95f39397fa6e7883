"""`In`: input that says exactly what is wrong with it, all at once, and accepts nothing else."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, cast

from django.core.validators import (
    MaxLengthValidator,
    MaxValueValidator,
    MinLengthValidator,
    MinValueValidator,
)
from django.http import QueryDict
from django.utils.translation import get_language
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.fields import empty

from orgs.dialects.reading import step
from orgs.errors import FieldError, Invalid

LONGEST_TEXT = 1_000
LONGEST_LIST = 500
LONGEST_DETAIL = 300
LARGEST_INTEGER = 2**31 - 1

Fault = dict[int, Any] | list[Any]

# Which JSON type a field reads. Its own parser is laxer: "1" for 1, 1 for "1", "yes" for true.
JSON_TYPES: tuple[tuple[type[serializers.Field], str, tuple[type, ...]], ...] = (
    (serializers.BooleanField, "true or false", (bool,)),
    (serializers.IntegerField, "an integer", (int,)),
    (serializers.FloatField, "a number", (int, float)),
    (serializers.CharField, "a string", (str,)),
    (serializers.DecimalField, "a string", (str,)),
    (serializers.DateField, "a string", (str,)),
    (serializers.DateTimeField, "a string", (str,)),
    (serializers.TimeField, "a string", (str,)),
    (serializers.UUIDField, "a string", (str,)),
    (serializers.MultipleChoiceField, "a list", (list,)),
    (serializers.ChoiceField, "a string", (str,)),
)


class In(serializers.Serializer):
    """Strict input. Unknown fields are refused by name; texts, lists and numbers are bounded.

    `from_` in Python is `from` on the wire. Context (given by `route`): `currency` of the
    organization, `is_text` for query strings, `is_partial` for PATCH, where only the outermost
    object may leave fields out.
    """

    def get_fields(self) -> dict[str, serializers.Field]:
        """The declared fields under their wire names, each with its bounds."""
        found = {name.removesuffix("_"): field for name, field in super().get_fields().items()}
        for field in found.values():
            _bound(field)
            if self.parent is None and self.context.get("is_partial"):
                field.required, field.default = False, empty
        return found

    def to_internal_value(self, data: Any) -> Any:
        """The validated values, or every fault there is."""
        faults = self._strict_faults(data) if isinstance(data, Mapping) else {}
        try:
            values = super().to_internal_value(data)
        except ValidationError as error:
            raise ValidationError(_merged(_as_dict(error.detail), faults)) from error
        if faults:
            raise ValidationError(faults)
        return values

    def _strict_faults(self, data: Mapping[str, Any]) -> dict[str, Any]:
        if self.context.get("is_text"):
            return {}
        known = {name: field for name, field in self.fields.items() if not field.read_only}
        unknown = {
            str(name): [ErrorDetail("There is no such field.", "unknown_field")]
            for name in data
            if name not in known
        }
        wrong = {
            name: fault
            for name, field in known.items()
            if name in data and (fault := _type_fault(field, data[name]))
        }
        return unknown | wrong


def read_body(kind: type[In], value: Any, context: dict[str, Any]) -> dict[str, Any]:
    """The validated body; raises Invalid with a pointer for every fault."""
    if not isinstance(value, Mapping):
        detail = "The body is not an object."
        raise Invalid([FieldError("", "not_an_object", detail)])
    return _read(_reader(kind, get_language(), **context), value)


def read_query(kind: type[In], query: QueryDict, context: dict[str, Any]) -> dict[str, Any]:
    """The validated query; lists may be repeated or separated by commas."""
    reader = _reader(kind, get_language(), **context, is_text=True)
    texts = {
        name: _many(query, name) if _is_list(field) else query[name]
        for name, field in reader.fields.items()
        if name in query
    }
    return _read(reader, texts)


@lru_cache(maxsize=1024)
def _reader(kind: type[In], _language: str | None, **context: str | bool) -> In:
    """Made once: DRF takes longer to copy the fields than to read with them.

    All requests share it, as reading leaves nothing behind in it; but for some messages of DRF,
    which stay in the language that they were first said in.
    """
    return kind(context=context)


def _read(reader: In, value: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return dict(reader.run_validation(value))
    except ValidationError as error:
        raise Invalid(list(field_errors(error.detail))) from error


def field_errors(detail: Any, pointer: str = "") -> Iterator[FieldError]:
    """DRF's nested errors as a flat list with pointers."""
    match detail:
        case ErrorDetail():
            yield FieldError(pointer, detail.code or "invalid", str(detail)[:LONGEST_DETAIL])
        case dict():
            for name, inner in detail.items():
                is_own = name == "non_field_errors"
                yield from field_errors(inner, pointer if is_own else step(pointer, name))
        case list():
            for place, inner in enumerate(detail):
                is_own = isinstance(inner, ErrorDetail)
                yield from field_errors(inner, pointer if is_own else step(pointer, place))


def _bound(field: serializers.Field) -> None:
    """Gives a field the limits it does not set itself."""
    match field:
        case serializers.CharField():
            if field.max_length is None:
                field.max_length = LONGEST_TEXT
                field.validators.append(MaxLengthValidator(LONGEST_TEXT))
            if field.min_length is None and not field.allow_blank:
                field.min_length = 1  # Refused as blank before; said for the description.
                field.validators.append(MinLengthValidator(1))
        case serializers.IntegerField():
            if field.max_value is None:
                field.max_value = LARGEST_INTEGER
                field.validators.append(MaxValueValidator(LARGEST_INTEGER))
            if field.min_value is None:
                field.min_value = -LARGEST_INTEGER
                field.validators.append(MinValueValidator(-LARGEST_INTEGER))
        case serializers.ListField():
            if field.max_length is None:
                field.max_length = LONGEST_LIST
                field.validators.append(MaxLengthValidator(LONGEST_LIST))
            _bound(field.child)
        case serializers.ListSerializer():
            many = cast(Any, field)  # The stubs do not know its max_length.
            many.max_length = many.max_length or LONGEST_LIST


def _type_fault(field: serializers.Field, value: Any) -> Fault:
    """What is wrong with the JSON type of a value, in the shape of DRF's errors."""
    if value is None:
        return []
    if isinstance(field, serializers.ListField) and isinstance(value, list):
        inner = ((place, _type_fault(field.child, item)) for place, item in enumerate(value))
        return {place: fault for place, fault in inner if fault}
    for kind, words, types in JSON_TYPES:
        if isinstance(field, kind):
            is_right = isinstance(value, types) and (bool in types) == isinstance(value, bool)
            return [] if is_right else [ErrorDetail(f"This is not {words}.", "wrong_type")]
    return []


def _merged(one: dict[Any, Any], other: dict[Any, Any]) -> dict[Any, Any]:
    """Both; where both are about the items of the same list, all items."""
    inner = {
        name: _merged(one[name], fault)
        for name, fault in other.items()
        if isinstance(fault, dict) and isinstance(one.get(name), dict)
    }
    return {**one, **other, **inner}


def _as_dict(detail: Any) -> dict[str, Any]:
    return detail if isinstance(detail, dict) else {"non_field_errors": detail}


def _is_list(field: serializers.Field) -> bool:
    return isinstance(field, serializers.ListField | serializers.MultipleChoiceField)


def _many(query: QueryDict, name: str) -> list[str]:
    return [word for text in query.getlist(name) for word in text.split(",") if word]
