"""Whether an answer has the shape that its route declares."""

from typing import Any

from rest_framework import serializers


def assert_shape(answer: Any, shape: Any, place: str = "$") -> None:
    """Every declared field is there, unless it may be missing, and nothing else is."""
    shape = shape() if isinstance(shape, type) else shape
    if isinstance(shape, serializers.ListSerializer | serializers.ListField):
        assert isinstance(answer, list), f"{place} is no list"
        for number, item in enumerate(answer):
            assert_shape(item, shape.child, f"{place}[{number}]")
    elif isinstance(shape, serializers.Serializer):
        _assert_object(answer, shape, place)
    elif answer is None:
        assert shape.allow_null, f"{place} is null"
    elif isinstance(shape, serializers.ChoiceField):
        assert answer in shape.choices, f"{place} is {answer!r}"


def _assert_object(answer: Any, shape: serializers.Serializer, place: str) -> None:
    if answer is None:
        assert shape.allow_null, f"{place} is null"
        return
    assert isinstance(answer, dict), f"{place} is no object"
    needed = {name for name, field in shape.fields.items() if field.required}
    assert needed - set(answer) == set(), f"missing at {place}"
    assert set(answer) - set(shape.fields) == set(), f"undeclared at {place}"
    for name, value in answer.items():
        assert_shape(value, shape.fields[name], f"{place}.{name}")
