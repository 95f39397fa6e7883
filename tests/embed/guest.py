"""A guest without scripts: follows links and sends forms as they stand in the page.

A link with a key is opened as at the door: its form is sent with the link in it.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

from bookings import actions
from scheduling.models import Offering
from tests import harbor

OWN = re.compile(r"/(b/bk|w/wl|pay/ord)_\w+")
"""Where a guest's own pages are, which keep their key in a cookie."""


@dataclass
class Element:
    """A start tag and, for a few, the text up to the next tag."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Reader(HTMLParser):
    """The elements of a page, in order."""

    elements: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Kept, with empty strings for bare attributes."""
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        """Belongs to the element before it."""
        if self.elements:
            self.elements[-1].text += data


class Page:
    """One answer, read."""

    def __init__(self, response: HttpResponse) -> None:
        reader = Reader()
        reader.feed(response.content.decode())
        self.response = response
        self.elements = reader.elements

    @property
    def status(self) -> int:
        """The status code."""
        return self.response.status_code

    @property
    def text(self) -> str:
        """All words, with single spaces."""
        return " ".join(" ".join(element.text for element in self.elements).split())

    def all(self, tag: str, name: str = "") -> list[Element]:
        """Elements of a tag that have a class, or all of the tag."""
        return [
            element
            for element in self.elements
            if element.tag == tag and name in ["", *element.attributes.get("class", "").split()]
        ]

    def summed(self) -> list[str]:
        """What a receipt has below its other lines."""
        sums = [self.elements.index(each) for each in self.all("div", "sum")]
        return [each.text.strip() for at in sums for each in self.elements[at + 1 : at + 3]]

    def by_id(self, id_: str) -> Element:
        """The element with this id."""
        return next(each for each in self.elements if each.attributes.get("id") == id_)

    def links(self, name: str) -> list[str]:
        """Where the links of a class lead."""
        return [element.attributes["href"] for element in self.all("a", name)]

    def fields(self) -> dict[str, str]:
        """The booking form as it would be sent untouched."""
        inputs = [*self.all("input"), *self.all("textarea")]
        return {
            each.attributes["name"]: each.attributes.get("value", "")
            for each in inputs
            if "name" in each.attributes and each.attributes.get("type") != "checkbox"
        }

    def action(self) -> str:
        """Where the form is sent."""
        return self.by_id("book").attributes["action"]


class Guest:
    """Opens addresses and sends forms; takes no cookie that is not of its own page alone."""

    def __init__(self, **defaults: Any) -> None:
        self.client = Client(enforce_csrf_checks=True, **defaults)

    def opens(self, address: str, **headers: str) -> Page:
        """The page at an address; a key in it is handed over at the door."""
        address, _, key = address.partition("#")
        if key:
            return self.enters(address, key)
        return self._read(self.client.get(address, headers=headers))

    def enters(self, address: str, key: str) -> Page:
        """The page behind a door, or that there is none."""
        answer = self.client.post(address, {"key": key})
        return self.opens(answer["Location"]) if answer.status_code == 303 else self._read(answer)

    def presses(self, page: Page, label: str) -> Page:
        """Sends the form that the button with these words is in."""
        at = next(place for place, one in enumerate(page.elements) if one.text.strip() == label)
        first = max(place for place in range(at) if page.elements[place].tag == "form")
        fields = {
            one.attributes["name"]: one.attributes.get("value", "")
            for one in page.elements[first:at]
            if one.tag == "input"
        }
        answer = self.client.post(page.elements[first].attributes["action"], fields)
        return self.opens(answer["Location"]) if answer.status_code == 303 else self._read(answer)

    def sends(self, page: Page, **changes: str) -> Page:
        """The page's booking form with some fields filled in; follows the redirect."""
        answer = self.client.post(page.action(), page.fields() | {"do": "book"} | changes)
        if answer.status_code == 303:
            return self.opens(answer["Location"])
        return self._read(answer)

    def at_the_form(self, offering: Offering, day: str = "2026-07-04", **query: str) -> Page:
        """The booking form of the day's first run, reached by links alone."""
        return self.opens(self.to_the_form(offering, day, **query))

    def to_the_form(self, offering: Offering, day: str = "2026-07-04", **query: str) -> str:
        """Its address, which is the same for everybody."""
        more = "".join(f"&{name}={value}" for name, value in query.items())
        calendar = f"/embed/{offering.calendar.public_id}/?view=month&day={day}{more}"
        return self.opens(calendar).links("run")[0]

    def books(self, offering: Offering, **changes: str) -> Page:
        """All the way to the confirmation."""
        filled = {"name": "Ada Lovelace", "email": "ada@example.com", **changes}
        return self.sends(self.at_the_form(offering), **filled)

    def _read(self, answer: HttpResponse) -> Page:
        paths = [one["path"] for one in (*answer.cookies.values(), *self.client.cookies.values())]
        assert all(OWN.fullmatch(path) for path in paths), "No page of the embed sets a cookie."
        return Page(answer)


def rate_field(offering: Offering) -> str:
    """The name of the field that counts the offering's first rate."""
    return f"party.{offering.rates.first().public_id}"


def fill(offering: Offering, seats: int) -> None:
    """Other guests take so many seats of the first run."""
    request = harbor.wanting(offering, seats=seats, name="Others")
    actions.book(request=request, by=harbor.GUEST, now=harbor.NOW)


def sources(policy: str, directive: str) -> list[str]:
    """What a content security policy allows for one directive."""
    found = re.search(rf"{directive} ([^;]*)", policy)
    return found[1].split() if found else []
