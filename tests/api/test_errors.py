"""The list of codes is closed and documented."""

import html
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from orgs.dialects.base import STATUS
from orgs.errors import Refusal
from tests.client import Api
from tests.sources import code

DOCUMENT = (Path(settings.BASE_DIR) / "docs" / "errors.md").read_text(encoding="utf-8")


def documented() -> dict[str, int]:
    """Code and status of every row of the first table."""
    rows = re.findall(r"^\| (\d{3}) \| `(\w+)` \|", DOCUMENT, re.MULTILINE)
    return {word: int(status) for status, word in rows}


def kinds(base: type[Refusal] = Refusal) -> set[type[Refusal]]:
    """Every refusal there is, but those of tests."""
    found = {base} if base.__module__.split(".")[0] != "tests" else set()
    return found.union(*(kinds(one) for one in base.__subclasses__()))


def test_every_code_is_documented_with_its_status() -> None:
    expected = {
        kind.code: next(STATUS[base] for base in kind.__mro__ if base in STATUS)
        for kind in kinds()
        if "shop" not in kind.__module__ and "octo" not in kind.__module__
    }

    assert {word: status for word, status in expected.items() if word not in documented()} == {}
    assert {word: documented()[word] for word in expected} == expected


def test_every_code_of_a_field_is_documented() -> None:
    pattern = re.compile(r'(?:FieldError\(\s*[^,]+,|is_wrong\()\s*"(\w+)"')
    used = {word for module in code() for word in pattern.findall(module.text)}

    assert {word for word in used if f"`{word}`" not in DOCUMENT} == set()


def page() -> Any:
    """The page of codes."""
    return Api().get("/api/docs/errors")


@pytest.mark.django_db
def test_a_problem_links_to_its_meaning() -> None:
    path, _, anchor = Api().get("/api/nothing").json()["type"].partition("#")

    text = Api().get(path.partition("testserver")[2]).text

    row = re.search(f'<tr>(?:(?!</tr>).)*id="{anchor}".*?</tr>', text)
    assert row is not None
    assert "Missing, or somebody else&#x27;s: you cannot tell which." in row[0]


@pytest.mark.django_db
def test_every_documented_code_has_one_anchor() -> None:
    anchors = re.findall(r'id="(\w+)" href="#(\w+)"', page().text)

    assert [one for one, _ in anchors] == [other for _, other in anchors]
    assert sorted(set(anchors)) == sorted(anchors)
    assert {one for one, _ in anchors} >= set(documented())


@pytest.mark.django_db
def test_the_page_says_what_the_document_says() -> None:
    answer = page()

    words = re.sub(r"<[^>]+>", " ", answer.text.partition("<main>")[2])
    shown = re.sub(r"\W+", " ", html.unescape(words)).split()
    written = re.sub(r"\W+", " ", re.sub(r"[`|#]|---", " ", DOCUMENT)).split()
    assert shown == written
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert "script-src" not in answer["Content-Security-Policy"]
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert Api().get("/api/docs/errors/").status_code == 200
