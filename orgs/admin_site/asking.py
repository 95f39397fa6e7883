"""What staff ask for and type: days within living memory, so that no arithmetic runs over."""

from datetime import date

from django.http import HttpRequest
from django.utils.dateparse import parse_date


def day(request: HttpRequest, name: str) -> date | None:
    """The day under this name, if it is one within living memory."""
    try:
        found = parse_date(request.GET.get(name, ""))
    except ValueError:
        return None
    return found if found and is_near(found) else None


def is_near(value: date) -> bool:
    """Whether a day, or a moment's, is one that bookings could be about."""
    return 1990 <= value.year < 2200
