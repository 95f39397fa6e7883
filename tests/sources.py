"""The code as the architecture tests read it: modules, their imports, their expressions."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
APPS = ("orgs", "scheduling", "bookings", "submissions", "embed")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One file; `path` is relative to the repository."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed file."""
        return ast.parse(self.text, self.path)

    @property
    def name(self) -> str:
        """The dotted name it is imported by."""
        parts = PurePosixPath(self.path).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def app(self) -> str:
        """The first word of its name."""
        return self.name.partition(".")[0]

    @property
    def part(self) -> str:
        """Its place within the app: `models` for bookings.models and bookings.models.order."""
        return part_of(self.name)

    @property
    def lines(self) -> int:
        """How long it is."""
        return len(self.text.splitlines())

    def imports(self) -> Iterator[tuple[int, str]]:
        """Line and dotted name of everything imported anywhere in it: `a.b` and `a.b.name`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            if isinstance(node, ast.ImportFrom):
                yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)

    def calls(self) -> Iterator[tuple[ast.Call, list[str]]]:
        """Every call and the words that lead to it."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield node, words(node)

    def functions(self) -> Iterator[Function]:
        """Every function and method."""
        for node in ast.walk(self.tree):
            if isinstance(node, Function):
                yield node

    def at(self, line: int, what: str) -> str:
        """An offence, worded so that an editor can jump to it."""
        return f"{self.path}:{line}: {what}"


Rule = Callable[[Module], Iterator[str]]


def part_of(name: str) -> str:
    """The second word of a dotted name."""
    return [*name.split("."), ""][1]


def words(node: ast.expr) -> list[str]:
    """`Claim.objects.of(org).live(now)` as Claim, objects, of, live."""
    found: list[str] = []
    while not isinstance(node, ast.Name):
        match node:
            case ast.Attribute(value=value, attr=attr):
                found.append(attr)
                node = value
            case ast.Call(func=inner) | ast.Subscript(value=inner):
                node = inner
            case _:
                return found[::-1]
    return [node.id, *found[::-1]]


@cache
def code() -> tuple[Module, ...]:
    """Every module of the apps and of config, migrations left out."""
    folders = [ROOT / name for name in (*APPS, "config")]
    files = sorted(path for folder in folders for path in folder.rglob("*.py"))
    return tuple(
        Module(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        for path in files
        if "migrations" not in path.parts
    )


def offences(rule: Rule) -> list[str]:
    """What the rule finds in the whole tree."""
    return [offence for module in code() for offence in rule(module)]


def offends(rule: Rule, path: str, text: str) -> bool:
    """Whether the rule would catch this, if it stood there."""
    return any(rule(Module(path, text)))
