"""Themes: whatever colours an operator chooses, everything can be read."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embed import theme
from orgs import colours

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
WORDS = ("ink", "muted", "brand-text", "few", "danger")
GROUNDS = ("surface", "raised", "brand-soft")


@given(brand=COLOURS, surface=COLOURS, ink=COLOURS)
def test_words_are_legible_on_every_ground_whatever_was_chosen(
    brand: str, surface: str, ink: str
) -> None:
    found = theme.derive(brand, surface, ink).colours

    worst = min(colours.contrast(found[w], found[g]) for w in WORDS for g in GROUNDS)
    assert worst >= 4.5


@given(brand=COLOURS, surface=COLOURS, ink=COLOURS)
def test_buttons_and_edges_stand_out_whatever_was_chosen(
    brand: str, surface: str, ink: str
) -> None:
    found = theme.derive(brand, surface, ink).colours

    assert colours.contrast(found["brand-ink"], found["brand"]) >= 4.5
    assert colours.contrast(found["brand-ink"], found["brand-hover"]) >= 4.5
    assert colours.contrast(found["edge"], found["surface"]) >= 3
    assert colours.contrast(found["brand-edge"], found["surface"]) >= 3


@given(brand=COLOURS, ground=COLOURS)
def test_a_page_stands_bare_only_on_a_ground_its_colours_were_made_for(
    brand: str, ground: str
) -> None:
    chosen = theme.read({"brand": brand})

    if theme.bears(chosen, ground, theme.mode_of(ground)):
        assert f"--surface:{ground};" in theme.stylesheet_on(chosen, ground)


def test_a_readable_theme_is_left_as_it_is() -> None:
    palette = theme.derive(colours.BRAND, *theme.LIGHT)

    assert palette.corrected == ()
    assert palette.colours["brand-text"] == colours.BRAND


def test_a_pale_brand_keeps_its_fill_and_is_corrected_as_text() -> None:
    palette = theme.derive("#ffe14d", *theme.LIGHT)

    assert palette.colours["brand"] == "#ffe14d"
    assert palette.colours["brand-ink"] == colours.BLACK
    assert palette.corrected == ("brand-text",)


def test_a_middling_ground_is_corrected() -> None:
    assert "surface" in theme.derive(colours.BRAND, "#777777", "#000000").corrected


@pytest.mark.parametrize(
    ("colour", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#ffffff", "#ffffff", 1.0)],
)
def test_contrast_is_what_wcag_says(colour: str, other: str, ratio: float) -> None:
    assert colours.contrast(colour, other) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize(
    ("stored", "name", "understood"),
    [
        ({"brand": "#F0A"}, "brand", "#ff00aa"),
        ({"brand": "red;}*{x:url(//evil)"}, "brand", colours.BRAND),
        ({"radius": "12px"}, "radius", 12),
        ({"radius": "1;}"}, "radius", 10),
        ({"radius": 400}, "radius", 28),
        ({"mode": "dark"}, "mode", "dark"),
        ({"mode": "night"}, "mode", "auto"),
        ({"font": "serif"}, "font", theme.FAMILIES["serif"]),
        ({"font": "Gill Sans, sans-serif"}, "font", '"Gill Sans", sans-serif'),
        ({"font": "x;}body{display:none"}, "font", theme.SYSTEM),
        ({"logo": "https://harbor.example/l.svg"}, "logo", "https://harbor.example/l.svg"),
        ({"logo": "javascript:alert(1)"}, "logo", ""),
        ({"logo": "//harbor.example/l.svg"}, "logo", ""),
        ({"dark": "yes"}, "dark_surface", theme.DARK[0]),
        ({"dark": {"brand": "#abc"}}, "dark_brand", "#aabbcc"),
    ],
)
def test_a_stored_theme_is_read_value_by_value(
    stored: dict[str, Any], name: str, understood: object
) -> None:
    assert getattr(theme.read(stored), name) == understood


@given(st.dictionaries(st.sampled_from(["brand", "font", "radius", "ink", "surface"]), st.text()))
def test_nothing_stored_can_leave_its_declaration(stored: dict[str, str]) -> None:
    sheet = theme.stylesheet(theme.read(stored))

    declaration = r"(?:color-scheme:\w+;|--[\w-]+:(?:#[0-9a-f]{6}|[\d.]+px|[\w\", -]+);)+"
    block = rf":root(?:\[data-mode=\w+\])?\{{{declaration}\}}"
    dark = rf"@media \(prefers-color-scheme: dark\)\{{{block}\}}"
    assert re.fullmatch(rf"{block}\n{block}\n{dark}\n", sheet)


def test_another_colour_is_another_version() -> None:
    one, other = theme.read({"brand": "#123456"}), theme.read({"brand": "#123457"})

    assert theme.version(one) != theme.version(other)
    assert theme.version(one) == theme.version(theme.read({"brand": "#123456"}))
