"""Colours, and how they are read against each other."""

import pytest

from embed.page import theme_of
from orgs import colours
from orgs.admin_site import brand
from scheduling.models import Calendar
from tests import harbor


@pytest.mark.parametrize(
    ("stored", "read"),
    [("#F0A", "#ff00aa"), (" #0F5C6B ", "#0f5c6b"), ("red", colours.BRAND), (7, colours.BRAND)],
)
def test_a_colour_has_one_spelling(stored: object, read: str) -> None:
    assert colours.read(stored) == read


@pytest.mark.parametrize("ground", ["#000000", "#ffffff", "#777777", "#ff2d95", "#ffe14d"])
def test_black_or_white_can_be_read_on_everything(ground: str) -> None:
    assert colours.contrast(colours.on(ground), ground) >= 4.5


@pytest.mark.django_db
def test_one_word_is_the_houses_colour_for_the_admin_and_for_its_calendars() -> None:
    org = harbor.organization(brand={"brand": "#123456"})
    calendar = harbor.calendar(org)

    assert brand.colour_of(org) == theme_of(calendar).brand == "#123456"
    assert Calendar.objects.of(org).get().theme == {}
