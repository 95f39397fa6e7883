"""The demonstration's own website: what it serves, and that its pages carry the documented tag."""

import re
from collections.abc import Iterator
from http.client import HTTPConnection
from threading import Thread

import pytest

from embed.demo import house, tours, website
from tests.sources import ROOT

APP = "http://127.0.0.1:8230"
TAG = '<script async src="http://127.0.0.1:8000/embed.js" data-calendar="tours"></script>'
PAGES = sorted(path.name for path in website.PAGES.glob("*.html"))


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    """The website on a port of its own."""
    with website.server("127.0.0.1", 0, APP) as served:
        thread = Thread(target=served.serve_forever, daemon=True)
        thread.start()
        yield served.server_address
        served.shutdown()
        thread.join()


def ask(address: tuple[str, int], path: str, method: str = "GET") -> tuple[int, dict, str]:
    """Status, headers and text of an answer."""
    connection = HTTPConnection(*address, timeout=5)
    try:
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, dict(answer.headers), answer.read().decode()
    finally:
        connection.close()


def test_the_home_page_carries_exactly_the_documented_tag() -> None:
    home = (website.PAGES / "index.html").read_text(encoding="utf-8")
    guide = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")

    assert home.count(TAG) == 1
    assert TAG in guide


def test_pages_are_told_where_the_calendar_is(address: tuple[str, int]) -> None:
    status, headers, page = ask(address, "/?utm_source=poster")

    assert status == 200
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert TAG.replace("http://127.0.0.1:8000", APP) in page
    assert "127.0.0.1:8000" not in page


def test_nothing_is_said_of_paying_that_the_terms_do_not_say() -> None:
    deposits = [one for one in house.POLICIES.values() if "deposit_percent" in one]
    taken = {tour.policy for tour in tours.TOURS} & {"third", "prepaid", "deposit"}
    pages = [(website.PAGES / name).read_text(encoding="utf-8") for name in PAGES]

    assert all(one["name"].startswith(f"{one['deposit_percent']}%") for one in deposits)
    assert taken == {"third", "prepaid", "deposit"}
    assert not any("you pay when you arrive" in page.lower() for page in pages)
    assert not any("Bezahlt wird vor Ort" in page for page in pages)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_embeds_a_calendar_and_runs_no_script_of_its_own(name: str) -> None:
    page = (website.PAGES / name).read_text(encoding="utf-8")

    scripts = re.findall(r"<script[^>]*>", page)
    assert len(scripts) == 1
    assert re.search(r'data-calendar="(tours|town|hikes)"', scripts[0])
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)


@pytest.mark.parametrize("name", PAGES)
def test_every_link_of_a_page_leads_somewhere(name: str) -> None:
    page = (website.PAGES / name).read_text(encoding="utf-8")
    known = website.files(APP)

    links = re.findall(r'(?:href|src)="(/[^"]*)"', page)
    assert [link for link in links if link not in known] == []


def test_the_policy_lets_in_the_calendar_alone(address: tuple[str, int]) -> None:
    _, headers, _ = ask(address, "/")

    directives = dict(
        part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")
    )
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == APP
    assert directives["frame-src"] == APP
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "Set-Cookie" not in headers


def test_head_sends_no_body_and_the_same_length(address: tuple[str, int]) -> None:
    _, whole, page = ask(address, "/harbor.svg")

    status, headers, nothing = ask(address, "/harbor.svg", "HEAD")

    assert (status, nothing) == (200, "")
    assert headers["Content-Length"] == whole["Content-Length"] == str(len(page.encode()))
    assert headers["Content-Type"] == "image/svg+xml; charset=utf-8"


def test_a_browser_that_asks_for_an_icon_gets_the_mark(address: tuple[str, int]) -> None:
    status, headers, picture = ask(address, "/favicon.ico")

    assert (status, headers["Content-Type"]) == (200, "image/svg+xml; charset=utf-8")
    assert picture == (website.PAGES / "mark.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", ["/missing.html", "/../website.py", "/%2e%2e/house.py"])
def test_nothing_else_is_served(address: tuple[str, int], path: str) -> None:
    status, _, text = ask(address, path)

    assert (status, text) == (404, "There is no such page.\n")
