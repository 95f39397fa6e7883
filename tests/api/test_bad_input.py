"""Bad input at every route: a clear refusal of the contract, no 500, no trace.

Each route's valid body is taken apart: every leaf of it is replaced by every poison, every object
gets a field nobody knows, every query parameter is poisoned. What a refused call leaves behind is
counted over all tables; what is accepted is rolled back, so that the next call finds the same.

Fields are read each by itself. So a poison is put into all of them at once, and what the answer
names is known to be refused; where it was let through it is tried once more, alone.
"""

import copy
import functools
import json
import operator
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import pytest
import time_machine
from django.apps import apps
from django.db import transaction
from django.http import HttpResponse
from django.urls import get_resolver

from bookings import actions
from orgs.dialects.spec import Spec, spec_of
from orgs.models import Organization, Role
from scheduling.models import Offering
from tests import harbor
from tests.client import Api
from tests.factories import ROWS
from tests.test_architecture import routes

pytestmark = pytest.mark.django_db

WORDS = (
    "../../etc/passwd",
    "2026-07-04T09:00:00",
    "9999-12-31T23:59:59Z",
    "0001-01-01",
    "FREQ=SECONDLY",
    "FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2",
    "FREQ=DAILY;COUNT=999999999",
    "org_01aaaaaaaaaaaaaaaaaaaaaaaa",
)
"""To a field that takes the first, all of them are mere text."""
POISONS: tuple[Any, ...] = (
    None,
    True,
    -1,
    10**30,
    1e400,
    "",
    "x" * 100_000,
    "a\x00b",
    "\ud800",
    "🌊" * 50,
    [],
    {},
    [[[]]],
    *WORDS,
)
QUERIES = (
    "",
    "x",
    "-1",
    "1e9",
    "9" * 400,
    "a\x00b",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "🌊",
)
REFUSALS = {400, 401, 403, 404, 405, 409, 413, 415, 422, 429}

RULE = {"weekdays": ["MON"], "startTimes": ["09:00"], "startsOn": "2026-07-01"}
SPAN = {"startsAt": "2026-08-01T09:00:00-04:00", "endsAt": "2026-08-01T11:00:00-04:00"}


class Route(NamedTuple):
    """One method of one path."""

    method: str
    pattern: str
    spec: Spec


@pytest.fixture(autouse=True)
def _first_of_july() -> Iterator[None]:
    with time_machine.travel(harbor.NOW, tick=False):
        yield


def every_route() -> Iterator[Route]:
    """All methods of all paths of the rest dialect that are declared."""
    for pattern, callback in routes(get_resolver("config.urls").url_patterns):
        view = getattr(callback, "view_class", None)
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            spec = spec_of(view, method) if view is not None else None
            if spec is not None:
                yield Route(method, pattern.replace("/^", "/"), spec)


class Ground:
    """Harbor with one row of everything, and its owner at the door."""

    def __init__(self) -> None:
        self.org = harbor.organization()
        self.api = Api(harbor.member(self.org, Role.OWNER, "Olga"))
        self.walk = harbor.tour(self.org)
        request = harbor.wanting(self.walk)
        booking = actions.book(request=request, by=harbor.GUEST, now=harbor.NOW).booking
        self.token = booking.token
        self.ids = {"org_id": self.org.public_id, "booking_id": booking.public_id}
        self.ids["tour_id"] = self.walk.public_id
        self.ids["calendar_id"] = self.walk.calendar.public_id

    def path(self, route: Route) -> str:
        """The route's path to rows that are there."""

        def filled(found: re.Match[str]) -> str:
            return self.id_of(found[1])

        text = re.sub(r"\(\?P<(\w+)>\[\^/\]\+\)", filled, route.pattern)
        return "/" + text.replace("\\", "").removesuffix("/?$")

    def id_of(self, name: str) -> str:
        """The id of a row of Harbor; made when first asked for."""
        if name not in self.ids:
            row: Any = ROWS[name](organization=self.org)
            self.ids[name] = row.public_id
        return self.ids[name]

    def body(self, route: Route) -> dict[str, Any]:
        """A body that the route would take."""
        makers = BODIES.items()
        path = route.pattern.removesuffix("/?$")
        found = [make for end, make in makers if re.search(end, path) and route.spec.takes]
        return found[0](self) if found else {}


def offered(ground: Ground) -> dict[str, Any]:
    """What tours and events share."""
    return {
        "calendarId": ground.id_of("calendar_id"),
        "name": "Bay walk",
        "summary": "A walk",
        "description": "Around the bay",
        "tags": ["walk"],
        "status": "DRAFT",
        "timezone": "America/New_York",
        "capacity": 8,
        "minParty": 1,
        "maxParty": 4,
        "leadTimeMinutes": 30,
        "rates": [
            {
                "label": "Adult",
                "category": "ADULT",
                "price": {"amount": "45.00", "currency": "USD"},
                "seats": 1,
            }
        ],
    }


