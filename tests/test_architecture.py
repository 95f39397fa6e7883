"""The shape of the house. Every rule is first shown a planted offence, then the whole tree."""

import ast
import graphlib
import importlib
import re
import statistics
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.urls import URLResolver, get_resolver

from tests.sources import APPS, ROOT, Function, Module, code, offences, offends, part_of, words

FLOORS = {"orgs": 0, "scheduling": 1, "bookings": 2, "submissions": 2, "embed": 3, "config": 4}
PURE = {"engine", "fees", "ledger", "pricing", "states", "terms", "errors", "money", "colours"}
PURE_MAY_USE = set(sys.stdlib_module_names) | {"dateutil", "babel"}
STOREYS = {
    **dict.fromkeys(PURE, 0),
    "models": 1,
    **dict.fromkeys(("queries", "availability"), 2),
    **dict.fromkeys(("actions", "capacity"), 3),
    **dict.fromkeys(("api", "views", "admin", "forms", "urls", "dialects", "management"), 4),
}
CORE = PURE | {"models", "queries", "availability", "snapshot", "actions", "capacity", "notices"}
CORE |= {"ids", "outbox"}
HTTP = ("rest_framework", "drf_spectacular", "django.http", "django.shortcuts", "django.views")
WRITES = {"create", "bulk_create", "get_or_create", "update_or_create"}
WRITES |= {"update", "bulk_update", "save", "delete"}
FILE, CELL, FUNCTION, USUAL_FUNCTION = 300, 250, 40, 20

# Ways into a tenant table besides `.of(org)`, for those who do not know the organization yet.
ENTRANCES = {
    "of_user": "a user's own memberships, in every organization",
    "presented": "the key behind a secret, which says whose it is",
    "public": "what anybody may see, which says whose it is",
    "unlabelled": "waitlist entries that ran out, for the worker",
    "last_written": "how far the time lines go, for the worker",
    "written_after": "what has happened to bookings since, for the worker",
    "queues": "offerings that somebody waits for, for the worker",
    "by_public_id": "the row behind an unguessable id that its holder may open",
    "due": "what the worker is to do next, for whomever",
    "with_money": "bookings whose money the worker looks after, for whomever",
    "postponed": "what the sandbox is to tell later, to whomever",
    "by_movement": "the payment that a provider's signed notice is about",
    "by_public_ids": "as by_public_id, several; for the worker",
    "lapsed": "holds that ran out, in every organization, for the clockwork",
    "undecided": "minimums to be decided, in every organization, for the clockwork",
    "short": "runs whose staff are to be warned, in every organization, for the clockwork",
    "with_stale_offer": "bookings whose other date nobody can choose any more, for the clockwork",
    "overdue": "parties that did not pay for whom they added, for the clockwork",
    "to_remind": "guests to be reminded, in every organization, for the clockwork",
}
ASKS_THE_CLOCK = {"orgs/ids.py": "public ids sort by the time at which they were made"}
IMPORTS_LATE: dict[str, str] = {}
SPEAKS_NO_DIALECT = {
    "api/openapi.json": "the description of the dialects",
    "api/docs": "pages to read it",
}


def test_apps_import_only_downwards() -> None:
    assert offends(imports_upwards, "scheduling/queries.py", "from bookings.models import Booking")
    assert offends(imports_upwards, "submissions/actions.py", "import bookings.actions")
    assert offends(imports_upwards, "orgs/actions.py", "from config import settings")
    assert not offends(imports_upwards, "embed/views.py", "from bookings import actions")

    assert offences(imports_upwards) == []


def test_inside_an_app_doors_know_the_core_and_not_the_reverse() -> None:
    assert offends(climbs, "bookings/models/order.py", "from bookings import queries")
    assert offends(climbs, "bookings/actions.py", "from bookings.api.rest import BookingOut")
    assert not offends(climbs, "bookings/actions.py", "from scheduling import capacity")

    assert offences(climbs) == []


def test_core_knows_no_http() -> None:
    assert offends(knows_http, "bookings/actions/make.py", "from django.http import HttpRequest")
    assert offends(knows_http, "orgs/errors.py", "from rest_framework import exceptions")
    assert not offends(knows_http, "orgs/api/rest.py", "from rest_framework import views")

    assert offences(knows_http) == []


