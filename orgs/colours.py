"""PURE: colours as `#rrggbb`, and what WCAG 2 says of two of them. No Django."""

import re

BLACK, WHITE = "#000000", "#ffffff"
BRAND = "#0f6b5c"
"""Ours, where an organization chose none."""

_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)


def read(given: object, default: str = BRAND) -> str:
    """What was stored as a colour, in its one spelling; the default for what is none."""
    if not isinstance(given, str) or not _HEX.fullmatch(given.strip()):
        return default
    red, green, blue = channels(given.strip().lower())
    return f"#{red:02x}{green:02x}{blue:02x}"


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255."""
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it, 0 (black) to 1 (white)."""
    red, green, blue = (_linear(channel / 255) for channel in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The WCAG 2 contrast ratio of two colours, 1 to 21, whichever is the lighter."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def on(ground: str) -> str:
    """Black or white, whichever reads better; one of them always passes 4.5."""
    return max((BLACK, WHITE), key=lambda ink: contrast(ink, ground))


def mix(base: str, over: str, share: float) -> str:
    """`over` laid on `base` with the given opacity."""
    pairs = zip(channels(base), channels(over), strict=True)
    return "#" + "".join(f"{round(low + (high - low) * share):02x}" for low, high in pairs)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
