"""PURE: from an operator's few colours to a whole palette that passes WCAG AA. No Django.

Every colour that carries words is moved towards black or white until it can be read, so a loud or
pale brand never costs legibility. What had to be moved is reported, for the admin to say so.
"""

import colorsys
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from orgs import colours
from orgs.colours import BLACK, BRAND, WHITE, channels, contrast, luminance, mix, on

TEXT = 4.5  # WCAG 1.4.3: words against what they stand on
SHAPE = 3.0  # WCAG 1.4.11: edges of controls and marks that carry meaning
GROUND = 7.0  # black or white on the page itself; leaves room for tints and softer inks

LIGHT = ("#ffffff", "#16201d")
DARK = ("#12171a", "#e8eeec")
LIGHT_SIGNALS = ("#a35200", "#b3261e")  # few left, something is wrong
DARK_SIGNALS = ("#f0a94e", "#ff9a8f")
MODES = ("auto", "light", "dark")
SYSTEM = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif'
FAMILIES = {
    "": SYSTEM,
    "system": SYSTEM,
    "serif": 'ui-serif, Georgia, Cambria, "Times New Roman", serif',
    "rounded": 'ui-rounded, "SF Pro Rounded", "Nunito", "Varela Round", system-ui, sans-serif',
    "mono": "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace",
}

