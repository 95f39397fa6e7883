"""What the rows are called that the audit trail names by their public ids."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from django.apps import apps

from orgs.models import AuditEvent, Message, MessageText, Organization
from orgs.models.tenancy import PublicIdField, TenantModel
from orgs.outbox import kinds

PUBLIC_ID = re.compile(r"([a-z]+)_[0-9a-z]{26}")
READ_WITH = {"mem": ("user",)}
"""What a row needs to say what it is called."""

Names = Mapping[str, str]


def of(entries: Iterable[AuditEvent]) -> Names:
    """By their public ids, as far as the rows are there. A query for each kind of row."""
    wanted: dict[Organization, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for entry in entries:
        for public_id, prefix in _ids((entry.subject, entry.facts)):
            wanted[entry.organization][prefix].add(public_id)
    found = {house.public_id: house.name for house in wanted}
    for house, by_prefix in wanted.items():
        for prefix in by_prefix.keys() & _models().keys():
            rows = _models()[prefix].objects.of(house).filter(public_id__in=by_prefix[prefix])
            whole: Iterable[Any] = rows.select_related(*READ_WITH.get(prefix, ("organization",)))
            found |= {row.public_id: _called(row) for row in whole}
    return {public_id: name for public_id, name in found.items() if name != public_id}


def _ids(value: Any) -> Iterator[tuple[str, str]]:
    """All within a stored value, each with its prefix."""
    match value:
        case str():
            found = PUBLIC_ID.fullmatch(value)
            if found is not None:
                yield value, found[1]
        case dict():
            yield from _ids(list(value.values()))
        case list() | tuple():
            for one in value:
                yield from _ids(one)


@cache
def _models() -> dict[str, Any]:
    """The tables of tenants by the prefixes of their public ids."""
    return {
        prefix: model
        for model in apps.get_models()
        if issubclass(model, TenantModel) and not model._meta.proxy
        for field in model._meta.fields
        if isinstance(field, PublicIdField)
        for prefix in (field.prefix, *model.PREFIXES)
    }


def _called(row: Any) -> str:
    if isinstance(row, MessageText):
        return f"{kinds.label_of(row.kind)} ({row.language})"
    return kinds.label_of(row.kind) if isinstance(row, Message) else str(row)