def test_pure_modules_know_no_framework() -> None:
    assert offends(knows_a_framework, "scheduling/engine/slots.py", "from django.db import models")
    assert offends(knows_a_framework, "bookings/terms.py", "from bookings.models import Policy")
    assert not offends(knows_a_framework, "bookings/pricing.py", "from orgs.money import Money")

    assert offences(knows_a_framework) == []


def test_core_never_asks_the_clock() -> None:
    for asking in ("timezone.now()", "datetime.now(UTC)", "date.today()", "time.time()", "Now()"):
        assert offends(asks_the_clock, "bookings/actions/make.py", f"held_until = {asking}")
        assert not offends(asks_the_clock, "bookings/api/rest.py", f"actions.hold(now={asking})")

    assert offences(asks_the_clock) == []


def test_tenant_tables_are_only_reached_through_of() -> None:
    tenants = {model.__name__ for model in apps.get_models() if has_organization(model)}

    def rule(module: Module) -> Iterator[str]:
        return enters_elsewhere(module, tenants | {"Booking"})

    for entering in (
        "Booking.objects.filter(pk=1)",
        "models.Booking.objects.get(pk=1)",
        "list(Booking.objects)",
        "Booking.objects.create(state=State.PENDING)",
        "Booking._default_manager.of(org)",
        "get_object_or_404(Booking, pk=1)",
    ):
        assert offends(rule, "bookings/queries.py", entering), entering
    assert not offends(rule, "bookings/queries.py", "Booking.objects.of(org).filter(pk=1)")
    assert not offends(rule, "bookings/actions.py", "Booking.objects.create(organization=org)")
    assert len(tenants) > len(APPS)
    assert offences(rule) == []


def test_only_actions_write_the_state() -> None:
    for writing in (
        "booking.state = CONFIRMED",
        "rows.update(state=CONFIRMED)",
        "setattr(one, 'state', new)",
    ):
        assert offends(writes_the_state, "bookings/admin.py", writing), writing
        assert offends(writes_the_state, "scheduling/actions.py", writing), writing
        assert not offends(writes_the_state, "bookings/actions/move.py", writing), writing

    assert offences(writes_the_state) == []


def test_only_capacity_writes_occupancy() -> None:
    for writing in (
        "Claim.objects.of(org).filter(holder=ref).update(until=None)",
        "occurrence.save()",
        "run.claims.live(now).delete()",
        "from scheduling.models import Allocation\nAllocation(units=2)",
    ):
        assert offends(writes_occupancy, "bookings/actions/make.py", writing), writing
        assert not offends(writes_occupancy, "scheduling/capacity/take.py", writing), writing

    assert offences(writes_occupancy) == []


def test_no_imports_inside_functions() -> None:
    assert offends(imports_late, "orgs/actions.py", "def act():\n    import json")

    assert offences(imports_late) == []


def test_no_file_outgrows_its_budget() -> None:
    assert offends(is_too_long, "bookings/actions.py", "x = 1\n" * (FILE + 1))
    assert offends(is_too_long, "bookings/api/rest.py", "x = 1\n" * (CELL + 1))
    assert offends(
        has_a_long_function, "orgs/actions.py", "def act():\n" + "    x = 1\n" * FUNCTION
    )

    assert offences(is_too_long) == []
    assert offences(has_a_long_function) == []


def test_most_functions_fit_in_twenty_lines() -> None:
    lengths = [length(function) for module in code() for function in module.functions()]

    assert statistics.quantiles([*lengths, 1, 1], n=10)[-1] <= USUAL_FUNCTION


def test_every_api_route_speaks_a_dialect() -> None:
    dialect = importlib.import_module("orgs.dialects.base").DialectView
    found = list(routes(get_resolver().url_patterns))

    assert strangers(dialect, [("api/planted", print)]) == ["api/planted"]
    assert [route for route, _ in found if is_api(route)]
    assert strangers(dialect, found) == []


def test_no_mutual_imports() -> None:
    planted = [Module("orgs/a.py", "from orgs import b"), Module("orgs/b.py", "import orgs.a")]

    assert cycle(planted) == ["orgs.a", "orgs.b", "orgs.a"]
    assert cycle(code()) == []