_FONT = re.compile(r"[\w \-]{1,60}(?:, ?[\w \-]{1,60}){0,7}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Theme:
    """What an operator chooses. Everything else is derived."""

    brand: str = BRAND
    surface: str = LIGHT[0]
    ink: str = LIGHT[1]
    dark_brand: str = BRAND
    dark_surface: str = DARK[0]
    dark_ink: str = DARK[1]
    radius: int = 10
    font: str = SYSTEM
    mode: str = "auto"
    logo: str = ""


@dataclass(frozen=True, slots=True)
class Palette:
    """Every colour of one mode, as custom properties, and which of the chosen ones were moved."""

    colours: dict[str, str]
    corrected: tuple[str, ...] = field(default=())


def read(stored: Mapping[str, Any]) -> Theme:
    """A stored theme with every value checked; whatever is not understood takes its default."""
    dark = stored.get("dark")
    dark = dark if isinstance(dark, Mapping) else {}
    brand = colours.read(stored.get("brand"), BRAND)
    return Theme(
        brand=brand,
        surface=colours.read(stored.get("surface"), LIGHT[0]),
        ink=colours.read(stored.get("ink"), LIGHT[1]),
        dark_brand=colours.read(dark.get("brand"), brand),
        dark_surface=colours.read(dark.get("surface"), DARK[0]),
        dark_ink=colours.read(dark.get("ink"), DARK[1]),
        radius=_radius(stored.get("radius")),
        font=_font(stored.get("font")),
        mode=_mode(stored),
        logo=_logo(stored.get("logo")),
    )


def derive(brand: str, surface: str, ink: str) -> Palette:
    """The palette of one mode; `corrected` names what had to be moved to be readable."""
    pole = on(surface)
    ground = legible(pole, surface, GROUND)
    dark = pole == WHITE
    raised = mix(ground, pole, 0.05 if dark else 0.025)
    soft = _tint(ground, brand, pole, 0.18 if dark else 0.1)
    grounds = (ground, raised, soft)
    warning, alarm = DARK_SIGNALS if dark else LIGHT_SIGNALS
    danger_soft = _tint(ground, alarm, pole, 0.16 if dark else 0.07)
    ink = _readable(ink, pole, (*grounds, danger_soft), TEXT)
    found = {
        "brand": brand,
        "brand-ink": on(brand),
        "brand-hover": _hover(brand),
        "brand-text": _readable(brand, pole, grounds, TEXT),
        "brand-edge": _readable(brand, pole, (ground, raised), SHAPE),
        "brand-soft": soft,
        "brand-line": _readable(mix(ground, brand, 0.35), pole, (ground,), 1.3),
        "surface": ground,
        "raised": raised,
        "ink": ink,
        "muted": _readable(mix(ground, ink, 0.66), pole, grounds, TEXT),
        "line": mix(ground, pole, 0.13),
        "edge": _readable(mix(ground, ink, 0.4), pole, (ground, raised), SHAPE),
        "few": _readable(warning, pole, grounds, TEXT),
        "danger": _readable(alarm, pole, (*grounds, danger_soft), TEXT),
        "danger-soft": danger_soft,
    }
    return Palette(found, _corrected(found, {"brand-text": brand, "surface": surface}))


def stylesheet(theme: Theme) -> str:
    """The custom properties of a theme; the only place where an operator's values become CSS."""
    light = _block(derive(theme.brand, theme.surface, theme.ink).colours)
    dark = _block(derive(theme.dark_brand, theme.dark_surface, theme.dark_ink).colours)
    return (
        f":root{{color-scheme:light;{_shape(theme)}{light}}}\n"
        f":root[data-mode=dark]{{color-scheme:dark;{dark}}}\n"
        "@media (prefers-color-scheme: dark){"
        f":root[data-mode=auto]{{color-scheme:dark;{dark}}}}}\n"
    )


def stylesheet_on(theme: Theme, ground: str) -> str:
    """The same for a page that stands on a given colour, whose own colours follow from it."""
    found = derive(*_chosen_for(theme, ground)).colours
    return f":root{{color-scheme:{mode_of(ground)};{_shape(theme)}{_block(found)}}}\n"


def bears(theme: Theme, ground: str, mode: str) -> bool:
    """Whether a page of this mode can stand on a colour as it is, with nothing painted under it.

    Not where the operator chose a ground, nor where the colour is neither light nor dark enough.
    """
    if mode != mode_of(ground) or (theme.dark_surface if mode == "dark" else theme.surface) not in (
        LIGHT[0],
        DARK[0],
    ):
        return False
    return derive(*_chosen_for(theme, ground)).colours["surface"] == ground


def mode_of(ground: str) -> str:
    """Whether a colour is a light or a dark ground."""
    return "dark" if on(ground) == WHITE else "light"


def version(theme: Theme) -> str:
    """A short hash that changes exactly when the stylesheet does."""
    return hashlib.sha256(stylesheet(theme).encode()).hexdigest()[:12]


def _chosen_for(theme: Theme, ground: str) -> tuple[str, str, str]:
    if mode_of(ground) == "dark":
        return theme.dark_brand, ground, theme.dark_ink
    return theme.brand, ground, theme.ink


def _shape(theme: Theme) -> str:
    return _block({
        "radius": f"{theme.radius}px",
        "radius-small": f"{theme.radius / 2:g}px",
        "font": theme.font,
    })  # fmt: skip


def legible(pole: str, ground: str, ratio: float) -> str:
    """`ground`, moved just far enough from `pole` that words in `pole` reach `ratio` on it."""
    away = BLACK if pole == WHITE else WHITE
    return _first(ground, away, lambda moved: contrast(pole, moved) >= ratio)


def _readable(colour: str, pole: str, grounds: tuple[str, ...], ratio: float) -> str:
    """`colour`, moved towards `pole` until it reaches `ratio` on every one of `grounds`."""
    return _first(colour, pole, lambda moved: all(contrast(moved, g) >= ratio for g in grounds))


def _tint(ground: str, colour: str, pole: str, share: float) -> str:
    """A wash of `colour` on `ground`, as strong as words in `pole` can bear."""
    return _first(
        mix(ground, colour, share), ground, lambda moved: contrast(pole, moved) >= GROUND - 1
    )


def _hover(brand: str) -> str:
    """A little away from the ink on it, so that its words only gain contrast."""
    return mix(brand, BLACK if on(brand) == WHITE else WHITE, 0.14)


def _first(colour: str, target: str, good: Callable[[str], bool]) -> str:
    """The nearest colour on the way to `target` (black, white or a ground) that is good."""
    way = _shade if target in (BLACK, WHITE) else mix
    for step in range(41):
        moved = way(colour, target, step / 40)
        if good(moved):
            return moved
    return target


def _shade(colour: str, pole: str, share: float) -> str:
    """`colour` nearer to black or white with its hue kept, where mixing would turn it grey."""
    if not share:
        return colour
    hue, light, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in channels(colour)))
    light += (luminance(pole) - light) * share
    lit = colorsys.hls_to_rgb(hue, light, saturation)
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in lit)


def _corrected(colours: dict[str, str], given: dict[str, str]) -> tuple[str, ...]:
    return tuple(name for name, colour in given.items() if colours[name] != colour)


def _block(values: Mapping[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in values.items())


def _radius(given: Any) -> int:
    try:
        return min(28, max(0, int(str(given).removesuffix("px"))))
    except ValueError:
        return 10


def _font(given: Any) -> str:
    """A named family or a plain stack; quotes are ours, so nothing can leave the declaration."""
    if not isinstance(given, str):
        return SYSTEM
    if given in FAMILIES:
        return FAMILIES[given]
    plain = given.replace('"', "").replace("'", "").strip()
    if not _FONT.fullmatch(plain):
        return SYSTEM
    names = [name.strip() for name in plain.split(",")]
    return ", ".join(name if "-" in name or name.isalpha() else f'"{name}"' for name in names)


def _mode(stored: Mapping[str, Any]) -> str:
    given = str(stored.get("mode") or stored.get("scheme") or "auto").lower()
    return given if given in MODES else "auto"


def _logo(given: Any) -> str:
    """An https address or a path on this site; anything else is no logo."""
    if isinstance(given, str) and re.fullmatch(r"(?:https://|/(?!/))[^\s\"'<>;]{1,500}", given):
        return given
    return ""
