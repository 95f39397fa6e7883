"""What a route says about itself: who may call, what it reads, answers and refuses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rest_framework import serializers

from orgs.dialects.paging import PageIn
from orgs.dialects.strict import In
from orgs.errors import Refusal

Shape = type[serializers.BaseSerializer] | serializers.BaseSerializer


@dataclass(frozen=True)
class Spec:
    """The declaration of one method of one path. `route` explains the fields."""

    scope: str | None
    query: type[In] | None
    takes: type[In] | None
    gives: Shape | None
    status: int
    refuses: tuple[type[Refusal], ...]
    rate: str | None
    operation: str
    also: Mapping[int | tuple[int, str], Any] = field(hash=False)

    @property
    def is_paged(self) -> bool:
        """Whether the answer is a page of a list."""
        return bool(getattr(self.gives, "is_page", False))

    def query_reader(self) -> type[In] | None:
        """The serializer of the whole query: the filters and, for lists, the paging."""
        if not self.is_paged:
            return self.query
        if self.query is None:
            return PageIn
        return type(self.query.__name__, (self.query, PageIn), {})


def spec_of(view: object, method: str) -> Spec | None:
    """The declaration behind a view's method, if it has one."""
    handler: Callable[..., Any] | None = getattr(view, method.lower(), None)
    return getattr(handler, "spec", None)