@pytest.mark.parametrize(
    "inline",
    [
        "<script>alert(1)</script>",
        "<style>p {}</style>",
        '<p style="color: red">',
        '<a onclick="go()">',
        '<a href="javascript:go()">',
    ],
)
def test_no_inline_script_or_style_in_templates(inline: str) -> None:
    files = [path for path in ROOT.rglob("templates/**/*.html") if ".venv" not in path.parts]
    pages = [path for path in files if not {"mail", "mails", "email"} & set(path.parts)]

    assert INLINE.search(inline)
    assert not INLINE.search('<script src="/a.js" defer></script><p class="style">once = 1</p>')
    assert not INLINE.search('<script type="application/json" id="data">{}</script>')
    assert [str(path) for path in pages if INLINE.search(path.read_text(encoding="utf-8"))] == []


INLINE = re.compile(
    r"""<script(?![^>]*(\ssrc=|type="application/(ld\+)?json"))   # a script without a source
    | <style[\s>] | <[^>]*\s(style|on[a-z]+)\s*= | javascript:""",
    re.IGNORECASE | re.VERBOSE,
)


def imports_upwards(module: Module) -> Iterator[str]:
    """An app that knows one above it, or one beside it."""
    for line, name in module.imports():
        app = name.partition(".")[0]
        if app in FLOORS and app != module.app and FLOORS[app] >= FLOORS[module.app]:
            yield module.at(line, f"imports {name}")


def climbs(module: Module) -> Iterator[str]:
    """A lower storey that knows a higher one, in its own app or another."""
    own = STOREYS.get(module.part, max(STOREYS.values()))
    for line, name in module.imports():
        if name.partition(".")[0] in APPS and STOREYS.get(part_of(name), 0) > own:
            yield module.at(line, f"imports {name}")


def knows_http(module: Module) -> Iterator[str]:
    """Core code that imports anything about requests and answers."""
    for line, name in module.imports():
        if module.part in CORE and f"{name}.".startswith(tuple(f"{word}." for word in HTTP)):
            yield module.at(line, f"imports {name}")


def knows_a_framework(module: Module) -> Iterator[str]:
    """A pure module that imports more than the standard library and other pure modules."""
    for line, name in module.imports():
        root = name.partition(".")[0]
        pure = root in PURE_MAY_USE or (root in APPS and part_of(name) in PURE)
        if module.part in PURE and not pure:
            yield module.at(line, f"imports {name}")


def asks_the_clock(module: Module) -> Iterator[str]:
    """Core code that asks the time instead of being told."""
    for call, name in module.calls():
        asks = name[-1:] in (["now"], ["today"], ["utcnow"], ["Now"]) or name == ["time", "time"]
        if asks and module.part in CORE and module.path not in ASKS_THE_CLOCK:
            yield module.at(call.lineno, f"calls {'.'.join(name)}()")


def has_organization(model: Any) -> bool:
    """Whether its rows belong to a tenant."""
    return any(field.name == "organization" for field in model._meta.get_fields())


def enters_elsewhere(module: Module, tenants: set[str]) -> Iterator[str]:
    """A tenant table reached by anything else than `.of(org)`, or a row made for no tenant."""
    if module.part == "models":
        return
    lawful = {id(node) for node in ast.walk(module.tree) if enters_lawfully(node)}
    parents = {id(child): node for node in ast.walk(module.tree) for child in children(node)}
    for node in ast.walk(module.tree):
        name = words(node) if isinstance(node, ast.Attribute) else []
        manager = name[-1:] in (["objects"], ["_default_manager"], ["_base_manager"])
        if manager and name[-2:-1] and name[-2] in tenants and not is_within(node, parents, lawful):
            yield module.at(node.lineno, ".".join(name))
    for call, name in module.calls():
        if name[-1:] in (["get_object_or_404"], ["get_list_or_404"]):
            yield module.at(call.lineno, name[-1])


