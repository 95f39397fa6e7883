"""The organizations' colours as a stylesheet, because the policy allows no inline style."""

import hashlib
import re
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse

from orgs.admin_site import door
from orgs.models import Organization

PLAIN = "#0f6b5c"
HEX = re.compile(r"#[0-9a-fA-F]{6}")


def colour_of(organization: Organization) -> str:
    """Its brand colour, or ours where none was set or it is not a colour."""
    looks = organization.brand if isinstance(organization.brand, dict) else {}
    found = looks.get("brand") or looks.get("colour")
    return found.lower() if isinstance(found, str) and HEX.fullmatch(found) else PLAIN


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it, 0 (black) to 1 (white)."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The WCAG 2 ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def ink_on(colour: str) -> str:
    """Black or white, whichever reads better."""
    return max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, colour))


def rules(houses: Iterable[Organization]) -> str:
    """One rule a house; the page of a single house wears its colour in the header too."""
    houses = list(houses)
    lines = [_rule(f'[data-house="{one.public_id}"]', colour_of(one)) for one in houses]
    if len(houses) == 1:
        lines.insert(0, _rule(":root", colour_of(houses[0])))
    return "\n".join(lines) + "\n"


def version(houses: Iterable[Organization]) -> str:
    """Changes exactly when the rules do; kept in the address, so that answers may be cached."""
    return hashlib.sha256(rules(houses).encode()).hexdigest()[:12]


def stylesheet(request: HttpRequest) -> HttpResponse:
    """The rules of the reader's own houses."""
    answer = HttpResponse(rules(door.staff(request).organizations), content_type="text/css")
    answer["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer


def _rule(selector: str, colour: str) -> str:
    return f"{selector}{{--house:{colour};--house-ink:{ink_on(colour)}}}"