def a_tour(ground: Ground) -> dict[str, Any]:
    """A tour's whole body."""
    return offered(ground) | {
        "kind": "GROUP",
        "durationMinutes": 60,
        "scheduleRules": [RULE, {"rrule": "FREQ=DAILY", "startTimes": ["10:00"]}],
        "resourceIds": [],
        "groupDiscounts": [{"minSeats": 4, "percentOff": "10"}],
        "minimum": {"seats": 2, "decideHoursBefore": 24},
        "requiresApproval": False,
        "waitlist": True,
        "waitlistHours": 4,
    }


def a_choice(ground: Ground) -> dict[str, Any]:
    """What a guest wants."""
    return {
        "tourId": ground.walk.public_id,
        "instanceStartsAt": "2026-07-05T09:00:00-04:00",
        "party": [{"rateId": ground.walk.rates.get().public_id, "quantity": 2}],
        "addOns": [],
    }


def a_booking(ground: Ground) -> dict[str, Any]:
    """A guest who wants it."""
    return a_choice(ground) | {
        "contact": {"name": "Ada", "email": "ada@example.com", "phone": "1", "locale": "de"},
        "notes": "Window seat",
        "answers": {"diet": "none"},
        "utm": {"source": "news"},
        "reference": "PO-1",
    }


def a_wish(ground: Ground) -> dict[str, Any]:
    """Somebody who waits for it, if it were sold out."""
    Offering.objects.filter(pk=ground.walk.pk).update(waitlist=True)
    choice = a_choice(ground)
    del choice["addOns"]
    return choice | {"contact": a_booking(ground)["contact"]}


Body = Callable[[Ground], dict[str, Any]]
Place = tuple[str | int, ...]
HOURS = {"weekday": "MON", "startTime": "08:00", "endTime": "18:00"}
BODIES: dict[str, Body] = {
    r"auth/login": lambda _: {"email": "olga@harbor.example", "password": "wrong"},
    r"auth/signup": lambda _: {
        "email": "new@example.com",
        "password": "a long enough one",
        "name": "New",
        "organization": {"name": "New", "timezone": "Europe/Berlin", "currency": "EUR"},
    },
    r"bookings/quote": a_choice,
    r"bookings$": a_booking,
    r"waitlist$": a_wish,
    r"(reschedule|move)$": lambda _: {"instanceStartsAt": "2026-07-06T09:00:00-04:00"},
    r"(approve|decline|cancel|check\\-in|no\\-show)$": lambda _: {"reason": "Rain"},
    r"resources/[^/]+\]\+\)/availability": lambda _: {"windows": [HOURS]},
    r"blocks": lambda _: SPAN | {"reason": "Service", "recurrence": "FREQ=WEEKLY"},
    r"resources": lambda _: {
        "name": "Bus",
        "kind": "VEHICLE",
        "seats": 20,
        "units": 1,
        "attributes": {"languages": ["en"]},
        "turnaroundMinutes": 15,
        "contact": {"name": "Max"},
    },
    r"tours": a_tour,
    r"events": lambda ground: offered(ground) | SPAN | {"venue": "Pier", "isFree": True},
    r"calendars": lambda _: {
        "name": "Winter",
        "slug": "winter",
        "purpose": "TOUR",
        "acceptsSubmissions": False,
        "theme": {"brand": "#0f6b5c"},
        "allowedSites": ["https://harbor.example"],
    },
    r"members": lambda _: {"email": "max@example.com", "role": "STAFF", "name": "Max"},
    r"locations": lambda _: {
        "name": "Pier",
        "address": {"line1": "1 Quay", "city": "Wrenport", "country": "US"},
        "timezone": "America/New_York",
        "openingHours": [HOURS],
    },
    r"orgs/": lambda _: {"name": "Harbor", "timezone": "America/New_York", "brand": {}},
}


def places(body: Any, above: Place = ()) -> Iterator[Place]:
    """The keys and numbers that lead to each leaf and each branch."""
    if isinstance(body, dict | list):
        for key in body if isinstance(body, dict) else range(len(body)):
            yield (*above, key)
            yield from places(body[key], (*above, key))


def poisoned(body: Any, spoilt: Iterable[Place], poison: Any) -> bytes:
    """The body with the poison at these places."""
    found = copy.deepcopy(body)
    for *above, key in spoilt:
        functools.reduce(operator.getitem, above, found)[key] = poison
    return json.dumps(found).encode()


