"""The one file that host pages load."""

import re

import pytest

from embed.views.loader import told
from tests.embed.guest import Guest

pytestmark = pytest.mark.django_db


def test_the_script_is_cacheable_and_carries_an_etag(guest: Guest) -> None:
    first = guest.opens("/embed.js").response
    again = guest.opens("/embed.js", if_none_match=first["ETag"]).response

    assert first["Content-Type"] == "text/javascript; charset=utf-8"
    assert first["Cache-Control"] == "public, max-age=3600, stale-while-revalidate=86400"
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]


def test_the_script_is_under_six_thousand_bytes(guest: Guest) -> None:
    assert len(guest.opens("/embed.js").response.content) < 6_000


def test_any_site_may_load_the_script(guest: Guest) -> None:
    response = guest.opens("/embed.js").response

    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Vary" not in response or "Cookie" not in response["Vary"]


def test_the_script_names_no_host_and_writes_no_markup(guest: Guest) -> None:
    text = guest.opens("/embed.js").response.content.decode()

    assert re.findall(r"https?://[\w.]+", text) == []
    assert re.findall(r"innerHTML|document\.write|\beval\b|cookie|localStorage", text) == []


def test_a_browser_that_asks_for_an_icon_gets_our_mark(guest: Guest) -> None:
    response = guest.opens("/favicon.ico").response

    assert (response.status_code, response["Content-Type"]) == (200, "image/svg+xml")
    assert response.content.startswith(b"<svg")
    assert response["Cache-Control"] == "public, max-age=86400"


def test_every_page_names_an_icon_of_this_site(guest: Guest) -> None:
    page = guest.opens("/embed/nowhere/")

    icons = [each for each in page.all("link") if each.attributes["rel"] == "icon"]
    assert [each.attributes["href"] for each in icons] == ["/static/slotwright/icon.svg"]


def test_comments_stay_at_home() -> None:
    assert told("// why\nlet a = {\n  // more\n  b: 1,\n};\n") == "let a = {b: 1,};"