def enters_lawfully(node: ast.AST) -> bool:
    """`X.objects ... .of(org)`, a named entrance, or a creation that says for whom."""
    name = words(node) if isinstance(node, ast.Call) else []
    if "objects" not in name:
        return False
    if name[-1] == "create":
        return any(
            keyword.arg in ("organization", "organization_id", None) for keyword in node.keywords
        )
    return name[-1] in {"of", "bulk_create", *ENTRANCES}


def children(node: ast.AST) -> list[ast.AST]:
    """What a chain of attributes and calls hangs on: the next link towards its beginning."""
    match node:
        case ast.Call(func=inner) | ast.Attribute(value=inner):
            return [inner]
    return []


def is_within(node: ast.AST, parents: dict[int, ast.AST], lawful: set[int]) -> bool:
    """Whether the chain that begins here comes through a lawful call."""
    while id(node) in parents:
        node = parents[id(node)]
        if id(node) in lawful:
            return True
    return False


def writes_the_state(module: Module) -> Iterator[str]:
    """A state set anywhere but in the actions of the app that owns the table of moves."""
    if module.path.startswith(("bookings/actions", "submissions/actions")):
        return
    for node in ast.walk(module.tree):
        match node:
            case ast.Attribute(attr="state", ctx=ast.Store()):
                yield module.at(node.lineno, "assigns .state")
            case ast.Call(func=ast.Name(id="setattr"), args=[_, ast.Constant(value="state"), _]):
                yield module.at(node.lineno, "sets the state")
            case ast.Call(func=ast.Attribute(attr="update")):
                if "state" in {keyword.arg for keyword in node.keywords}:
                    yield module.at(node.lineno, "updates the state")


def writes_occupancy(module: Module) -> Iterator[str]:
    """A run, claim or allocation written anywhere but in scheduling.capacity."""
    if module.path.startswith("scheduling/capacity") or module.part in PURE:
        return
    tables = {"Occurrence", "Claim", "Allocation"}
    rows = {form for table in tables for form in (table, table.lower(), f"{table.lower()}s")}
    imported = {name.split(".")[-1] for _, name in module.imports() if "scheduling.models" in name}
    for call, name in module.calls():
        makes = name[-1:] and name[-1] in tables & imported
        writes = name[-1:] and name[-1] in WRITES and rows & set(name[:-1])
        if makes or writes:
            yield module.at(call.lineno, ".".join(name))


def imports_late(module: Module) -> Iterator[str]:
    """An import hidden in a function."""
    if module.path in IMPORTS_LATE:
        return
    for function in module.functions():
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield module.at(node.lineno, f"imports inside {function.name}")


def is_too_long(module: Module) -> Iterator[str]:
    """A file over its budget; a cell's is smaller."""
    budget = CELL if module.part == "api" else FILE
    if module.lines > budget:
        yield module.at(module.lines, f"{module.lines} lines, {budget} allowed")


def has_a_long_function(module: Module) -> Iterator[str]:
    """A function nobody can see at once."""
    for function in module.functions():
        if length(function) > FUNCTION:
            yield module.at(function.lineno, f"{function.name} has {length(function)} lines")


def length(function: Function) -> int:
    """Lines from `def` to the end."""
    return (function.end_lineno or 0) - function.lineno + 1


def routes(patterns: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every route of the site and what answers it."""
    for entry in patterns:
        route = prefix + str(entry.pattern).removeprefix("^")
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, route)
        else:
            yield route, entry.callback


def is_api(route: str) -> bool:
    """Whether a program is expected to call it."""
    return route.startswith(("api/", "octo/")) and not route.startswith(tuple(SPEAKS_NO_DIALECT))


def strangers(dialect: type, found: list[tuple[str, Any]]) -> list[str]:
    """API routes answered by something that speaks no dialect."""
    answering = {
        route: getattr(view, "view_class", None) or getattr(view, "cls", None)
        for route, view in found
        if is_api(route)
    }
    return [route for route, view in answering.items() if not (view and issubclass(view, dialect))]


def cycle(modules: Any) -> list[str]:
    """One ring of modules that import each other, or nothing."""
    known = {module.name for module in modules}
    graph = {
        module.name: {
            name if name in known else name.rpartition(".")[0] for _, name in module.imports()
        }
        & known - {module.name}
        for module in modules
    }
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as found:
        return list(found.args[1])
    return []
