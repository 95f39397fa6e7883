"""`docs/errors.md` as a page, where a problem's `type` leads. Reads as much Markdown as it uses."""

import re
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "errors.md"
KEPT_FOR = 3_600
COLUMN = "code"
"""The heading of the column whose words are anchors."""


class Piece(NamedTuple):
    """Some words of a line; a word of code in the right place has an anchor."""

    text: str
    is_code: bool
    anchor: str = ""


class Block(NamedTuple):
    """A heading, a paragraph, an example or a table; what it is not is empty."""

    title: str = ""
    heading: str = ""
    line: tuple[Piece, ...] = ()
    example: str = ""
    head: tuple[tuple[Piece, ...], ...] = ()
    rows: tuple[tuple[tuple[Piece, ...], ...], ...] = ()


@require_safe
@cache_control(public=True, max_age=KEPT_FOR)
def error_codes(request: HttpRequest) -> HttpResponse:
    """What each code means, with an anchor for each."""
    return render(request, "api/errors.html", {"blocks": document()})


@cache
def document() -> tuple[Block, ...]:
    """The document, read once per process."""
    return tuple(blocks(DOCUMENT.read_text(encoding="utf-8")))


def blocks(text: str) -> Iterator[Block]:
    """What stands between empty lines. A code's first table has its anchor."""
    seen: set[str] = set()
    for part in re.split(r"\n{2,}", text.strip("\n")):
        if part.startswith("# "):
            yield Block(title=part[2:])
        elif part.startswith("## "):
            yield Block(heading=part[3:])
        elif part.startswith("    "):
            yield Block(example=textwrap.dedent(part))
        elif part.startswith("|"):
            yield _table(part, seen)
        else:
            yield Block(line=tuple(_pieces(part)))


def _table(text: str, seen: set[str]) -> Block:
    head, _, *rows = (_cells(line) for line in text.splitlines())
    place = head.index(COLUMN)
    read = [
        tuple(
            tuple(_pieces(cell, seen if column == place else None))
            for column, cell in enumerate(row)
        )
        for row in rows
    ]
    return Block(head=tuple(tuple(_pieces(cell)) for cell in head), rows=tuple(read))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _pieces(text: str, seen: set[str] | None = None) -> Iterator[Piece]:
    """Words and, between back-ticks, code; with `seen`, code gets its name as an anchor once."""
    for place, words in enumerate(text.split("`")):
        is_code = place % 2 == 1
        anchor = words if is_code and seen is not None and words not in seen else ""
        if seen is not None and is_code:
            seen.add(words)
        if words:
            yield Piece(words, is_code, anchor)
