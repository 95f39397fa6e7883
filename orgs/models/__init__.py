"""The ground floor's tables: who owns, who calls, what was done and what is to be sent."""

from orgs.models.keys import ApiKey
from orgs.models.organization import Location, Member, Organization, PaymentWay, Role
from orgs.models.outbox import (
    Audience,
    Dispatch,
    DispatchManager,
    DispatchQuerySet,
    DispatchStatus,
    Message,
    MessageText,
)
from orgs.models.tenancy import PublicIdField, TenantManager, TenantModel, TenantQuerySet
from orgs.models.trail import AuditEvent, Event, IdempotentCall
from orgs.models.user import User

__all__ = [
    "ApiKey",
    "Audience",
    "AuditEvent",
    "Dispatch",
    "DispatchManager",
    "DispatchQuerySet",
    "DispatchStatus",
    "Event",
    "IdempotentCall",
    "Location",
    "Member",
    "Message",
    "MessageText",
    "Organization",
    "PaymentWay",
    "PublicIdField",
    "Role",
    "TenantManager",
    "TenantModel",
    "TenantQuerySet",
    "User",
]
