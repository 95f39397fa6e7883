"""List filters that name only rows of the caller's organizations, and those by archive."""

from typing import Any

from django.contrib.admin import RelatedFieldListFilter, SimpleListFilter
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class OwnRelated(RelatedFieldListFilter):
    """The stock filter would offer the rows of all organizations."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list:
        """The choices of this caller."""
        own = model_admin.choices(request, field.related_model)
        return [(row.pk, str(row)) for row in own]


def scoped(model: type[models.Model], entry: Any) -> Any:
    """The entry of `list_filter`, guarded where it names a relation."""
    if not isinstance(entry, str):
        return entry
    try:
        relation = model._meta.get_field(entry).is_relation
    except FieldDoesNotExist:
        return entry
    return (entry, OwnRelated) if relation else entry


def asks_for(entry: Any) -> str:
    """The word that an entry of `list_filter` takes from the address."""
    named = entry[0] if isinstance(entry, tuple) else entry
    return str(getattr(named, "parameter_name", named) or "")


class Archived(SimpleListFilter):
    """Hides what was put away unless asked for."""

    title = _("archived")
    parameter_name = "archived"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        """In use is what is meant without a word."""
        return [("yes", _("Archived")), ("all", _("All"))]

    def choices(self, changelist: Any) -> Any:
        """As stock, with the first word saying what it shows."""
        for position, choice in enumerate(super().choices(changelist)):
            yield choice | {"display": _("In use")} if position == 0 else choice

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The rows that match."""
        if self.value() == "all":
            return queryset
        return queryset.filter(archived_at__isnull=self.value() != "yes")
