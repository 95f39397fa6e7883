"""What the address of a page asks for."""

from datetime import date

from django.http import HttpRequest
from django.utils.dateparse import parse_date


def day(request: HttpRequest, name: str) -> date | None:
    """The day under this name, if it is one within living memory."""
    try:
        found = parse_date(request.GET.get(name, ""))
    except ValueError:
        return None
    return found if found and 1990 <= found.year < 2200 else None
