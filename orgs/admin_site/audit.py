"""What staff changed by a form that has no action of its own is written down here."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone

from orgs.admin_site import door
from orgs.models import AuditEvent, Organization


def record(
    request: HttpRequest, organization: Organization, verb: str, row: Model, changed: Any = None
) -> None:
    """One entry: who, what, on which row, and the names of the fields that changed."""
    caller = door.staff(request).caller
    AuditEvent.objects.create(
        organization=organization,
        actor=caller.public_id,
        actor_name=caller.name,
        verb=f"{row._meta.model_name}.{verb}",
        subject=getattr(row, "public_id", ""),
        facts={"changed": sorted(changed)} if changed else {},
        at=timezone.now(),
    )
