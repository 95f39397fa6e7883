"""What staff changed by a form that has no action of its own is written down here."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from orgs.actions import trail
from orgs.admin_site import door
from orgs.models import Organization


def record(
    request: HttpRequest,
    organization: Organization,
    verb: str,
    row: Model,
    changed: Iterable[Any] = (),
) -> None:
    """One entry: who, what, on which row, and the names of the fields that changed."""
    trail.name_fields(
        org=organization,
        **door.whom(request),
        verb=f"{row._meta.model_name}.{verb}",
        subject=getattr(row, "public_id", ""),
        fields=changed,
    )
