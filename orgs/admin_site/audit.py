"""What staff changed by a form that has no action of its own is written down here."""

from collections.abc import Iterable

from django.db.models import Model
from django.http import HttpRequest

from orgs.actions import trail
from orgs.admin_site import door


def record(request: HttpRequest, verb: str, row: Model, changed: Iterable[str] = ()) -> None:
    """One entry: who, what, on which row, and the names of the fields that changed."""
    named = f"{row._meta.model_name}.{verb}"
    trail.name_fields(row, **door.whom(request), verb=named, fields=changed)