def with_stranger(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The body with a field that nobody knows, in each of its objects."""
    yield {**body, "nobodyKnows": 1}
    for key, inner in body.items():
        if isinstance(inner, dict) and key not in ("answers", "attributes", "brand", "theme"):
            yield from ({**body, key: spoilt} for spoilt in with_stranger(inner))


def rows() -> dict[str, int]:
    """How many rows each table has."""
    return {model.__name__: model._base_manager.count() for model in apps.get_models()}  # noqa: SLF001


def call(ground: Ground, route: Route, text: bytes, query: str = "") -> HttpResponse:
    """The answer to a call; what was accepted is undone."""
    headers = {"X-Booking-Token": ground.token}
    path = ground.path(route) + query
    with transaction.atomic():
        response = ground.api.send_raw(route.method, path, text, **headers)
        if response.status_code < 400:
            transaction.set_rollback(True)
    assert response.status_code < 400 or response.status_code in REFUSALS, (
        route.method,
        path,
        text[:500],
        response.content[:500],
    )
    return response


def calls(ground: Ground, route: Route) -> Iterator[HttpResponse]:
    """The answers to all the spoilt bodies of a route."""
    for text in (b"{", b"[]", b'"x"', b"null", b"\xff\xfe", b"[" * 100_000, b'{"a":' * 5_000):
        yield call(ground, route, text)
    body = ground.body(route)
    for spoilt in with_stranger(body):
        yield call(ground, route, json.dumps(spoilt).encode())
    takes_words: set[Place] = set()
    for poison in POISONS:
        for place, answer in calls_with_poison(ground, route, body, poison, takes_words):
            yield answer
            if poison == WORDS[0] and answer.status_code < 400:
                takes_words.add(place)


def calls_with_poison(
    ground: Ground, route: Route, body: Any, poison: Any, takes_words: set[Place]
) -> Iterator[tuple[Place, HttpResponse]]:
    """The answers to a poison at all places of one depth, then at each that let it through."""
    spared = takes_words if poison in WORDS else set()
    tried = [place for place in places(body) if place not in spared]
    for depth in {len(place) for place in tried}:
        level = [place for place in tried if len(place) == depth]
        together = call(ground, route, poisoned(body, level, poison))
        yield (), together
        refused = refused_at(together)
        for place in level:
            if not any(one[: len(place)] == place for one in refused):
                # A part is changed by itself; what it does beside others is asked of the POST.
                part = {place[0]: body[place[0]]} if route.method == "PATCH" else body
                yield place, call(ground, route, poisoned(part, [place], poison))


def refused_at(answer: HttpResponse) -> set[Place]:
    """The places that the answer names: JSON pointers, taken apart."""
    if answer.status_code != 400:
        return set()
    pointers = [error["pointer"] for error in json.loads(answer.content).get("errors", [])]
    return {
        tuple(int(step) if step.isdigit() else step for step in pointer.split("/")[1:])
        for pointer in pointers
    }


READERS = [route for route in every_route() if route.method == "GET"]
WRITERS = [route for route in every_route() if route.method != "GET"]


def name_of(route: Route) -> str:
    """`POST tours`, for the test's name."""
    plain = re.sub(r"\(\?P<(\w+)>\[\^/\]\+\)", r"{\1}", route.pattern).removesuffix("/?$")
    return f"{route.method} {plain}"


def test_there_are_routes() -> None:
    assert len(READERS) > 15
    assert len(WRITERS) > 25


@pytest.mark.parametrize("route", WRITERS, ids=name_of)
def test_no_body_breaks_a_route_or_leaves_a_trace(route: Route, settings: Any) -> None:
    settings.RATES = dict.fromkeys(settings.RATES, "100000/s")
    ground = Ground()
    ground.path(route)
    before = rows()

    statuses = {answer.status_code for answer in calls(ground, route)}

    assert 400 in statuses or route.spec.takes is None
    assert rows() == before


@pytest.mark.parametrize("route", READERS, ids=name_of)
def test_no_query_breaks_a_route(route: Route, settings: Any) -> None:
    ground = Ground()
    reader = route.spec.query_reader()
    names = list(reader().fields) if reader else ["limit"]
    base = "from=2026-07-01&to=2026-07-03"

    for name in [*names, "nobodyKnows"]:
        for text in QUERIES:
            call(ground, route, b"", f"?{base}&{name}={text}".replace("\x00", "%00"))


@pytest.mark.parametrize("route", list(every_route()), ids=name_of)
def test_ids_that_name_nothing_are_not_found(route: Route) -> None:
    ground = Ground()
    parameters = [name for name in re.findall(r"\?P<(\w+)>", route.pattern) if name != "org_id"]
    if not parameters:
        return
    for odd in ("nothing", "%00", "🌊", "x" * 5_000, "..%2f..", "1' OR '1'='1"):
        ground.ids |= dict.fromkeys(parameters, odd)
        body = json.dumps(ground.body(route)).encode() if route.spec.takes else b""
        assert call(ground, route, body).status_code in (400, 404)


def test_the_owner_is_really_let_in() -> None:
    """Otherwise all of the above would be 401s and prove nothing."""
    ground = Ground()

    assert Organization.objects.get() == ground.org
    assert ground.api.get(f"/api/orgs/{ground.org.public_id}").status_code == 200
