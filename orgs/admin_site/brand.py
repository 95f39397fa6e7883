"""The organizations' colours as a stylesheet, because the policy allows no inline style."""

import hashlib
import re
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse

from orgs import colours
from orgs.admin_site import door
from orgs.models import Organization

PLAIN = colours.BRAND
HEX = re.compile(r"#[0-9a-fA-F]{6}")


def colour_of(organization: Organization) -> str:
    """Its brand colour, or ours where none was set or it is not a colour."""
    looks = organization.brand if isinstance(organization.brand, dict) else {}
    return colours.read(looks.get("brand"))


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


def _rule(selector: str, ground: str) -> str:
    return f"{selector}{{--house:{ground};--house-ink:{colours.on(ground)}}}"
