"""What the cells of the supply share: lenient texts, free attributes, refusals in wire words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.validators import URLValidator
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import empty

from orgs.dialects.fields import PublicId, Text
from orgs.dialects.rest import Call, In
from orgs.errors import Conflict, FieldError, Invalid
from scheduling.api.rest import words
from scheduling.models import Calendar, Policy, Resource

MOST_ATTRIBUTES, LONGEST_KEY, LONGEST_VALUE = 50, 60, 200
LARGEST_NUMBER = 10**12
ACTIVE, ARCHIVED = STATUSES = ("ACTIVE", "ARCHIVED")


class Line(serializers.CharField):
    """A text that may be empty; null is empty."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "allow_blank": True, "allow_null": True, **options})

    def run_validation(self, data: Any = empty) -> str:
        """The text."""
        return super().run_validation(data) or ""


class Link(Line):
    """A web address; null is none."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=500, **options)
        self.validators.append(URLValidator(schemes=["http", "https"]))


class OptionalChoice(serializers.ChoiceField):
    """One of some words; null is none of them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "allow_null": True, **options})

    def run_validation(self, data: Any = empty) -> str:
        """The word."""
        return super().run_validation(data) or ""


@extend_schema_field(
    {
        "type": "object",
        "propertyNames": {"minLength": 1, "maxLength": LONGEST_KEY},
        "maxProperties": MOST_ATTRIBUTES,
        "additionalProperties": {
            "anyOf": [
                {"type": "boolean"},
                {"type": "number", "minimum": -LARGEST_NUMBER, "maximum": LARGEST_NUMBER},
                {"type": "string", "maxLength": LONGEST_VALUE},
                {
                    "type": "array",
                    "items": {"type": "string", "maxLength": LONGEST_VALUE},
                    "maxItems": MOST_ATTRIBUTES,
                },
            ]
        },
        "examples": [{"languages": ["en", "de"], "wheelchair": True}],
    }
)
class Attributes(serializers.Field):
    """A flat object of texts, numbers, yes or no, and lists of texts."""

    default_error_messages = {
        "wrong_type": "This is not an object.",
        "max_length": "There are at most {most} attributes.",
        "invalid": "An attribute is a short text, a number, true or false, or a list of texts.",
    }

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """The object as it is."""
        if not isinstance(data, dict):
            self.fail("wrong_type")
        if len(data) > MOST_ATTRIBUTES:
            self.fail("max_length", most=MOST_ATTRIBUTES)
        if not all(0 < len(key) <= LONGEST_KEY and _is_plain(data[key]) for key in data):
            self.fail("invalid")
        return data

    def to_representation(self, value: Any) -> Any:
        """Answers are worded already."""
        return value


def _is_plain(value: Any) -> bool:
    match value:
        case bool():
            return True
        case int() | float():
            return abs(value) <= LARGEST_NUMBER
        case str():
            return len(value) <= LONGEST_VALUE
        case list():
            texts = all(isinstance(one, str) and len(one) <= LONGEST_VALUE for one in value)
            return texts and len(value) <= MOST_ATTRIBUTES
    return False


def own_id() -> PublicId:
    """The id that a whole row carries when it is sent back; a new row is given its id."""
    return PublicId(required=False, help_text="In PATCH only: the id of the path.")


def many(kind: type[In], most: int, **options: Any) -> serializers.BaseSerializer[Any]:
    """A list of objects with a bound."""
    return serializers.ListSerializer(child=kind(), max_length=most, **options)


@extend_schema_field({"type": "string", "enum": ["ACTIVE", "ARCHIVED"]})
class Status(Text):
    """`ACTIVE` or `ARCHIVED`, read as whether it is archived."""

    default_error_messages = {"invalid_choice": "This is not one of ACTIVE, ARCHIVED."}

    def read(self, text: str) -> bool:
        """Whether it is archived."""
        if text not in STATUSES:
            self.fail("invalid_choice")
        return text == ARCHIVED


def status_word(row: Calendar | Policy | Resource) -> str:
    """The reverse of Status."""
    return ACTIVE if row.archived_at is None else ARCHIVED


@contextmanager
def speaking(reads: type[In]) -> Iterator[None]:
    """Refusals of the core leave with the wire's names: fields as `reads` has them."""
    try:
        yield
    except Invalid as refusal:
        fields = reads().fields
        refusal.errors = [
            error._replace(pointer=pointer(fields, error.pointer)) for error in refusal.errors
        ]
        raise
    except Conflict as refusal:
        affected = refusal.facts.pop("affected", None)
        if affected is not None:
            refusal.facts["affectedBookings"] = [words.affected(one) for one in affected]
        raise


def pointer(fields: Any, core: str) -> str:
    """`/rates/0/price_minor` as `/rates/0/price`: each step by the name of its field."""
    steps: list[str] = []
    for step in core.split("/")[1:]:
        name, field = _named(fields, step)
        steps.append(name)
        field = getattr(field, "child", field)
        fields = getattr(field, "fields", {} if field is not None else fields)
    return "".join(f"/{step}" for step in steps)


def _named(fields: Any, step: str) -> tuple[str, Any]:
    """The wire's name of a step and its field; None for the place in a list."""
    if step.isdigit():
        return step, None
    found = ((name, field) for name, field in fields.items() if (field.source or name) == step)
    return next(found, (step, serializers.Field()))


def changes(call: Call, ref: str) -> dict[str, Any]:
    """The fields of a PATCH; an id may be sent back among them, but not changed."""
    given = dict(call.body)
    if given.pop("id", ref) != ref:
        raise Invalid([FieldError("/id", "read_only", "An id cannot be changed.")])
    return given


def new(call: Call) -> dict[str, Any]:
    """The fields of a POST; an id is given by us."""
    if "id" in call.body:
        raise Invalid([FieldError("/id", "read_only", "A new row is given its id.")])
    return call.body


def filters(call: Call) -> dict[str, Any]:
    """The query of a list without its paging."""
    return {name: call.query[name] for name in call.query if name not in ("limit", "cursor")}
