"""The ground floor's tables: who owns, who calls, what was done and what is to be sent."""

from orgs.models.keys import ApiKey
from orgs.models.organization import Location, Member, Organization, PaymentWay, Role
from orgs.models.tenancy import PublicIdField, TenantManager, TenantModel, TenantQuerySet
from orgs.models.trail import AuditEvent, Event, IdempotentCall
from orgs.models.user import User

__all__ = [
    "ApiKey",
    "AuditEvent",
    "Event",
    "IdempotentCall",
    "Location",
    "Member",
    "Organization",
    "PaymentWay",
    "PublicIdField",
    "Role",
    "TenantManager",
    "TenantModel",
    "TenantQuerySet",
    "User",
]
