"""The documents say what the code does: settings, links, the states of a booking."""

import ast
import re
from pathlib import Path

import pytest
from django.urls import resolve

from bookings.states import MOVES, State
from orgs.api.rest.description import Unknown
from tests.sources import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def variables_read(source: str) -> set[str]:
    """The names that the settings look up in the environment."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return {
        call.args[0].value
        for call in calls
        if ast.unparse(call.func).split(".")[0] == "env"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


def table(name: str, heading: str) -> list[list[str]]:
    """The rows of the table that begins with this heading, cell by cell."""
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    rows = text.partition(f"| {heading} |")[2].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def quoted(cell: str) -> set[str]:
    """The words set in code type."""
    return set(re.findall(r"`([^`]+)`", cell))


def test_every_variable_of_the_settings_is_documented_and_no_other() -> None:
    settings = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")

    documented = [row[0].strip("`") for row in table("configuration.md", "variable")]

    assert variables_read('X = env.int("A", default=1)\nY = env("B")') == {"A", "B"}
    assert sorted(documented) == sorted(variables_read(settings))


def test_every_option_of_the_tag_is_documented_and_no_other() -> None:
    loader = (ROOT / "static" / "embed" / "loader.js").read_text(encoding="utf-8")
    read = set(re.findall(r"(?:tag\.dataset|(?<!event\.)\bdata)\.([a-z]+)", loader)) - {"ready"}

    documented = {name for row in table("embedding.md", "attribute") for name in quoted(row[0])}

    assert documented == {f"data-{name}" for name in read}


def test_the_documented_moves_of_a_booking_are_the_legal_ones() -> None:
    told = {
        (origin, target)
        for origins, targets in table("architecture.md", "from")
        for origin in quoted(origins)
        for target in quoted(targets)
    }

    assert told == {(origin, target) for origin in State for target in MOVES[origin]}


def test_every_address_of_the_api_that_documents_name_is_answered() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    plain = re.sub(r"\{\w+\}|\$\w+", "x", text.replace("$B/", " /"))

    named = sorted(set(re.findall(r"(?<=[\s`])/api/[\w/-]+", plain)))

    assert "/api/tours/x/availability/next" in named
    assert "/api/bookings/x" in named
    assert [one for one in named if getattr(resolve(one).func, "view_class", None) is Unknown] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    assert [one for one in targets if not (path.parent / one).exists()] == []
