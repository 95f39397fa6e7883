"""The German that guests read."""

from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import templatize

from embed.management.commands.compile_catalogues import compiled
from tests.sources import ROOT

SOURCES = sorted(Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/*.po"))


def messages(source: Path) -> list[Message]:
    """Everything but the header."""
    with source.open("rb") as text:
        return [each for each in read_po(text, locale=source.parent.parent.name) if each.id]


def texts(catalogue: bytes) -> dict[object, str]:
    """The texts of a compiled catalogue, without the header that names who compiled it."""
    found = GNUTranslations(BytesIO(catalogue))._catalog  # noqa: SLF001 - there is no other way
    return {key: text for key, text in found.items() if key}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.parent.parent.name)
def test_the_compiled_catalogue_is_the_written_one(source: Path) -> None:
    kept = source.with_suffix(".mo").read_bytes()

    assert texts(kept) == texts(compiled(source))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.parent.parent.name)
def test_nothing_lacks_its_translation(source: Path) -> None:
    lacking = [
        each.id
        for each in messages(source)
        if each.fuzzy or not all([each.string] if isinstance(each.string, str) else each.string)
    ]

    assert lacking == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.parent.parent.name)
def test_every_translation_names_what_its_original_names(source: Path) -> None:
    assert [(each.id, error) for each in messages(source) for error in each.check()] == []


def said_by(source: Path) -> set[object]:
    """What a module or template of the embed says in the language of its reader."""
    text = source.read_text(encoding="utf-8")
    told = templatize(text) if source.suffix == ".html" else text
    keywords = {"gettext": None, "_": None, "ngettext": (1, 2)}
    found = extract("python", BytesIO(told.encode()), keywords=keywords)
    return {each[1] for each in found}


def test_guests_read_nothing_that_the_catalogue_lacks() -> None:
    places = ("embed/**/*.py", "templates/embed/*.html", "templates/pages/*.html")
    sources = [each for place in places for each in ROOT.glob(place)]
    known = {each.id for source in SOURCES for each in messages(source)}

    missing = {said for source in sources for said in said_by(source)} - known
    assert sorted(map(str, missing)) == []


def test_letters_to_staff_are_called_alike() -> None:
    [german] = [one for one in SOURCES if one.parent.parent.name == "de"]
    labels = [str(one.string) for one in messages(german) if str(one.id).startswith("To staff: ")]

    assert {label.partition(": ")[0] for label in labels} == {"An das Team"}
