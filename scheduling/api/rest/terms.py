"""The routes of policies, add-ons and promo codes: lists, reads, writes, written once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from django.db.models import QuerySet
from rest_framework import serializers

from orgs.dialects.rest import Call, In, OrgView, paged, route
from orgs.errors import Refusal
from scheduling.api.rest.wire import Status, changes, filters, new, speaking


class TermsFiltersIn(In):
    """Which rows a list holds; without a status those that are not archived."""

    status = Status(source="is_archived", required=False)


class Actions(Protocol):
    """A module of actions on one kind of row; rows are named by `ref`, their public id."""

    create: Callable[..., Any]
    change: Callable[..., Any]
    archive: Callable[..., Any]


class Says(NamedTuple):
    """What the description of the API says of each route."""

    lists: str
    makes: str
    reads: str
    changes: str
    archives: str


@dataclass(frozen=True, slots=True)
class Terms:
    """One kind of row: its names, its shapes, and where it is found.

    `one` and `many` name the views and so the operations, `key` the list in its answer. `rows`
    are told whether the archived ones are asked for; `given` turns a body into what actions take.
    """

    one: str
    many: str
    key: str
    reads: type[In]
    gives: type[serializers.Serializer]
    rows: Callable[[Call, bool], QuerySet]
    row: Callable[[Call, str], Any]
    word: Callable[[Any], dict[str, Any]]
    actions: Actions
    says: Says
    given: Callable[[dict[str, Any]], dict[str, Any]] = dict
    refuses: tuple[type[Refusal], ...] = ()


def collection(terms: Terms) -> type[OrgView]:
    """The view of all of them."""

    class Collection(OrgView):
        @route(scope="terms:read", query=TermsFiltersIn, gives=paged(terms.key, terms.gives))
        def get(self, call: Call) -> dict[str, Any]:
            archived = filters(call).get("is_archived", False)
            return call.page(terms.key, terms.rows(call, archived), terms.word)

        @route(
            scope="terms:write",
            takes=terms.reads,
            gives=terms.gives,
            status=201,
            refuses=terms.refuses,
        )
        def post(self, call: Call) -> dict[str, Any]:
            with speaking(terms.reads):
                body = terms.given(new(call))
                made = terms.actions.create(org=call.org, by=call.caller, now=call.now, **body)
            return terms.word(terms.row(call, made.public_id))

    return _named(Collection, terms, terms.many, get=terms.says.lists, post=terms.says.makes)


def single(terms: Terms) -> type[OrgView]:
    """The view of one of them; the path names nothing else."""

    class Single(OrgView):
        @route(scope="terms:read", gives=terms.gives)
        def get(self, call: Call, **path: str) -> dict[str, Any]:
            return terms.word(terms.row(call, *path.values()))

        @route(scope="terms:write", takes=terms.reads, gives=terms.gives, refuses=terms.refuses)
        def patch(self, call: Call, **path: str) -> dict[str, Any]:
            [ref] = path.values()
            with speaking(terms.reads):
                body = terms.given(changes(call, ref))
                terms.actions.change(org=call.org, by=call.caller, now=call.now, ref=ref, **body)
            return terms.word(terms.row(call, ref))

        @route(scope="terms:write", status=204)
        def delete(self, call: Call, **path: str) -> None:
            [ref] = path.values()
            terms.actions.archive(org=call.org, by=call.caller, now=call.now, ref=ref)

    says = terms.says
    spoken = {"get": says.reads, "patch": says.changes, "delete": says.archives}
    return _named(Single, terms, terms.one, **spoken)


def _named(view: type[OrgView], terms: Terms, name: str, **says: str) -> type[OrgView]:
    """As if it stood where its terms do: the description goes by names and modules."""
    view.__name__ = view.__qualname__ = name
    view.__module__ = terms.word.__module__
    for method, text in says.items():
        getattr(view, method).__doc__ = text
    return view
