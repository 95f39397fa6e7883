"""Reading JSON as strictly as the wire needs it: nothing a database or a client would choke on."""

import json
from collections.abc import Collection, Iterator
from typing import Any

from django.http import HttpRequest, UnreadablePostError

from orgs.dialects.base import WrongMediaType
from orgs.errors import FieldError, Invalid

DEEPEST = 64
EXACT = 2**53
"""Below it every integer is a float of its own."""


def body_of(request: HttpRequest) -> Any:
    """The JSON value of the body; an empty body is an empty object."""
    try:
        raw = request.body
    except UnreadablePostError as error:
        raise Invalid(detail="The body broke off.") from error
    if not raw.strip():
        return {}
    if not _is_json(request.content_type or ""):
        raise WrongMediaType
    return parsed(raw)


def parsed(raw: bytes) -> Any:
    """The value of a JSON text, without what JSON or PostgreSQL cannot hold."""
    try:
        value = json.loads(
            raw.decode("utf-8-sig"),
            parse_constant=_no_number,
            parse_float=_finite,
            object_pairs_hook=_once_each,
        )
    except ValueError as error:
        raise _malformed("The body is not JSON.") from error
    except RecursionError as error:
        raise _malformed("The body is too deep.") from error
    if _is_too_deep(value):
        raise _malformed("The body is too deep.")
    if b"\\u" in raw or b"\x00" in raw:
        _refuse_unstorable(value)
    return value


def step(pointer: str, key: object) -> str:
    """The pointer one step further in (RFC 6901)."""
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"


def _malformed(detail: str) -> Invalid:
    return Invalid([FieldError("", "malformed_json", detail)])


def _is_too_deep(value: Any) -> bool:
    """Whether walking it, here or where it is stored, could exhaust the stack."""
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return False
    return True


def _inside(value: Any) -> Collection[Any]:
    match value:
        case list():
            return value
        case dict():
            return value.values()
        case _:
            return ()


def _is_json(content_type: str) -> bool:
    return content_type == "application/json" or content_type.endswith("+json")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object; two fields of one name would be read differently by whoever reads it next."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _malformed("A name stands twice in one object.")
    return found


def _no_number(word: str) -> Any:
    raise ValueError(word)


def _finite(text: str) -> float | int:
    """A number; `2.0` is the integer 2, as JSON Schema has it."""
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(text)
    return int(number) if number.is_integer() and abs(number) < EXACT else number


def _refuse_unstorable(value: Any) -> None:
    detail = "NUL and half characters are not text."
    faults = [FieldError(pointer, "invalid_character", detail) for pointer in _unstorable(value)]
    if faults:
        raise Invalid(faults)


def _unstorable(value: Any, pointer: str = "") -> Iterator[str]:
    """Pointers of texts with NUL or half of a surrogate pair."""
    match value:
        case str() if not _is_text(value):
            yield pointer
        case list():
            for place, item in enumerate(value):
                yield from _unstorable(item, step(pointer, place))
        case dict():
            for key, item in value.items():
                if _is_text(key):
                    yield from _unstorable(item, step(pointer, key))
                else:
                    yield pointer


def _is_text(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
